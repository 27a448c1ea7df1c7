package layout

import (
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// anchor marks a cell as part of a heading or of a resource's link, by its
// number from 1. While a page is laid out, a cell's link is its anchor.
type anchor struct {
	heading, resource int
}

func (a anchor) String() string {
	if a.heading > 0 {
		return "h" + strconv.Itoa(a.heading)
	}
	return "r" + strconv.Itoa(a.resource)
}

// openAnchor begins an anchor. It ends in BEL, since Glamour would take the
// backslash of ST for Markdown's escape.
func openAnchor(a anchor) string { return ansi.SetHyperlink(a.String()) }

var closeAnchor = ansi.ResetHyperlink()

// anchorOf reads a cell's anchor; it is zero where there is none.
func anchorOf(c uv.Cell) anchor {
	if len(c.Link.URL) < 2 {
		return anchor{}
	}
	n, err := strconv.Atoi(c.Link.URL[1:])
	if err != nil {
		return anchor{}
	}
	switch c.Link.URL[0] {
	case 'h':
		return anchor{heading: n}
	case 'r':
		return anchor{resource: n}
	}
	return anchor{}
}
