package site

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// autolinkParser finds addresses that stand bare in a text (GFM §6.9): "http://",
// "https://", "ftp://" or "www.", a domain with a full stop in it, and what follows
// up to a blank or "<". Goldmark's own ends an address at the first character that
// is not ASCII, and finds none behind one. This differs from GFM in what other
// scripts need, which may have no blanks:
//
//   - An address may begin behind any character but a letter or digit of ASCII, and
//     "www." also behind any letter that is not ASCII, as in "はwww.example.jp".
//   - East Asian punctuation ends an address as a blank does: in
//     "（https://e.example/）。" it is "https://e.example/". Who has some in an
//     address writes it between "<" and ">", or encoded, as browsers copy it.
//   - At its end, other punctuation is left out too if it is not ASCII: »https://…«.
//
// As in GFM, ? ! . , : * _ ~ ' " are left out at the end, and so is a closing
// parenthesis without an opening one, and what looks like an entity; and, as GitHub
// does though GFM does not say so, a semicolon, and the backslash of a line break.
type autolinkParser struct{ mail parser.InlineParser }

func newAutolinkParser() autolinkParser {
	never := regexp.MustCompile(`^[^\x00-\x{10FFFF}]`)
	return autolinkParser{extension.NewLinkifyParser(
		extension.WithLinkifyURLRegexp(never), extension.WithLinkifyWWWRegexp(never))}
}

// Trigger is part of parser.InlineParser. An address is found at the first mark in
// it, when its letters have been taken for text; mail, as goldmark finds it.
func (p autolinkParser) Trigger() []byte { return []byte(":." + mailTrigger) }

// mailTrigger is goldmark's; the blank is any, and where a line begins.
const mailTrigger = " *_~("

// Parse is part of parser.InlineParser.
func (p autolinkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if pc.IsInLinkLabel() {
		return nil
	}
	line, at := block.PeekLine()
	switch line[0] {
	case ':':
		if rest, ok := bytes.CutPrefix(line, []byte("://")); ok {
			for _, scheme := range []string{"https", "http", "ftp"} {
				if n := addressEnd(rest); n > 0 && cutWord(parent, at.Start, scheme, block.Source()) {
					block.Advance(len("://") + n)
					return newAutoLink(at.Start-len(scheme), at.Start+len("://")+n)
				}
			}
		}
	case '.':
		if n := addressEnd(line[1:]); n > 0 && cutWord(parent, at.Start, "www", block.Source()) {
			block.Advance(len(".") + n)
			link := newAutoLink(at.Start-len("www"), at.Start+len(".")+n)
			link.Protocol = []byte("http")
			return link
		}
	default:
		word := line
		if len(word) > 1 && strings.IndexByte(mailTrigger, word[0]) >= 0 {
			word = word[1:]
		}
		if len(word) >= len("www.") && bytes.EqualFold(word[:len("www.")], []byte("www.")) { // it may have an "@" in it
			return nil
		}
		return p.mail.Parse(parent, block, pc)
	}
	return nil
}

func newAutoLink(start, end int) *ast.AutoLink {
	link := ast.NewAutoLink(ast.AutoLinkURL, ast.NewTextSegment(text.NewSegment(start, end)))
	link.SetPos(start)
	return link
}

// cutWord takes a word from the end of the text that parent has so far, which ends
// at an offset of the source. It reports false if another word ends there.
func cutWord(parent ast.Node, end int, word string, source []byte) bool {
	last, ok := parent.LastChild().(*ast.Text)
	start := end - len(word)
	if !ok || last.Segment.Stop != end || last.Segment.Start > start || !bytes.EqualFold(source[start:end], []byte(word)) {
		return false
	}
	if before := source[max(start-1, 0):start]; len(before) > 0 {
		c := before[0]
		if util.IsAlphaNumeric(c) || word == "www" && c < utf8.RuneSelf && !util.IsSpace(c) && strings.IndexByte("*_~(\"'[|>", c) < 0 {
			return false
		}
	}
	last.Segment = last.Segment.WithStop(start)
	if last.Segment.Len() == 0 {
		parent.RemoveChild(parent, last)
	}
	return true
}

// addressEnd is the length of the domain that text begins with and of the rest of
// the address behind it; 0 if it begins with none.
func addressEnd(text []byte) int {
	domain := domainEnd(text)
	if domain == 0 {
		return 0
	}
	end, open := domain, 0 // open is how many parentheses are, less those that are closed
	for end < len(text) {
		r, size := utf8.DecodeRune(text[end:])
		if r == '<' || unicode.IsSpace(r) || unicode.IsControl(r) || isEastAsianPunctuation(r) || bytes.HasPrefix(text[end:], []byte("\\\n")) {
			break
		}
		switch r {
		case '(':
			open++
		case ')':
			open--
		}
		end += size
	}
	for end > domain {
		r, size := utf8.DecodeLastRune(text[:end])
		switch {
		case strings.IndexByte("?!.,:*_~'\"", text[end-1]) >= 0:
		case r >= utf8.RuneSelf && unicode.In(r, unicode.Po, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf):
		case r == ')' && open < 0:
			open++
		case r == ';':
			name := end - 1
			for name > domain && util.IsAlphaNumeric(text[name-1]) {
				name--
			}
			if name < end-1 && name > domain && text[name-1] == '&' {
				size = end - (name - 1)
			}
		default:
			return end
		}
		end -= size
	}
	return end
}

// domainEnd is the length of the domain that text begins with, as GFM §6.9 has it:
// two words or more with full stops between them, no underscore in the last two.
// It is 0 if there is none.
func domainEnd(text []byte) int {
	const longest = 4 * 255 // bytes; a domain has 255 characters at most (RFC 1035 §2.3.4)
	end, words, underscores := 0, 1, [2]bool{}
	for end <= longest {
		r, size := utf8.DecodeRune(text[end:])
		switch {
		case r == '.' && end > 0 && text[end-1] != '.':
			words++
			underscores = [2]bool{underscores[1], false}
		case r == '_':
			underscores[1] = true
		case r == '-' && end > 0, r != utf8.RuneError && unicode.In(r, unicode.L, unicode.M, unicode.N):
		default:
			if end > 0 && text[end-1] == '.' { // the end of a sentence
				return domainEnd(text[:end-1])
			}
			if words < 2 || underscores[0] || underscores[1] {
				return 0
			}
			return end
		}
		end += size
	}
	return 0
}

// isEastAsianPunctuation reports whether a character is a mark or a blank among
// those that Unicode has for East Asia: CJK Symbols and Punctuation, and Halfwidth
// and Fullwidth Forms.
func isEastAsianPunctuation(r rune) bool {
	return (r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF65) && unicode.In(r, unicode.P, unicode.S, unicode.Z)
}
