package command

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/words"
)

// helpName is the command that explains commands, itself included.
const helpName = "help"

// langCommand is what chooses a language, for the help alone: it is taken out of a line
// before its command is looked for. See takeLanguage.
var langCommand = command{name: languageWord, usage: languageWord + " CODE [COMMAND]", examples: []string{"lang cy", "lang cy read PAGE"}}

// argument is a word of a usage that stands for something, or a flag; with what stands for
// its value, where that word means something else elsewhere.
var argument = regexp.MustCompile(`--replica NAME|--[a-z]+|\b[A-Z]{2,}\b`)

// sayHelp lists all commands, or explains one.
func sayHelp(_ context.Context, c *Call) Status {
	if !c.understood(1) {
		return NotUnderstood
	}
	if len(c.args) == 0 {
		c.list()
		return Done
	}
	name := c.args[0]
	all := append(c.commands(), langCommand)
	for i := range all {
		if all[i].name == name {
			c.explain(&all[i])
			return Done
		}
	}
	c.fail(c.words.Errors.UnknownCommand, "name", clean.Quote(name), "suggestion", c.suggestion(name, namesOf(all)))
	return NotUnderstood
}

// does says what a command does.
func (c *Call) does(k *command) string {
	if text, ok := c.words.Organising[k.name]; ok {
		return text
	}
	return words.Fill(c.words.Commands[k.name], "languages", c.languages())
}

// explain says all about a command: how it is written, what it does, what each word of its
// usage stands for, examples that can be typed as they are, and its exit statuses.
func (c *Call) explain(k *command) {
	m := &c.words.Manual
	c.out.Text(k.usage + "\n")
	c.out.Text(sentence(c.does(k)))
	if more := m.More[k.name]; more != "" {
		c.out.Text("\n" + more)
	}
	if more := m.Replicas[k.name]; more != "" && c.Kiosk.Replicas() != nil {
		c.out.Text("\n" + more)
	}
	var rows [][2]string
	for _, name := range argument.FindAllString(k.usage, -1) {
		rows = append(rows, [2]string{name, m.Arguments[name]})
	}
	if len(rows) > 0 {
		c.out.Text("")
		c.out.Table(rows)
	}
	c.out.Text("\n" + m.Examples)
	for _, e := range c.examples(k) {
		c.out.Verbatim("  " + e + "\n")
	}
	c.out.Text("\n" + m.Status)
	rows = nil
	for status, text := range []string{Done: m.Done, Failed: m.Failed, NotUnderstood: m.NotUnderstood} {
		rows = append(rows, [2]string{strconv.Itoa(status), text})
	}
	c.out.Table(rows)
}

// sentence is a text that begins with a capital and ends with a full stop.
func sentence(text string) string {
	runes := []rune(text)
	return strings.ToUpper(string(runes[:1])) + string(runes[1:]) + "."
}

// examples are lines that run a command, for a shell on the visitor's own computer.
func (c *Call) examples(k *command) []string {
	join := c.Visit.Join()
	if k.organisers {
		host := strings.LastIndexByte(join, ' ') + 1 // behind a port, where there is one
		join = join[:host] + "organiser@" + join[host:]
	}
	if k.stays || k.terminal {
		join = strings.Replace(join, "ssh ", "ssh -t ", 1)
	}
	examples := k.examples
	if len(examples) == 0 {
		examples = []string{k.name}
	}
	var lines []string
	for _, e := range examples {
		if k.among != nil {
			e = strings.ReplaceAll(e, "NAME", c.someReplica())
		}
		lines = append(lines, join+" "+strings.ReplaceAll(e, "PAGE", c.somePage()))
	}
	return lines
}

// plainName is the name of a page that no shell gives a meaning to.
var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]*$`)

// somePage is the name of a page for examples: the first that is not the home page, as far
// as it can be typed as it is.
func (c *Call) somePage() string {
	const looked = 100 // at so many, at most
	for _, p := range c.Site.Pages[1:min(len(c.Site.Pages), looked)] {
		if plainName.MatchString(p.Name) && c.named(p.Name) == nil {
			return p.Name
		}
	}
	if home := c.Site.Home().Name; plainName.MatchString(home) {
		return home
	}
	return "/"
}
