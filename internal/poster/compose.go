package poster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/qrcode"
	"hackday.example/kiosk/internal/words"
)

// In ems of the Go fonts: leading is the distance of two baselines, ascent is the
// height of the tallest letters with their accents, and capHeight that of
// letters without, with what looks right above them.
const (
	leading   = 1.3
	ascent    = 0.95
	capHeight = 0.78
)

// Sizes of type. What is to be read from across a room is large, and nothing is
// smaller than what is read easily in the hand.
const (
	titleMost, titleLeast     = 44 * pt, 18 * pt
	taglineMost, taglineLeast = 20 * pt, 12 * pt
	commandMost, commandLeast = 60 * pt, 12 * pt
	commandOneLine            = 18 * pt // below this a command is broken into lines
	stepMost, stepLeast       = 15 * pt, 10 * pt
	addressMost, addressLeast = 14 * pt, 7 * pt
	leadSize                  = 22 * pt
	headingSize               = 16 * pt
	noteSize                  = 12 * pt
	groupSize                 = 23 * pt
	sizeStep                  = 0.25 * pt
)

// Distances, in millimetres.
const (
	gap       = 7.0 // between two parts of the page
	padding   = 6.0 // inside a box
	frame     = 1.4 // of the command
	codeMost  = 58.0
	codeFrame = 0.7
	columns   = 8.0 // between the steps and the code
	indent    = 8.0 // of the steps, behind their numbers

	commandRoom = 40.0 // the most height that a command takes
	addressRoom = 5    // the most lines that an address takes
	// moduleLeast is the smallest module of a code: phones read 0.5 mm from a
	// hand's breadth.
	moduleLeast = 0.5
	// most is how many characters of a text are looked at; there is no room for more.
	most = 500
)

// composer puts the page together from top to bottom.
type composer struct {
	faces    *faces
	words    words.Poster
	advances [count]map[rune]float64 // what was asked of faces already
	items    []item
	missing  []rune
	y        float64 // where the next part begins
}

// compose places every part. The fingerprint stands at the foot, steps and code between.
func (c *composer) compose(o Options, groups []string) error {
	c.y = margin
	c.header(c.clean(o.Title), c.clean(o.Tagline))
	c.y += gap
	c.lead(o)
	c.y += gap
	foot := c.fingerprintHeight()
	room := box{margin, c.y, inner, pageHeight - margin - foot - gap - c.y}
	if o.Address != "" {
		width, err := c.code(o.Address, room)
		if err != nil {
			return err
		}
		room.w -= width + columns
	}
	c.steps(o.Port, room)
	c.fingerprint(groups, pageHeight-margin-foot, foot)
	return nil
}

// header is the name in a band of blue.
func (c *composer) header(title, tagline string) {
	width := inner - 2*padding
	titleSize, titleLines := c.fit(bold, title, width, titleMost, titleLeast, 2)
	height := 2*padding + block(titleSize, len(titleLines))
	var taglineSize float64
	var taglineLines []string
	if tagline != "" {
		taglineSize, taglineLines = c.fit(regular, tagline, width, taglineMost, taglineLeast, 2)
		height += block(taglineSize, len(taglineLines))
	}
	c.fill(nhsBlue, box{margin, c.y, inner, height})
	y := c.lines(titleLines, point{margin + padding, c.y + padding}, bold, titleSize, white)
	c.lines(taglineLines, point{margin + padding, y}, regular, taglineSize, white)
	c.y += height
}

// lead is the command, as large as there is room for, and what to know of it.
func (c *composer) lead(o Options) {
	c.y = c.sentence(c.words.Lead, point{margin, c.y}, inner, bold, leadSize, noteSize) + 1.5

	size, lines := c.fitCommand(command(o), inner-2*padding)
	height := 2*padding + float64(len(lines)-1)*leading*size + size*ascent
	outer := box{margin, c.y, inner, height}
	c.fill(nhsBlue, outer)
	c.fill(white, outer.inset(frame))
	y := c.y + padding
	x := margin + padding
	if len(lines) == 1 {
		x += (inner - 2*padding - c.width(mono, size, lines[0])) / 2
	}
	for _, line := range lines {
		c.line(line, point{x, y + size*capHeight}, mono, size, black)
		y += leading * size
	}
	c.y += height + 4
	if len(lines) > 1 {
		c.y = c.sentence(c.words.OneLine, point{margin, c.y}, inner, regular, noteSize, stepLeast)
	}
	c.y = c.sentence(c.words.NoAccount+" "+c.words.Leave, point{margin, c.y}, inner, bold, headingSize, noteSize)
}

