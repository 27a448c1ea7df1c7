package manual

import (
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Page is what a man page says beside what the model knows.
type Page struct {
	Version  string
	Date     time.Time // of the version; zero where nobody knows
	Brief    string    // behind the name, on the page's first line
	Sections []Section // below the commands, in this order
}

// Section is a part of a man page, with paragraphs, or a list of terms, or both.
type Section struct {
	Title string // in capitals
	Text  []string
	Terms [][2]string // what is explained, and the explanation
}

// lineWidth is how many bytes a line of the page's source has at most, unless one word is
// longer.
const lineWidth = 78

// Man is the page in section 1 of the manual, in the language of man(7).
func (p Page) Man(app *kong.Application) string {
	var r roff
	date := ""
	if !p.Date.IsZero() {
		date = p.Date.UTC().Format(time.DateOnly)
	}
	r.line(`.TH "` + escape(strings.ToUpper(app.Name)) + `" "1" "` + date + `" "` + escape(strings.TrimSpace(app.Name+" "+p.Version)) + `" "User Commands"`)
	r.macro("nh") // no variable or address is hyphenated
	r.line(".ad l")
	r.macro("SH", "NAME")
	r.text(app.Name + " - " + p.Brief)
	r.macro("SH", "SYNOPSIS")
	r.line(bold(app.Name) + " [" + italic("command") + "] [" + italic("flags") + "]")
	r.macro("SH", "DESCRIPTION")
	r.text(app.Help)
	commands := commandsOf(app)
	r.macro("SH", "FLAGS OF ALL COMMANDS")
	for _, f := range visible(app.Flags) {
		r.flag(f)
	}
	r.macro("SH", "COMMANDS")
	for _, c := range commands[1:] {
		if len(c.children) > 0 {
			continue
		}
		r.macro("SS", app.Name+" "+c.name()+arguments(c.args))
		r.text(c.help)
		for _, a := range c.args {
			if a.Help != "" {
				r.term(italic(a.Name), a.Help)
			}
		}
		for _, f := range c.flags {
			if !slices.Contains(app.Flags, f) {
				r.flag(f)
			}
		}
	}
	for _, s := range p.Sections {
		r.macro("SH", s.Title)
		for i, t := range s.Text {
			if i > 0 {
				r.macro("PP")
			}
			r.text(t)
		}
		for _, t := range s.Terms {
			r.term(bold(t[0]), t[1])
		}
	}
	return r.b.String()
}

// arguments are a command's, as they stand behind it.
func arguments(args []*kong.Positional) string {
	text := ""
	for _, a := range args {
		name := a.Name
		if a.IsCumulative() {
			name += " ..."
		}
		if !a.Required {
			name = "[" + name + "]"
		}
		text += " " + name
	}
	return text
}

// roff writes the source of a page.
type roff struct{ b strings.Builder }

// macro writes a request with its arguments, each in quotes.
func (r *roff) macro(name string, args ...string) {
	r.b.WriteString("." + name)
	for _, a := range args {
		r.b.WriteString(` "` + strings.ReplaceAll(escape(a), `"`, `\(dq`) + `"`)
	}
	r.b.WriteByte('\n')
}

// line writes what is already escaped as a line.
func (r *roff) line(text string) {
	r.b.WriteString(text + "\n")
}

// text writes a paragraph, in lines that are not too long.
func (r *roff) text(text string) {
	line := ""
	for _, word := range strings.Fields(escape(text)) {
		if line != "" && len(line)+1+len(word) > lineWidth {
			r.line(line)
			line = ""
		}
		if line == "" && (word[0] == '.' || word[0] == '\'') {
			word = `\&` + word // a line that begins so would be a request
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		r.line(line)
	}
}

// term writes what is explained, which is already escaped, and below it the explanation.
func (r *roff) term(term, text string) {
	r.macro("TP")
	r.line(term)
	r.text(text)
}

// flag writes a flag, what it is for, and its variable.
func (r *roff) flag(f *kong.Flag) {
	term := bold("--" + f.Name)
	if f.Short != 0 {
		term = bold("-"+string(f.Short)) + ", " + term
	}
	if takesValue(f) {
		value := f.FormatPlaceHolder()
		if kind, choices := kindOf(f.Value); kind == words {
			value = strings.Join(choices, "|")
		}
		term += "=" + italic(value)
	}
	text := f.Help
	if len(f.Envs) > 0 {
		if !strings.HasSuffix(text, ")") {
			text = strings.TrimSuffix(text, ".") + "."
		}
		text += " ($" + strings.Join(f.Envs, ", $") + ")"
	}
	r.term(term, text)
}

func bold(text string) string   { return `\fB` + escape(text) + `\fR` }
func italic(text string) string { return `\fI` + escape(text) + `\fR` }

// escape writes text so that all of it is printed as it is: a backslash begins an escape,
// and a bare hyphen may be printed as one that no shell takes (groff_char(7)).
func escape(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
}
