package pdf

import (
	"math"

	"hackday.example/kiosk/internal/reflow"
)

// frame is where a page's own coordinates, y up, stand on the page as it is shown: cut
// to its crop box, and turned.
type frame struct {
	left, top     float64 // of the box, in the page's coordinates
	boxWidth      float64
	boxHeight     float64
	turns         int // quarters, clockwise
	width, height float64
}

// frameOf is the frame of a page. PDFium cuts the crop box to the media box, and takes
// the size of US Letter where a page has neither.
func (r *reader) frameOf(page uint64) frame {
	if !r.ok("FPDF_GetPageBoundingBox", page, r.at(0)) {
		return frame{}
	}
	// An FS_RECTF has its left, top, right and bottom.
	left, top, right, bottom := r.float32At(0), r.float32At(4), r.float32At(8), r.float32At(12)
	return newFrame(left, top, right, bottom, r.number("FPDFPage_GetRotation", page))
}

func newFrame(left, top, right, bottom float64, turns int) frame {
	f := frame{left: left, top: top, boxWidth: right - left, boxHeight: top - bottom, turns: turns & 3}
	f.width, f.height = f.boxWidth, f.boxHeight
	if f.turns&1 == 1 {
		f.width, f.height = f.boxHeight, f.boxWidth
	}
	return f
}

// point is a point of the page's coordinates on the page as it is shown.
func (f frame) point(x, y float64) (float64, float64) {
	x, y = x-f.left, f.top-y
	switch f.turns {
	case 1:
		return f.boxHeight - y, x
	case 2:
		return f.boxWidth - x, f.boxHeight - y
	case 3:
		return y, f.boxWidth - x
	}
	return x, y
}

// box is the box that has two of its corners at points of the page's coordinates.
func (f frame) box(x0, y0, x1, y1 float64) reflow.Box {
	x0, y0 = f.point(x0, y0)
	x1, y1 = f.point(x1, y1)
	return reflow.Box{X0: min(x0, x1), Y0: min(y0, y1), X1: max(x0, x1), Y1: max(y0, y1)}
}

// angle is the angle, clockwise from 0 to less than 360 degrees, of a direction of the
// page's coordinates on the page as it is shown.
func (f frame) angle(dx, dy float64) float64 {
	a := math.Mod(float64(f.turns)*90-math.Atan2(dy, dx)*180/math.Pi+720, 360)
	if r := math.Round(a); math.Abs(a-r) < 0.05 { // what single precision leaves of it
		a = math.Mod(r, 360)
	}
	return a
}

// holds tells whether a part of b is on the page. A box of numbers that are none is not.
func (f frame) holds(b reflow.Box) bool {
	return b.X1 >= 0 && b.Y1 >= 0 && b.X0 <= f.width && b.Y0 <= f.height &&
		!math.IsInf(b.X0, 0) && !math.IsInf(b.Y0, 0) && !math.IsInf(b.X1, 0) && !math.IsInf(b.Y1, 0)
}
