package markdown

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/dom"
)

// Inside replaces the HTML in a Markdown text by Markdown, blocks and tags within
// lines. Markdown that stands between tags stays Markdown where CommonMark reads it
// as such (§4.6: behind an empty line), and also in elements with markdown="1", as
// kramdown has them. Code stays as it is, and so does <br>. Names in angle brackets
// that are no elements become text.
//
// A text without HTML is returned as it is. The errors are those of FromHTML, and
// ErrTooMany.
func Inside(markdown string, o Options) (Text, error) {
	if strings.IndexByte(markdown, '<') < 0 {
		return Text{Markdown: markdown}, nil
	}
	s := &scanner{Options: o, elements: closedElements(markdown)}
	s.scan(markdown)
	if s.err != nil {
		return Text{}, s.err
	}
	if len(s.pieces) == 1 && s.blocks == 0 {
		p := s.pieces[0]
		return Text{string(p.text), firstOfEach(p.marks), passages(p.turns)}, nil
	}
	return s.assemble()
}

// pieceTag is the element that stands for a piece of Markdown within HTML. Its number
// is where it stands among the pieces.
const pieceTag = "x-kiosk-markdown"

// piece writes a piece of Markdown.
func (w *writer) piece(n *html.Node) {
	i, err := strconv.Atoi(attr(n, "n"))
	if err != nil || i < 0 || i >= len(w.pieces) {
		return
	}
	c := w.pieces[i]
	w.written++
	around := w.language
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "p" { // a paragraph, which ends where Markdown begins another
			around = languageAround(p)
			break
		}
	}
	c.turns = w.around(c.turns, around)
	if w.flat > 0 {
		w.add(token{kind: rawToken, text: string(c.text)})
		return
	}
	w.flush()
	w.open(otherBlock)
	w.write(c, false)
}

// scanner cuts Markdown into pieces without blocks of HTML, and those blocks.
type scanner struct {
	Options
	elements map[string]bool // those without a name that HTML knows, which are closed somewhere

	pieces []composed
	source strings.Builder // HTML with an element for each piece
	blocks int             // of HTML
	chunks []string        // blocks of HTML and, as "", pieces, in their order
	err    error

	piece  []byte // that is being gathered
	marks  []Anchor
	turns  []turn
	lines  []byte // of it whose tags are not replaced yet
	fence  string // that ends the code here
	blank  bool   // the line before is empty
	indent int    // what the last item of a list indents its blocks by; 0 outside of lists
	code   bool   // in indented code
	tables int    // that are open in HTML

	fragments int // see maxFragments
}

var (
	fenceLine = regexp.MustCompile("^[ >]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ ]+)*(`{3,}[^`]*$|~{3,})")
	itemLine  = regexp.MustCompile(`^( *)(?:[-+*]|[0-9]{1,9}[.)])( +|$)`)

	// What begins a block of HTML, as in CommonMark §4.6: kinds 1 to 5, 6 and 7.
	htmlVerbatim = regexp.MustCompile(`(?i)^<(script|pre|style|textarea)(?:[\s>]|$)`)
	htmlBlock    = regexp.MustCompile(`(?i)^</?(address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul|noscript|video|audio|picture|object)(?:[\s>]|/>|$)`)
	markdownLine = regexp.MustCompile(`(?i)^<([a-z][a-z0-9-]*)[^>]*\smarkdown\s*=\s*["']?(?:1|block|span)["']?[^>]*>`)
)

