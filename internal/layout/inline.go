package layout

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	emoji "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// inline gathers the text of a paragraph as spans.
type inline struct {
	*setter
	spans []span
	// blank is set where a blank would be one too many: at the beginning of a
	// line, and behind another. soft is set where the source broke the line, which
	// is a blank unless both sides are ideographs.
	blank, soft bool
	last        rune   // the last character
	passage     uint16 // that the text which is added is in
	// run is words that are shown as long as they are written, until they are added.
	run []byte
}

// inlines is the text of a block. It is valid until the next call.
func (t *setter) inlines(n ast.Node, p pen) []span { return t.inlinesFrom(n.FirstChild(), p) }

// inlinesFrom is the text of an inline node and of its siblings behind it. It is
// valid until the next call.
func (t *setter) inlinesFrom(first ast.Node, p pen) []span {
	w := &t.inline
	w.reset()
	for n := first; n != nil; n = n.NextSibling() {
		w.node(n, p)
	}
	return w.trimmed()
}

// trimmed is what was gathered, without blanks and line breaks at the end.
func (w *inline) trimmed() []span {
	for len(w.spans) > 0 {
		last := &w.spans[len(w.spans)-1]
		if last.trimRight(" \n"); last.text != "" {
			break
		}
		w.spans = w.spans[:len(w.spans)-1]
	}
	return w.spans
}

func (w *inline) reset() {
	w.spans = w.spans[:0]
	w.blank, w.soft, w.last = true, false, 0
}

func (w *inline) children(n ast.Node, p pen) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c, p)
	}
}

func (w *inline) node(n ast.Node, p pen) {
	switch n := n.(type) {
	case *ast.Text:
		w.written(string(n.Segment.Value(w.source)), n.Segment.Stop, n.IsRaw(), p)
		switch {
		case n.HardLineBreak():
			w.lineBreak(p)
		case n.SoftLineBreak():
			w.soft = true
		}
	case *ast.String:
		w.add(string(n.Value), p)
	case *ast.CodeSpan:
		w.code(n, p.with(theme.Code))
	case *ast.Emphasis:
		e := theme.Emphasis
		if n.Level == 2 {
			e = theme.Strong
		}
		w.children(n, p.with(e))
	case *extast.Strikethrough:
		if !w.bare {
			w.children(n, p.with(theme.Struck))
			return
		}
		if w.form == Spoken {
			w.label("("+w.words.Spoken.Struck+" ", p)
			w.children(n, p)
			w.label(")", p)
			return
		}
		w.add("~~", p)
		w.children(n, p)
		w.add("~~", p)
	case *ast.Link:
		w.link(n, p)
	case *ast.Image:
		w.image(n, p)
	case *ast.AutoLink:
		p, number := w.linked(n, p)
		label := string(n.Label(w.source))
		w.address(label, w.labelEnd(n, label), p)
		w.number(number, p)
	case *ast.RawHTML:
		w.html(n, p)
	case *emoji.Emoji:
		text := string(n.Value.Unicode)
		if w.ascii {
			text = ":" + string(n.ShortName) + ":"
		}
		w.put(w.shown(text), atOnce(n.Pos()+len(n.ShortName)+len("::")), p)
	case *extast.FootnoteLink:
		w.noteMark(n, p)
	case *extast.FootnoteBacklink: // going back is a key
	default:
		w.children(n, p)
	}
}

// add adds text that is not written in the page's Markdown. Blanks in a row are one.
func (w *inline) add(text string, p pen) { w.put(w.shown(text), 0, p) }

// put is add for text as it is shown, which has an end, as spans have.
func (w *inline) put(text string, end int32, p pen) {
	if text == "" {
		return
	}
	if w.soft {
		first, _ := utf8.DecodeRuneInString(text)
		w.soft = false
		if !(isIdeographic(w.last) && isIdeographic(first)) {
			w.blankSpan(p)
		}
	}
	if w.blank && isBlank(text[0]) || strings.Contains(text, "  ") || strings.ContainsAny(text, "\n\r") {
		text = w.collapse(text)
	}
	if text == "" {
		return
	}
	w.push(span{text: text, pen: p, end: end})
	w.last, _ = utf8.DecodeLastRuneInString(text)
	w.blank = w.last == ' '
}

// blankSpan adds a blank, unless there is one.
func (w *inline) blankSpan(p pen) {
	if w.blank {
		return
	}
	w.blank = true
	if n := len(w.spans); n > 0 && w.spans[n-1].pen != p {
		p = pen{} // between two looks, in neither
	}
	w.push(span{text: " ", pen: p})
}

func (w *inline) push(s span) {
	if !s.aside {
		s.passage = w.passage
	}
	w.spans = append(w.spans, s)
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' }

// collapse makes runs of blanks and line feeds one blank each, and drops the
// first where one is there already.
func (w *inline) collapse(text string) string {
	b := make([]byte, 0, len(text))
	blank := w.blank
	for i := range len(text) {
		c := text[i]
		if isBlank(c) {
			if !blank {
				b = append(b, ' ')
			}
			blank = true
			continue
		}
		blank = false
		b = append(b, c)
	}
	return string(b)
}

// isIdeographic reports whether a line may be broken around a character without a
// blank being meant there: Chinese and Japanese, not Korean.
func isIdeographic(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF)
}

