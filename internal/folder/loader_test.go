package folder

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	imagepng "image/png"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

func TestALoaderLoadsWhatCheckDoes(t *testing.T) {
	files := fstest.MapFS{
		"site.yaml":  {Data: []byte(testSettings + "home: one\n")},
		"one.md":     {Data: []byte("---\ntitle: One\nheader_image: a.png\n---\nWords. [Plan](plan.pdf) [Two](two.md) [Web](/t)")},
		"one.cy.md":  {Data: []byte("---\ntitle: Un\n---\nGeiriau.")},
		"two.md":     {Data: []byte("---\ntitle: Two\npermalink: /t\n---\n# Part\n\n[One](one.md#x)\twords")},
		"plan.pdf":   {Data: make([]byte, 1000)},
		"a.png":      {Data: png(t, 10)},
		"unread.png": {Data: png(t, 11)},
	}
	l := &Loader{}
	for _, change := range []struct{ name, file, text string }{
		{"the first time", "unread.png", ""},
		{"nothing", "unread.png", ""},
		{"a page", "two.md", "---\ntitle: Two\npermalink: /t\n---\n# Part\n\nNew [One](one.md#x)\twords"},
		{"where a page is on the web", "two.md", "---\ntitle: Two\npermalink: /u\n---\n# Part"},
		{"a page is broken", "two.md", "no title"},
		{"a page is mended", "two.md", "---\ntitle: Two\npermalink: /t\n---\n# Part"},
		{"a file that is linked to", "plan.pdf", "small"},
		{"a picture", "a.png", string(png(t, 200))},
		{"a picture is broken", "a.png", "none"},
		{"a picture is mended", "a.png", string(png(t, 201))},
		{"the settings", "site.yaml", testSettings + "home: two\nurl: https://example.net\n"},
		{"the settings, well", "site.yaml", "title: T\nurl: https://example.net\nhome: two\n"},
		{"a translation", "one.cy.md", "---\ntitle: Un\n---\nGair."},
		{"a further page", "three.md", "---\ntitle: Three\n---\n[Two](two.md)"},
	} {
		files[change.file] = &fstest.MapFile{Data: []byte(change.text)}
		want, wantErr := Load(files)
		r := l.Load(files, Options{})
		switch {
		case wantErr != nil:
			t.Errorf("%s: %v", change.name, wantErr)
		case !want.Equal(r.Site):
			t.Errorf("%s: another site than that of Load: %v", change.name, r.Problems)
		}
	}
	delete(files, "three.md")
	if r := l.Load(files, Options{}); r.Site == nil || len(r.Site.Pages) != 2 || len(l.cached.entries) != 3 {
		t.Errorf("without a page: %v, and %d are remembered", r.Problems, len(l.cached.entries))
	}
}

func TestALoaderDoesNotParseAgain(t *testing.T) {
	files := fstest.MapFS{"site.yaml": {Data: []byte(testSettings + "home: p0\n")}}
	page := strings.Repeat("- some words, *emphasis* and [a link](https://example.org/)\n", 500)
	for i := range 20 {
		files[fmt.Sprintf("p%d.md", i)] = &fstest.MapFile{Data: []byte("---\ntitle: P\n---\n" + page)}
	}
	l := &Loader{}
	allocated := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if r := l.Load(files, Options{}); r.Site == nil {
			t.Fatal(r.Problems)
		}
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	first := allocated()
	files["p3.md"] = &fstest.MapFile{Data: []byte("---\ntitle: P\n---\n" + page + "more")}
	if again := allocated(); again > first/2 {
		t.Errorf("%d allocations the first time, and %d after a page was changed", first, again)
	}
}

