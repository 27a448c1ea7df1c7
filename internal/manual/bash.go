package manual

import (
	"fmt"
	"strings"
)

// bashHead finds out where the word stands that is completed: behind which command, and
// whether behind a flag that takes a value. Bash has "=" as a word of its own. It does
// without what version 3.2 lacks, which is the one of macOS.
const bashHead = `# Completion of %[1]s for bash, made by "%[1]s completion bash".

_%[1]s() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} at= flag= found i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at ${COMP_WORDS[i]}" in
      %[2]s) at="${at:+$at }${COMP_WORDS[i]}" ;;
    esac
  done
  if [[ $word == = ]]; then
    flag=$before word=
  elif [[ $before == = ]]; then
    flag=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $before == -* ]]; then
    flag=$before
  fi
  COMPREPLY=()
  _%[1]s_add() {
    while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen "$@" -- "$word")
  }
  _%[1]s_files() {
    compopt -o filenames 2>/dev/null
    _%[1]s_add "$@"
  }
`

// bash is the script for bash.
func bash(name string, commands []command) string {
	var b strings.Builder
	var paths []string
	for _, c := range commands[1:] {
		parent, last := strings.Join(c.path[:len(c.path)-1], " "), c.path[len(c.path)-1]
		paths = append(paths, fmt.Sprintf("%q", parent+" "+last))
	}
	fmt.Fprintf(&b, bashHead, name, strings.Join(paths, " | "))

	bashValues(&b, name, commands)
	b.WriteString("  case $at in\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "    %q)\n", c.name())
		for _, line := range bashWords(name, c) {
			fmt.Fprintf(&b, "      %s\n", line)
		}
		b.WriteString("      ;;\n")
	}
	fmt.Fprintf(&b, "  esac\n}\n\ncomplete -F _%[1]s %[1]s\n", name)
	return b.String()
}

// bashWords complete a word that is no flag's value: flags where it begins like one, or
// where there is nothing else.
func bashWords(name string, c command) (lines []string) {
	var flags, offered []string
	for _, f := range c.flags {
		flags = append(flags, "--"+f.Name)
	}
	for _, child := range c.children {
		offered = append(offered, child.Name)
	}
	for _, a := range c.args {
		switch kind, choices := kindOf(a); kind {
		case folders:
			lines = append(lines, fmt.Sprintf("_%s_files -d", name))
		case files:
			lines = append(lines, fmt.Sprintf("_%s_files -f", name))
		case words:
			offered = append(offered, choices...)
		}
	}
	if len(offered) > 0 {
		lines = append(lines, fmt.Sprintf("_%s_add -W %q", name, strings.Join(offered, " ")))
	}
	add := fmt.Sprintf("_%s_add -W %q", name, strings.Join(flags, " "))
	if len(lines) == 0 {
		return []string{add}
	}
	return append([]string{"if [[ $word == -* ]]; then", "  " + add, "  return", "fi"}, lines...)
}

// bashValues completes what follows a flag, all flags of one kind together.
func bashValues(b *strings.Builder, name string, commands []command) {
	var actions []string
	flags := make(map[string][]string) // by action
	for _, c := range commands {
		for _, f := range c.flags {
			if !takesValue(f) {
				continue
			}
			action := "" // nothing is offered
			switch kind, choices := kindOf(f.Value); kind {
			case folders:
				action = fmt.Sprintf("_%s_files -d; ", name)
			case files:
				action = fmt.Sprintf("_%s_files -f; ", name)
			case words:
				action = fmt.Sprintf("_%s_add -W %q; ", name, strings.Join(choices, " "))
			}
			if flags[action] == nil {
				actions = append(actions, action)
			}
			flags[action] = append(flags[action], fmt.Sprintf("%q", c.name()+" --"+f.Name))
			if f.Short != 0 {
				flags[action] = append(flags[action], fmt.Sprintf("%q", c.name()+" -"+string(f.Short)))
			}
		}
	}
	b.WriteString("  case \"$at $flag\" in\n")
	for _, action := range actions {
		fmt.Fprintf(b, "    %s) %sreturn ;;\n", strings.Join(flags[action], " | \\\n      "), action)
	}
	b.WriteString("  esac\n")
}
