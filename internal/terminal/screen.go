package terminal

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
)

// Screen paints frames on a terminal. It remembers the lines that stand there,
// and writes what has changed: a scroll, the lines that came in, and of a line
// that stayed in place the part that differs. Each frame is one Write.
//
// It uses what every terminal since the VT100 understands: cursor position,
// erase in line, a scrolling region, line feed and reverse index at its ends
// (ECMA-48; DEC STD 070). It is not safe for concurrent use.
type Screen struct {
	w       io.Writer
	profile Profile
	size    Size

	shown   []string   // the row's lines as they stand there
	beside  []sideLine // of a frame with a Side, what stands beside the rows; nil without one
	margins margins
	bottom  bottom // of frames painted since whole was
	frame   Frame  // the last frame, without its lines
	base    Base   // that of the last frame
	reset   string // puts base in force
	based   bool   // a base other than the terminal's own style is in force
	opened  bool
	stale   bool // nothing is known of what stands there
}

// NewScreen makes a screen that writes to w. Nothing is written before the
// first Paint.
func NewScreen(w io.Writer, profile Profile, size Size) *Screen {
	return &Screen{w: w, profile: profile, size: size, stale: true}
}

// Resize takes note that the terminal has another size. Terminals move their
// lines about when that happens, so the next frame is painted whole.
func (s *Screen) Resize(size Size) {
	s.size = size
	s.stale = true
}

// Sequences that take a terminal over and give it back. The alternate scroll
// mode is saved and put back by the terminal itself (XTSAVE, XTRESTORE), for
// terminals differ in how they begin.
const (
	enterAlternate = "\x1b[?1049h"
	leaveAlternate = "\x1b[?1049l"
	hideCursor     = "\x1b[?25l"
	showCursor     = "\x1b[?25h"
	beginPaste     = "\x1b[?2004h"
	endPaste       = "\x1b[?2004l"
	saveWheel      = "\x1b[?1007s\x1b[?1007h"
	restoreWheel   = "\x1b[?1007r"
	pushTitle      = "\x1b[22;2t"
	popTitle       = "\x1b[23;2t"
	AskBackground  = "\x1b]11;?\x1b\\" // OSC 11; the answer is Bubble Tea's BackgroundColorMsg
	beginFrame     = "\x1b[?2026h"
	endFrame       = "\x1b[?2026l"
	clearScreen    = "\x1b[H\x1b[J"
	resetRegion    = "\x1b[r"
	resetStyle     = "\x1b[m"
	eraseLine      = "\x1b[K"
	reverseIndex   = "\x1bM"
)

// buffers holds frames while they are put together.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Paint shows a frame. title is the window's title; it is set once, with the
// first frame. An error is the writer's: the terminal is gone.
func (s *Screen) Paint(f *Frame, title string) error {
	p := buffers.Get().(*[]byte)
	defer buffers.Put(p)
	b := (*p)[:0]
	if !s.opened {
		b = s.open(b, title)
	}
	s.rebase(f.Base)
	if s.stale || f.Left != s.frame.Left || f.Redraws != s.frame.Redraws || s.rejoins(f) {
		b = s.whole(b, f)
	} else {
		b = s.difference(b, f)
	}
	if f.Copies != s.frame.Copies {
		b = append(b, ansi.SetSystemClipboard(f.Copied)...)
	}
	s.frame = *f
	s.frame.Lines, s.frame.Side, s.frame.Picture = nil, Side{}, nil
	*p = b
	if len(b) == 0 {
		return nil
	}
	_, err := s.w.Write(b)
	return err
}

// Close gives the terminal back as it was, and leaves some lines on it. It does
// nothing where no frame was painted.
func (s *Screen) Close(goodbye string) error {
	if !s.opened {
		return nil
	}
	s.opened, s.stale = false, true
	b := []byte(resetStyle + resetRegion)
	if s.margins.left != 0 {
		b = append(b, marginsOff...)
		s.margins.left = 0
	}
	// Terminals without a second screen, such as that of Emacs, have the goodbye at their
	// top, not among what stood there.
	b = append(b, clearScreen...)
	s.based = false
	if s.profile.Modern {
		b = append(b, endPaste+restoreWheel...)
	}
	if s.profile.Title {
		b = append(b, popTitle...)
	}
	b = append(b, showCursor+leaveAlternate...)
	if goodbye != "" {
		b = append(b, strings.ReplaceAll(goodbye, "\n", "\r\n")+"\r\n"...)
	}
	_, err := s.w.Write(b)
	return err
}

