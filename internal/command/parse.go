package command

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/anmitsu/go-shlex"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/nearest"
	"hackday.example/kiosk/internal/plain"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// maxCommandBytes bounds a command line.
const maxCommandBytes = 4 << 10

// speak chooses the language; false if there is no such language.
func (c *Call) speak(language string) bool {
	w, ok := words.In(language, c.profile.ASCII)
	if code := strings.ToLower(language); !ok && slices.Contains(c.Site.Languages(), code) { // pages are in it
		w, ok = words.Foreign(code, c.profile.ASCII), true
	}
	c.words = w
	width := 0
	if c.PTY {
		width = c.Visit.Size().Columns
	}
	c.out = plain.NewWriter(c.text(c.paused), plain.Options{
		Site: c.Site, Layouts: c.Layouts, Words: w, ASCII: c.profile.ASCII, Width: width, Announcements: c.Announced, Join: c.Visit.Join(),
	})
	return ok
}

// parse takes a command line apart; false if it was not understood, which was
// said.
func (c *Call) parse(line string) bool {
	if len(line) > maxCommandBytes {
		return c.tooLong(len(line))
	}
	k, language, rest := c.leading(line)
	if k != nil && k.verbatim {
		c.command, c.line = k, rest
		if first, _ := firstWord(rest); asksForHelp(first) {
			c.command, c.args = c.named(helpName), []string{k.name}
		}
		_, ok := c.takeLanguage(language)
		return ok
	}
	wordy := k != nil && k.wordy
	if c.Organiser == "" && !wordy && c.isForShell(line) {
		return c.notAShell()
	}
	list, err := shlex.Split(line, true)
	if err != nil && wordy {
		list, err = strings.Fields(line), nil
	}
	if err != nil {
		return c.fail(c.words.Errors.UnclosedQuote)
	}
	list, ok := c.takeLanguage(list)
	if !ok || len(list) == 0 {
		return ok
	}
	name := list[0]
	if asksForHelp(name) {
		name = helpName
	}
	if k := c.named(name); k != nil && k.organisers {
		hyphens(list)
		if list, ok = c.takeReplica(k, list); !ok {
			return false
		}
	}
	words := false // nothing behind "--" is a flag
	for _, w := range list[1:] {
		if w == "--" && !words {
			words = true
		} else if strings.HasPrefix(w, "-") && w != "-" && !words {
			c.flags = append(c.flags, w)
		} else {
			c.args = append(c.args, w)
		}
	}
	if c.command = c.named(name); c.command == nil {
		return c.goTo(name)
	}
	if slices.ContainsFunc(c.flags, asksForHelp) {
		c.command, c.args, c.flags = c.named(helpName), []string{name}, nil
		return true
	}
	c.line = strings.Join(list[1:], " ") // a verbatim command whose name was written oddly
	return true
}

// shellSyntax is what only a shell gives a meaning to: what joins commands, sends
// their output elsewhere, or puts something in the place of a word.
var shellSyntax = regexp.MustCompile("[;|&<>`(){}\\n]|\\$[A-Za-z_{(]|^\\s*[A-Za-z_][A-Za-z_0-9]*=")

// quoted is what quotes take the meaning from.
var quoted = regexp.MustCompile("'[^']*'|\"[^\"$`]*\"")

// isForShell reports whether a line has shell syntax in it, beside what is quoted
// and the names of pages.
func (c *Call) isForShell(line string) bool {
	line = quoted.ReplaceAllString(line, "''")
	if !shellSyntax.MatchString(line) {
		return false
	}
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' }) {
		if name, _, _ := strings.Cut(word, "#"); shellSyntax.MatchString(word) && c.Site.Page(name) == nil {
			return true
		}
	}
	return false
}

// tooLong answers a line that has more bytes than any command. A visitor's is a
// script, as a rule.
func (c *Call) tooLong(bytes int) bool {
	if c.Organiser != "" {
		return c.fail("the command has {bytes} bytes, and {most} is the most", "bytes", bytes, "most", maxCommandBytes)
	}
	return c.notAShell()
}

// notAShell answers a line that is a shell's. On a terminal it is a wrapper's, as
// a rule, which has its own start-up script run there (kitty's kitten ssh does,
// for example): the visitor is given what they came for, and told.
func (c *Call) notAShell() bool {
	if c.PTY {
		c.notRun, c.args, c.flags = true, nil, nil
		return true
	}
	return c.fail(c.words.Errors.NotAShell, "command", c.Visit.Join()+" read")
}

