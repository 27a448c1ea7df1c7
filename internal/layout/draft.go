package layout

import (
	"unsafe"

	uv "github.com/charmbracelet/ultraviolet"

	"hackday.example/kiosk/internal/site"
)

// draft is a page of which it is known where everything stands, in a template's
// colours. It never changes.
type draft struct {
	lines     [][]run
	title     int
	body      Range
	headings  []int
	resources []Range
	// letters[i] is how many letters and digits stand from line i to the end.
	// It is the same at every width, and so finds a place again; it counts
	// from the end because a narrow layout leaves some out at the head.
	letters []int
	index   index
	bytes   int  // what it takes in memory, about
	broken  bool // it only says that the page cannot be shown
}

// run is a part of a line that looks the same all along.
type run struct {
	text     string
	style    uv.Style
	resource int // the number of the resource that it links to, or 0
}

// What a draft, a run and a line take beside their text: the struct, its part of
// the slices that hold one for each line, and of the sizes that memory is handed
// out in.
const (
	bytesPerDraft = int(unsafe.Sizeof(draft{}))
	bytesPerRun   = int(unsafe.Sizeof(run{}))
	bytesPerLine  = int(unsafe.Sizeof([]run{})) + 2*int(unsafe.Sizeof(0)) + 8
)

// compose has Glamour lay a page out. It stops with errUnwanted when wanted
// reports false.
func compose(s *site.Site, p *site.Page, of shape, wanted func() bool) (*draft, error) {
	body, err := renderMarkdown(p, of, wanted)
	if err != nil {
		return nil, err
	}
	return assemble(s, p, of, body), nil
}

// composeFallback shows a page's Markdown as it was written.
func composeFallback(s *site.Site, p *site.Page, of shape) *draft {
	b := newBuilder(of)
	b.paragraph(p.Markdown)
	return assemble(s, p, of, b.lines)
}

// assemble puts head, body and foot together and measures them.
func assemble(s *site.Site, p *site.Page, of shape, body []line) *draft {
	b := newBuilder(of)
	title := b.head(s, p)
	d := &draft{
		title:     title,
		headings:  make([]int, len(p.Headings)),
		resources: make([]Range, len(p.Resources)),
	}
	d.body.First = len(b.lines)
	b.lines = append(b.lines, body...)
	d.body.End = len(b.lines)
	b.foot(s, p)

	d.lines = make([][]run, len(b.lines))
	d.letters = make([]int, len(b.lines))
	for i, cells := range b.lines {
		d.lines[i] = runs(cells)
		for _, c := range cells {
			d.mark(anchorOf(c), i)
		}
		for _, r := range d.lines[i] {
			d.bytes += len(r.text) + bytesPerRun
		}
	}
	d.bytes += bytesPerDraft + len(d.lines)*bytesPerLine
	letters := 0
	for i := len(b.lines) - 1; i >= 0; i-- {
		letters += countLetters(b.lines[i])
		d.letters[i] = letters
	}
	d.index = newIndex(d.lines)
	d.bytes += len(d.index.text)
	d.bytes += len(d.headings)*8 + len(d.resources)*16
	return d
}

// mark records that an anchor has a cell on a line.
func (d *draft) mark(a anchor, line int) {
	switch {
	case a.heading > 0 && a.heading <= len(d.headings):
		if d.headings[a.heading-1] == 0 {
			d.headings[a.heading-1] = line
		}
	case a.resource > 0 && a.resource <= len(d.resources):
		r := &d.resources[a.resource-1]
		if r.Empty() {
			r.First = line
		}
		r.End = line + 1
	}
}

// runs puts the cells of a line together that look the same.
func runs(l line) []run {
	type part struct {
		end      int // in text
		style    uv.Style
		resource int
	}
	text := make([]byte, 0, 512)
	var parts []part
	for _, c := range l {
		if c.Width == 0 {
			continue
		}
		var pen uv.Style
		if len(parts) > 0 {
			pen = parts[len(parts)-1].style
		}
		style := c.Style
		if c.Content == " " && invisible(style) {
			// A blank looks the same in any style that only colours text.
			if invisible(pen) {
				style = pen
			} else {
				style = uv.Style{}
			}
		}
		resource := anchorOf(c).resource
		text = append(text, c.Content...)
		if n := len(parts); n > 0 && style.Equal(&pen) && parts[n-1].resource == resource {
			parts[n-1].end = len(text)
		} else {
			parts = append(parts, part{len(text), style, resource})
		}
	}
	all := make([]run, len(parts))
	start, whole := 0, string(text)
	for i, p := range parts {
		all[i] = run{whole[start:p.end], p.style, p.resource}
		start = p.end
	}
	return all
}

// invisible reports whether a style does not show on a blank.
func invisible(s uv.Style) bool {
	return s.Bg == nil && s.Underline == uv.UnderlineNone && s.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) == 0
}

// color writes a draft's lines in a theme's colours.
func (d *draft) color(p *site.Page, spec Spec) *Layout {
	l := &Layout{
		Lines:     make([]string, len(d.lines)),
		Body:      d.body,
		Title:     d.title,
		Headings:  d.headings,
		Resources: d.resources,
		draft:     d,
		page:      p,
		spec:      spec,
	}
	w := newLineWriter(p, spec)
	for i, runs := range d.lines {
		l.Lines[i] = w.write(runs)
		l.bytes += len(l.Lines[i]) + bytesPerString
	}
	return l
}

// bytesPerString is what a line of a Layout takes beside its text.
const bytesPerString = 16
