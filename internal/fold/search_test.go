package fold

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestSearch(t *testing.T) {
	for text, want := range map[string]string{
		"  Two   blanks\u00a0here ": "two blanks here",
		"CAFÉ’s":                    "cafe's",
		"ΣΊΣΥΦΟΣ":                   "σισυφοσ",
		"日本 Go":                     "日本 go",
		"İstanbul":                  "istanbul",
		"5 °C, £ 5":                 "5 degc, gbp 5",
		"a\u00b4b":                  "a b", // an accent alone decomposes into a blank
		"\u0301":                    "",
	} {
		if got := Search(text); got != want {
			t.Errorf("%q is searched for as %q, want %q", text, got, want)
		}
	}
}

// Each pair is two ways to write a word, of which the one finds the other.
func TestWordsOfManyLanguagesAreFoundAsTheyAreTyped(t *testing.T) {
	for language, pairs := range map[string][][2]string{
		"Arabic":     {{"مُحَمَّد", "محمد"}, {"العـــربية", "العربية"}, {"أحمد", "احمد"}, {"آية", "اية"}, {"ﻻ", "لا"}},
		"Armenian":   {{"ԵՐԵՎԱՆ", "երեվան"}, {"և", "եւ"}},
		"Cherokee":   {{"ᏣᎳᎩ", "ꮳꮃꭹ"}},
		"Czech":      {{"Příliš žluťoučký kůň", "prilis zlutoucky kun"}},
		"Danish":     {{"Smørrebrød på Ærø", "smorrebrod pa aero"}},
		"French":     {{"L’œuvre à Noël", "l'oeuvre a noel"}},
		"Georgian":   {{"ᲗᲑᲘᲚᲘᲡᲘ", "თბილისი"}},
		"German":     {{"STRAẞE", "strasse"}, {"Straße", "STRASSE"}, {"Müller", "muller"}},
		"Greek":      {{"Σίσυφος", "σισυφος"}, {"ΣΊΣΥΦΟΣ", "σισυφος"}, {"Προϋπόθεση", "προυποθεση"}, {"ΐ", "ι"}, {"ᾳ", "α"}, {"Ἀθῆναι", "αθηναι"}},
		"Hebrew":     {{"שָׁלוֹם", "שלום"}, {"שׁ", "ש"}},
		"Hindi":      {{"क़लम", "क\u093cलम"}, {"ज़िंदगी", "जिंदगी"}},
		"Icelandic":  {{"Þórður", "thordur"}},
		"Japanese":   {{"ｶﾞｲﾄﾞ", "ガイド"}, {"ガ", "カ\u3099"}, {"ＡＢＣ１２３", "abc123"}, {"㍿", "株式会社"}},
		"Korean":     {{"한국어", "\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165"}, {"ﾡ", "ᄀ"}},
		"Maltese":    {{"Ħamrun", "hamrun"}},
		"Persian":    {{"می\u200cخواهم", "میخواهم"}},
		"Polish":     {{"Łódź", "lodz"}},
		"Russian":    {{"Ёлка", "елка"}, {"ЙОД", "иод"}, {"й", "и\u0306"}},
		"Thai":       {{"น้ำ", "น้\u0e4d\u0e32"}, {"ผู้", "ผู"}},
		"Tibetan":    {{"ཱི", "\u0f71\u0f72"}},
		"Turkish":    {{"İSTANBUL", "istanbul"}, {"ışık", "isik"}, {"I", "ı"}},
		"Ukrainian":  {{"Їжак", "іжак"}},
		"Vietnamese": {{"Tiếng Việt", "tieng viet"}, {"Đường", "duong"}},
		"Welsh":      {{"Ŵyneb tŷ", "wyneb ty"}},
		"signs":      {{"ﬁnd e\u00adffort", "find effort"}, {"☺\ufe0f", "☺"}, {"a\u20dd", "a"}, {"x²", "x2"}, {"“a”–b…", "\"a\"-b..."}},
	} {
		for _, p := range pairs {
			if a, b := Search(p[0]), Search(p[1]); a != b {
				t.Errorf("%s: %q is searched for as %q (%+q), and %q as %q (%+q)", language, p[0], a, a, p[1], b, b)
			}
		}
	}
}

func TestWhatCarriesMeaningIsToldApart(t *testing.T) {
	for language, p := range map[string][2]string{
		"Hindi, vowel signs":           {"कि", "की"},
		"Hindi, virama":                {"क्त", "कत"},
		"Bengali":                      {"কা", "ক"},
		"Tamil":                        {"கொ", "கெ"},
		"Telugu, the second part":      {"కై", "కె"},
		"Thai, vowels":                 {"ดี", "ดิ"},
		"Thai, vowels below":           {"ดุ", "ด"},
		"Lao":                          {"ດຸ", "ດ"},
		"Khmer":                        {"កា", "ក"},
		"Myanmar":                      {"ကိ", "က"},
		"Tibetan":                      {"ཀི", "ཀུ"},
		"Japanese, voicing":            {"が", "か"},
		"Japanese, voicing halfwidth":  {"ｶﾞ", "ｶ"},
		"Japanese, small letters":      {"っ", "つ"},
		"Korean":                       {"각", "가"},
		"Greek":                        {"α", "ο"},
		"Russian":                      {"ш", "щ"},
		"Hebrew, final letters remain": {"ם", "ס"},
	} {
		if Search(p[0]) == Search(p[1]) {
			t.Errorf("%s: %q and %q are both searched for as %q", language, p[0], p[1], Search(p[0]))
		}
	}
}

func TestEveryCharacterIsFoldedOnceAndForAll(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		folded := string(AppendSearch(nil, r))
		again := []byte(nil)
		for _, r := range folded {
			again = AppendSearch(again, r)
		}
		if string(again) != folded {
			t.Errorf("%U is %+q, and again %+q", r, folded, again)
		}
		var parts []byte
		for _, r := range norm.NFD.String(string(r)) {
			parts = AppendSearch(parts, r)
		}
		if string(parts) != folded {
			t.Errorf("%U is %+q, and its parts are %+q", r, folded, parts)
		}
	}
}

func TestBlanksAreOneAlsoWhereASignIsWrittenInWords(t *testing.T) {
	b := []byte("5 ")
	for _, r := range "° £ 5" {
		b = AppendSearch(b, r)
	}
	if string(b) != "5 deg gbp 5" {
		t.Errorf("%q", b)
	}
}

func FuzzSearch(f *testing.F) {
	for _, text := range []string{"Café 日 e\u0301 ﷺ", "Ёлка Σίσυφος", "  a \u00b4 °", "각 ｶﾞ ﷽", "\xff\u0345ᾳ", "न\u093cि", "\u0344 ΐ"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := Search(text)
		if again := Search(folded); again != folded {
			t.Errorf("%+q is %+q, and again %+q", text, folded, again)
		}
		if strings.Contains(folded, "  ") || strings.HasPrefix(folded, " ") || strings.HasSuffix(folded, " ") {
			t.Errorf("%+q is %+q", text, folded)
		}
		// Marks in another order are another text, unless they are dropped: the forms are
		// compared where each has the order that the standard gives it.
		c, d := norm.NFC.String(text), norm.NFD.String(text)
		if Search(c) != Search(d) {
			t.Errorf("%+q is %+q composed and %+q decomposed", text, Search(c), Search(d))
		}
	})
}
