package markdown

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/language"
)

// around is the language of what is open.
func (t *tags) around() language.Base {
	if n := len(t.open); n > 0 {
		return t.open[n-1].language
	}
	return language.Base{}
}

// speak notes the language of what is written next.
func (t *tags) speak(l language.Base) {
	if l != t.language {
		t.language = l
		t.turns = append(t.turns, turn{l, len(t.out)})
	}
}

// put replaces what stands behind an offset of the output by text between two marks, with
// the blanks around it. Anchors in it stay where they are, at most at its end.
func (t *tags) put(at int, lead []byte, before, text, after string, tail []byte) {
	t.out = append(t.out[:at], lead...)
	t.out = append(t.out, before...)
	t.out = append(t.out, text...)
	t.out = append(t.out, after...)
	for i := len(t.marks) - 1; i >= 0 && t.marks[i].Offset > at; i-- {
		t.marks[i].Offset = min(t.marks[i].Offset, len(t.out))
	}
	for i := len(t.turns) - 1; i >= 0 && t.turns[i].at > at; i-- {
		if turn := &t.turns[i]; turn.at >= at+len(lead) {
			turn.at = min(turn.at+len(before), len(t.out))
		}
	}
	t.out = append(t.out, tail...)
}

// anchorTag writes a link, unless a link stands in it or it leads nowhere.
func (t *tags) anchorTag(o openTag, lead, core, tail []byte) {
	n := &html.Node{Type: html.ElementNode, Data: "a", Attr: o.tag.Attr}
	w := &writer{Options: t.Options}
	address := w.address(attr(n, "href"))
	if address == "" {
		return
	}
	if len(core) == 0 {
		label := strings.TrimSpace(attr(n, "aria-label"))
		if label == "" {
			label = strings.TrimSpace(attr(n, "title"))
		}
		if label == "" {
			return
		}
		core = (&escaper{stars: true, lines: true, ticks: true, tildes: true, brackets: true}).escape(nil, []byte(cleaned(label)), '[', ']', true)
	}
	if i := bytes.Index(core, []byte("](")); i >= 0 && !bytes.HasPrefix(core, []byte("![")) {
		return
	}
	t.put(o.at, lead, "[", string(core), "]("+string(appendDestination(nil, address, false))+")", tail)
}
