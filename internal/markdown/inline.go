package markdown

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// style is how text looks.
type style byte

const (
	bold style = 1 << iota
	italic
	struck
)

// link is a link that text may be in. There are two of the same element where blocks
// stand in it.
type link struct {
	address string
	used    bool // something was written in it
}

// token is a piece of a line as the elements give it.
type token struct {
	kind     tokenKind
	style    style
	language language.Base
	link     *link
	text     string // a picture's alt text, an anchor's ID
	src      string // a picture's address
}

// isShown reports whether a reader sees anything of a token.
func (t token) isShown() bool {
	return t.kind != anchorToken && t.kind != breakToken && (t.kind != textToken || strings.TrimSpace(t.text) != "")
}

type tokenKind byte

const (
	textToken tokenKind = iota
	codeToken
	pictureToken
	breakToken
	rawToken // Markdown
	anchorToken
)

// where is what kind of block a line belongs to.
type where byte

const (
	inParagraph where = iota
	inHeading         // of one line
	inTerm            // of one line
	inCell            // of one line, with <br> for breaks
)

// composed is the Markdown of a block, the anchors in it, and where it changes its
// language, by their offsets.
type composed struct {
	text  []byte
	marks []Anchor
	turns []turn
}

// segment is a piece of a line once blanks have collapsed: no two texts in a row look
// the same, unless an anchor stands between them.
type segment struct {
	token
	start, end int      // its text in composer.arena
	ids        []string // anchors before it
}

// composer makes a line of Markdown of tokens.
type composer struct {
	where    where
	arena    []byte
	segments []segment
	turns    []turn // by the offsets in arena
	escaper

	delimiters []delimiter // that emit wrote last
	spare      []byte      // of a text that was thrown away
}

// compose makes Markdown of the tokens of a block. Blanks collapse as in CSS Text 3
// §4.1, and none is the first or last within a link or emphasis.
func compose(w *writer, tokens []token, where where) composed {
	c := &w.scratch
	*c = composer{where: where, arena: c.arena[:0], segments: c.segments[:0], turns: c.turns[:0], delimiters: c.delimiters[:0]}
	c.collapse(tokens)
	if !w.foreign { // as on most pages
		c.turns = c.turns[:0]
	}
	loose := 0
	for i := range c.segments { // a heading is bold anyway
		s := &c.segments[i]
		if where == inHeading {
			s.style &^= bold
		}
		if s.link != nil && s.link.address == "" {
			s.link = nil
		}
		loose |= int(s.style)
	}
	c.observe(w)
	if loose == 0 {
		out, _ := c.emit('*')
		return c.finish(out)
	}
	c.trim()
	// What would be read otherwise than it is meant is not emphasised.
	most := 8 // times that it is written
	const many = 5000
	if len(c.segments) > many {
		most = 1
	}
	for try := range most {
		c.merge()
		out, delimiters := c.emit('*')
		bad := misread(delimiters)
		if bad < 0 {
			return c.finish(out)
		}
		from, style := delimiters[bad].from, delimiters[bad].style
		c.spare = out.text
		if try == 0 {
			if out, delimiters = c.emit('_'); misread(delimiters) < 0 {
				return c.finish(out)
			}
			c.spare = out.text
		}
		for i := from; i < len(c.segments) && c.segments[i].style&style != 0; i++ {
			c.segments[i].style &^= style
		}
	}
	for _, drop := range []style{italic, bold, struck} {
		for i := range c.segments {
			c.segments[i].style &^= drop
		}
		c.merge()
		out, delimiters := c.emit('*')
		if misread(delimiters) < 0 {
			return c.finish(out)
		}
		c.spare = out.text
	}
	out, _ := c.emit('*')
	return c.finish(out)
}

// finish does what a block needs at its end.
func (c *composer) finish(out composed) composed {
	if c.where == inHeading {
		if at := headingEscape(out.text); at >= 0 {
			out.text = append(out.text[:at:at], append([]byte{'\\'}, out.text[at:]...)...)
			for i := range out.marks {
				if out.marks[i].Offset > at {
					out.marks[i].Offset++
				}
			}
			for i := range out.turns {
				if out.turns[i].at > at {
					out.turns[i].at++
				}
			}
		}
	}
	return out
}