// square is a PNG of so many pixels on a side.
func square(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := imagepng.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOfPicturesTheHeadsAreRead(t *testing.T) {
	whole := png(t, 77)
	files := fstest.MapFS{
		"site.yaml":     {Data: []byte(testSettings + "home: one\n")},
		"one.md":        {Data: []byte("---\ntitle: One\nheader_image: a.png\n---\n![C](c.png)\n\n[![C](c.png)](/two)\n![D](d.png)\n\nAn inline ![E](e.png).\n")},
		"two.md":        {Data: []byte("---\ntitle: Two\nheader_image: b.png\n---\n- ![F](f.gif)\n- ![G](private/g.png)\n- ![H](h.svg)\n\n![I](i.png)\n")},
		"a.png":         {Data: whole},
		"b.png":         {Data: bytes.Clone(png(t, 78)[:60])},
		"c.png":         {Data: square(t, 40)},
		"d.png":         {Data: square(t, 31)},
		"e.png":         {Data: square(t, 50)},
		"f.gif":         {Data: []byte("GIF89a but no more")[:9]},
		"private/g.png": {Data: square(t, 50)},
		"h.svg":         {Data: []byte("<svg/>")},
		"i.png":         {Data: square(t, 60)},
	}
	l, o := &Loader{}, Options{Private: []string{"private"}}
	load := func() *site.Site {
		t.Helper()
		r := l.Load(files, o)
		if r.Site == nil {
			t.Fatal(r.Problems)
		}
		return r.Site
	}
	s := load()
	one, two := s.Page("one"), s.Page("two")
	if one.Picture == nil || one.Picture.Name != "a.png" || two.Picture == nil {
		t.Fatalf("%+v, %+v", one.Picture, two.Picture)
	}
	if len(one.Figures) != 1 || one.Figures["c.png"] == nil || len(two.Figures) != 1 || two.Figures["i.png"] == nil {
		t.Errorf("%v, %v", one.Figures, two.Figures)
	}
	var names []string
	for _, f := range s.Pictures() {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "a.png c.png b.png i.png" {
		t.Errorf("wanted are %s", got)
	}
	if content, err := l.ReadPicture(files, one.Picture); err != nil || !bytes.Equal(content, whole) {
		t.Errorf("%d bytes, %v", len(content), err)
	}
	want := []string{"f.gif: advice: this is a picture on two.md, and it cannot be shown: it begins as a GIF picture but is damaged or cut off (unexpected EOF); save it again"}
	said := func() (all []string) {
		for _, p := range l.PictureProblems() {
			all = append(all, p.String())
		}
		return all
	}
	if got := said(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if again := load(); again.Page("one") != one || again.Page("two") != two {
		t.Error("the next load makes other pages")
	}
	// The child found what heads do not tell.
	l.Spoil(two.Picture, errors.New("it is damaged; save it again"))
	s = load()
	if s.Page("one") != one || s.Page("two").Picture != nil {
		t.Errorf("%v", s.Page("two").Picture)
	}
	spoilt := "b.png: advice: this is the header picture of two.md, and it cannot be shown: it is damaged; save it again"
	if got := said(); !slices.Equal(got, append([]string{spoilt}, want...)) {
		t.Errorf("%q", got)
	}
	// Another file in its place is another picture.
	files["b.png"] = &fstest.MapFile{Data: png(t, 79), ModTime: time.Now()}
	if s = load(); s.Page("two").Picture == nil || s.Page("two").Picture == two.Picture {
		t.Errorf("%v", s.Page("two").Picture)
	}
}

func TestALookThatAdvisesHasPicturesDecoded(t *testing.T) {
	files := fstest.MapFS{
		"site.yaml": {Data: []byte(testSettings + "home: one\n")},
		"one.md":    {Data: []byte("---\ntitle: One\n---\n![B](b.png)\n\n![C](c.png)\n")},
		"b.png":     {Data: bytes.Clone(png(t, 78)[:60])},
		"c.png":     {Data: square(t, 40)},
	}
	r := Check(files, Options{TryPicture: func(content []byte) error {
		_, err := picture.Decode(content)
		return err
	}})
	want := "b.png: advice: this is a picture on one.md, and it cannot be shown: it begins as a PNG picture but is damaged or cut off (png: invalid format: unexpected EOF); save it again"
	if !slices.ContainsFunc(r.Problems, func(p report.Problem) bool { return p.String() == want }) {
		t.Errorf("%v", r.Problems)
	}
	if f := r.Site.Home().Figures; len(f) != 1 || f["c.png"] == nil {
		t.Errorf("%v", f)
	}
}

func TestAllTextTogetherIsBounded(t *testing.T) {
	if race.Enabled {
		return // .ci/run loads all of it without the race detector, and less with it
	}
	files := fstest.MapFS{"site.yaml": {Data: []byte(testSettings + "home: p0\n")}}
	page := &fstest.MapFile{Data: bytes.Repeat([]byte("x"), site.MaxTextBytes)}
	for i := range site.MaxSiteBytes/site.MaxTextBytes + 10 {
		files[fmt.Sprintf("p%d.md", i)] = page
	}
	r := new(Loader).Load(files, Options{})
	if r.Site == nil || r.Site.TextBytes() > site.MaxSiteBytes || r.Kinds[tooMuch] != 10 {
		t.Errorf("%d bytes, %v", r.Site.TextBytes(), r.Kinds)
	}
}

func TestEverythingThatVisitorsSeeMakesASiteAnother(t *testing.T) {
	files := func() fstest.MapFS {
		return fstest.MapFS{
			"site.yaml":  {Data: []byte(testSettings)},
			"page.md":    {Data: []byte("---\ntitle: Page\nheader_image: a.png\n---\nWords. [Plan](plan.pdf)")},
			"page.cy.md": {Data: []byte("---\ntitle: Tudalen\n---\nGeiriau.")},
			"plan.pdf":   {Data: make([]byte, 1000)},
			"a.png":      {Data: png(t, 10)},
			"_draft.md":  {Data: []byte("x")},
		}
	}
	load := func(f fstest.MapFS) *site.Site {
		t.Helper()
		s, err := Load(f)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	site := load(files())
	if !site.Equal(load(files())) || site.Equal(nil) {
		t.Error("a site is not itself")
	}
	for name, data := range map[string][]byte{
		"site.yaml":  []byte(testSettings + "tagline: New\n"),
		"page.md":    []byte("---\ntitle: Page\nheader_image: a.png\n---\nWord. [Plan](plan.pdf)"),
		"page.cy.md": []byte("---\ntitle: Tudalen\n---\nGair."),
		"plan.pdf":   make([]byte, 2000),
		"a.png":      png(t, 200),
	} {
		f := files()
		f[name] = &fstest.MapFile{Data: data}
		if site.Equal(load(f)) {
			t.Errorf("another %s is no other site", name)
		}
	}
	f := files()
	f["_draft.md"].Data = []byte("y")
	if !site.Equal(load(f)) {
		t.Error("what nobody sees makes another site")
	}
}

// png is a picture in one shade of grey.
func png(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	var b bytes.Buffer
	if err := imagepng.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestALargeSiteWhoseHomePageCannotBeShownIsReadWhole(t *testing.T) {
	files := fstest.MapFS{"index.md": {Data: []byte(strings.Repeat("> ", site.MaxDepth+1) + "x")}}
	for i := range quickPages + 1 {
		files[fmt.Sprintf("p%d.md", i)] = &fstest.MapFile{Data: []byte("# P\n\nWords.")}
	}
	r := new(Loader).First(files, Options{})
	if r.Site == nil || r.Site.Partial || len(r.Site.Pages) != quickPages+1 || r.Site.LeftOut("index") == "" {
		t.Errorf("%v", r.Problems)
	}
	files["index.md"].Data = []byte("# Home\n\nWords.")
	if r := new(Loader).First(files, Options{}); r.Site == nil || !r.Site.Partial || r.Site.Home().Title != "Home" || r.PDFs != 0 {
		t.Errorf("%d PDFs, %v", r.PDFs, r.Problems)
	}
	files["docs/plan.pdf"] = &fstest.MapFile{Data: []byte("%PDF")}
	if r := new(Loader).First(files, Options{}); r.PDFs != 1 {
		t.Errorf("%d PDFs", r.PDFs)
	}
}
