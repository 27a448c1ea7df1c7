package markdown

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/language"
)

const (
	// maxPassages bounds the passages of a text. Where there are more, the languages of
	// those that follow are not known.
	maxPassages = 2000

	// maxLanguageTag bounds a tag, in bytes: what a program has to take, as RFC 5646
	// §4.4.1 says. A longer one is none.
	maxLanguageTag = 35
)

// Passage is where a text goes on in another language.
type Passage struct {
	Language string // as in ISO 639, in small letters: "cy"; empty for that of the page
	Offset   int    // in bytes of Markdown, at most its length
}

// turn is where a text goes on in another language, while it is put together. The zero
// Base is the language around it.
type turn struct {
	language language.Base
	at       int
}

// languageOf is the language of a tag of BCP 47, without its region and script. It is the
// zero Base for what is no such tag, and for one of no language in particular, such as
// "und", "zxx", and those for private use: its text is taken to be in the language around
// it.
func languageOf(tag string) language.Base {
	if tag = strings.TrimSpace(tag); tag == "" || len(tag) > maxLanguageTag {
		return language.Base{}
	}
	t, err := language.Parse(tag)
	if _, unknown := err.(language.ValueError); err != nil && !unknown { // of a known language there may be a region that is unknown
		return language.Base{}
	}
	base, _, _ := t.Raw()
	switch base.String() {
	case "mul", "mis", "zxx":
		return language.Base{}
	}
	return base
}

// languageIn is the language of what stands in an element: of its own lang, or else of
// its xml:lang, or else the one around it.
func languageIn(attributes []html.Attribute, around language.Base) language.Base {
	tag, found := "", false
	for i := range attributes {
		switch a := &attributes[i]; {
		case a.Key == "lang" && (a.Namespace == "" || a.Namespace == "xml" && !found):
			tag, found = a.Val, true
		case a.Key == "xml:lang" && !found:
			tag, found = a.Val, true
		}
	}
	if base := languageOf(tag); base != (language.Base{}) {
		return base
	}
	return around
}

// within writes what stands in an element in the language of that.
func (w *writer) within(n *html.Node, write func()) {
	if len(n.Attr) == 0 {
		write()
		return
	}
	around := w.language
	w.language = languageIn(n.Attr, around)
	w.foreign = w.foreign || w.language != around
	write()
	w.language = around
}

// around are the turns of a piece of Markdown that stands in text in a language.
func (w *writer) around(turns []turn, around language.Base) []turn {
	if !w.foreign && len(turns) == 0 {
		return nil
	}
	w.foreign = true // what follows may be in another
	all := append(make([]turn, 0, 1+len(turns)), turn{language: around})
	for _, t := range turns {
		if t.language == (language.Base{}) {
			t.language = around
		}
		all = append(all, t)
	}
	return all
}

// languageAround is the language of what is around a node.
func languageAround(n *html.Node) language.Base {
	for p := n.Parent; p != nil; p = p.Parent {
		if base := languageIn(p.Attr, language.Base{}); base != (language.Base{}) {
			return base
		}
	}
	return language.Base{}
}

// speak notes the language of what is written from an offset of the output on.
func (w *writer) speak(l language.Base, at int) {
	w.turns = appendTurn(w.turns, turn{l, at})
}

// appendTurn appends a turn, unless the text is in that language already.
func appendTurn(turns []turn, t turn) []turn {
	n := len(turns)
	if n > 0 && turns[n-1].at == t.at { // nothing is in between
		n--
		turns = turns[:n]
	}
	if n > 0 && turns[n-1].language == t.language || n == 0 && t.language == (language.Base{}) || n == maxPassages {
		return turns
	}
	if n == maxPassages-1 {
		t.language = language.Base{}
	}
	return append(turns, t)
}

// passages are turns as others are told of them.
func passages(turns []turn) []Passage {
	var all []turn
	for _, t := range turns {
		all = appendTurn(all, t)
	}
	if len(all) == 0 {
		return nil
	}
	said := make([]Passage, len(all))
	for i, t := range all {
		said[i] = Passage{Offset: t.at}
		if t.language != (language.Base{}) {
			said[i].Language = t.language.String()
		}
	}
	return said
}

// turnsIn appends the turns that a segment has, which was written behind an offset of
// the line: its text, and what had to be added to that lest it be read otherwise. It
// returns the turns that are left.
func (c *composer) turnsIn(out *composed, from int, left []turn, s segment) []turn {
	at := from
	for i := s.start; i < s.end && len(left) > 0 && left[0].at < s.end; i++ {
		for len(left) > 0 && left[0].at <= i {
			out.turns = append(out.turns, turn{left[0].language, at})
			left = left[1:]
		}
		n := bytes.IndexByte(out.text[at:], c.arena[i])
		if n < 0 { // it is not written as it is
			break
		}
		at += n + 1
		switch rest := out.text[at:]; {
		case s.kind != textToken:
		case c.arena[i] == '\\' && bytes.HasPrefix(rest, []byte(`\`)):
			at++
		case c.arena[i] == '&' && bytes.HasPrefix(rest, []byte("amp;")):
			at += len("amp;")
		}
	}
	for len(left) > 0 && left[0].at < s.end {
		out.turns = append(out.turns, turn{left[0].language, at})
		left = left[1:]
	}
	return left
}