// fitCommand is the command in one line, or broken behind its dots and blanks, in
// the largest size that has room. At the least size it has room always: a label
// of a host name has 63 characters at most, and a line there 66.
func (c *composer) fitCommand(command string, width float64) (size float64, lines []string) {
	for size = commandMost; size >= commandOneLine; size -= sizeStep {
		if c.width(mono, size, command) <= width {
			return size, []string{command}
		}
	}
	for ; size > commandLeast; size -= sizeStep {
		lines, whole := c.breakCommand(command, size, width)
		if whole && block(size, len(lines)) <= commandRoom {
			return size, lines
		}
	}
	lines, _ = c.breakCommand(command, commandLeast, width)
	return commandLeast, lines
}

// breakCommand breaks a command behind its dots and blanks; whole is false if a
// line is too wide nevertheless.
func (c *composer) breakCommand(command string, size, width float64) (lines []string, whole bool) {
	whole = true
	line := ""
	for command != "" {
		end := strings.IndexAny(command, ". ") + 1
		if end == 0 {
			end = len(command)
		}
		part := command[:end]
		command = command[end:]
		if line != "" && c.width(mono, size, strings.TrimRight(line+part, " ")) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += part
		whole = whole && c.width(mono, size, strings.TrimRight(line, " ")) <= width
	}
	return append(lines, line), whole
}

// code is the QR code of the site with its address below, at the right of a room;
// width is how much of it they take.
func (c *composer) code(address string, room box) (width float64, err error) {
	code, err := qrcode.EncodeForPrint(address)
	if err != nil {
		return 0, fmt.Errorf("the site's address: %w", err)
	}
	heading := block(headingSize, 1)
	size := min(codeMost, room.h-heading-addressRoom*leading*addressLeast)
	module := (size - 2*codeFrame) / float64(code.Side())
	if module < moduleLeast {
		return 0, fmt.Errorf("the site's address has %d characters, too many for a QR code that phones read from paper", utf8.RuneCountInString(address))
	}
	x := room.x + room.w - size
	c.line(c.words.OnTheWeb, point{x, room.y + ascent*headingSize}, bold, headingSize, nhsBlue)
	outer := box{x, room.y + heading + 1, size, size}
	c.fill(nhsBlue, outer)
	c.fill(white, outer.inset(codeFrame))
	c.fill(black, modules(code, point{x + codeFrame, outer.y + codeFrame}, module)...)
	addressSize, lines := c.fit(regular, c.clean(address), size, addressMost, addressLeast, addressRoom)
	c.lines(lines, point{x, outer.y + size + 1}, regular, addressSize, ink)
	return size, nil
}

// modules are the dark modules of a code, those side by side as one.
func modules(code *qrcode.Code, at point, size float64) []box {
	var boxes []box
	n := code.Side()
	for y := range n {
		for x := 0; x < n; x++ {
			begin := x
			for code.Dark(x, y) {
				x++
			}
			if x > begin {
				boxes = append(boxes, box{at.x + float64(begin)*size, at.y + float64(y)*size, float64(x-begin) * size, size})
			}
		}
	}
	return boxes
}

// steps are what to do for those who never did it.
func (c *composer) steps(port int, room box) {
	y := c.lines([]string{c.words.FirstTime}, point{room.x, room.y}, bold, headingSize, nhsBlue) + 1.5
	texts := []string{
		c.words.Open,
		c.words.Type,
		c.words.Compare,
		c.words.Read,
		words.Fill(c.words.Putty, "port", port),
	}
	width := room.w - indent
	var steps [][]string
	var between float64
	size := stepMost
	for ; ; size -= sizeStep {
		steps = steps[:0]
		lines := 0
		for _, t := range texts {
			wrapped, _, _ := c.wrap(regular, size, t, width, len(t))
			steps = append(steps, wrapped)
			lines += len(wrapped)
		}
		free := room.y + room.h - y - block(size, lines)
		between = min(free/float64(len(texts)-1), 0.7*size)
		if between >= 0.2*size || size <= stepLeast {
			break
		}
	}
	for i, lines := range steps {
		if i < len(steps)-1 {
			c.line(strconv.Itoa(i+1), point{room.x, y + ascent*size}, bold, size, nhsBlue)
		}
		y = c.lines(lines, point{room.x + indent, y}, regular, size, ink) + between
	}
}

// groupsInLine is how many groups stand side by side: eleven are two lines.
const groupsInLine = 6

// fingerprintHeight is how much of the page the fingerprint takes.
func (c *composer) fingerprintHeight() float64 {
	return 2*padding - 1.5 + block(headingSize, 1) + 2*block(groupSize, 1) + 2*block(noteSize, 1) + 3
}

