package site

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"hackday.example/kiosk/internal/report"
)

// Remark is a piece of advice on a page's text.
type Remark struct {
	Offset       int // of what it is about, in the Markdown
	Kind         report.Kind
	Message, Fix string
}

// The kinds of remarks.
const (
	EmptyPage            report.Kind = "pages without a text"
	NoHeading            report.Kind = "pages without a heading"
	EmptyHeading         report.Kind = "headings without a text"
	SkippedHeading       report.Kind = "headings that leave out a level"
	VagueLink            report.Kind = "links that do not say what is behind them"
	SilentPicture        report.Kind = "pictures without a text"
	ReferenceWithoutNote report.Kind = "references to a note that is not there"
	HiddenNote           report.Kind = "notes that are not shown"
)

// review gathers remarks on one text.
type review struct {
	source  []byte
	remarks []Remark
}

func (r *review) at(offset int, kind report.Kind, message, fix string) {
	r.remarks = append(r.remarks, Remark{offset, kind, message, fix})
}

func (r *review) atNode(n ast.Node, kind report.Kind, message, fix string) {
	r.at(nodeOffset(n, r.source), kind, message, fix)
}

// text remarks on the headings, links and pictures of a text.
func (r *review) text(document ast.Node) {
	if len(strings.TrimSpace(string(r.source))) == 0 {
		r.at(0, EmptyPage, "the page has no text", "write some below the front matter")
		return
	}
	level := 0 // of the heading before; the page's title is one of level 1
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if plainText(n, r.source) == "" {
				r.atNode(n, EmptyHeading, "this heading has no text", "write it, or take the heading out")
			}
			if n.Level > max(level, 1)+1 {
				r.atNode(n, SkippedHeading, fmt.Sprintf("a heading of level %d stands below one of level %d", n.Level, max(level, 1)),
					fmt.Sprintf("begin it with %q, so that no level is left out", strings.Repeat("#", max(level, 1)+1)))
			}
			level = n.Level
		case *ast.Link:
			if text := plainText(n, r.source); text != "" || onlyImage(n) == nil { // else it is said of the image
				r.linkText(n, text)
			}
		case *ast.Image:
			if plainText(n, r.source) == "" {
				r.atNode(n, SilentPicture, "this picture has no text, which is all that is shown of it here", "describe it: ![what it shows](…)")
			}
		}
		return ast.WalkContinue, nil
	})
	if level == 0 {
		start := len(r.source) - len(strings.TrimLeft(string(r.source), " \n"))
		r.at(start, NoHeading, "the page has no heading, so that its contents are empty", "begin its parts with \"## …\"")
	}
}

// vague are texts of links that say nothing of what is behind them to someone
// who hears them alone, as in a list of links (WCAG 2.2, 2.4.9).
var vague = []string{
	"here", "click", "click here", "press here", "see here", "look here", "read here", "find here", "go", "go here", "open",
	"this", "that", "it", "this one", "this page", "this link", "this site", "this website", "this video", "this article",
	"link", "links", "url", "web", "page", "site", "website", "web page", "web site", "article", "post", "source",
	"more", "read more", "see more", "find out more", "learn more", "more information", "more info", "info", "information", "details", "continue", "next",
	"video", "watch", "watch here", "watch the video", "audio", "listen", "picture", "image", "photo",
	"document", "doc", "file", "pdf", "slides", "download", "download here",
	"yma", "cliciwch", "cliciwch yma", "gweler yma", "hwn", "hon", "dolen", "y ddolen hon", "tudalen", "gwefan", "mwy", "rhagor", "darllen mwy", "fideo", "dogfen", "lawrlwytho",
}

// IsVague reports whether a link's text says nothing of what is behind it.
func IsVague(text string) bool {
	bare := strings.ToLower(strings.Trim(text, " .,:;!?…»›>→()[]'\"“”‘’"))
	return bare == "" || slices.Contains(vague, bare)
}

func (r *review) linkText(link ast.Node, text string) {
	switch {
	case text == "":
		r.atNode(link, VagueLink, "this link has no text, so that its address is shown", "say what is behind it: [the programme](…)")
	case IsVague(text):
		r.atNode(link, VagueLink, "the link's text "+report.Quote(text)+" does not say what is behind it", "name that: [the programme](…)")
	}
}

// reference matches what would refer to a note if there were one, and escapes, so
// that an escaped bracket begins none.
var reference = regexp.MustCompile(`\\.|\[\^[^\[\]\\]+\]`)

// notes remarks on references without a note, and on notes that are not shown.
// lost are those that goldmark took out of the document.
func (r *review) notes(document ast.Node, lost []*extast.Footnote) {
	shown := map[string]bool{}
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *extast.Footnote:
			shown[string(n.Ref)] = true
		case *ast.Text:
			if isAdjacent(n.PreviousSibling(), n) {
				break // looked at already
			}
			end := n
			for isAdjacent(end, end.NextSibling()) {
				end = end.NextSibling().(*ast.Text)
			}
			run := r.source[n.Segment.Start:end.Segment.Stop]
			for _, m := range reference.FindAllIndex(run, -1) {
				if found := string(run[m[0]:m[1]]); found[0] == '[' {
					r.at(n.Segment.Start+m[0], ReferenceWithoutNote, "there is no note for "+report.Quote(found)+", so that it is shown as it stands", "write the note: "+found+": …")
				}
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range lost {
		name := "[^" + string(n.Ref) + "]"
		if shown[string(n.Ref)] {
			r.atNode(n, HiddenNote, "another note before this is named "+report.Quote(name)+" too, so that this is not shown", "give it a name of its own")
		} else {
			r.atNode(n, HiddenNote, "nothing refers to the note "+report.Quote(name)+", so that it is not shown", "write "+name+" where it belongs, or take the note out")
		}
	}
}

// isAdjacent reports whether two nodes are texts that touch.
func isAdjacent(a, b ast.Node) bool {
	first, ok := a.(*ast.Text)
	second, ok2 := b.(*ast.Text)
	return ok && ok2 && first.Segment.Stop == second.Segment.Start
}
