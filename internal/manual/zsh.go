package manual

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// zsh is the script for zsh, a function for each command. It serves as a file _NAME in a
// folder of fpath, and when it is sourced.
func zsh(name string, commands []command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "#compdef %[1]s\n# Completion of %[1]s for zsh, made by \"%[1]s completion zsh\".\n", name)
	for _, c := range commands {
		specs := make([]string, 0, len(c.flags)+2)
		for _, f := range c.flags {
			specs = append(specs, zshFlag(f))
		}
		for _, a := range c.args {
			specs = append(specs, zshQuote("*:"+zshEscape(a.Name)+":"+zshAction(a)))
		}
		fmt.Fprintf(&b, "\n%s() {\n", zshFunction(name, c.path))
		if len(c.children) > 0 {
			specs = append(specs, "'1: :->command'", "'*:: :->rest'")
			b.WriteString("  local context state state_descr line\n  typeset -A opt_args\n")
		}
		fmt.Fprintf(&b, "  _arguments -S %s\n", strings.Join(specs, " \\\n    "))
		if len(c.children) > 0 {
			zshChildren(&b, name, c)
		}
		b.WriteString("}\n")
	}
	fmt.Fprintf(&b, "\nif [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n  _%[1]s \"$@\"\nelse\n  compdef _%[1]s %[1]s\nfi\n", name)
	return b.String()
}

// zshChildren offers the commands below c, and completes what stands behind one.
func zshChildren(b *strings.Builder, name string, c command) {
	b.WriteString("  case $state in\n    command)\n      local -a commands=(\n")
	for _, child := range c.children {
		fmt.Fprintf(b, "        %s\n", zshQuote(zshEscape(child.Name)+":"+brief(child.Help)))
	}
	fmt.Fprintf(b, "      )\n      _describe -t commands '%s command' commands\n      ;;\n    rest)\n      case $words[1] in\n", name)
	for _, child := range c.children {
		path := append(append([]string(nil), c.path...), child.Name)
		fmt.Fprintf(b, "        %s) %s ;;\n", child.Name, zshFunction(name, path))
	}
	b.WriteString("      esac\n      ;;\n  esac\n")
}

func zshFunction(name string, path []string) string {
	return "_" + strings.Join(append([]string{name}, path...), "_")
}

// zshFlag is a flag as _arguments takes it.
func zshFlag(f *kong.Flag) string {
	long, value := "--"+f.Name, ""
	if takesValue(f) {
		value = ":" + zshEscape(f.FormatPlaceHolder()) + ":" + zshAction(f.Value)
	}
	told := "[" + zshEscape(brief(f.Help)) + "]"
	if value != "" {
		long += "="
	}
	if f.Short == 0 {
		return zshQuote(long + told + value)
	}
	short := "-" + string(f.Short)
	return zshQuote("("+short+" --"+f.Name+")"+short+told+value) + " " + zshQuote("("+short+" --"+f.Name+")"+long+told+value)
}

func zshAction(v *kong.Value) string {
	switch kind, choices := kindOf(v); kind {
	case folders:
		return "_files -/"
	case files:
		return "_files"
	case words:
		return "(" + strings.Join(choices, " ") + ")"
	}
	return " "
}

// zshEscape writes text so that no character of it ends a part of a specification.
func zshEscape(text string) string {
	return strings.NewReplacer(`\`, `\\`, ":", `\:`, "[", `\[`, "]", `\]`).Replace(text)
}

func zshQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