func (s *Screen) open(b []byte, title string) []byte {
	s.opened = true
	b = append(b, enterAlternate+hideCursor...)
	if s.profile.Modern {
		b = append(b, saveWheel+beginPaste+AskBackground...)
	}
	if s.profile.Title && title != "" {
		b = append(b, pushTitle+"\x1b]2;"+title+"\x1b\\"...)
	}
	return b
}

// whole paints every row.
func (s *Screen) whole(b []byte, f *Frame) []byte {
	if s.profile.Modern {
		b = append(b, beginFrame...)
	}
	b = s.ask(b, f)
	if s.margins.left != 0 { // they may have gone with another size
		b = append(b, marginsOff...)
		s.margins.left = 0
	}
	b = s.beginPaint(b)
	b = region(b, f)
	s.shown = slices.Grow(s.shown[:0], s.size.Rows)[:s.size.Rows]
	clear(s.shown)
	s.beside = nil
	s.bottom = bottom{}
	s.stale = false
	b = s.rows(s.setMargins(b, f), f)
	if s.profile.Modern {
		b = append(b, endFrame...)
	}
	return b
}

// difference scrolls where that saves lines, and paints the rows that differ.
func (s *Screen) difference(b []byte, f *Frame) []byte {
	if f.Head != s.frame.Head || f.Scrolling != s.frame.Scrolling {
		b = region(b, f)
		b = s.clearMoved(b, f)
	}
	b = s.setMargins(b, f)
	if by := s.scrollable(f); by != 0 {
		b = s.scroll(b, f, by)
	}
	return s.rows(b, f)
}

// clearMoved erases the rows that begin at another column than before, because they
// are among the moved rows of only one of the two frames.
func (s *Screen) clearMoved(b []byte, f *Frame) []byte {
	if f.Left == 0 {
		return b
	}
	old, now := s.frame.Head+s.frame.Scrolling, f.Head+f.Scrolling
	for row := max(min(old, now), 0); row < min(max(old, now), len(s.shown)); row++ {
		if s.shown[row] != "" {
			b = s.erase(moveTo(b, row, 0), row, 0)
			s.shown[row] = ""
			if row < len(s.beside) {
				s.beside[row] = sideLine{}
			}
		}
	}
	return b
}

// scrollable is by how many lines a frame is the last one scrolled, upwards if
// positive; 0 where painting rows is as good.
func (s *Screen) scrollable(f *Frame) int {
	by := f.Top - f.Head - (s.frame.Top - s.frame.Head)
	if f.Document != s.frame.Document || by == 0 || by >= f.Scrolling || -by >= f.Scrolling {
		return 0
	}
	kept, stayed := 0, 0
	for row := f.Head; row < f.Head+f.Scrolling; row++ {
		l := s.line(f, row)
		if from := row + by; from >= f.Head && from < f.Head+f.Scrolling && s.shown[from] == l {
			kept++
		}
		if s.shown[row] == l {
			stayed++
		}
	}
	if kept <= stayed {
		return 0
	}
	return by
}