// scan cuts up all lines.
func (s *scanner) scan(text string) {
	lines := strings.SplitAfter(text, "\n")
	s.blank = true
	for i := 0; i < len(lines) && s.err == nil; i++ {
		line := lines[i]
		bare := strings.TrimLeft(line, " ")
		indent := len(line) - len(bare)
		bare = strings.TrimRight(bare, " \n\r\t")
		switch {
		case s.fence != "":
			s.keep(line)
			end := strings.TrimLeft(bare, "> ")
			if strings.HasPrefix(end, s.fence) && strings.Trim(end, s.fence[:1]) == "" {
				s.fence = ""
			}
			continue
		case bare == "":
			s.lines = append(s.lines, line...)
			s.blank = true
			continue
		}
		if m := itemLine.FindStringSubmatch(line); m != nil && (s.indent > 0 || len(m[1]) < 4) {
			s.indent = len(m[0])
			if m[2] == "" || len(m[2]) > 4 {
				s.indent = len(m[0]) - len(m[2]) + 1
			}
		} else if s.blank && indent == 0 {
			s.indent = 0
		}
		isCode := indent >= s.indent+4 && (s.blank || s.code) || strings.HasPrefix(line, "\t") && s.indent == 0 && (s.blank || s.code)
		if isCode && !(s.tables > 0 && bare[0] == '<') {
			s.keep(line)
			s.code, s.blank = true, false
			continue
		}
		s.code = false
		if m := fenceLine.FindStringSubmatch(line); m != nil {
			mark := m[1][:1]
			s.fence = m[1][:len(m[1])-len(strings.TrimLeft(m[1], mark))]
			s.keep(line)
			s.blank = false
			continue
		}
		if bare[0] == '<' {
			if n := s.htmlEnd(lines[i:], bare); n > 0 {
				i += s.html(lines[i:i+n], indent) - 1
				s.blank = true
				continue
			}
		}
		s.lines = append(s.lines, line...)
		s.blank = false
	}
	s.endPiece()
}

// htmlEnd is how many lines the block of HTML takes that begins here; 0 if none does.
func (s *scanner) htmlEnd(lines []string, bare string) int {
	until := func(end string) int {
		for i, line := range lines {
			if i > 0 || len(bare) > 4 {
				if strings.Contains(strings.ToLower(line), end) {
					return i + 1
				}
			}
		}
		return len(lines)
	}
	switch {
	case strings.HasPrefix(bare, "<!--"):
		return until("-->")
	case strings.HasPrefix(bare, "<?"):
		return until("?>")
	case strings.HasPrefix(bare, "<![CDATA["):
		return until("]]>")
	case len(bare) > 2 && bare[1] == '!' && isLetter(bare[2]):
		return until(">")
	}
	if m := htmlVerbatim.FindStringSubmatch(bare); m != nil {
		return until("</" + strings.ToLower(m[1]) + ">")
	}
	if !htmlBlock.MatchString(bare) {
		tag := oneTag(bare)
		if !s.blank || tag == "" || len(tag) != len(bare) || !s.isElement(tag) || isPhrasing(tagName(tag)) && len(lines) > 1 && strings.TrimSpace(lines[1]) != "" && !isEnclosed(lines, tagName(tag)) { // it belongs to the text below it
			return 0
		}
	}
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			return i
		}
	}
	return len(lines)
}

// isEnclosed reports whether the element that begins in the first line holds nothing but
// elements, up to where it is closed in the last line of the paragraph.
func isEnclosed(lines []string, name string) bool {
	if !strings.HasPrefix(strings.TrimSpace(lines[1]), "<") {
		return false
	}
	last := ""
	for _, line := range lines {
		bare := strings.TrimSpace(line)
		if bare == "" {
			break
		}
		if !strings.HasPrefix(bare, "<!--") {
			last = bare
		}
	}
	return strings.HasPrefix(strings.ToLower(last), "</"+name)
}

// html takes a block of HTML, and returns how many of its lines it took.
func (s *scanner) html(lines []string, indent int) int {
	first := strings.TrimSpace(lines[0])
	if m := markdownLine.FindStringSubmatch(first); m != nil {
		if m[0] == first { // what stands below is Markdown
			s.block(first + "\n")
			return 1
		}
		if inner, ok := strings.CutSuffix(first[len(m[0]):], "</"+m[1]+">"); ok && len(lines) == 1 {
			s.block(m[0])
			s.lines = append(s.lines, inner...)
			s.block("</" + m[1] + ">")
			return 1
		}
	}
	for k := range lines[1:] {
		if markdownLine.MatchString(strings.TrimSpace(lines[k+1])) {
			lines = lines[:k+1]
			break
		}
	}
	text := strings.Join(lines, "")
	if s.indent > 0 && indent >= s.indent { // in an item, which is Markdown
		nodes := s.fragment(text)
		t, err := FromHTML(nodes, s.Options)
		if err != nil {
			s.err = err
			return len(lines)
		}
		s.replace()
		if t.Markdown == "" {
			return len(lines)
		}
		margin := strings.Repeat(" ", indent)
		at, said := 0, t.Passages
		for line := range strings.SplitAfterSeq(t.Markdown, "\n") {
			if strings.TrimSpace(line) != "" {
				s.piece = append(s.piece, margin...)
			}
			for ; len(said) > 0 && said[0].Offset < at+len(line); said = said[1:] {
				s.turns = append(s.turns, turn{languageOf(said[0].Language), len(s.piece) + said[0].Offset - at})
			}
			s.piece = append(s.piece, line...)
			at += len(line)
		}
		s.piece = append(s.piece, '\n')
		s.turns = append(s.turns, turn{at: len(s.piece)})
		return len(lines)
	}
	s.block(text)
	lower := strings.ToLower(text)
	s.tables = max(0, s.tables+strings.Count(lower, "<table")-strings.Count(lower, "</table"))
	return len(lines)
}

