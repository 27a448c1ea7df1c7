package tui

import "hackday.example/kiosk/internal/layout"

// Windows of at least roomy columns get a margin on either side of what is shown.
const roomy, margin = 60, 2

// wideStep is by how many columns the widths of wide blocks differ: windows of nearly the
// same width share their layouts.
const wideStep = 10

// block is how many columns of a window are written to, but for the banner and the bottom
// line. Text and all that is wider begin at its left edge, so that nothing moves sideways
// from one page or list to the next.
func block(columns int) int {
	if columns >= roomy {
		columns -= 2 * margin
	}
	return min(max(columns, layout.MinMeasure), layout.MaxWide)
}

// left is how many columns stand to the left of the block.
func left(columns int) int { return max(columns-block(columns), 0) / 2 }

// measure is how many columns text takes.
func measure(columns int) int { return min(block(columns), layout.MaxMeasure) }

// wide is how many columns tables, code and pictures may take.
func wide(columns int) int { return max(block(columns)/wideStep*wideStep, measure(columns)) }

// measure is how many columns text takes, on the page and in panels.
func (m *Model) measure() int { return measure(m.size.Columns) }

// wide is how many columns tables, code and pictures of the page may take.
func (m *Model) wide() int {
	if m.columnShown() {
		return wide(m.size.Columns - columnWidth)
	}
	return wide(m.size.Columns)
}

// pageLeft is how many columns stand to the left of the page.
func (m *Model) pageLeft() int {
	if m.columnShown() {
		return columnWidth + left(m.size.Columns-columnWidth)
	}
	return left(m.size.Columns)
}

// listMeasure is how many columns the lines of a list take.
func (m *Model) listMeasure() int { return block(m.size.Columns) }

// bottomWidth is how many columns the bottom line writes to: not to the last one of the
// window; see terminal.Frame.
func (m *Model) bottomWidth() int { return m.size.Columns - 1 }

// rows is how many rows the text takes: all but the banner's and the last.
func (m *Model) rows() int { return max(m.size.Rows-len(m.banner.lines)-1, 1) }

// lastTop is the line in the first row when the last of n lines is in the last.
func (m *Model) lastTop(n int) int { return max(n-m.rows(), 0) }
