package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/internal/kiosktest"
)

// model is the command line as kong knows it.
func model(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := newParser(&cli{}, &settingsSource{}, streams{}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

// The tables of commands and flags are kong's own model, so that none is out of date.
func TestREADMEHasEveryCommandAndFlag(t *testing.T) {
	const file = "README.md"
	readme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(readme)
	commands := commandsIn(model(t).Node)
	for name, table := range map[string]string{
		"commands": commandTable(commands),
		"settings": flagTable(flagRows(commands), func(r flagRow) bool { return slices.Contains(r.commands, "serve") }),
		"flags":    flagTable(flagRows(commands), func(r flagRow) bool { return !slices.Contains(r.commands, "serve") }),
	} {
		begin, end := "<!-- "+name+": go test ./cmd/kiosk -run README -update -->\n\n", "\n<!-- end -->"
		before, rest, found := strings.Cut(text, begin)
		_, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("%s has no place for the table of %s: %q to %q", file, name, begin, end)
		}
		text = before + begin + table + end + after
	}
	kiosktest.Golden(t, file, text)
}

// commandsIn are the commands below a node that people are told of.
func commandsIn(node *kong.Node) (list []*kong.Node) {
	for _, n := range node.Children {
		switch {
		case n.Hidden:
		case len(n.Children) > 0:
			list = append(list, commandsIn(n)...)
		default:
			list = append(list, n)
		}
	}
	return list
}

// commandName is what is typed behind kiosk.
func commandName(n *kong.Node) string { return strings.TrimPrefix(n.Path(), "kiosk ") }

func commandTable(commands []*kong.Node) string {
	var b strings.Builder
	b.WriteString("| command | does |\n| --- | --- |\n")
	for _, n := range commands {
		usage := "kiosk " + commandName(n)
		for _, p := range n.Positional {
			name := p.Name
			if !p.Required {
				name = "[" + name + "]"
			}
			usage += " " + name
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", usage, cell(n.Help))
	}
	return b.String()
}

// flagRow is a flag, and the commands that have it.
type flagRow struct {
	flag, variable, standard, says string
	commands                       []string
}

// defaultInHelp is where a flag's help says what holds without it.
var defaultInHelp = regexp.MustCompile(`(?s) ?\(default: (.*)\)\.?$`)

// flagRows are the flags of all commands, in their order. A flag that says the same in
// several commands is one row.
func flagRows(commands []*kong.Node) (rows []flagRow) {
	for _, n := range commands {
		for _, f := range n.Flags {
			if f.Hidden {
				continue
			}
			r := flagRow{flag: "--" + f.Name, variable: "–", standard: "–", says: f.Help}
			if f.Short != 0 {
				r.flag = "-" + string(f.Short) + ", " + r.flag
			}
			switch {
			case f.Enum != "" && f.PlaceHolder == "":
				r.flag += " " + strings.Trim(f.Enum, ",")
			case !f.IsBool():
				r.flag += " " + f.FormatPlaceHolder()
			}
			if len(f.Envs) > 0 {
				r.variable = "`" + strings.Join(f.Envs, "`, `") + "`"
			}
			if m := defaultInHelp.FindStringSubmatch(r.says); m != nil {
				r.standard = m[1]
				r.says = strings.TrimSuffix(r.says, m[0])
			} else if f.Default != "" && !f.IsBool() {
				r.standard = f.Default
			}
			same := func(o flagRow) bool {
				return o.flag == r.flag && o.variable == r.variable && o.standard == r.standard && o.says == r.says
			}
			if i := slices.IndexFunc(rows, same); i >= 0 {
				rows[i].commands = append(rows[i].commands, commandName(n))
				continue
			}
			r.commands = []string{commandName(n)}
			rows = append(rows, r)
		}
	}
	return rows
}

func flagTable(rows []flagRow, wanted func(flagRow) bool) string {
	var b strings.Builder
	b.WriteString("| flag | variable | default | commands | says |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range rows {
		if wanted(r) {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", cell(r.flag), r.variable, cell(r.standard), strings.Join(r.commands, ", "), cell(r.says))
		}
	}
	return b.String()
}

// cell is text as it stands in a table of Markdown.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(strings.TrimSpace(text))
}
