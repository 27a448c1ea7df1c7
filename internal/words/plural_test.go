package words

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
)

// plurals are all texts of a language that have plural forms, by their names.
func plurals(w *Words) map[string]Plural {
	all := map[string]Plural{}
	walk("", reflect.ValueOf(*w), func(name string, v reflect.Value) bool {
		p, ok := v.Interface().(Plural)
		if ok {
			all[name] = p
		}
		return !ok
	})
	return all
}

// The categories of CLDR 48 for the languages that the kiosk speaks:
// https://www.unicode.org/cldr/charts/48/supplemental/language_plural_rules.html
var categories = map[string]map[int]plural.Form{
	"en": {1: plural.One},
	"cy": {0: plural.Zero, 1: plural.One, 2: plural.Two, 3: plural.Few, 6: plural.Many},
}

// Every text with a count is filled in with every number whose form may differ.
func TestEveryNumberTakesItsForm(t *testing.T) {
	for _, code := range Codes() {
		if categories[code] == nil {
			t.Fatalf("%s: add its categories here", code)
		}
		w, _ := In(code, false)
		all := plurals(w)
		if len(all) < 8 {
			t.Fatalf("%s: only %d texts have plural forms", code, len(all))
		}
		for name, p := range all {
			for _, n := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 20} {
				want := map[plural.Form]string{plural.Zero: p.Zero, plural.One: p.One, plural.Two: p.Two, plural.Few: p.Few, plural.Many: p.Many}[categories[code][n]]
				if want == "" {
					want = p.Other
				}
				if got, want := w.Count(p, n), Fill(want, "count", n); got != want {
					t.Errorf("%s: %s of %d is %q, want %q", code, name, n, got, want)
				}
			}
		}
	}
}

// All forms of a text have the same to fill in, and English has no other forms than its
// language has.
func TestFormsAreOfOneText(t *testing.T) {
	for _, code := range Codes() {
		w, _ := In(code, false)
		for name, p := range plurals(w) {
			for _, form := range []string{p.Zero, p.One, p.Two, p.Few, p.Many} {
				// "only link 1" need not name the number once more.
				got := blanks(form)
				if form != "" && !slices.Equal(got, blanks(p.Other)) && form != p.One {
					t.Errorf("%s: %s has %v to fill in, and %v in another form", code, name, got, blanks(p.Other))
				}
			}
			if code == "en" && (p.One == "" || p.Zero+p.Two+p.Few+p.Many != "") {
				t.Errorf("en: %s has to have the forms one and other: %+v", name, p)
			}
			if !strings.Contains(p.Other, "{count}") {
				t.Errorf("%s: %s has no {count}: %q", code, name, p.Other)
			}
		}
	}
}

// numberOfThings is a number to fill in with an English plural behind it: {count} pages.
var numberOfThings = regexp.MustCompile(`\{(count|pages|links|headings|seconds|lines|columns|rows|items|more|parts)\} (more )?[a-z]+s\b`)

// unit is a plural behind a number that is never 1: a picture of one pixel is refused.
var unit = map[string]bool{".Panels.PictureText": true}

func TestNoTextHasAPluralWithoutItsForms(t *testing.T) {
	counted := plurals(English)
	for name, text := range texts(English) {
		base := name[:strings.LastIndexByte(name, '.')]
		if _, ok := counted[base]; ok || unit[name] {
			continue
		}
		if found := numberOfThings.FindString(text); found != "" && !strings.HasSuffix(found, " is") && !strings.HasSuffix(found, " has") {
			t.Errorf("%s says %q of 1, too: make it a Plural", name, found)
		}
	}
}

func TestCounted(t *testing.T) {
	for _, tt := range []struct {
		n    int
		one  string
		many []string
		want string
	}{
		{0, "page", nil, "0 pages"},
		{1, "page", nil, "1 page"},
		{2, "page", nil, "2 pages"},
		{1, "piece of advice", []string{"pieces of advice"}, "1 piece of advice"},
		{3, "piece of advice", []string{"pieces of advice"}, "3 pieces of advice"},
	} {
		if got := Counted(tt.n, tt.one, tt.many...); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