// scroll moves the scrolling rows and writes the lines that come in, each as
// its row appears.
func (s *Screen) scroll(b []byte, f *Frame, by int) []byte {
	first, end := f.Head, f.Head+f.Scrolling
	shown := s.shown[first:end]
	s.scrollSide(first, end, by)
	if by > 0 {
		copy(shown, shown[by:])
		b = moveTo(b, end-1, f.Left)
		for row := end - by; row < end; row++ {
			if row > end-by {
				b = s.back(b, end-1, f.Left)
			}
			b = s.incoming(append(b, '\n'), f.written(row, s.line(f, row)), f.Left)
			s.shown[row] = s.line(f, row)
		}
		return b
	}
	copy(shown[-by:], shown)
	margin := s.marginOf(f)
	b = moveTo(b, first, margin)
	for row := first - by - 1; row >= first; row-- {
		if row < first-by-1 {
			b = s.back(b, first, margin)
		}
		b = forward(append(b, reverseIndex...), f.Left-margin)
		b = s.incoming(b, f.written(row, s.line(f, row)), f.Left)
		s.shown[row] = s.line(f, row)
	}
	return b
}

// rows paints the rows that do not show their line yet.
func (s *Screen) rows(b []byte, f *Frame) []byte {
	if f.Joined {
		b = s.joined(b, f)
	}
	b = s.side(b, f)
	for row := range s.shown {
		l := s.line(f, row)
		if s.shown[row] == l {
			continue
		}
		left := 0
		if f.moved(row) {
			left = f.Left
		}
		if hasPicture(l) || hasPicture(s.shown[row]) {
			b = s.changePicture(b, f, s.shown[row], l, row, left)
		} else {
			b = s.change(b, s.shown[row], l, row, left)
		}
		s.shown[row] = l
	}
	return b
}

// bottom is the line of the last row, as the frame has it and as it is written.
type bottom struct{ line, fits string }

// line is a frame's line for a row. Of the last row the last column stays free,
// whatever the frame has for it.
func (s *Screen) line(f *Frame, row int) string {
	if row >= len(f.Lines) {
		return ""
	}
	l := f.Lines[row]
	if row != s.size.Rows-1 {
		return l
	}
	if l != s.bottom.line {
		room := s.size.Columns - 1
		if f.moved(row) {
			room -= f.Left
		}
		s.bottom = bottom{l, l}
		if atMost(l) > room { // else it need not be measured, with every key
			s.bottom.fits = ansi.Truncate(l, max(room, 0), "")
		}
	}
	return s.bottom.fits
}

// change turns one line into another in place, writing only the part that differs.
// The rest of the row is erased before text is written, never after: behind a full row
// the cursor still stands on its last column.
func (s *Screen) change(b []byte, old, new string, row, left int) []byte {
	same, style := commonStart(old, new)
	column := left + ansi.StringWidth(new[:same])
	b = moveTo(b, row, column)
	old, new = old[same:], new[same:]
	if end := commonEnd(old, new); end > 0 && isText(old[:len(old)-end]) && isText(new[:len(new)-end]) &&
		ansi.StringWidth(old[:len(old)-end]) == ansi.StringWidth(new[:len(new)-end]) {
		b = s.paint(b, style)
		b = append(b, new[:len(new)-end]...)
		if style != "" {
			b = append(b, s.reset...)
		}
		return b
	}
	if old != "" {
		b = s.erase(b, row, column)
	}
	return s.paint(s.paint(b, style), new)
}

// region makes a frame's scrolling rows scroll by themselves (DECSTBM); it takes two.
func region(b []byte, f *Frame) []byte {
	if f.Scrolling < 2 {
		return append(b, resetRegion...)
	}
	b = append(b, "\x1b["...)
	b = strconv.AppendInt(b, int64(f.Head+1), 10)
	b = append(b, ';')
	b = strconv.AppendInt(b, int64(f.Head+f.Scrolling), 10)
	return append(b, 'r')
}

// moveTo puts the cursor on a row and column, counted from 0.
func moveTo(b []byte, row, column int) []byte {
	b = append(b, "\x1b["...)
	b = strconv.AppendInt(b, int64(row+1), 10)
	if column > 0 {
		b = append(b, ';')
		b = strconv.AppendInt(b, int64(column+1), 10)
	}
	return append(b, 'H')
}

// forward moves the cursor to the right.
func forward(b []byte, columns int) []byte {
	if columns == 0 {
		return b
	}
	b = append(b, "\x1b["...)
	b = strconv.AppendInt(b, int64(columns), 10)
	return append(b, 'C')
}
