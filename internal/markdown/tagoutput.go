package markdown

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// put replaces what stands behind an offset of the output. Anchors in it stay where
// they are, at most at its end.
func (t *tags) put(at int, lead []byte, text string, tail []byte) {
	t.out = append(t.out[:at], lead...)
	t.out = append(t.out, text...)
	for i := len(t.marks) - 1; i >= 0 && t.marks[i].Offset > at; i-- {
		t.marks[i].Offset = min(t.marks[i].Offset, len(t.out))
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
	t.put(o.at, lead, "["+string(core)+"]("+string(appendDestination(nil, address, false))+")", tail)
}
