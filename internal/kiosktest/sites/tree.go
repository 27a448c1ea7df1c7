package sites

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// TreeFiles is how many files of Markdown WriteTree writes, in all folders.
const TreeFiles = 470

// Kind is a trap of a tree of sources.
type Kind string

// The kinds of files. A file may be of several. Each but the last three of the list is
// counted once a file.
const (
	Markdown         Kind = "files of Markdown, in all folders"
	NeverRead        Kind = "files of Markdown in folders that are never read: _includes, _layouts, _data, _site, node_modules, vendor, .github"
	Draft            Kind = "drafts: draft: true, published: false, or in _drafts"
	Translation      Kind = "page.cy.md beside page.md"
	MovedAway        Kind = "pages that are nothing but redirect_to"
	Readable         Kind = "pages: Markdown without those four kinds and Unkept"
	Post             Kind = "in _posts, named by date"
	Listed           Kind = "in a collection that _config.yml lists"
	Unkept           Kind = "in a folder with an underscore that _config.yml does not list: Jekyll skips it"
	FrontMatterAlone Kind = "with front matter and no text"
	Dotted           Kind = "with a dot in the name, and no translations: nhs.me.md, data.gov.uk.md, wobbli.es.md, alone.cy.md"
	FolderPage       Kind = "a folder's own page: index.md or _index.md, or README.md where neither is"
	ReadmeBeside     Kind = "README.md beside an index.md"
	TOML             Kind = "front matter in TOML"
	DotsClosed       Kind = "front matter closed by ..."
	NoFrontMatter    Kind = "without front matter"
	NoTitle          Kind = "without a title in the front matter"
	NamedByFile      Kind = "without a title and without a heading"
	NumberTitle      Kind = "titles that YAML takes for numbers: 1.10, 007"
	HashTitle        Kind = "unquoted titles with a # behind a blank, which YAML takes for a comment"
	Slip             Kind = "a key that looks like a slip: subtitel"
	Redirecting      Kind = "with redirect_from or aliases"
	Permalinked      Kind = "with permalink, slug or url"
	Template         Kind = "with template code in the text, outside code and link targets"
	Kramdown         Kind = "with kramdown's {: …} or {#id}"
	Conflict         Kind = "with merge-conflict markers"
	Copy             Kind = "copies: page copy.md, page.bak.md"
	SameTitle        Kind = "of two or more pages with one title and one language, but for copies"
	HeaderImage      Kind = "with a header_image that is there: beside the page, in its folder, in header_images/, assets/images/headers/ or images/"
	HeaderMissing    Kind = "with a header_image that is nowhere"
	SlippedLink      Kind = "with [x] (page.md)"

	TemplateLink   Kind = "links whose target is template code that can be resolved"
	BrokenLink     Kind = "links that lead nowhere: to no page, or hhttps:"
	MissingPicture Kind = "pictures that are not there"
)

// Tree is what WriteTree wrote.
type Tree struct {
	// Of has the paths of the files of each kind, with slashes, in the order they were
	// written; a file with two links of a kind is there twice.
	Of map[Kind][]string
	// Redirects has the names that redirect_from, aliases and redirect_to give, and where
	// each leads: a page's name, or an address elsewhere.
	Redirects map[string]string
	// Names has a page's name by its path, for those of kind Readable. A name is the path
	// without its extension, or what permalink, slug, url or the date of a post make of it.
	Names map[string]string
}

// Count returns how many there are of a kind.
func (t Tree) Count(k Kind) int { return len(t.Of[k]) }

// planter writes a tree, and notes what it wrote.
type planter struct {
	dir  string
	r    *rand.Rand
	tree Tree
	err  error // the first
}

// WriteTree writes a tree of TreeFiles files of Markdown to a folder, as somebody keeps
// them who builds them with Eleventy or Jekyll, and the files around them. It is the same
// each time. The folder is made if it is not there; nothing is removed from it.
func WriteTree(dir string) (Tree, error) {
	p := &planter{dir: dir, r: rand.New(rand.NewPCG(470, 13)), tree: Tree{Of: map[Kind][]string{}, Redirects: map[string]string{}, Names: map[string]string{}}}
	p.around()
	p.never()
	p.traps()
	p.events()
	p.posts()
	p.people()
	return p.tree, p.err
}

// write writes a file that is no page.
func (p *planter) write(file, text string) {
	full := filepath.Join(p.dir, filepath.FromSlash(file))
	err := os.MkdirAll(filepath.Dir(full), 0o777)
	if err == nil {
		err = os.WriteFile(full, []byte(text), 0o666)
	}
	if err != nil && p.err == nil {
		p.err = err
	}
}