// leading is the command that a line names, nil if that is none; what stands before its
// name about the language; and the rest as it is.
func (c *Call) leading(line string) (k *command, language []string, rest string) {
	for {
		word, behind := firstWord(line)
		switch {
		case strings.HasPrefix(word, languageFlag+"="):
			language, line = append(language, word), behind
		case word == languageFlag || word == languageWord && len(language) == 0:
			code, behind := firstWord(behind)
			language, line = append(language, languageFlag, code), behind
		default:
			return c.named(word), language, behind
		}
	}
}

// firstWord cuts a line behind its first word, which may stand in quotes.
func firstWord(line string) (word, behind string) {
	line = strings.TrimSpace(line)
	if end := strings.IndexFunc(line, unicode.IsSpace); end >= 0 {
		return unquoted(line[:end]), line[end:]
	}
	return unquoted(line), ""
}

// The language of any command, and of the reader, is chosen by a flag; or by a
// word in front, since OpenSSH's ssh takes a flag that comes first for its own.
const (
	languageFlag = "--lang"
	languageWord = "lang"
)

// takeLanguage takes the language out of a command line.
func (c *Call) takeLanguage(list []string) (rest []string, ok bool) {
	if len(list) > 0 && list[0] == languageWord {
		list[0] = languageFlag
	}
	return takeValues(list, languageFlag, func(code string, given bool) bool {
		if !given {
			return c.fail(c.words.Errors.NeedsValue, "name", clean.Quote(languageFlag), "suggestion", c.suggestion("", c.languageCodes()))
		}
		return c.speak(code) || c.fail(c.words.Errors.UnknownLanguage, "name", clean.Quote(code), "suggestion", c.suggestion(code, c.languageCodes()))
	})
}

// takeValues takes a flag with its value out of some words, wherever it stands: FLAG=VALUE,
// or FLAG with the value as the word behind it. Each value is handed to take, in order; given
// is false where there is no word behind the flag. ok is false where take said so.
func takeValues(list []string, flag string, take func(value string, given bool) bool) (rest []string, ok bool) {
	for i := 0; i < len(list); i++ {
		value, given := strings.CutPrefix(list[i], flag+"=")
		switch {
		case given:
		case list[i] != flag:
			rest = append(rest, list[i])
			continue
		case i+1 < len(list):
			i++
			value, given = list[i], true
		}
		if !take(value, given) {
			return nil, false
		}
	}
	return rest, true
}

// understood checks that there are no flags but the known ones and at most n
// arguments.
func (c *Call) understood(n int, known ...string) bool {
	for _, f := range c.flags {
		if !slices.Contains(known, f) {
			return c.fail(c.words.Errors.UnknownFlag, "name", clean.Quote(f), "usage", c.command.usage)
		}
	}
	if len(c.args) > n {
		return c.fail(c.words.Errors.OneTooMany, "name", clean.Quote(c.args[n]), "usage", c.command.usage)
	}
	return true
}

// link is the page and the link that were asked for, by the link's number as the
// last argument. Without a number the link is nil; ok is false if there is no
// such page or link, which was said.
func (c *Call) link() (p *site.Page, r *site.Resource, ok bool) {
	number := -1
	if n := len(c.args); n > 0 {
		if k, err := strconv.Atoi(c.args[n-1]); err == nil {
			number = k
			c.args = c.args[:n-1]
		} else if n > 1 {
			return nil, nil, c.fail(c.words.Errors.OneTooMany, "name", clean.Quote(c.args[1]), "usage", c.command.usage)
		}
	}
	if p = c.page(); p == nil {
		return nil, nil, false
	}
	if number < 0 {
		return p, nil, true
	}
	if r = p.Resource(number); r == nil {
		return nil, nil, c.fail(c.words.Errors.NoSuchLink, "number", number, "page", p.Name, "count", len(p.Resources))
	}
	return p, r, true
}

// suggestion says what was meant, or what there is.
func (c *Call) suggestion(name string, names []string) string {
	if best := nearest.Name(name, names); best != "" {
		return words.Fill(c.words.Errors.DidYouMean, "name", strconv.Quote(best))
	}
	const most = 20
	if len(names) > most {
		return words.Fill(c.words.Errors.TrySomeOf, "names", strings.Join(names[:most], ", "), "more", len(names)-most)
	}
	return words.Fill(c.words.Errors.TryOneOf, "names", strings.Join(names, ", "))
}
