package sshd

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/anmitsu/go-shlex"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/plain"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// maxCommandBytes bounds a command line.
const maxCommandBytes = 4 << 10

// request is what a session was asked for: a command, or nothing.
type request struct {
	session   *session
	profile   terminal.Profile
	site      *site.Site   // the one that is shown when it is asked
	announced []string     // what the organisers say then
	words     *words.Words // the visitor's language
	// organiser is the name of the organiser who asks, empty for a visitor.
	organiser string
	command   *command // nil where none was named
	notRun    bool     // the line was a shell's, and the reader is given instead
	line      string   // what stands behind the name of a verbatim command
	args      []string // without flags and the command's name
	flags     []string
	// out is the answer. It is written as it is made: a client that reads slowly
	// has little kept for it.
	out *plain.Writer
}

// newRequest makes a request in the language that the client's environment asks
// for.
func (r *session) newRequest() *request {
	q := &request{session: r, profile: terminal.Detect(r.env), site: r.server.site.Load(), announced: r.server.announced()}
	if !r.pty { // nothing is known of what shows it
		q.profile = terminal.Detect(terminal.Environment{"LANG": r.env.Charset()})
	}
	q.speak(r.env.Language())
	return q
}

// speak chooses the language; false if there is no such language.
func (q *request) speak(language string) bool {
	w, ok := words.In(language, q.profile.ASCII)
	q.words = w
	q.session.setWords(w)
	width := 0
	if q.session.pty {
		width = q.session.currentSize().Columns
	}
	q.out = plain.NewWriter(q.session.text(q.session.output), plain.Options{Site: q.site, Layouts: q.session.layouts, Words: w, ASCII: q.profile.ASCII, Width: width, Announcements: q.announced})
	return ok
}

// parse takes a command line apart; false if it was not understood, which was
// said.
func (q *request) parse(line string) bool {
	if len(line) > maxCommandBytes {
		return q.notAShell()
	}
	if c, language, rest := q.verbatim(line); c != nil {
		q.command, q.line = c, rest
		_, ok := q.takeLanguage(language)
		return ok
	}
	if shellSyntax.MatchString(line) {
		return q.notAShell()
	}
	list, err := shlex.Split(line, true)
	if err != nil {
		return q.fail(q.words.Errors.UnclosedQuote)
	}
	list, ok := q.takeLanguage(list)
	if !ok || len(list) == 0 {
		return ok
	}
	name := list[0]
	if asksForHelp(name) {
		name = "help"
	}
	for _, w := range list[1:] {
		if strings.HasPrefix(w, "-") && w != "-" {
			q.flags = append(q.flags, w)
		} else {
			q.args = append(q.args, w)
		}
	}
	if q.command = q.named(name); q.command == nil {
		return q.unknown(name, len(list) > 1)
	}
	q.line = strings.Join(list[1:], " ") // a verbatim command whose name was written oddly
	return true
}

// shellSyntax is what only a shell gives a meaning to: what joins commands, sends
// their output elsewhere, or puts something in the place of a word.
var shellSyntax = regexp.MustCompile("[;|&<>`(){}\\n]|\\$[A-Za-z_{(]|^\\s*[A-Za-z_][A-Za-z_0-9]*=")

// notAShell answers a line that is a shell's. On a terminal it is a wrapper's, as
// a rule, which has its own start-up script run there (kitty's kitten ssh does,
// for example): the visitor is given what they came for, and told.
func (q *request) notAShell() bool {
	if q.session.pty && q.organiser == "" {
		q.notRun, q.args, q.flags = true, nil, nil
		return true
	}
	return q.fail(q.words.Errors.NotAShell, "command", q.session.join()+" read")
}

// notice is what a reader says to begin with.
func (q *request) notice() string {
	if q.notRun {
		return q.words.Server.NotRun
	}
	return ""
}

// unknown answers a line whose first word is no command's name.
func (q *request) unknown(name string, more bool) bool {
	names := namesOf(q.commands())
	if page := nearest(name, q.site.PageNames()); nearest(name, names) == "" && !more && page != "" {
		return q.fail(q.words.Errors.UnknownCommand, "name", shown(name), "suggestion", words.Fill(q.words.Errors.DidYouMean, "name", strconv.Quote("read "+page)))
	}
	if more && q.organiser == "" && nearest(name, names) == "" {
		return q.notAShell()
	}
	return q.fail(q.words.Errors.UnknownCommand, "name", shown(name), "suggestion", q.suggestion(name, names))
}