// isBlank reports whether a byte is white space that collapses.
func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// collapse makes segments of tokens.
func (c *composer) collapse(tokens []token) {
	var ids []string
	blank, broken := false, false // what is due before the next segment
	add := func(t token, write func()) {
		if n := len(c.segments); n > 0 && (t.kind == pictureToken || c.segments[n-1].kind == pictureToken) {
			blank = true // a picture touches no word
		}
		if n := len(c.segments); n > 0 && (blank || broken) {
			last := c.segments[n-1]
			between := segment{token: token{style: last.style & t.style}, start: len(c.arena)}
			if last.link == t.link {
				between.link = t.link
			}
			if broken && c.where != inHeading && c.where != inTerm {
				between.kind = breakToken
			} else {
				c.arena = append(c.arena, ' ')
			}
			between.end = len(c.arena)
			if last.kind == textToken && between.kind == textToken && last.style == between.style && last.link == between.link {
				c.segments[n-1].end = between.end
			} else {
				c.segments = append(c.segments, between)
			}
		}
		blank, broken = false, false
		start := len(c.arena)
		if n := len(c.turns); n == 0 || c.turns[n-1].language != t.language {
			c.turns = append(c.turns, turn{t.language, start})
		}
		write()
		if n := len(c.segments); n > 0 { // two pieces of code would be read as none
			last := &c.segments[n-1]
			same := last.kind == t.kind && last.link == t.link && (t.kind == textToken && last.style == t.style && len(ids) == 0 || t.kind == codeToken)
			if same && last.end == start {
				last.end = len(c.arena)
				last.ids = append(last.ids, ids...)
				ids = nil
				return
			}
		}
		c.segments = append(c.segments, segment{t, start, len(c.arena), ids})
		ids = nil
	}
	for _, t := range tokens {
		switch t.kind {
		case anchorToken:
			ids = append(ids, t.text)
		case breakToken:
			broken = true
		case textToken, codeToken:
			s := t.text
			if s != "" && isBlank(s[0]) {
				blank = true
			}
			core := strings.Trim(s, " \n\t\r\f")
			if core == "" {
				continue
			}
			if t.kind == textToken && strings.Trim(core, "\u00a0") == "" && (len(c.segments) == 0 || broken) {
				continue // a line of no-break blanks alone is empty
			}
			add(t, func() { c.appendCollapsed(core) })
			blank = isBlank(s[len(s)-1])
		default:
			add(t, func() { c.appendCollapsed(t.text) })
		}
	}
	if len(ids) > 0 {
		c.segments = append(c.segments, segment{token: token{kind: rawToken}, start: len(c.arena), end: len(c.arena), ids: ids})
	}
}

// appendCollapsed adds text to the arena with one blank for several.
func (c *composer) appendCollapsed(s string) {
	for len(s) > 0 {
		i := 0
		for i < len(s) && (!isBlank(s[i]) || s[i] == ' ' && i+1 < len(s) && !isBlank(s[i+1])) {
			i++
		}
		c.arena = append(c.arena, s[:i]...)
		if s = s[i:]; len(s) == 0 {
			return
		}
		for len(s) > 0 && isBlank(s[0]) {
			s = s[1:]
		}
		if len(s) > 0 {
			c.arena = append(c.arena, ' ')
		}
	}
}

// first and last are the characters that a segment shows first and last, as what
// stands before and behind them in Markdown.
func (c *composer) first(s segment) rune {
	switch s.kind {
	case breakToken:
		return ' '
	case codeToken:
		return '`'
	case pictureToken:
		return '!'
	}
	r, _ := utf8.DecodeRune(c.arena[s.start:s.end])
	return r
}

func (c *composer) last(s segment) rune {
	switch s.kind {
	case breakToken:
		return ' '
	case codeToken:
		return '`'
	case pictureToken:
		return ')'
	}
	r, _ := utf8.DecodeLastRune(c.arena[s.start:s.end])
	return r
}

// trim moves punctuation and blanks at the edges of emphasis out of it where its
// delimiters would not be ones (CommonMark §6.2, left- and right-flanking): in
// "**note:**text" the text becomes "**note**:text".
func (c *composer) trim() {
	out := make([]segment, 0, len(c.segments)+2)
	for i, s := range c.segments {
		if n := len(out); n > 0 && s.kind == textToken { // what opens here
			if opens := s.style &^ out[n-1].style; opens != 0 && s.link == out[n-1].link {
				r, size := utf8.DecodeRune(c.arena[s.start:s.end])
				if isSpace(r) || isPunctuation(r) && isWord(c.last(out[n-1])) {
					outside := s
					outside.style &^= opens
					outside.end = s.start + size
					out = append(out, outside)
					s.ids = nil
					s.start += size
				}
			}
		} else if n > 0 && s.kind == codeToken && isWord(c.last(out[n-1])) && s.link == out[n-1].link {
			s.style &= out[n-1].style
		}
		if s.start == s.end && s.kind == textToken {
			continue
		}
		if i+1 < len(c.segments) { // what closes here
			next := c.segments[i+1]
			closes := s.style &^ next.style
			if closes != 0 && s.link == next.link {
				switch s.kind {
				case codeToken:
					if isWord(c.first(next)) {
						s.style &^= closes
					}
				case textToken:
					r, size := utf8.DecodeLastRune(c.arena[s.start:s.end])
					if isSpace(r) || isPunctuation(r) && isWord(c.first(next)) {
						outside := s
						outside.style &^= closes
						outside.start = s.end - size
						s.end -= size
						if s.start < s.end {
							out = append(out, s)
							outside.ids = nil
						}
						out = append(out, outside)
						continue
					}
				}
			}
		}
		out = append(out, s)
	}
	c.segments = out
}

// merge joins texts that look the same, so that what they mean together is seen.
func (c *composer) merge() {
	out := c.segments[:0]
	for _, s := range c.segments {
		if n := len(out); n > 0 && (s.kind == codeToken || s.kind == textToken && len(s.ids) == 0) {
			if last := &out[n-1]; last.kind == s.kind && last.style == s.style && last.link == s.link && last.end == s.start {
				last.end = s.end
				last.ids = append(last.ids, s.ids...)
				continue
			}
		}
		out = append(out, s)
	}
	c.segments = out
}
