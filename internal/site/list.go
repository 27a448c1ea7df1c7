package site

// Entry is a page in a list of pages.
type Entry struct {
	Page *Page
	// Depth is how deep the page stands in the tree of all pages: 0 for the home page
	// and what is right below it. It is at most MaxListDepth.
	Depth int
	// Ambiguous is whether another page of the list has the same title, so that only
	// their names tell them apart.
	Ambiguous bool
}

// List is the pages of lists for readers of a language: each in that language where it
// is translated, and none twice. The home page is the first, and each other page stands
// behind the page above it, which it names itself or which has the name of its folder.
// The pages below one page are in the order of the site's menu; then of their weights;
// then as each names the next; then of their names. A site in which no page is below
// another stays in its order where none of that but the names tells one.
//
// The list is made once for each language, and must not be changed.
func (s *Site) List(language string) []Entry { return s.tree(language).list }
