package words

import (
	"testing"

	"hackday.example/kiosk/internal/site"
)

func TestWhatLanguagesAreCalled(t *testing.T) {
	welsh, _ := In("cy", false)
	for _, tt := range []struct{ code, own, english, welsh string }{
		{"cy", "Cymraeg", "Welsh", "Cymraeg"},
		{"en", "English", "English", "Saesneg"},
		{"fr", "Français", "French", "Ffrangeg"},
		{"ja", "日本語", "Japanese", "Japaneeg"},
		{"xx", "xx", "xx", "xx"},
	} {
		if tt.code == "xx" { // which CLDR does not know: whatever is said, it is not empty
			if OwnName("xx") == "" || English.NameOf("xx") == "" {
				t.Error("a language without a name is called nothing")
			}
			continue
		}
		if own, english, in := OwnName(tt.code), English.NameOf(tt.code), welsh.NameOf(tt.code); own != tt.own || english != tt.english || in != tt.welsh {
			t.Errorf("%s is called %q, in English %q, in Welsh %q", tt.code, own, english, in)
		}
	}
}

func TestForeignWordsAreEnglishAndShared(t *testing.T) {
	french := Foreign("FR", false)
	switch {
	case french.Code != "fr" || french.Bar.Goodbye != English.Bar.Goodbye || french.Speaks():
		t.Errorf("French words are %s: %q", french.Code, french.Bar.Goodbye)
	case french != Foreign("fr", false) || french == Foreign("fr", true):
		t.Error("each reader has words of their own")
	case Foreign("cy", false).Language != "Cymraeg" || !Foreign("cy", false).Speaks():
		t.Error("there are foreign words in place of Welsh")
	}
	for _, code := range []string{"", "x", "zz", "french", "../cy", "fr-FR"} {
		if Foreign(code, false) != English {
			t.Errorf("%q is a language", code)
		}
	}
}

func TestAPageInAnotherLanguageSaysSo(t *testing.T) {
	welsh, _ := In("cy", false)
	page := &site.Page{Name: "p", Title: "P", Language: "en-gb"}
	unknown := &site.Page{Name: "q", Title: "Q"}
	s := site.New(site.Parts{Settings: site.Settings{Title: "T"}, Pages: []*site.Page{page, unknown}})
	for _, tt := range []struct{ got, want string }{
		{English.InOther(s, page), ""},
		{welsh.InOther(s, page), "Saesneg yw iaith y dudalen hon."},
		{Foreign("fr", false).InOther(s, page), "This page is in English."},
		{welsh.InOther(s, unknown), ""},
		{English.NowIn(s, page), "Language: English"},
		{welsh.NowIn(s, page), "Iaith: Cymraeg. Saesneg yw iaith y dudalen hon"},
		{welsh.NowIn(s, unknown), "Iaith: Cymraeg"},
	} {
		if tt.got != tt.want {
			t.Errorf("said %q, want %q", tt.got, tt.want)
		}
	}
}
