package linear_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// town makes a site whose pages stand below one another, and so many more.
func town(t *testing.T, more int) *site.Site {
	t.Helper()
	files := fstest.MapFS{
		"site.yaml": {Data: []byte("title: Hack Day\nurl: https://e.org\nhome: index\n")},
		"index.md":  {Data: []byte("---\ntitle: Welcome\n---\nTo [all events](events.md).\n")},
		"events.md": {Data: []byte("---\ntitle: Events\nsubtitle: Where we met\n---\nCome to [Cardiff](events/2026/cardiff.md#supporters).\n")},
		"about.md":  {Data: []byte("---\ntitle: About\naliases: [who-we-are]\n---\nA café of hackers.\n")},
	}
	for i, city := range []string{"London", "Cardiff", "Leeds"} {
		files["events/2026/"+strings.ToLower(city)+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: %s\norder: %d\n---\n## When\n\nIn %s.\n\n## Supporters\n\nA café, and **many** others.\n\nMore: the café again.\n\nSee [when](#when) or [the map](https://map.example/%s).\n", city, i+1, city, city)}
	}
	for i := range more {
		files[fmt.Sprintf("more/%d.md", i+1)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: More %d\n---\nText.\n", i+1)}
	}
	s, err := folder.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ways(t *testing.T, s *site.Site, o reading.Options) *visitor {
	t.Helper()
	o.Site, o.Join = s, "ssh host.example"
	o.Finder = search.NewEngine().For(context.Background(), "")
	return visit(t, linear.Options{Options: o})
}

func TestTranscriptOfFindingOnesWay(t *testing.T) {
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		v := ways(t, town(t, 0), reading.Options{Words: w})
		for _, line := range []string{
			"pages xyzzy", "go 1", "pages", "pages crdf", "go 4", "up", "up", "up", "before", "go cardiff", "after", "after", "before",
			"menu", "menu leeds", "go 1", "go 99", "go", "go /events/2026/leeds#supporters", "go who-we-are", "go nowhere/at/all", "go leedz",
			"search", "search xyzzy", "search CAFE others", "more", "go 2", "find", "find", "find", "find", "find", "again", "find map", "find", "back",
			"links", "links map", "contents", "contents supp", "go 2", "quit",
		} {
			if _, own, ok := strings.Cut(line, " "); code != "en" && ok { // the words of the language
				line = map[string]string{"go": w.Linear.Go, "search": w.Linear.SearchWord, "find": w.Linear.Find, "pages": w.Linear.PagesWord, "menu": w.Linear.MenuWord, "links": w.Linear.LinksWord, "contents": w.Linear.ContentsWord}[strings.Fields(line)[0]] + " " + own
			}
			v.types(line + "\r")
		}
		kiosktest.Golden(t, "testdata/ways-"+code+".golden", strings.ReplaceAll(v.screen.String(), "\r\n", "\n"))
	}
}

func TestALongListIsReadInParts(t *testing.T) {
	v := ways(t, town(t, 90), reading.Options{})
	seen := v.says("pages")
	if n := strings.Count(seen, "\n"); n != 22 || !strings.Contains(seen, "20 of 96. Type more for the rest.") {
		t.Errorf("the beginning has %d lines:\n%s", n, seen)
	}
	for range 4 {
		seen += v.says("more")
	}
	for i := range 96 {
		if !strings.Contains(seen, fmt.Sprintf("\n%d. ", i+1)) {
			t.Errorf("entry %d is not read", i+1)
		}
	}
	if got := v.says("more"); !strings.Contains(got, words.English.Linear.NoMore) {
		t.Errorf("behind the end it says %q", got)
	}
	if got := v.says("go 96"); !strings.Contains(got, "More ") {
		t.Errorf("the last entry leads to %q", got)
	}
}

func TestResultsAreReadTenAtATime(t *testing.T) {
	v := ways(t, town(t, 30), reading.Options{})
	if got := v.says("search text"); !strings.Contains(got, "30 pages have: text.") || !strings.Contains(got, "\n10. ") || strings.Contains(got, "\n11. ") || !strings.Contains(got, "10 of 30.") {
		t.Errorf("found is\n%s", got)
	}
	if got := v.says("more"); !strings.HasPrefix(got, "11. ") {
		t.Errorf("more is\n%s", got)
	}
}

func TestReadingBeginsWhereTheAddressSays(t *testing.T) {
	s := town(t, 0)
	v := ways(t, s, reading.Options{Page: s.Page("events/2026/cardiff"), Fragment: "supporters"})
	got := v.screen.String()
	if !strings.Contains(got, "Cardiff\r\nIn: Events, 2026.\r\n") || !strings.Contains(got, "Heading 2: Supporters") || strings.Contains(got, "In Cardiff.") {
		t.Errorf("it begins with\n%s", got)
	}
	if got := v.says("quit"); !strings.Contains(got, "ssh -t host.example events/2026/cardiff") {
		t.Errorf("goodbye is %q", got)
	}
}

func TestASearchOutlivesItsSite(t *testing.T) {
	v := ways(t, town(t, 0), reading.Options{})
	v.says("search cafe others")
	v.tell(reading.SiteMsg{Site: load(t, map[string]string{"home": "Text.\n"})})
	if got := v.says("go 1"); !strings.Contains(got, words.English.Linear.GoWhere) {
		t.Errorf("a number of a list that is gone leads to %q", got)
	}
}
