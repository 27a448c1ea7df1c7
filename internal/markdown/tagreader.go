package markdown

import (
	"io"
	"strings"

	"golang.org/x/net/html"
)

// tagReader reads tags that stand by themselves.
type tagReader struct {
	left string // of the tag
	z    *html.Tokenizer
}

// Read is called by the tokenizer, which reads no further than to the end of a tag.
func (r *tagReader) Read(p []byte) (int, error) {
	n := copy(p, r.left)
	r.left = r.left[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// tag reads a tag. A tokenizer for each would take 4 KiB.
func (r *tagReader) tag(text string) html.Token {
	if !strings.ContainsAny(text, " \n\t=") {
		return html.Token{Type: html.StartTagToken, Data: tagName(text)}
	}
	if r.z == nil {
		r.z = html.NewTokenizer(r)
	}
	r.left = text
	kind := r.z.Next()
	r.z.NextIsNotRawText()
	if kind != html.StartTagToken && kind != html.SelfClosingTagToken || r.left != "" { // the two read otherwise
		r.z = nil
		return html.Token{Type: html.StartTagToken, Data: tagName(text)}
	}
	return r.z.Token()
}
