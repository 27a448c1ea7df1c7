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
//   - Behind the domain, and its port, stands nothing but a path, a query or a
//     fragment. GFM takes what else is there, of which no address can be made.
//
// As in GFM, ? ! . , : * _ ~ ' " are left out at the end, and so is a closing
// parenthesis without an opening one, and what looks like an entity; and, as GitHub
// does though GFM does not say so, a semicolon, and the backslash of a line break.
type autolinkParser struct{ mail parser.InlineParser }

var never = regexp.MustCompile(`^[^\x00-\x{10FFFF}]`) // matches nothing

func newAutolinkParser() autolinkParser {
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
		for _, scheme := range []string{"https", "http", "ftp"} {
			if bytes.HasPrefix(line, []byte("://")) && endsIn(parent, at.Start, scheme, block.Source()) {
				return bareAddress(parent, block, scheme, "://")
			}
		}
	case '.':
		if endsIn(parent, at.Start, "www", block.Source()) {
			if link := bareAddress(parent, block, "www", "."); link != nil {
				link.(*ast.AutoLink).Protocol = []byte("http")
				return link
			}
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

// endsIn reports whether the text that parent has so far, which ends at an offset of
// the source, ends in a word that an address begins with. Only then is the text behind
// it looked at, lest every full stop cost as much as a line.
func endsIn(parent ast.Node, end int, word string, source []byte) bool {
	last, ok := parent.LastChild().(*ast.Text)
	start := end - len(word)
	if !ok || last.Segment.Stop != end || last.Segment.Start > start || !bytes.EqualFold(source[start:end], []byte(word)) {
		return false
	}
	if start == 0 {
		return true
	}
	before := source[start-1]
	if word == "www" && before < utf8.RuneSelf {
		return util.IsSpace(before) || strings.IndexByte("*_~(\"'[|>", before) >= 0
	}
	return !util.IsAlphaNumeric(before)
}

// bareAddress is the link that begins with a word, which is taken from the text that
// parent has so far, and the mark that is read next; nil if no address follows.
func bareAddress(parent ast.Node, block text.Reader, word, mark string) ast.Node {
	line, at := block.PeekLine()
	n := addressEnd(line[len(mark):])
	if n == 0 {
		return nil
	}
	last := parent.LastChild().(*ast.Text)
	last.Segment = last.Segment.WithStop(at.Start - len(word))
	if last.Segment.Len() == 0 {
		parent.RemoveChild(parent, last)
	}
	block.Advance(len(mark) + n)
	link := ast.NewAutoLink(ast.AutoLinkURL, ast.NewTextSegment(text.NewSegment(at.Start-len(word), at.Start+len(mark)+n)))
	link.SetPos(at.Start - len(word))
	return link
}

// addressEnd is the length of the domain that text begins with and of the rest of
// the address behind it; 0 if it begins with none. A user's name may stand before
// the domain, and a port behind it; what is no port, path, query or fragment is no
// part of the address.
func addressEnd(text []byte) int {
	user := userEnd(text)
	domain := domainEnd(text[user:])
	if domain == 0 {
		return 0
	}
	domain += user
	if digits := bytes.TrimLeft(text[min(domain+1, len(text)):], "0123456789"); domain < len(text) && text[domain] == ':' && len(text)-len(digits) > domain+1 {
		domain = len(text) - len(digits)
	}
	if domain == len(text) || strings.IndexByte("/?#", text[domain]) < 0 {
		return domain
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

// userEnd is the length of "user@" or "user:password@" at the beginning of text.
func userEnd(text []byte) int {
	const longest = 255 // bytes
	for i := range min(len(text), longest) {
		c := text[i]
		if c == '@' {
			return i + 1
		}
		if !util.IsAlphaNumeric(c) && strings.IndexByte("-._~%+:", c) < 0 {
			break
		}
	}
	return 0
}

// domainEnd is the length of the domain that text begins with, as GFM §6.9 has it:
// two words or more with full stops between them, no underscore in the last two.
// It is 0 if there is none. A top-level domain that begins in ASCII ends with it,
// since none is of both: "www.e.orgの" has "www.e.org".
func domainEnd(text []byte) int {
	const longest = 4 * 255 // bytes; a domain has 255 characters at most (RFC 1035 §2.3.4)
	end := 0
	for end < len(text) {
		r, size := utf8.DecodeRune(text[end:])
		if r == utf8.RuneError || r != '-' && r != '_' && r != '.' && !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			break
		}
		if end += size; end > longest {
			return 0
		}
	}
	domain := text[:end]
	if i := bytes.Index(domain, []byte("..")); i >= 0 {
		domain = domain[:i]
	}
	domain = bytes.TrimSuffix(domain, []byte(".")) // the end of a sentence
	top := bytes.LastIndexByte(domain, '.') + 1
	if top <= 1 || domain[0] == '.' || domain[0] == '-' {
		return 0
	}
	if domain[top] < utf8.RuneSelf {
		if i := bytes.IndexFunc(domain[top:], func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
			domain = domain[:top+i]
		}
	}
	second := bytes.LastIndexByte(domain[:top-1], '.') + 1
	if bytes.IndexByte(domain[second:], '_') >= 0 {
		return 0
	}
	return len(domain)
}

// isEastAsianPunctuation reports whether a character is a mark or a blank among
// those that Unicode has for East Asia: CJK Symbols and Punctuation, and Halfwidth
// and Fullwidth Forms.
func isEastAsianPunctuation(r rune) bool {
	return (r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF65) && unicode.In(r, unicode.P, unicode.S, unicode.Z)
}
