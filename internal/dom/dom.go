// Package dom parses HTML into a tree as x/net's parser does, in linear time and
// memory. It decodes no bytes, and knows nothing of what a page means.
package dom

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ErrTooDeep says that more elements are open at once than the parser takes.
var ErrTooDeep = errors.New("more than 512 elements stand in one another")

// Parse parses a page in UTF-8. Scripting is off, so that <noscript> holds elements.
// A page of n "<" has at
// most 4n + 10 nodes, or 200,000 more of small pages. The error is ErrTooDeep, or what
// the parser says.
func Parse(page []byte) (*html.Node, error) {
	tamed := !isSmall(page)
	if tamed {
		page = tame(page)
	}
	root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, failure(err)
	}
	if tamed {
		restore(root)
	}
	return root, nil
}

// ParseFragment is Parse for what may stand in <body>.
func ParseFragment(text string) ([]*html.Node, error) {
	var source io.Reader = strings.NewReader(text)
	tamed := !isSmall(text)
	if tamed {
		source = bytes.NewReader(tame([]byte(text)))
	}
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragmentWithOptions(source, context, html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, failure(err)
	}
	if tamed {
		for _, n := range nodes {
			restore(n)
		}
	}
	return nodes, nil
}

func failure(err error) error {
	if strings.Contains(err.Error(), "exceeds 512") {
		return ErrTooDeep
	}
	return fmt.Errorf("parsing HTML: %w", err)
}