// keep adds a line of code, in which nothing is replaced.
func (s *scanner) keep(line string) {
	s.replace()
	s.piece = append(s.piece, line...)
}

// replace replaces the tags in the lines that were gathered.
func (s *scanner) replace() {
	if len(s.lines) == 0 {
		return
	}
	out := tags{scanner: s}
	out.run(string(s.lines))
	for _, m := range out.marks {
		s.marks = append(s.marks, Anchor{m.ID, m.Offset + len(s.piece)})
	}
	for _, t := range out.turns {
		s.turns = append(s.turns, turn{t.language, t.at + len(s.piece)})
	}
	s.piece = append(s.piece, out.out...)
	s.lines = s.lines[:0]
}

// endPiece ends a piece of Markdown.
func (s *scanner) endPiece() {
	s.replace()
	text := s.piece
	if s.blocks > 0 || len(s.chunks) > 0 {
		text = bytes.TrimLeft(text, "\n")
		empty := len(s.piece) - len(text)
		for i := range s.marks {
			s.marks[i].Offset = max(0, s.marks[i].Offset-empty)
		}
		for i := range s.turns {
			s.turns[i].at = max(0, s.turns[i].at-empty)
		}
	}
	if len(bytes.TrimSpace(text)) == 0 && (s.blocks > 0 || len(s.pieces) > 0) && len(s.marks) == 0 {
		s.piece, s.marks, s.turns = nil, nil, nil
		return
	}
	s.source.WriteString("<" + pieceTag + " n=" + strconv.Itoa(len(s.pieces)) + "></" + pieceTag + ">")
	s.pieces = append(s.pieces, composed{text, s.marks, s.turns})
	s.chunks = append(s.chunks, "")
	s.piece, s.marks, s.turns = nil, nil, nil
}

// block adds a block of HTML.
func (s *scanner) block(text string) {
	if len(s.piece) > 0 || len(bytes.TrimSpace(s.lines)) > 0 {
		s.endPiece()
	}
	s.lines = s.lines[:0]
	s.blocks++
	s.source.WriteString(text)
	s.chunks = append(s.chunks, text)
}

// maxFragments bounds the pieces of HTML of a page that are parsed by themselves. Each
// takes some 10 KiB.
const maxFragments = 6000

// fragment parses a piece of HTML by itself.
func (s *scanner) fragment(text string) []*html.Node {
	if s.fragments++; s.fragments > maxFragments {
		s.err = ErrTooMany
		return nil
	}
	return fragment(text)
}

// fragment parses HTML.
func fragment(text string) []*html.Node {
	nodes, err := dom.ParseFragment(text)
	if err != nil { // too deep: the words at least
		return []*html.Node{{Type: html.TextNode, Data: strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '<' || r == '>' }), " ")}}
	}
	return nodes
}

// assemble converts the blocks with the pieces between them. Where HTML that is not
// closed would swallow a piece, each block is converted by itself.
func (s *scanner) assemble() (Text, error) {
	for i := range s.pieces {
		s.pieces[i].text = bytes.TrimRight(s.pieces[i].text, "\n")
	}
	t, written, err := fromHTML(fragment(s.source.String()), s.Options, s.pieces)
	if err == nil && written == len(s.pieces) {
		return t, nil
	}
	var nodes []*html.Node
	n := 0
	for _, chunk := range s.chunks {
		if chunk != "" {
			nodes = append(nodes, s.fragment(chunk)...)
			continue
		}
		nodes = append(nodes, &html.Node{Type: html.ElementNode, Data: pieceTag, Attr: []html.Attribute{{Key: "n", Val: strconv.Itoa(n)}}})
		n++
	}
	if s.err != nil {
		return Text{}, s.err
	}
	t, _, err = fromHTML(nodes, s.Options, s.pieces)
	return t, err
}
