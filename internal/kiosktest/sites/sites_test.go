package sites

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
)

func TestExpectationsAgreeWithTheFiles(t *testing.T) {
	for _, s := range All(t) {
		t.Run(s.Name, func(t *testing.T) {
			s.agree(t)
		})
	}
}

// agree checks every page, link and redirect of a site against its files.
func (s Site) agree(t *testing.T) {
	if n := len(s.Expect.Pages); n < 6 {
		t.Errorf("%d pages; a site needs at least 6", n)
	}
	if s.Page(s.Expect.Home) == nil {
		t.Errorf("the home page %q is not expected", s.Expect.Home)
	}
	everything, ids := s.read(t)
	for _, p := range s.Expect.Pages {
		if PageName(p.File) != p.Name {
			t.Errorf("%s: the name is %q, not %q", p.File, PageName(p.File), p.Name)
		}
		words := everything[p.File]
		if missing := firstMissing(words, strings.Fields(p.Text)); missing != "" {
			t.Errorf("%s: the file has no %q there", p.File, missing)
		}
		if p.Text == "" || p.Title == "" {
			t.Errorf("%s: the text or the title is empty", p.File)
		}
		if !strings.Contains(strings.Join(words, " "), p.Title) && !strings.Contains(s.source(t, p.File), html.EscapeString(p.Title)) {
			t.Errorf("%s: the title %q is not in the file", p.File, p.Title)
		}
		for _, a := range p.Absent {
			if strings.Contains(" "+p.Text+" ", a) {
				t.Errorf("%s: %q must be read and must not", p.File, a)
			}
			if !s.inSome(t, everything, a) {
				t.Errorf("%s: no file of the site has %q", p.File, a)
			}
		}
		for _, l := range p.Links {
			s.follow(t, p, l, ids)
		}
		for _, name := range []string{p.Prev, p.Next, p.Up} {
			if name != "" && s.Page(name) == nil {
				t.Errorf("%s: there is no page %q for prev, next or up", p.File, name)
			}
		}
	}
	for from, to := range s.Expect.Redirects {
		if s.Page(from) != nil {
			t.Errorf("%s is a page and a redirect", from)
		}
		if name, _, _ := strings.Cut(to, "#"); !strings.Contains(to, "://") && s.Page(name) == nil {
			t.Errorf("%s redirects to %q, which is no page", from, to)
		}
	}
	for _, name := range s.Expect.Unlisted {
		if s.Page(name) == nil {
			t.Errorf("%q is unlisted and no page", name)
		}
	}
	s.menu(t, s.Expect.Menu)
}

func (s Site) menu(t *testing.T, items []Item) {
	for _, i := range items {
		if i.Title == "" || i.To != "" && s.Page(i.To) == nil {
			t.Errorf("the menu has %q to %q", i.Title, i.To)
		}
		s.menu(t, i.Items)
	}
}

func (s Site) follow(t *testing.T, p Page, l Link, ids map[string][]string) {
	switch {
	case l.To != "" && l.File == "" && l.External == "":
		target := s.Page(l.To)
		if target == nil {
			t.Errorf("%s: the link %q leads to %q, which is no page", p.File, l.Text, l.To)
		} else if l.Fragment != "" && !slices.Contains(ids[target.File], l.Fragment) {
			t.Errorf("%s: the link %q leads to #%s, which is not in %s", p.File, l.Text, l.Fragment, target.File)
		}
		if _, ok := s.Expect.Redirects[l.Via]; l.Via != "" && !ok {
			t.Errorf("%s: the link %q goes by %q, which redirects nowhere", p.File, l.Text, l.Via)
		}
	case l.File != "" && l.To == "" && l.External == "":
		if _, err := fs.Stat(s.Files, l.File); err != nil {
			t.Errorf("%s: the link %q: %v", p.File, l.Text, err)
		}
	case l.External != "" && l.To == "" && l.File == "":
		if !strings.Contains(l.External, ":") {
			t.Errorf("%s: the link %q leads to %q", p.File, l.Text, l.External)
		}
	default:
		t.Errorf("%s: the link %q must have one target: %+v", p.File, l.Text, l)
	}
	if !strings.Contains(p.Text, l.Text) {
		t.Errorf("%s: the link's text %q is not in the text", p.File, l.Text)
	}
}

// read returns the words of each file of HTML, and its ids and names.
func (s Site) read(t *testing.T) (words, ids map[string][]string) {
	words, ids = map[string][]string{}, map[string][]string{}
	err := fs.WalkDir(s.Files, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !IsPage(file) {
			return err
		}
		words[file], ids[file] = tokens(s.source(t, file))
		if s.Page(PageName(file)) == nil && s.Expect.Redirects[PageName(file)] == "" && !slices.Contains(s.Expect.Unlisted, PageName(file)) {
			t.Errorf("nothing is expected of %s", file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return words, ids
}

// source returns a file as UTF-8, and fails the test if it is not in the site's charset.
func (s Site) source(t *testing.T, file string) string {
	text, err := fs.ReadFile(s.Files, file)
	if err != nil {
		t.Fatal(err)
	}
	switch s.Expect.Charset {
	case "utf-8":
		if !utf8.Valid(text) {
			t.Errorf("%s is not in UTF-8", file)
		}
		return string(text)
	case "windows-1252", "iso-8859-1":
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(text)
		if err != nil {
			t.Error(err)
		}
		return string(decoded)
	}
	t.Errorf("the charset %q is not known", s.Expect.Charset)
	return string(text)
}

// inline are the elements that part no words.
var inline = strings.Fields("a abbr b bdi cite code em font i kbd mark q s samp small span strong sub sup tt u var time big ins del data")

func tokens(source string) (words, ids []string) {
	var text strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Fields(strings.NewReplacer("\u00ad", "", "\u200b", "").Replace(text.String())), ids
		case html.TextToken:
			text.Write(z.Text())
			continue
		case html.CommentToken, html.DoctypeToken:
			continue
		}
		token := z.Token()
		if !slices.Contains(inline, token.Data) {
			text.WriteByte(' ')
		}
		for _, a := range token.Attr {
			if a.Key == "id" || a.Key == "name" && token.Data == "a" {
				ids = append(ids, a.Val)
			}
		}
	}
}

// inSome says whether a file has the phrase as text, or in an attribute such as title.
func (s Site) inSome(t *testing.T, everything map[string][]string, phrase string) bool {
	for file, words := range everything {
		if strings.Contains(strings.Join(words, " "), phrase) || strings.Contains(s.source(t, file), `"`+phrase) {
			return true
		}
	}
	return false
}

// Signs are a permalink or an arrow back, and numbers those of footnotes, which stand in
// a word of the file and in none of the text.
var (
	signs   = strings.NewReplacer("¶", "", "#", "", "↩", "", "↑", "", "🔗", "", "\uFE0E", "", "[source]", "", "[docs]", "")
	numbers = regexp.MustCompile(`\[?\d+\]?`)
)

// firstMissing returns the first of want that is not in words behind those before it.
func firstMissing(words, want []string) string {
	i := 0
	for _, w := range want {
		for i < len(words) && words[i] != w && signs.Replace(words[i]) != w && numbers.ReplaceAllString(words[i], "") != w {
			i++
		}
		if i == len(words) {
			return w
		}
		i++
	}
	return ""
}
