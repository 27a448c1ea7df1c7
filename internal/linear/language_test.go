package linear_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/twolanguages"
	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/words"
)

func TestTheLanguageIsChangedByAWord(t *testing.T) {
	for _, tt := range []struct{ typed, says, page, section string }{
		{"language", "Iaith: Cymraeg.", "Croeso", "Adran 2"},
		{"language cy", "Iaith: Cymraeg.", "Croeso", "Adran 2"},
		{"language Cymraeg", "Iaith: Cymraeg.", "Croeso", "Adran 2"},
		{"language welsh", "Iaith: Cymraeg.", "Croeso", "Adran 2"},
		{"language english", "Language: English.", "Welcome", "Section 2"},
		{"language Klingon", "There is no language Klingon. There are: Cymraeg, English.", "", ""},
	} {
		v := visit(t, linear.Options{Options: reading.Options{Site: twolanguages.Site(t)}, Width: 60})
		v.types("section 2\r")
		got := v.types(tt.typed + "\r")
		for _, want := range []string{tt.says, tt.page, tt.section} {
			if !strings.Contains(got, want) {
				t.Errorf("%q was answered\n%s\nwant %q", tt.typed, got, want)
			}
		}
	}
}

func TestInWelshTheLanguageIsChangedInWelsh(t *testing.T) {
	welsh, _ := words.In("cy", false)
	v := visit(t, linear.Options{Options: reading.Options{Site: twolanguages.Site(t), Words: welsh}, Width: 60})
	if got := v.types("iaith saesneg\r"); !strings.Contains(got, "Language: English.") || !strings.Contains(got, "Type next,") {
		t.Errorf("answered %s", got)
	}
	if got := v.types("quit\r"); !strings.Contains(got, "Goodbye from Hack Day.") {
		t.Errorf("says goodbye with %s", got)
	}
}

// Which language follows is said when it changes, and not else.
func TestItIsSaidWhichLanguageFollows(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: twolanguages.Site(t)}, Width: 60})
	const isWelsh, isEnglish = "This page is in Welsh.", "This page is in English."
	for _, tt := range []struct{ typed, want string }{
		{"page english", ""},
		{"page cymraeg", isWelsh},
		{"again", ""},
		{"page home", isEnglish},
		{"back", isWelsh},
		{"page cymraeg", ""},
	} {
		got := v.types(tt.typed + "\r")
		for _, says := range []string{isWelsh, isEnglish} {
			if strings.Contains(got, says) != (says == tt.want) {
				t.Errorf("%q was answered\n%s\nwant %q of the language", tt.typed, got, tt.want)
			}
		}
	}
}

func TestHelpOfOneWord(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: twolanguages.Site(t)}})
	l := words.English.Linear
	if got := v.types("help read\r"); !strings.Contains(strings.Join(strings.Fields(got), " "), "read NUMBER: "+l.ReadHelp) || strings.Contains(got, l.QuitHelp) {
		t.Errorf("answered %s", got)
	}
	if got := v.types("help nothing\r"); !strings.Contains(got, "I do not know nothing.") {
		t.Errorf("answered %s", got)
	}
}

// Whoever goes into the midst of a passage, or out of it, is told the language, and whoever
// reads on is told once.
func TestItIsSaidWhichLanguageAPassageIsIn(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{
		"index.md": {Data: []byte("---\ntitle: Home\n---\n## One\n\none\n\n<div lang=cy>\n\n## Dau\n\ndau[^1]\n\n## Tri\n\ntri\n\n</div>\n\n## Four\n\nfour\n\n[^1]: five\n")},
		"other.md": {Data: []byte("---\ntitle: Other\n---\nsix\n")},
		"arall.md": {Data: []byte("---\ntitle: Arall\nlang: cy\n---\nsaith\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := visit(t, linear.Options{Options: reading.Options{Site: s}, Width: 60})
	const welsh, english = "In Welsh:", "In English again:"
	for _, tt := range []struct{ typed, says, want string }{
		{"again", "one", ""},
		{"", "dau", welsh},
		{"", "tri", ""},
		{"section 1", "one", english},
		{"section 3", "tri", welsh},
		{"again", "tri", ""},
		{"section 4", "four", english},
		{"section 4", "four", english}, // the line says so itself
		{"section 2", "dau", welsh},
		{"find tri", "tri", ""},
		{"note 1", "five", english},
		{"page arall", "This page is in Welsh.", ""},
		{"page other", "This page is in English.", ""},
	} {
		got := v.types(tt.typed + "\r")
		for _, says := range []string{welsh, english} {
			if strings.Contains(got, says) != (says == tt.want) || !strings.Contains(got, tt.says) {
				t.Errorf("%q was answered\n%s\nwant %q and %q of the language", tt.typed, got, tt.says, tt.want)
			}
		}
	}
}
