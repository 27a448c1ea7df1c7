// Package webpage reads one HTML file of a built web site: what the page says
// of itself, and which part of it is its content. It converts nothing: content
// is returned as HTML nodes.
//
// A site is read in two passes, so that few trees are held at once. The first
// parses some pages and adds them to a Census, which counts the blocks that
// recur; the second parses every page again and asks it for its Content.
//
// Every page is taken for hostile. A tree has at most 512 open elements, but
// may be deeper than that, so nothing here recurses over it.
package webpage

import (
	"bytes"
	"fmt"

	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/dom"
)

// The largest page that is parsed. Tags are counted by their "<"; manuals and code in
// colours have some 60,000 in MaxBytes.
const (
	MaxBytes = 1 << 20
	MaxTags  = 120_000
)

// Errors of Parse. Their texts are for whoever made the page.
var (
	ErrTooLarge = fmt.Errorf("more than %d KiB of HTML", MaxBytes>>10)
	ErrTooMany  = fmt.Errorf("more than %d,000 tags", MaxTags/1000)
	ErrTooDeep  = dom.ErrTooDeep
)

// A Document is a parsed page. It is not safe for concurrent use.
type Document struct {
	root     *html.Node
	elements []element // in document order; the first is root itself
	frame    int       // the only <main> if it is around the site's menu too, else 0
	facts    Facts
	common   bool // other pages have the same <title>
}

// Parse parses a page. Text is decoded as HTML §13.2.3 says (see decode), and
// scripting is off, so that <noscript> holds elements. It takes time linear in
// len(b) and at most 350 × len(b) bytes of memory, and 16 MiB. The error is
// ErrTooLarge, ErrTooMany, ErrTooDeep, or what the parser says.
func Parse(b []byte) (*Document, error) {
	if len(b) > MaxBytes {
		return nil, ErrTooLarge
	}
	b = decode(b)
	if len(b) > 3*MaxBytes { // windows-1252 grows at most threefold
		return nil, ErrTooLarge
	}
	tags := bytes.Count(b, []byte("<"))
	if tags > MaxTags {
		return nil, ErrTooMany
	}
	root, err := dom.Parse(b)
	if err != nil {
		return nil, err
	}
	d := &Document{root: root}
	d.index(tags)
	d.facts = d.gatherFacts()
	return d, nil
}

// maxAlloc is the most memory that Parse, Census.Add, Menu and Content allocate
// together for a page of n bytes. A tag of three bytes makes a node of 112 bytes and
// an element of 64; what else is kept of a byte, with the parser's own copies of it,
// comes to some 200.
func maxAlloc(n int) int { return 350*n + 16<<20 }

// Facts returns what the page says of itself.
func (d *Document) Facts() Facts { return d.facts }