// verbatim is the command that a line names, if it takes the rest as it is; what
// stands before its name about the language; and the rest.
func (q *request) verbatim(line string) (c *command, language []string, rest string) {
	for {
		word, behind := firstWord(line)
		switch {
		case strings.HasPrefix(word, languageFlag+"="):
			language, line = append(language, word), behind
		case word == languageFlag || word == languageWord && len(language) == 0:
			code, behind := firstWord(behind)
			language, line = append(language, languageFlag, code), behind
		default:
			if c = q.named(word); c == nil || !c.verbatim {
				return nil, nil, ""
			}
			return c, language, behind
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

// commands are what whoever asks may ask for.
func (q *request) commands() []command {
	all := allCommands()
	if q.organiser != "" {
		all = append(all, organiserCommands...)
	}
	return all
}

// named is the command of a name, or nil.
func (q *request) named(name string) *command {
	for _, c := range q.commands() {
		if c.name == name {
			return &c
		}
	}
	return nil
}

// The language of any command, and of the reader, is chosen by a flag; or by a
// word in front, since OpenSSH's ssh takes a flag that comes first for its own.
const (
	languageFlag = "--lang"
	languageWord = "lang"
)

// takeLanguage takes the language out of a command line.
func (q *request) takeLanguage(list []string) (rest []string, ok bool) {
	if len(list) > 0 && list[0] == languageWord {
		list[0] = languageFlag
	}
	for i := 0; i < len(list); i++ {
		code, joined := strings.CutPrefix(list[i], languageFlag+"=")
		switch {
		case joined:
		case list[i] != languageFlag:
			rest = append(rest, list[i])
			continue
		case i+1 == len(list):
			return nil, q.fail(q.words.Errors.NeedsValue, "name", shown(languageFlag), "suggestion", q.suggestion("", words.Codes()))
		default:
			i++
			code = list[i]
		}
		if !q.speak(code) {
			return nil, q.fail(q.words.Errors.UnknownLanguage, "name", shown(code), "suggestion", q.suggestion(code, words.Codes()))
		}
	}
	return rest, true
}

// fail says why a command was not understood, and returns false.
func (q *request) fail(text string, pairs ...any) bool {
	q.complain(words.Fill(text, pairs...))
	return false
}

// complain writes what is wrong to where errors belong.
func (q *request) complain(what string) {
	r := q.session
	_, _ = fmt.Fprintf(r.text(newStallWriter(r.connection, r.channel.Stderr())), "kiosk: %s\n", what)
}

// understood checks that there are no flags but the known ones and at most n
// arguments.
func (q *request) understood(n int, known ...string) bool {
	for _, f := range q.flags {
		if !slices.Contains(known, f) {
			return q.fail(q.words.Errors.UnknownFlag, "name", shown(f), "usage", q.command.usage)
		}
	}
	if len(q.args) > n {
		return q.fail(q.words.Errors.OneTooMany, "name", shown(q.args[n]), "usage", q.command.usage)
	}
	return true
}

// page is the page that was asked for, the home page if none was; nil if there
// is no such page, which was said.
func (q *request) page() *site.Page {
	p := q.site.Home()
	if len(q.args) > 0 {
		p = q.site.Page(q.args[0])
	}
	if p == nil {
		q.fail(q.words.Errors.UnknownPage, "name", shown(q.args[0]), "suggestion", q.suggestion(q.args[0], q.site.PageNames()))
		return nil
	}
	return p.In(q.words.Code)
}

// link is the page and the link that were asked for, by the link's number as the
// last argument. Without a number the link is nil; ok is false if there is no
// such page or link, which was said.
func (q *request) link() (p *site.Page, r *site.Resource, ok bool) {
	number := -1
	if n := len(q.args); n > 0 {
		if k, err := strconv.Atoi(q.args[n-1]); err == nil {
			number = k
			q.args = q.args[:n-1]
		} else if n > 1 {
			return nil, nil, q.fail(q.words.Errors.OneTooMany, "name", shown(q.args[1]), "usage", q.command.usage)
		}
	}
	if p = q.page(); p == nil {
		return nil, nil, false
	}
	if number < 0 {
		return p, nil, true
	}
	if r = p.Resource(number); r == nil {
		return nil, nil, q.fail(q.words.Errors.NoSuchLink, "number", number, "page", p.Name, "count", len(p.Resources))
	}
	return p, r, true
}

// opened counts that a page was opened, or a resource of it. What the health
// check reads, nobody does.
func (q *request) opened(p *site.Page, resource int) {
	if !q.session.checks {
		q.session.server.config.Metrics.Opened(p.Name, resource)
	}
}

// suggestion says what was meant, or what there is.
func (q *request) suggestion(name string, names []string) string {
	if best := nearest(name, names); best != "" {
		return words.Fill(q.words.Errors.DidYouMean, "name", strconv.Quote(best))
	}
	const most = 20
	if len(names) > most {
		return words.Fill(q.words.Errors.TrySomeOf, "names", strings.Join(names[:most], ", "), "more", len(names)-most)
	}
	return words.Fill(q.words.Errors.TryOneOf, "names", strings.Join(names, ", "))
}

// shown is a visitor's own word, short and with nothing in it that a terminal
// could obey.
func shown(word string) string {
	const most = 40
	word = clean.Text(strings.ToValidUTF8(word, "?"))
	if runes := []rune(word); len(runes) > most {
		word = string(runes[:most]) + "…"
	}
	return strconv.Quote(word)
}
