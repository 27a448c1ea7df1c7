package dom

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The parser of x/net follows the specification where few bytes make much work:
// formatting elements that are open, such as <b>, are made anew, with all their
// attributes, in every paragraph (HTML §13.2.4.3); each further <body> or <html>
// merges its attributes into the first; and text behind a tag that is ignored is
// appended to the text before it, which is copied for that. A MiB of each takes
// minutes or gigabytes.
//
// So a page of many tags is written anew before it is parsed:
//   - formatting elements have names that the parser does not know, and end with what
//     they stand in; restore gives them their own names again,
//   - only the first <html> and <body> have attributes, and neither ends,
//   - a comment and a <wbr> part texts that would grow. Before which texts they come is
//     drawn: a text does not show in which element it ends, since what stands between
//     the cells of a table is moved to before it (foster parenting, HTML §13.2.6.1), and
//     wherever they came by count, a page could let them fall into the cells alone,
//   - what is in elements without elements in them, such as <title>, has no "<",
//     comments are empty, and CDATA is a comment: where the parser takes for text what
//     is none here, or the other way around, it would see other tags than those that
//     were written anew.
const (
	maxPairs   = 400_000 // of tags with tags and attributes, in a page that is left as it is
	maxProduct = 1 << 23 // of tags and bytes in such a page
	maxCopied  = 1 << 25 // bytes of text that may be copied in another
	minRun     = 64      // bytes of text that are not parted, on average
)

// alias begins the names of formatting elements.
const alias = "kiosk-"

// isFormatting reports whether the parser makes an element anew (HTML §13.2.4.3).
func isFormatting(name atom.Atom) bool {
	switch name {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}

// isSmall reports whether a page has so few tags and attributes that they make little
// work whatever they are.
func isSmall[T []byte | string](page T) bool {
	tags, attrs := 0, 0
	for i := range len(page) {
		switch c := page[i]; {
		case c == '<':
			tags++
		case c <= ' ' || c == '=' || c == '/' || c == '"' || c == '\'':
			attrs++
		}
	}
	return tags*(tags+attrs) <= maxPairs && tags*len(page) <= maxProduct
}

// rewriter writes a page anew.
type rewriter struct {
	out        []byte
	draw       *rand.Rand
	run        int  // bytes of text that are not parted, on average
	link, nobr bool // may be open
	html, body bool // was there
}

// tame writes a page anew so that the parser's work is linear. It takes time linear in
// the page, and what it returns is about four times as long at most. The same page is
// written the same way each time.
func tame(page []byte) []byte {
	r := &rewriter{
		out:  make([]byte, 0, len(page)+len(page)/8+64),
		draw: rand.New(rand.NewChaCha8(sha256.Sum256(page))),
		run:  max(minRun, maxCopied/(bytes.Count(page, []byte("<"))+1)),
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	raw := atom.Atom(0) // the element whose text is next
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return r.out
		case html.TextToken:
			r.textToken(z.Raw(), raw)
		case html.CommentToken:
			r.out = append(r.out, "<!---->"...)
		case html.DoctypeToken:
			r.out = append(r.out, z.Raw()...)
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Raw()
			b, _ := z.TagName()
			name := atom.Lookup(b)
			if name == atom.Noscript { // as the parser does
				z.NextIsNotRawText()
			}
			if kind == html.SelfClosingTagToken && isRaw(name) { // in a drawing it ends here
				z.NextIsNotRawText()
				break
			}
			r.start(name, tag)
			raw = name
			continue
		case html.EndTagToken:
			tag := z.Raw()
			b, _ := z.TagName()
			r.end(atom.Lookup(b), tag)
		}
		raw = 0
	}
}

// isRaw reports whether an element has text alone, in which tags and comments are none.
func isRaw(name atom.Atom) bool {
	switch name {
	case atom.Iframe, atom.Noembed, atom.Noframes, atom.Plaintext, atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Xmp:
		return true
	}
	return false
}

// textToken writes a text; raw is the element that it is all of, if that is one of text
// alone.
func (r *rewriter) textToken(text []byte, raw atom.Atom) {
	switch {
	case !isRaw(raw):
		r.part(text)
		r.escape(text, "&lt;")
	case raw == atom.Title || raw == atom.Textarea:
		r.escape(text, "&lt;")
	default: // which has no references
		r.escape(text, "< ")
	}
}

// part keeps the texts before and behind what the parser may ignore from growing
// together without end: of each element's texts about one in so many bytes begins anew.
// A comment does that where white space is kept that is not shown, and a <wbr> too where
// text is shown.
func (r *rewriter) part(text []byte) {
	if r.draw.IntN(r.run) >= len(text) {
		return
	}
	r.out = append(r.out, "<!---->"...)
	if len(bytes.TrimLeft(text, " \n\t\r\f")) > 0 {
		r.out = append(r.out, "<wbr/>"...)
	}
}

// escape writes a text with something else for "<".
func (r *rewriter) escape(text []byte, angle string) {
	for {
		i := bytes.IndexByte(text, '<')
		if i < 0 {
			r.out = append(r.out, text...)
			return
		}
		r.out = append(append(r.out, text[:i]...), angle...)
		text = text[i+1:]
	}
}

// start writes a tag that begins an element.
func (r *rewriter) start(name atom.Atom, tag []byte) {
	switch {
	case name == atom.Html:
		r.only(&r.html, "<html>", tag)
	case name == atom.Body:
		r.only(&r.body, "<body>", tag)
	case isFormatting(name):
		switch name { // of which none stands in another
		case atom.A:
			r.endOpen(&r.link, "</"+alias+"a>")
		case atom.Nobr:
			r.endOpen(&r.nobr, "</"+alias+"nobr>")
		}
		r.renamed("<", tag)
	default:
		r.out = append(r.out, tag...)
	}
}

// only writes a tag if it is the first of its kind, and else a bare one.
func (r *rewriter) only(seen *bool, bare string, tag []byte) {
	if *seen {
		r.out = append(r.out, bare...)
		return
	}
	*seen = true
	r.out = append(r.out, tag...)
}

// endOpen ends an element that may be open before another of the kind begins.
func (r *rewriter) endOpen(open *bool, end string) {
	if *open {
		r.out = append(r.out, end...)
	}
	*open = true
}

// renamed writes a tag of a formatting element; begin is what is before its name.
func (r *rewriter) renamed(begin string, tag []byte) {
	r.out = append(append(append(r.out, begin...), alias...), tag[len(begin):]...)
}

// end writes a tag that ends an element.
func (r *rewriter) end(name atom.Atom, tag []byte) {
	switch {
	case name == atom.Html || name == atom.Body:
	case isFormatting(name):
		r.link, r.nobr = r.link && name != atom.A, r.nobr && name != atom.Nobr
		r.renamed("</", tag)
	default:
		r.out = append(r.out, tag...)
	}
}

// restore gives the elements of a tree the names that they had before.
func restore(root *html.Node) {
	for n := root; n != nil; n = Following(n, root) {
		if n.Type != html.ElementNode || !strings.HasPrefix(n.Data, alias) {
			continue
		}
		if name := atom.Lookup([]byte(n.Data[len(alias):])); isFormatting(name) {
			n.DataAtom, n.Data = name, name.String()
		}
	}
}

// Following returns the node behind n in document order within root, or nil.
func Following(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root {
		if n.NextSibling != nil {
			return n.NextSibling
		}
		if n = n.Parent; n == nil {
			return nil
		}
	}
	return nil
}
