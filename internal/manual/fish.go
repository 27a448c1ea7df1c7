package manual

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// fishHead has the function that says whether the words before the cursor are those of a
// command.
const fishHead = `# Completion of %[1]s for fish, made by "%[1]s completion fish".

function __%[1]s_at
    set -l at
    for word in (commandline -opc)[2..]
        switch "$at $word"
            case %[2]s
                set -a at $word
        end
    end
    test "$at" = "$argv"
end

complete -c %[1]s -f
`

// fish is the script for fish.
func fish(name string, commands []command) string {
	var b strings.Builder
	var paths []string
	for _, c := range commands[1:] {
		paths = append(paths, fishQuote(strings.Join(c.path[:len(c.path)-1], " ")+" "+c.path[len(c.path)-1]))
	}
	fmt.Fprintf(&b, fishHead, name, strings.Join(paths, " "))
	for _, c := range commands {
		start := fmt.Sprintf("complete -c %s -n %s", name, fishQuote(strings.TrimSpace("__"+name+"_at "+c.name())))
		for _, child := range c.children {
			fmt.Fprintf(&b, "%s -a %s -d %s\n", start, child.Name, fishQuote(brief(child.Help)))
		}
		for _, f := range c.flags {
			line := start + " -l " + f.Name
			if f.Short != 0 {
				line += " -s " + string(f.Short)
			}
			if takesValue(f) {
				line += fishValue(f.Value, " -x")
			}
			fmt.Fprintf(&b, "%s -d %s\n", line, fishQuote(brief(f.Help)))
		}
		for _, a := range c.args {
			if value := fishValue(a, ""); value != "" {
				fmt.Fprintf(&b, "%s%s -d %s\n", start, value, fishQuote(brief(a.Help)))
			}
		}
	}
	return b.String()
}

// fishValue are the options of complete that offer a value's candidates; plain where they
// are none of files.
func fishValue(v *kong.Value, plain string) string {
	switch kind, choices := kindOf(v); kind {
	case folders:
		return plain + " -a '(__fish_complete_directories)'"
	case files:
		return strings.Replace(plain, "-x", "-r", 1) + " -F"
	case words:
		return plain + " -a " + fishQuote(strings.Join(choices, " "))
	}
	return plain
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}
