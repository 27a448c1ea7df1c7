package theme

import (
	"encoding/json"
	"reflect"
	"testing"

	"charm.land/glamour/v2/ansi"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

// everyTheme is every palette at every depth it has.
func everyTheme() []Theme {
	themes := []Theme{New(Plain, colorprofile.Ascii)}
	for _, name := range Names {
		for _, depth := range depths {
			if name != Plain {
				themes = append(themes, New(name, depth))
			}
		}
	}
	return themes
}

// everyElement is every element by itself, and every token.
func everyElement() []Elements {
	all := []Elements{0}
	for i := range elements {
		all = append(all, 1<<i)
	}
	for token := range Token(tokens) {
		all = append(all, OfToken(token))
	}
	return all
}

func TestPlainHasNoColours(t *testing.T) {
	sheet := New(Plain, colorprofile.TrueColor).Sheet()
	for _, e := range everyElement() {
		if style := sheet.Style(e); style.Fg != nil || style.Bg != nil || style.UnderlineColor != nil {
			t.Errorf("element %#x has the colours %v on %v", uint32(e), style.Fg, style.Bg)
		}
	}
}

// The first two levels differ by the lines that the layout draws under them.
func TestLevelsOfHeadingsDifferWithoutColour(t *testing.T) {
	for _, th := range everyTheme() {
		seen := map[string]int{}
		for i, prefix := range th.Prefixes() {
			level := i + 1
			if level <= 2 {
				if prefix != "" {
					t.Errorf("%s: level %d has the prefix %q and a line under it", th.Name, level, prefix)
				}
				continue
			}
			if prefix == "" || seen[prefix] != 0 {
				t.Errorf("%s: level %d has the prefix %q, as has level %d", th.Name, level, prefix, seen[prefix])
			}
			seen[prefix] = level
		}
		for level := range 6 {
			if style := th.Sheet().Style(Level(level + 1)); style.Attrs&uv.AttrBold == 0 && !th.fadesBold() {
				t.Errorf("%s: level %d is not bold", th.Name, level+1)
			}
		}
	}
}

func TestLevelIsOneOfSix(t *testing.T) {
	for level, want := range map[int]Elements{-1: H1, 0: H1, 1: H1, 2: H2, 3: H3, 4: H4, 5: H5, 6: H6, 7: H6} {
		if got := Level(level); got != want {
			t.Errorf("level %d is %#x, want %#x", level, uint32(got), uint32(want))
		}
	}
}

func TestElementsCombine(t *testing.T) {
	for _, th := range everyTheme() {
		sheet := th.Sheet()
		if th.fadesBold() {
			continue
		}
		for _, tt := range []struct {
			name     string
			elements Elements
			attrs    uint8
			line     bool
		}{
			{"text", 0, 0, false},
			{"emphasis", Emphasis, uv.AttrItalic, false},
			{"strong emphasis", Strong | Emphasis, uv.AttrBold | uv.AttrItalic, false},
			{"struck strong emphasis", Struck | Strong | Emphasis, uv.AttrStrikethrough | uv.AttrBold | uv.AttrItalic, false},
			{"a struck link", Struck | Linked, uv.AttrStrikethrough, true},
			{"a link in a heading", H2 | Linked, uv.AttrBold, true},
			{"strong in a heading", H1 | Strong, uv.AttrBold, false},
			{"a picture's text", Pictured, uv.AttrItalic, false},
			{"a keyword", OfToken(KeywordCode), uv.AttrBold, false},
		} {
			style := sheet.Style(tt.elements)
			if style.Attrs != tt.attrs || (style.Underline == uv.UnderlineSingle) != tt.line {
				t.Errorf("%s at %v: %s has the attributes %b and the underline %v", th.Name, th.Depth, tt.name, style.Attrs, style.Underline)
			}
		}
		if got, want := sheet.Style(H2|Linked).Fg, sheet.Style(Linked).Fg; got != want {
			t.Errorf("%s at %v: a link in a heading has the colour %v, want %v", th.Name, th.Depth, got, want)
		}
		if got, want := sheet.Style(Linked).Fg, th.ink(Link); got != want {
			t.Errorf("%s at %v: a link has the colour %v, want %v", th.Name, th.Depth, got, want)
		}
	}
}

func TestAnInnerElementCanTakeAnAttributeBack(t *testing.T) {
	yes, no := true, false
	sheet := newSheet(ansi.StyleConfig{
		Heading: ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Bold: &yes, Underline: &yes}},
		H2:      ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Bold: &no}},
		Code:    ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Underline: &no, Bold: &yes}},
	})
	for e, want := range map[Elements]uv.Style{
		H1:        {Attrs: uv.AttrBold, Underline: uv.UnderlineSingle},
		H2:        {Underline: uv.UnderlineSingle},
		H2 | Code: {Attrs: uv.AttrBold},
	} {
		if got := sheet.Style(e); !reflect.DeepEqual(got, want) {
			t.Errorf("element %#x is %+v, want %+v", uint32(e), got, want)
		}
	}
}

func TestATokenThatDoesNotExistIsLikeTheLast(t *testing.T) {
	sheet := New(Dark, colorprofile.TrueColor).Sheet()
	if got, want := sheet.Style(OfToken(200)), sheet.Style(OfToken(tokens-1)); !reflect.DeepEqual(got, want) {
		t.Errorf("token 200 is %+v, want %+v", got, want)
	}
}

func TestEveryTokenIsItsFieldOfChroma(t *testing.T) {
	chroma := ansi.Chroma{}
	fields := reflect.ValueOf(&chroma).Elem()
	yes := true
	for i := range tokens { // in the order of Glamour's fields
		fields.Field(i).FieldByName("Bold").Set(reflect.ValueOf(&yes))
		sheet := newSheet(ansi.StyleConfig{CodeBlock: ansi.StyleCodeBlock{Chroma: &chroma}})
		for token := range Token(tokens) {
			is := false // the field's token, or of its kind
			for kind := token; ; kind = kindOf[kind] {
				if is = is || int(kind) == i; kind == PlainCode {
					break
				}
			}
			if bold := sheet.Style(OfToken(token)).Attrs&uv.AttrBold != 0; bold != is {
				t.Errorf("with %s bold, token %d is bold: %t", fields.Type().Field(i).Name, token, bold)
			}
		}
		fields.Field(i).FieldByName("Bold").SetZero()
	}
}

func TestAStyleSurvivesItsFile(t *testing.T) {
	for _, th := range everyTheme() {
		text, err := json.Marshal(th.Config())
		if err != nil {
			t.Fatal(err)
		}
		var c ansi.StyleConfig
		if err := json.Unmarshal(text, &c); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(newSheet(c), newSheet(th.Config())) {
			t.Errorf("%s at %v: the style read back is another", th.Name, th.Depth)
		}
	}
}