// page writes a file of Markdown, and notes its kinds.
func (p *planter) page(file, text string, kinds ...Kind) {
	p.write(file, text)
	kinds = append(kinds, Markdown)
	readable := true
	for _, k := range kinds {
		p.note(k, file)
		readable = readable && k != NeverRead && k != Draft && k != Translation && k != MovedAway && k != Unkept
	}
	if !readable {
		return
	}
	p.note(Readable, file)
	name := strings.TrimSuffix(file, ".md")
	switch base := path.Base(name); {
	case base == "index" || base == "_index" || base == "README" && has(kinds, FolderPage):
		name = path.Dir(name)
		p.note(FolderPage, file)
	}
	if name == "." {
		name = "index"
	}
	p.tree.Names[file] = name
}

func has(kinds []Kind, k Kind) bool {
	for _, other := range kinds {
		if other == k {
			return true
		}
	}
	return false
}

func (p *planter) note(k Kind, file string) {
	for _, f := range p.tree.Of[k] {
		if f == file && k != TemplateLink && k != BrokenLink && k != MissingPicture {
			return
		}
	}
	p.tree.Of[k] = append(p.tree.Of[k], file)
}

// named says that a page of kind Readable has a name that is not its path.
func (p *planter) named(file, name string) { p.tree.Names[file] = name }

// text returns some paragraphs.
func (p *planter) text(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(paragraph(p.r, 2+p.r.IntN(4)) + "\n\n")
	}
	return b.String()
}

// front returns front matter in YAML.
func front(lines ...string) string { return "---\n" + strings.Join(lines, "\n") + "\n---\n" }

// around writes what is no page: settings, templates, styles, data, pictures.
func (p *planter) around() {
	p.write("_config.yml", `title: Repair Hall
url: https://repairhall.example
baseurl: ""
permalink: /:year/:month/:day/:title/
collections:
  guides:
    output: true
  tools:
    output: true
    permalink: /toolbox/:name/
exclude: [node_modules, vendor]
`)
	p.write("CNAME", "repairhall.example\n")
	p.write("package.json", "{\"name\": \"repairhall\", \"private\": true}\n")
	p.write(".eleventy.js", "module.exports = () => ({ dir: { input: '.' } });\n")
	p.write("Gemfile", "source 'https://gems.example'\n")
	p.write("_layouts/default.html", "<!doctype html>\n<html lang=\"en\"><title>{{ page.title }}</title><main>{{ content }}</main></html>\n")
	p.write("_layouts/event.njk", "{% extends \"default.html\" %}{% block main %}{{ content | safe }}{% endblock %}\n")
	p.write("_includes/footer.html", "<footer>{{ site.title }}</footer>\n")
	p.write("_data/sponsors.yml", "- name: The Lamp Shop\n- name: Wick and Sons\n")
	p.write("_sass/_base.scss", "$ink: #222;\nbody { color: $ink; }\n")
	p.write("assets/css/site.scss", "---\n---\n@import 'base';\n")
	p.write("events/events.json", "{\"layout\": \"event.njk\", \"tags\": \"events\"}\n")
	p.write("feed.njk", "---\npermalink: /feed.xml\n---\n<feed>{{ collections.post | length }}</feed>\n")
	for _, f := range []string{"hall.png", "assets/images/headers/bench.png", "header_images/lamp.png", "images/tower.png", "about/door.png", "guides-picture.png"} {
		p.write(f, tinyPNG)
	}
	p.write("files/plan.pdf", "%PDF-1.1\n%%EOF\n")
}

// never writes Markdown that is in folders that are never read.
func (p *planter) never() {
	for _, f := range []string{"_includes/note.md", "_includes/contact.md", "_layouts/plain.md", "_data/readme.md", "_site/old/index.md", ".github/CONTRIBUTING.md", ".github/ISSUE_TEMPLATE/bug.md"} {
		p.page(f, "# Not for reading\n\nnever-"+p.text(1), NeverRead)
	}
	for i := range 12 {
		p.page(fmt.Sprintf("node_modules/part-%02d/README.md", i), "# part\n\nnever-"+p.text(1), NeverRead)
	}
	for i := range 4 {
		p.page(fmt.Sprintf("vendor/bundle/gem-%d/README.md", i), "# gem\n\nnever-"+p.text(1), NeverRead)
	}
}

// tinyPNG is a picture of one pixel.
const tinyPNG = "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\x0d\x49\x44\x41\x54\x78\xda\x63\x48\x68\x70\xf8\x0f\x00\x04\x84\x02\x20\xdd\xfa\x99\xf5\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82"
