package folder

import (
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"

	east "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"

	"hackday.example/kiosk/internal/kiosktest/sites"
	"hackday.example/kiosk/internal/site"
)

// TestBuiltSitesAreRead reads sites as seven generators and a person build them, and
// walks every link in them as a reader would.
func TestBuiltSitesAreRead(t *testing.T) {
	for _, s := range sites.All(t) {
		t.Run(s.Name, func(t *testing.T) {
			r := Check(s.Files, Options{})
			if r.Site == nil {
				t.Fatalf("no site: %v", r.Problems)
			}
			checkBuilt(t, s, r.Site)
		})
	}
}

// checkBuilt compares a site with what must be found in it.
func checkBuilt(t *testing.T, s sites.Site, got *site.Site) {
	want := &s.Expect
	if got.Title != want.Title {
		t.Errorf("the site's title is %q, want %q", got.Title, want.Title)
	}
	if name := got.Home().Name; name != want.Home {
		t.Errorf("home is %q, want %q", name, want.Home)
	}
	listed := got.PageNames()
	for i := range want.Pages {
		p := &want.Pages[i]
		page := got.Page(p.Name)
		if page == nil || page.Name != p.Name {
			t.Errorf("%s: Page(%q) = %v", p.File, p.Name, nameOrNil(page))
			continue
		}
		if is, should := slices.Contains(listed, p.Name), !slices.Contains(want.Unlisted, p.Name); is != should {
			t.Errorf("%s: listed is %v, want %v", p.Name, is, should)
		}
		checkBuiltPage(t, s, got, p, page)
	}
	if n := len(want.Pages) - len(want.Unlisted); len(listed) != n {
		t.Errorf("%d pages are listed, want %d: %v", len(listed), n, listed)
	}
	for from, to := range want.Redirects {
		checkRedirect(t, got, from, to)
	}
	if at := missingItem(got.Menu, want.Menu); at != "" {
		t.Errorf("the menu has no %s: %s", at, menuText(got.Menu))
	}
	if len(got.Menu) == 0 {
		t.Error("there is no menu")
	}
	for _, name := range menuPages(got.Menu, nil) {
		if p := got.Page(name); p == nil || p.Name != name {
			t.Errorf("the menu leads to %q, which is no page", name)
		}
	}
}

func nameOrNil(p *site.Page) string {
	if p == nil {
		return "nil"
	}
	return p.Name
}

func checkBuiltPage(t *testing.T, s sites.Site, got *site.Site, want *sites.Page, page *site.Page) {
	t.Helper()
	if page.Title != want.Title {
		t.Errorf("%s: the title is %q, want %q", want.Name, page.Title, want.Title)
	}
	language := want.Language
	if language == "" {
		language = s.Expect.Language
	}
	if page.Language != strings.ToLower(language) {
		t.Errorf("%s: the language is %q, want %q", want.Name, page.Language, language)
	}
	if page.Prev != want.Prev || page.Next != want.Next || page.Up != want.Up {
		t.Errorf("%s: prev, next and up are %q, %q, %q; want %q, %q, %q", want.Name, page.Prev, page.Next, page.Up, want.Prev, want.Next, want.Up)
	}
	text := page.Subtitle + " " + shownText(page.Markdown)
	missing, extra := compareWords(text, want.Text)
	if missing != "" {
		t.Errorf("%s: the text has no %q there:\n%s", want.Name, missing, text)
	}
	// Dates, authors and alt texts of pictures may stand between.
	const between = 15
	if n := len(strings.Fields(strings.Join(extra, " "))); n > between+len(strings.Fields(want.Text))/5 {
		t.Errorf("%s: also %q", want.Name, extra)
	}
	for _, absent := range want.Absent {
		if strings.Contains(" "+oneLine(text)+" ", absent) {
			t.Errorf("%s: %q is furniture, and is read:\n%s", want.Name, absent, text)
		}
	}
	for _, alt := range want.Pictures {
		if !strings.Contains(oneLine(shownText(page.Markdown)), alt) {
			t.Errorf("%s: no picture %q:\n%s", want.Name, alt, page.Markdown)
		}
	}
	resources := page.Resources[:page.TextResources]
	for _, l := range want.Links {
		i := slices.IndexFunc(resources, func(r site.Resource) bool { return isLink(got, &r, &l, s.Files) })
		if i < 0 {
			t.Errorf("%s: no link %+v: %s", want.Name, l, resourcesText(page))
			continue
		}
		resources = resources[i+1:]
	}
	for _, r := range page.Resources {
		if r.Target == "" || r.Origin != site.FromText {
			continue
		}
		to := got.Page(r.Target)
		if to == nil {
			t.Errorf("%s: the link %q leads to %q, which is no page", want.Name, r.Title, r.Target)
		} else if !hasPlace(to, r.Fragment) {
			t.Errorf("%s: the link %q leads to no #%s of %s: %v, %v", want.Name, r.Title, r.Fragment, r.Target, to.Headings, to.Anchors)
		}
	}
}

