package layout

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	glamour "charm.land/glamour/v2/ansi"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/site"
)

// errUnwanted is why a layout was not finished: nobody waits for it any more.
var errUnwanted = errors.New("the layout is no longer wanted")

// interruptible is a renderer that asks at every node whether the result is still
// wanted, and stops with errUnwanted if not.
type interruptible struct {
	renderer.NodeRenderer
	wanted func() bool
}

// RegisterFuncs implements renderer.NodeRenderer.
func (i interruptible) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	i.NodeRenderer.RegisterFuncs(registerer(func(kind ast.NodeKind, render renderer.NodeRendererFunc) {
		r.Register(kind, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !i.wanted() {
				return ast.WalkStop, errUnwanted
			}
			return render(w, source, n, entering)
		})
	}))
}

// registerer is a function that takes the renderer of each kind of node.
type registerer func(ast.NodeKind, renderer.NodeRendererFunc)

// Register implements renderer.NodeRendererFuncRegisterer.
func (r registerer) Register(kind ast.NodeKind, render renderer.NodeRendererFunc) { r(kind, render) }

// renderMarkdown has Glamour lay out a page's text, and reads the result as
// cells. A panic below it becomes an error: a page must not end the program. The
// error is errUnwanted when wanted reports false.
func renderMarkdown(p *site.Page, s shape, wanted func() bool) (lines []line, err error) {
	defer func() {
		if r := recover(); r != nil {
			lines, err = nil, fmt.Errorf("laying out %s at %d columns: %v", p.Name, s.measure, r)
		}
	}()
	a := annotate(p, s)
	style := renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(interruptible{glamour.NewRenderer(glamour.Options{
		WordWrap:         s.measure,
		InlineTableLinks: true,
		PreserveNewLines: true, // the hard ones; annotate leaves no other
		Styles:           s.template().Glamour(s.ascii),
	}), wanted}, 1000)))
	var out bytes.Buffer
	if err := style.Render(&out, a.source, a.document); err != nil {
		return nil, fmt.Errorf("laying out %s at %d columns: %w", p.Name, s.measure, err)
	}
	// One line at a time: cells take a hundred times what their text does, and
	// Glamour fills every line up to the measure.
	b := newBuilder(s)
	for text := range strings.SplitSeq(out.String(), "\n") {
		if !wanted() {
			return nil, errUnwanted
		}
		cells := uv.NewStyledString(text).Lines(ansi.GraphemeWidth)
		if len(cells) == 0 {
			b.blank()
			continue
		}
		b.add(b.unprotect(line(cells[0])))
	}
	return b.trimmed(), nil
}

// annotated is a parsed page whose tree was changed so that Glamour's output
// tells where each heading and link ended up.
//
// The marks are OSC 8 hyperlinks whose address is an anchor ("r3", "h2"):
// Glamour and its word wrap carry them through every style and line break, and
// count them as nothing.
type annotated struct {
	shape
	source   []byte // the page's Markdown, and behind it all text that was added
	page     int    // how much of it is the page's
	document ast.Node
}

func annotate(p *site.Page, s shape) *annotated {
	a := &annotated{shape: s, source: []byte(p.Markdown), page: len(p.Markdown)}
	a.document = site.Parse(a.source)
	links := site.Links(a.document)
	for i, link := range links {
		a.link(link, i+1)
	}
	a.headings()
	a.texts()
	return a
}

// added appends text to the source and returns a node that stands for it.
// Glamour renders no other kind of node for text that is not in the page.
func (a *annotated) added(s string) *ast.Text {
	start := len(a.source)
	a.source = append(a.source, s...)
	return ast.NewTextSegment(text.NewSegment(start, len(a.source)))
}

// link puts a link's number behind its text, and its anchor around both. An
// image or a bare address becomes a link with a text of its own.
func (a *annotated) link(node ast.Node, number int) {
	l, isLink := node.(*ast.Link)
	if !isLink {
		label := ""
		switch n := node.(type) {
		case *ast.AutoLink:
			label = protect(a.text(string(n.Label(a.source))))
		case *ast.Image:
			label = a.words.Kind(site.Picture)
		}
		l = ast.NewLink()
		l.AppendChild(l, a.added(label))
		if node.HasChildren() {
			l.AppendChild(l, a.added(": "))
			for c := node.FirstChild(); c != nil; {
				next := c.NextSibling()
				l.AppendChild(l, c)
				c = next
			}
		}
		node.Parent().ReplaceChild(node.Parent(), node, l)
	}
	// An address that cannot be parsed is the one that Glamour does not write
	// out behind the text.
	l.Destination = []byte(":")
	l.InsertBefore(l, l.FirstChild(), a.added(openAnchor(anchor{resource: number})))
	l.AppendChild(l, a.added(fmt.Sprintf("\u00a0[%d]", number)))
	l.AppendChild(l, a.added(closeAnchor))
}

func (a *annotated) headings() {
	number := 0
	_ = ast.Walk(a.document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			number++
			h.InsertBefore(h, h.FirstChild(), a.added(openAnchor(anchor{heading: number})))
			h.AppendChild(h, a.added(closeAnchor))
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
}

// texts has every text of the page reach the lines as its author meant it:
// escapes and entities undone once, line breaks where they are hard and only
// there, words not broken apart, and nothing in it that a page may not contain.
func (a *annotated) texts() {
	var breaks []ast.Node
	_ = ast.Walk(a.document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			a.rewrite(n)
		case *ast.RawHTML:
			if htmlBreak.Match(n.Segments.Value(a.source)) {
				breaks = append(breaks, n)
			}
		case *ast.Paragraph, *ast.TextBlock:
			if n.Parent().Kind() == ast.KindListItem && n.PreviousSibling() != nil && n.HasChildren() {
				// Glamour would write it right behind the paragraph before.
				n.InsertBefore(n, n.FirstChild(), a.added("\n\n  "))
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range breaks {
		t := a.added("")
		t.SetHardLineBreak(true)
		n.Parent().ReplaceChild(n.Parent(), n, t)
	}
}

var htmlBreak = regexp.MustCompile(`^(?i)<br\s*/?>$`)

func (a *annotated) rewrite(t *ast.Text) {
	value := string(t.Segment.Value(a.source))
	if t.Segment.Start >= a.page { // added here
		return
	}
	if !t.IsRaw() {
		value = site.Unescape(value)
	}
	value = protect(a.text(clean.Text(value)))
	if t.SoftLineBreak() {
		t.SetSoftLineBreak(false)
		value += " "
	}
	t.Segment = a.added(value).Segment
}
