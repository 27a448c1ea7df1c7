// Package manual writes what man(1) and shells know of a program: its man page, and
// completions for bash, zsh and fish. All of it is made from kong's model of the command
// line, so that a flag is in each as soon as there is one.
//
// The completions are plain scripts. They never start the program, and so one that is not
// installed yet, or of another machine, does no harm. What kong hides, they hide.
package manual

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Shells are those for which Completion has a script.
var Shells = []string{"bash", "zsh", "fish"}

// Completion is the script that completes the command line in one of Shells.
func Completion(shell string, app *kong.Application) (string, error) {
	switch commands := commandsOf(app); shell {
	case "bash":
		return bash(app.Name, commands), nil
	case "zsh":
		return zsh(app.Name, commands), nil
	case "fish":
		return fish(app.Name, commands), nil
	}
	return "", fmt.Errorf("there is no completion for the shell %q; there is one for %s", shell, strings.Join(Shells, ", "))
}

// command is the program itself, a group of commands, or a command.
type command struct {
	path     []string // empty for the program
	help     string
	flags    []*kong.Flag // with those of the program, and of the command that it runs without one
	args     []*kong.Positional
	children []*kong.Node
}

// name is the command as it is typed behind the program's name.
func (c command) name() string { return strings.Join(c.path, " ") }

// commandsOf lists the program, and then its commands as kong has them, but for the hidden.
func commandsOf(app *kong.Application) (list []command) {
	var add func(n *kong.Node, path []string, inherited []*kong.Flag)
	add = func(n *kong.Node, path []string, inherited []*kong.Flag) {
		c := command{path: path, help: n.Help, args: n.Positional}
		own := visible(n.Flags)
		c.flags = append(slices.Clone(inherited), own...)
		if n.DefaultCmd != nil {
			c.flags = append(c.flags, visible(n.DefaultCmd.Flags)...)
		}
		for _, child := range n.Children {
			if !child.Hidden {
				c.children = append(c.children, child)
			}
		}
		list = append(list, c)
		for _, child := range c.children {
			add(child, append(slices.Clone(path), child.Name), append(slices.Clone(inherited), own...))
		}
	}
	add(app.Node, nil, nil)
	return list
}

func visible(flags []*kong.Flag) (shown []*kong.Flag) {
	for _, f := range flags {
		if !f.Hidden {
			shown = append(shown, f)
		}
	}
	return shown
}

// takesValue reports whether something has to follow the flag.
func takesValue(f *kong.Flag) bool { return !f.IsBool() && !f.IsCounter() }

// kind is what can stand for a value.
type kind int

const (
	anything kind = iota // that only its writer knows
	folders
	files
	words
)

// kindOf is what can stand for a flag's or an argument's value: one of a few words, or else
// what its placeholder, or the argument's name, calls a folder or a file.
func kindOf(v *kong.Value) (kind, []string) {
	if v.Enum != "" {
		choices := slices.DeleteFunc(v.EnumSlice(), func(s string) bool { return s == "" })
		return words, choices
	}
	name := v.Name
	if v.Flag != nil {
		name = v.Flag.PlaceHolder
	}
	switch name {
	case "DIR":
		return folders, nil
	case "FILE", "PATH":
		return files, nil
	}
	return anything, nil
}

// brief is the first sentence of a help text, for the one line that a shell has for it.
func brief(help string) string {
	for _, end := range []string{". ", "; ", ": "} {
		help, _, _ = strings.Cut(help, end)
	}
	return strings.TrimSuffix(help, ".")
}