// lineBreak ends the line.
func (w *inline) lineBreak(p pen) {
	w.soft = false
	if n := len(w.spans); n > 0 {
		if w.spans[n-1].trimRight(" "); w.spans[n-1].text == "" {
			w.spans = w.spans[:n-1]
		}
	}
	w.push(span{text: "\n", pen: pen{heading: p.heading}})
	w.blank, w.last = true, '\n'
}

// code adds code in a line, as it is: its blanks are all kept.
func (w *inline) code(n *ast.CodeSpan, p pen) {
	var b strings.Builder
	end := 0
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c, ok := c.(*ast.Text); ok {
			b.Write(c.Segment.Value(w.source))
			end = c.Segment.Stop
		}
	}
	code := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, b.String())
	opening, closing := "", ""
	if w.bare {
		opening, closing = fences(code)
	}
	text := w.shown(opening + code + closing)
	if text == "" {
		return
	}
	if w.soft {
		w.soft = false
		w.blankSpan(p)
	}
	w.last, _ = utf8.DecodeLastRuneInString(text)
	w.blank = false
	if text != opening+code+closing {
		w.push(span{text: text, pen: p, end: atOnce(end)})
		return
	}
	add := func(text string, end int) {
		if text != "" {
			w.push(span{text: text, pen: p, end: int32(end)})
		}
	}
	add(opening, 0)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c, ok := c.(*ast.Text); ok {
			length := len(c.Segment.Value(w.source))
			add(code[:length], c.Segment.Stop)
			code = code[length:]
		}
	}
	add(closing, 0)
}

// fences are what code stands between, with more backquotes than there are in it.
func fences(code string) (opening, closing string) {
	longest, n := 0, 0
	for i := range len(code) {
		if code[i] != '`' {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	if longest == 0 {
		return "`", "`"
	}
	fence := strings.Repeat("`", longest+1)
	return fence + "\u00A0", "\u00A0" + fence
}

// linked is the pen for a link's text, and the link's number; 0 for one without.
func (w *inline) linked(n ast.Node, p pen) (pen, int) {
	number := w.numbers[n]
	if number == 0 {
		return p, 0
	}
	p.resource = int32(number)
	return p.with(theme.Linked), number
}

// number adds a link's number. It is never cut, nor parted from the text before.
func (w *inline) number(number int, p pen) {
	if number == 0 {
		return
	}
	if w.form == Spoken {
		w.spokenNumber(number, p)
		return
	}
	w.attach(span{text: "\u00A0[" + strconv.Itoa(number) + "]", pen: p, whole: true})
}

// attach adds a span that belongs to the text before it: without a blank between the
// two, and before a line break that ends that text.
func (w *inline) attach(s span) {
	breaks := 0
	for n := len(w.spans); n > 0 && w.spans[n-1].text == "\n"; n-- {
		breaks++
	}
	ended := slices.Clone(w.spans[len(w.spans)-breaks:])
	w.spans = w.spans[:len(w.spans)-breaks]
	if n := len(w.spans); n > 0 && w.spans[n-1].style&theme.Code == 0 {
		if w.spans[n-1].trimRight(" "); w.spans[n-1].text == "" {
			w.spans = w.spans[:n-1]
		}
	}
	w.push(s)
	w.spans = append(w.spans, ended...)
	w.last, w.blank, w.soft = ']', breaks > 0, false
}

func (w *inline) link(n *ast.Link, p pen) {
	p, number := w.linked(n, p)
	before := len(w.spans)
	if n.HasChildren() {
		w.children(n, p)
	}
	if len(w.spans) == before || strings.TrimSpace(textOf(w.spans[before:])) == "" { // nothing that can be read
		w.title(n, p)
	}
	w.number(number, p)
}

// address adds the address of a link that is its own text, and ends at a byte of the
// Markdown. Read aloud, it is as short as it can be said.
func (w *inline) address(text string, end int, p pen) {
	if said, ok := w.words.SpokenAddress(text); ok && w.form == Spoken {
		w.put(w.shown(said), atOnce(end), p)
		return
	}
	w.written(text, end, true, p)
}

func textOf(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.text)
	}
	return b.String()
}

// image adds a picture as its text. A picture that is a link's whole text is no
// resource of its own.
func (w *inline) image(n *ast.Image, p pen) {
	p, number := w.linked(n, p)
	p = p.with(theme.Pictured)
	switch {
	case number > 0 && w.form == Spoken:
		w.spokenPicture(p)
	case number > 0:
		w.label(w.words.Kind(site.Picture)+": ", p)
	}
	before := len(w.spans)
	w.children(n, p)
	if len(w.spans) == before {
		w.title(n, p)
	}
	w.number(number, p)
}

// title adds what the page calls a link that has no text: its address, or a
// picture's name.
func (w *inline) title(link ast.Node, p pen) {
	if n := int(p.resource); n > 0 && n <= len(w.resources) {
		title := w.resources[n-1].Title
		if said, ok := w.words.SpokenAddress(title); ok && w.form == Spoken {
			title = said
		}
		w.put(w.shown(title), atOnce(link.Pos()+1), p)
	}
}

// label adds a word of the layout's own.
func (w *inline) label(text string, p pen) {
	before := len(w.spans)
	w.add(text, p)
	for i := before; i < len(w.spans); i++ {
		w.spans[i].aside = true
	}
}
