package site

import (
	"maps"
	"slices"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/picture"
)

// maxPageFigures bounds the pictures of one page that may be shown; the texts of the others
// stand.
const maxPageFigures = 200

// PicturesAlone lists the pictures of a paragraph that has nothing else: several may stand
// there one below or beside the other, and each may be all that a link has. It is nil for
// any other block.
func PicturesAlone(block ast.Node) (pictures []*ast.Image) {
	switch block.(type) {
	case *ast.Paragraph, *ast.TextBlock:
	default:
		return nil
	}
	for c := block.FirstChild(); c != nil; c = c.NextSibling() {
		image, _ := c.(*ast.Image)
		if link, ok := c.(*ast.Link); ok {
			image = onlyImage(link)
		}
		if image == nil {
			if text, ok := c.(*ast.Text); ok && text.Segment.Len() == 0 { // the end of a line
				continue
			}
			return nil
		}
		pictures = append(pictures, image)
	}
	return pictures
}

// PictureAddress is a picture's address as the page has it, with Markdown's escapes undone.
func PictureAddress(image *ast.Image) string { return string(unescape(image.Destination)) }

// figures are the addresses of all pictures that stand by themselves, but for those in the
// cells of tables.
func figures(document ast.Node) (addresses []string) {
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeInline || len(addresses) >= maxPageFigures {
			return ast.WalkSkipChildren, nil
		}
		for _, image := range PicturesAlone(n) {
			if len(addresses) >= maxPageFigures {
				break
			}
			if address := PictureAddress(image); address != "" && !slices.Contains(addresses, address) {
				addresses = append(addresses, address)
			}
		}
		return ast.WalkContinue, nil
	})
	return addresses
}

// maxScans bounds the pages of documents that are shown as pictures, of a whole site.
const maxScans = 400

// Pictures lists the pictures of all pages, each once, in the order in which they are wanted:
// those of the home page first, and the pages of documents that are pictures last.
func (s *Site) Pictures() (all []*picture.File) {
	seen := map[*picture.File]bool{}
	add := func(f *picture.File) {
		if f != nil && !seen[f] {
			seen[f] = true
			all = append(all, f)
		}
	}
	pages := s.All()
	for _, p := range append([]*Page{s.Home()}, pages...) {
		add(p.Picture)
		addAll(p.Figures, add)
	}
	before := len(all)
	for _, p := range pages {
		addAll(p.Pictures, add)
	}
	return all[:min(len(all), before+maxScans)]
}

// addAll adds pictures in the order of their addresses.
func addAll(pictures map[string]*picture.File, add func(*picture.File)) {
	for _, address := range slices.Sorted(maps.Keys(pictures)) {
		add(pictures[address])
	}
}
