// Package twolanguages has a site for tests that is called otherwise in Welsh, with a page
// in Welsh and English, and one in each alone.
package twolanguages

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
)

const settings = `title: {en: Hack Day, cy: Diwrnod Hacio}
tagline: {en: People who care, cy: Pobl sy’n malio}
url: https://hackday.example
home: home
social:
  - title: {en: Discussion, cy: Trafodaeth}
    url: {en: https://talk.example/en, cy: https://talk.example/cy}
  - title: GitHub
    url: https://github.com/hackday
`

// Sections is how many headings the home page has, in both languages.
const Sections = 12

// Files is the folder: "home" is in English and Welsh, "english" and "cymraeg" in one.
func Files() fstest.MapFS {
	page := func(front string, section, sentence string, sentences int) *fstest.MapFile {
		var b strings.Builder
		b.WriteString("---\n" + front + "\n---\nThe [code](https://code.example).\n")
		for i := range Sections {
			fmt.Fprintf(&b, "\n## %s %d\n\n%s\n", section, i+1, strings.Repeat(sentence+" ", sentences))
		}
		return &fstest.MapFile{Data: []byte(b.String())}
	}
	return fstest.MapFS{
		"site.yaml":  {Data: []byte(settings)},
		"home.md":    page("title: Welcome\nsocial_links: true", "Section", "These are some words of the text.", 20),
		"home.cy.md": page("title: Croeso\nsocial_links: true", "Adran", "Dyma rai o eiriau’r testun.", 30),
		"english.md": page("title: Only here", "Part", "Nobody has translated this.", 10),
		"cymraeg.md": page("title: Dim ond yma\nlang: cy", "Rhan", "Nid oes cyfieithiad.", 10),
	}
}

// Site is the folder as a site.
func Site(t testing.TB) *site.Site {
	t.Helper()
	s, err := folder.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	return s
}
