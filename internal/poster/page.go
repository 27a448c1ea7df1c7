package poster

// The page, in millimetres: A4 (ISO 216), and a margin that every printer can
// print up to.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	margin     = 14.0
	inner      = pageWidth - 2*margin
)

// pt is one point, 1/72 inch, in millimetres.
const pt = 25.4 / 72

// colour is red, green and blue.
type colour [3]uint8

// The colours are those of the NHS identity. Whatever stands on another has a
// contrast of 5.4 or more, where WCAG 2.2 1.4.3 asks for 4.5.
var (
	white    = colour{0xFF, 0xFF, 0xFF}
	ink      = colour{0x21, 0x2B, 0x32}
	nhsBlue  = colour{0x00, 0x5E, 0xB8}
	paleGrey = colour{0xE8, 0xED, 0xEE}
	black    = colour{}
)

// point is a place on the page, from its upper left corner.
type point struct{ x, y float64 }

// box is a rectangle on the page.
type box struct{ x, y, w, h float64 }

// inset is a box that is smaller by a distance on each side.
func (b box) inset(by float64) box { return box{b.x + by, b.y + by, b.w - 2*by, b.h - 2*by} }

// item is one thing on the page, a fill or a text; later ones lie above.
type item interface{ isItem() }

// fill is a number of rectangles of one colour. They are painted at once, so that
// no hairline shows where two meet.
type fill struct {
	colour colour
	boxes  []box
}

// text is one line of text. It begins at a point of its baseline; the size is
// that of an em.
type text struct {
	at     point
	face   face
	size   float64
	colour colour
	text   string
}

func (fill) isItem() {}
func (text) isItem() {}
