package reflow

// page is a page as it is worked on.
type page struct {
	number   int
	box      Box
	segments []segment   // of the direction that most of it has
	turned   [][]segment // of the others
	links    []Link
	rules    []Box
	picture  []byte
}

// newPage finds the words of a page.
func newPage(p *Page, number int) *page {
	q := &page{number: number, links: p.Links, picture: p.Picture}
	for i, d := range directions(p) {
		s := segments(d.glyphs)
		if i > 0 {
			q.turned = append(q.turned, s)
			continue
		}
		q.segments, q.box = s, d.page
		if d.angle == 0 {
			q.rules = p.Rules
		}
	}
	return q
}

// blocks are what stands on the page, in reading order.
func (p *page) blocks() []block {
	var blocks []block
	for _, s := range append([][]segment{p.segments}, p.turned...) {
		blocks = append(blocks, paragraphs(sortedLines(s), 0)...)
	}
	return blocks
}
