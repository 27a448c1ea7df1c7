package layout

import (
	"slices"
	"strings"
	"unicode"
	"unsafe"

	"hackday.example/kiosk/internal/site"
)

// draft is a page broken into lines that are not coloured yet. A Layout holds its
// draft, which is searched and tells where a place of the page stands. It never
// changes.
type draft struct {
	lines     []line
	title     int
	body      Range
	headings  []Range
	resources []Range
	notes     []Note
	figures   []Figure // in the order of their lines
	// letters[i] is how many letters and digits of the page stand from line i to
	// the end. It is the same at every width, and so finds a place again; it counts
	// from the end because a narrow layout leaves some out at the head.
	letters []int
	index   func() index // made when it is first asked for
}

// compose lays a page out. It stops with errUnwanted when wanted reports false.
func compose(s *site.Site, p *site.Page, of shape, wanted func() bool) (*draft, error) {
	body, placed, err := set(s, p, of, wanted)
	if err != nil {
		return nil, err
	}
	return assemble(s, p, of, body, placed), nil
}

// composeFallback shows a page's Markdown as it was written.
func composeFallback(s *site.Site, p *site.Page, of shape) *draft {
	t := newSetter(of, "", nil)
	return assemble(s, p, of, t.codeLines(p.Markdown, "", linesEnd(p.Markdown), of.measure), nil)
}

// assemble puts head, body and foot together and notes where everything stands. placed are
// the pictures of the body.
func assemble(s *site.Site, p *site.Page, of shape, body []line, placed []Figure) *draft {
	t := newSetter(of, "", nil)
	t.placed = placed
	head, title := t.head(s, p)
	foot := t.foot(s, p)
	d := &draft{
		lines:     pack(head, body, foot),
		title:     title,
		body:      Range{len(head), len(head) + len(body)},
		headings:  make([]Range, len(p.Headings)),
		resources: make([]Range, len(p.Resources)),
		notes:     make([]Note, len(p.Notes)),
	}
	d.placeFigures(t.placed)
	d.index = newIndex(d.lines)
	d.letters = make([]int, len(d.lines))
	letters := 0
	for i := len(d.lines) - 1; i >= 0; i-- {
		for _, s := range d.lines[i].spans {
			letters += s.letters()
		}
		d.letters[i] = letters
	}
	link := 0
	for i, l := range d.lines {
		for _, s := range l.spans {
			link = max(link, int(s.resource))
			d.record(s.pen, i, link)
		}
	}
	d.ascend()
	return d
}

// pack copies lines, their marks before their spans, with all spans in one array and
// all text in one string: no more memory is kept than they need, and the garbage
// collector has few objects to look at. Of a line without text only the marks that
// can be seen are left.
func pack(parts ...[]line) []line {
	lines, spans, bytes := 0, 0, 0
	for _, part := range parts {
		lines += len(part)
		for _, l := range part {
			for m := l.marks; m != nil; m = m.inner {
				spans++
				bytes += len(m.mark.text)
			}
			for i, s := range l.spans {
				if i == 0 || !l.spans[i-1].continues(s) {
					spans++
				}
				bytes += len(s.text)
			}
		}
	}
	packed, all := make([]line, 0, lines), make([]span, 0, spans)
	var text strings.Builder
	text.Grow(bytes)
	add := func(s span) {
		begin := text.Len()
		text.WriteString(s.text)
		s.text = text.String()[begin:]
		all = append(all, s)
	}
	row := 0 // the first line of the last one
	for _, part := range parts {
		for _, l := range part {
			first := len(all)
			for m := l.marks; m != nil; m = m.inner {
				add(*m.mark)
			}
			for i, s := range l.spans {
				if i == 0 || !l.spans[i-1].continues(s) {
					add(s)
					continue
				}
				last := &all[len(all)-1]
				begin := text.Len() - len(last.text)
				text.WriteString(s.text)
				last.text = text.String()[begin:]
			}
			empty := l.empty()
			end := endOf(l.spans)
			l.marks, l.spans = nil, all[first:]
			if empty {
				width := l.width
				if l = withoutBlanks(l); l.figure == 0 {
					width = widthOf(l.spans)
				}
				l.width = width
			}
			all = all[:first+len(l.spans)]
			l.spans = slices.Clip(l.spans)
			if !l.inRow {
				row = len(packed)
			}
			packed = append(packed, l)
			packed[row].end = max(packed[row].end, end)
		}
	}
	return packed
}

// record records that something of a pen stands on a line, behind a link. The lines
// come from the top down.
func (d *draft) record(p pen, line, link int) {
	if n := int(p.heading); n > 0 && n <= len(d.headings) {
		d.headings[n-1].add(line)
	}
	if n := int(p.resource); n > 0 && n <= len(d.resources) {
		d.resources[n-1].add(line)
	}
	if n := int(p.note); n > 0 && n <= len(d.notes) && d.notes[n-1].Mark.Empty() {
		d.notes[n-1].Mark.add(line)
		d.notes[n-1].Link = link
	} else if n = -n; n > 0 && n <= len(d.notes) {
		d.notes[n-1].Text.add(line)
	}
}

// letters counts the letters and digits of the page's text. Unlike all else, they
// are there at any width.
func (s span) letters() (n int) {
	if s.aside {
		return 0
	}
	for _, r := range s.text {
		if r < 0x80 {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				n++
			}
		} else if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	return n
}

// color writes a draft's lines in a theme's colours.
func (d *draft) color(p *site.Page, spec Spec) *Layout {
	l := &Layout{
		Lines:     make([]string, len(d.lines)),
		Body:      d.body,
		Title:     d.title,
		Headings:  d.headings,
		Resources: d.resources,
		Notes:     d.notes,
		Figures:   d.figures,
		draft:     d,
		page:      p,
		spec:      spec,
	}
	w := newLineWriter(p, spec, d.resources)
	for i, line := range d.lines {
		l.Lines[i] = w.write(line.spans)
	}
	l.bytes = l.size()
	return l
}

// size is how many bytes a layout takes in memory, about, with its draft, which others
// may share.
func (l *Layout) size() int {
	d := l.draft
	n := allocated(int(unsafe.Sizeof(*l))) + allocated(int(unsafe.Sizeof(*d))) +
		arrayOf(l.Lines) + arrayOf(d.lines) + arrayOf(d.letters) + arrayOf(d.letters) + // for the index too
		arrayOf(d.headings) + arrayOf(d.resources) + arrayOf(d.notes) + arrayOf(d.figures)
	spans, text := 0, 0
	for i, line := range d.lines {
		n += allocated(len(l.Lines[i]))
		spans += len(line.spans)
		for _, s := range line.spans {
			text += len(s.text)
		}
	}
	return n + allocated(spans*int(unsafe.Sizeof(span{}))) + 2*allocated(text) // once more for the index
}

func arrayOf[T any](s []T) int {
	var element T
	return allocated(len(s) * int(unsafe.Sizeof(element)))
}

// allocated is how many bytes the runtime takes for an object of n, about: it has
// sizes an eighth apart, and of small objects multiples of 16.
func allocated(n int) int {
	if n > 1024 {
		n += n / 16
	}
	return (n + 15) &^ 15
}