// fingerprint is the host key's, in groups.
func (c *composer) fingerprint(groups []string, y, height float64) {
	c.fill(paleGrey, box{margin, y, inner, height})
	c.fill(nhsBlue, box{margin, y, 2 * frame, height})
	left := margin + padding + 2*frame
	width := inner - 2*padding - 2*frame
	y = c.lines([]string{c.words.Fingerprint}, point{left, y + padding}, bold, headingSize, nhsBlue) + 1.5
	c.line(groups[0], point{left, y + ascent*groupSize}, mono, noteSize, ink)
	// The columns stand below each other.
	begin := left + c.width(mono, noteSize, groups[0]) + 5
	step := c.width(mono, groupSize, strings.Repeat("0", group)) * 1.2
	for i, g := range groups[1:] {
		c.line(g, point{begin + float64(i%groupsInLine)*step, y + ascent*groupSize + float64(i/groupsInLine)*block(groupSize, 1)}, mono, groupSize, black)
	}
	y += 2*block(groupSize, 1) + 1.5
	for _, note := range []string{c.words.Spaces, c.words.Different} {
		y = c.sentence(note, point{left, y}, width, regular, noteSize, stepLeast)
	}
}

// clean is text on one line, of characters that there are shapes for.
func (c *composer) clean(s string) string {
	s = norm.NFC.String(strings.Join(strings.Fields(clean.Text(limit(s, most))), " "))
	return strings.Map(func(r rune) rune {
		if c.faces.has(r) {
			return r
		}
		if !slices.Contains(c.missing, r) {
			c.missing = append(c.missing, r)
		}
		return utf8.RuneError
	}, s)
}

// limit is the beginning of a text.
func limit(s string, runes int) string {
	for i := range s {
		if runes--; runes < 0 {
			return s[:i]
		}
	}
	return s
}

// block is how high lines of a size are.
func block(size float64, lines int) float64 { return leading * size * float64(lines) }

func (c *composer) fill(of colour, boxes ...box) { c.items = append(c.items, fill{of, boxes}) }

func (c *composer) line(s string, at point, f face, size float64, of colour) {
	if s != "" {
		c.items = append(c.items, text{at, f, size, of, s})
	}
}

// lines places lines below each other, and returns where they end.
func (c *composer) lines(lines []string, at point, f face, size float64, of colour) float64 {
	for _, l := range lines {
		c.line(l, point{at.x, at.y + ascent*size}, f, size, of)
		at.y += block(size, 1)
	}
	return at.y
}

// sentence is one line of ink, and returns where it ends.
func (c *composer) sentence(s string, at point, width float64, f face, largest, least float64) float64 {
	size, lines := c.fit(f, s, width, largest, least, 1)
	return c.lines(lines, at, f, size, ink)
}

// fit is text in the largest size at which it takes so many lines and no word is
// broken. At the least size words are broken, and what has no room is cut off.
func (c *composer) fit(f face, s string, width, largest, least float64, most int) (size float64, lines []string) {
	for size = largest; size > least; size -= sizeStep {
		lines, rest, whole := c.wrap(f, size, s, width, most)
		if whole && rest == "" {
			return size, lines
		}
	}
	lines, rest, _ := c.wrap(f, least, s, width, most)
	if rest != "" {
		last := c.cut(f, least, lines[most-1], width-c.width(f, least, "…"))
		lines[most-1] = strings.TrimRight(last, " ") + "…"
	}
	return least, lines
}

// wrap breaks text at its blanks into so many lines at most; rest is what has no
// room in them. Words that are wider than a line are broken anywhere, and whole
// is then false.
func (c *composer) wrap(f face, size float64, s string, width float64, most int) (lines []string, rest string, whole bool) {
	whole = true
	for rest = s; rest != "" && len(lines) < most; {
		line := c.cut(f, size, rest, width)
		if len(line) < len(rest) && rest[len(line)] != ' ' {
			if i := strings.LastIndexByte(line, ' '); i > 0 {
				line = line[:i]
			} else {
				whole = false
			}
		}
		rest = strings.TrimLeft(rest[len(line):], " ")
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines, rest, whole
}

// cut is the longest beginning of a line that fits; one character at least.
func (c *composer) cut(f face, size float64, line string, width float64) string {
	sum := 0.0
	for i, r := range line {
		sum += size * c.advance(f, r)
		if i > 0 && sum > width {
			return line[:i]
		}
	}
	return line
}

// width is how wide a line is, in millimetres, at a size in millimetres.
func (c *composer) width(f face, size float64, s string) float64 {
	sum := 0.0
	for _, r := range s {
		sum += c.advance(f, r)
	}
	return size * sum
}

// advance is what faces says, remembered: a text is tried in many sizes.
func (c *composer) advance(f face, r rune) float64 {
	if c.advances[f] == nil {
		c.advances[f] = map[rune]float64{}
	}
	a, ok := c.advances[f][r]
	if !ok {
		a = c.faces.advance(f, r)
		c.advances[f][r] = a
	}
	return a
}
