package words

import (
	"net/url"
	"strings"

	"hackday.example/kiosk/internal/site"
)

// Spoken is what lines that are read aloud say of what is no text.
type Spoken struct {
	Heading           string
	Quotation         string
	EndOfQuotation    string            `yaml:"end_of_quotation"`
	AlertEnds         map[string]string `yaml:"alert_ends"` // by their kind
	Code              string
	CodeIn            string `yaml:"code_in"`
	Lines             Plural
	EndOfCode         string `yaml:"end_of_code"`
	Table             string
	Columns, Rows     Plural
	Row               string
	EndOfTable        string `yaml:"end_of_table"`
	List              string
	InnerList         string `yaml:"inner_list"`
	Items             Plural
	EndOfList         string `yaml:"end_of_list"`
	EndOfInnerList    string `yaml:"end_of_inner_list"`
	Done              string
	NotDone           string `yaml:"not_done"`
	Empty             string
	Definitions       string
	Terms             Plural
	Term, Definition  string
	EndOfDefinitions  string `yaml:"end_of_definitions"`
	Separator, Struck string
	Notes, Note       string
	Link              string
	LinkOfKind        string            `yaml:"link_of_kind"`
	LinkHere          string            `yaml:"link_here"`
	Kinds             map[string]string // by site.Kind's names
	LongAddress       string            `yaml:"long_address"`
	InLanguage        string            `yaml:"in_language"`
	InLanguageAgain   string            `yaml:"in_language_again"`
	WithinLanguage    string            `yaml:"within_language"`
	WithinAgain       string            `yaml:"within_language_again"`
}

// SpokenCode says that lines of code follow, in a programming language, which may be
// empty.
func (w *Words) SpokenCode(language string, lines int) string {
	count := w.Count(w.Spoken.Lines, lines)
	if language == "" {
		return Fill(w.Spoken.Code, "lines", count)
	}
	return Fill(w.Spoken.CodeIn, "language", language, "lines", count)
}

// SpokenTable says that a table follows.
func (w *Words) SpokenTable(columns, rows int) string {
	return Fill(w.Spoken.Table,
		"columns", w.Count(w.Spoken.Columns, columns),
		"rows", w.Count(w.Spoken.Rows, rows))
}

// SpokenList says that a list follows, and how its end is said. The level is 1 for a
// list in no other.
func (w *Words) SpokenList(level, items int) (opening, end string) {
	count := w.Count(w.Spoken.Items, items)
	if level == 1 {
		return Fill(w.Spoken.List, "items", count), w.Spoken.EndOfList
	}
	return Fill(w.Spoken.InnerList, "level", level, "items", count), Fill(w.Spoken.EndOfInnerList, "level", level)
}

// SpokenDefinitions says that definitions of some terms follow.
func (w *Words) SpokenDefinitions(terms int) string {
	return Fill(w.Spoken.Definitions, "terms", w.Count(w.Spoken.Terms, terms))
}

// SpokenLink is what is said behind the text of a link in a sentence: its number, and
// its kind if it is none of a web page, or that it opens here.
func (w *Words) SpokenLink(r *site.Resource) string {
	switch kind := w.Spoken.Kinds[r.Kind.String()]; {
	case r.IsPage():
		return Fill(w.Spoken.LinkHere, "number", r.Number)
	case kind != "":
		return Fill(w.Spoken.LinkOfKind, "number", r.Number, "kind", kind)
	}
	return Fill(w.Spoken.Link, "number", r.Number)
}

// SpokenDescription is what a list says of a link behind its title: what it is, and on
// which host. Its whole address is said when the link is asked for alone.
func (w *Words) SpokenDescription(r *site.Resource) string {
	text := w.Describe(r)
	if u, err := url.Parse(r.URL); err == nil && u.Host != "" && !r.IsPage() && r.File == nil {
		text += ", " + strings.TrimPrefix(u.Host, "www.")
	}
	return text
}

// longPath bounds the path of an address that is read out, in bytes.
const longPath = 24

// SpokenAddress is an address of the web as it is said: without its scheme and "www.",
// which every one has, and where the rest would be spelt for long, its host alone. ok is
// false for a text that is no such address.
func (w *Words) SpokenAddress(text string) (said string, ok bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", false
	}
	host := strings.TrimPrefix(u.Host, "www.")
	_, rest, _ := strings.Cut(text, "://")
	at := strings.IndexAny(rest, "/?#")
	switch {
	case at < 0 || rest[at:] == "/":
		return host, true
	case u.RawQuery != "" || u.Fragment != "" || strings.Contains(rest[at:], "%") || len(rest)-at > longPath:
		return Fill(w.Spoken.LongAddress, "host", host), true
	}
	return host + strings.TrimSuffix(rest[at:], "/"), true
}

// SpokenLanguage says that text in a language follows, by its code: at the beginning of a
// sentence, or within one. Again is for the language around the text that was read. It is
// empty where the language is not known.
func (w *Words) SpokenLanguage(code string, again, begins bool) string {
	said := &w.Spoken
	if code == "" {
		return ""
	}
	text := said.WithinLanguage
	switch {
	case begins && again:
		text = said.InLanguageAgain
	case begins:
		text = said.InLanguage
	case again:
		text = said.WithinAgain
	}
	return Fill(text, "language", w.NameOf(code))
}
