package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/internal/nearest"
)

// usageHint is what to do about a command line that is not understood. A word too many is
// a command that is misspelt, or a folder of pages without its flag.
func usageHint(app *kong.Application, err error, args []string) string {
	command := app.DefaultCmd
	if p := (*kong.ParseError)(nil); errors.As(err, &p) && p.Context.Selected() != nil {
		command = p.Context.Selected()
	}
	usual := fmt.Sprintf("kiosk --help lists the commands, and %s --help the flags", command.FullPath())
	// kong has no type for this error.
	word, isWord := strings.CutPrefix(err.Error(), "unexpected argument ")
	if !isWord {
		return usual
	}
	word, _, _ = strings.Cut(word, ", did you mean")
	info, statErr := os.Stat(word)
	folder := statErr == nil && info.IsDir()
	if near := nearest.Name(word, commandNames(app)); near != "" && !folder && !slices.Contains(args, command.Name) {
		return fmt.Sprintf("did you mean kiosk %s? kiosk --help lists the commands", near)
	}
	takes := slices.ContainsFunc(command.Flags, func(f *kong.Flag) bool { return f.Name == "content" })
	if takes && len(command.Positional) == 0 && command.Parent == app.Node {
		return fmt.Sprintf("a folder of pages goes behind --content: kiosk %s --content %s", command.Name, shellWord(word))
	}
	return usual
}

// commandNames are the commands that help lists.
func commandNames(app *kong.Application) (names []string) {
	for _, command := range app.Children {
		if !command.Hidden {
			names = append(names, command.Name)
		}
	}
	return names
}