// isLink reports whether a link of a page is one that is expected, and leads there.
func isLink(got *site.Site, r *site.Resource, want *sites.Link, files fs.FS) bool {
	if want.Text != "" && words(r.Title) != words(want.Text) {
		return false
	}
	switch {
	case want.To != "":
		to := got.Page(r.Target)
		return to != nil && to.Name == want.To && (r.Fragment == want.Fragment && hasPlace(to, r.Fragment) || r.Fragment == "" && want.Fragment == "top")
	case want.File != "":
		info, err := fs.Stat(files, want.File)
		url, bad := url.PathUnescape(r.URL)
		return err == nil && bad == nil && r.Target == "" && r.Size == info.Size() && strings.HasSuffix(url, path.Base(want.File))
	}
	return r.Target == "" && (r.URL == want.External || r.Destination == want.External)
}

// hasPlace reports whether a reader finds the part of a page that a fragment names.
func hasPlace(p *site.Page, fragment string) bool {
	return fragment == "" || p.Section(fragment) >= 0 || p.Anchor(fragment) >= 0
}

func checkRedirect(t *testing.T, got *site.Site, from, to string) {
	t.Helper()
	page := got.Page(from)
	if strings.Contains(to, "://") {
		if why := got.LeftOut(from); page != nil || !strings.Contains(why, to) {
			t.Errorf("%s: page %v, left out as %q; want that it has moved to %s", from, nameOrNil(page), why, to)
		}
		return
	}
	if to, _, _ = strings.Cut(to, "#"); page == nil || page.Name != to {
		t.Errorf("Page(%q) = %v, want %q", from, nameOrNil(page), to)
	}
	if slices.Contains(got.PageNames(), from) {
		t.Errorf("the redirect %s is listed as a page", from)
	}
}

// missingItem returns the first entry of want that a menu does not have, in its order
// and below what it is below; empty if there is none.
func missingItem(got []site.MenuItem, want []sites.Item) string {
	i := 0
	for _, w := range want {
		for ; ; i++ {
			if i == len(got) {
				return w.Title + " → " + w.To
			}
			title := strings.TrimLeft(got[i].Title, "0123456789. ") // of a chapter
			if words(title) == words(w.Title) && got[i].Page == w.To {
				break
			}
		}
		if missing := missingItem(got[i].Items, w.Items); missing != "" {
			return w.Title + " / " + missing
		}
		i++
	}
	return ""
}

func menuPages(items []site.MenuItem, names []string) []string {
	for _, i := range items {
		if i.Page != "" {
			names = append(names, i.Page)
		}
		names = menuPages(i.Items, names)
	}
	return names
}

func resourcesText(p *site.Page) string {
	var b strings.Builder
	for _, r := range p.Resources {
		b.WriteString("\n  " + r.Title + " → " + r.Target + "#" + r.Fragment + " " + r.URL)
	}
	return b.String()
}

// shownText is the text of Markdown as it is read, its blocks and lines parted by one
// blank.
func shownText(markdown string) string {
	source := []byte(markdown)
	var b strings.Builder
	var marker ast.Node // the last node of an alert's first line, which is shown as its kind
	_ = ast.Walk(site.Parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Type() == ast.TypeBlock {
			b.WriteByte(' ')
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		if marker != nil && n.Type() == ast.TypeInline {
			if n == marker {
				marker = nil
			}
			return ast.WalkSkipChildren, nil
		}
		switch n := n.(type) {
		case *ast.Blockquote:
			if kind, last, ok := site.Alert(n, source); ok {
				b.WriteString(strings.ToUpper(kind[:1]) + kind[1:])
				marker = last
			}
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			b.Write(n.Lines().Value(source))
		case *ast.AutoLink:
			b.Write(n.Label(source))
		case *ast.String:
			b.Write(n.Value)
		case *ast.Text:
			if text := n.Segment.Value(source); n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan {
				b.Write(text)
			} else {
				b.WriteString(site.Unescape(string(util.UnescapePunctuations(text))))
			}
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *east.Emoji:
			b.WriteString(string(n.Value.Unicode))
		case *extast.FootnoteBacklink:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return oneLine(b.String())
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// tokens parts a text into runs of letters and digits, and single other signs.
func tokens(s string) []string {
	var all []string
	var run strings.Builder
	flush := func() {
		if run.Len() > 0 {
			all = append(all, run.String())
			run.Reset()
		}
	}
	for _, r := range norm.NFKC.String(s) { // "m²" is "m2"
		switch {
		case unicode.In(r, unicode.L, unicode.M, unicode.Nd):
			run.WriteRune(r)
		case unicode.IsSpace(r):
			flush()
		case r == '\u00ad' || r == '\u200b' || r == '\ufeff':
		default:
			flush()
			all = append(all, string(r))
		}
	}
	flush()
	return all
}

func words(s string) string { return strings.Join(tokens(s), " ") }

// compareWords finds the words of want in got, in their order. It returns the first that
// is missing with a few behind it, and the runs of words in got that are none of want.
func compareWords(got, want string) (missing string, extra []string) {
	has, needs := tokens(got), tokens(want)
	i := 0
	var run []string
	flush := func() {
		if strings.ContainsFunc(strings.Join(run, ""), unicode.IsLetter) {
			extra = append(extra, strings.Join(run, " "))
		}
		run = nil
	}
	for k, w := range needs {
		for i < len(has) && has[i] != w {
			run = append(run, has[i])
			i++
		}
		if i == len(has) {
			return strings.Join(needs[max(k-3, 0):min(k+5, len(needs))], " "), nil
		}
		flush()
		i++
	}
	run = has[i:]
	flush()
	return "", extra
}
