package theme

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
)

// everything is a style that sets every field there is.
func everything() ansi.StyleConfig {
	var c ansi.StyleConfig
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem())
		case reflect.String:
			v.SetString("#123456")
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Uint:
			v.SetUint(1)
		}
	}
	fill(reflect.ValueOf(&c).Elem())
	return c
}

// The doc comment of Sheet says this in words.
func TestWhatCountsOfAStyle(t *testing.T) {
	want := []string{}
	elements := strings.Fields("heading h1 h2 h3 h4 h5 h6 emph strong strikethrough hr item enumeration link_text image_text code block_quote definition_term code_block")
	chroma := reflect.TypeFor[ansi.Chroma]()
	for i := range chroma.NumField() {
		if name, _, _ := strings.Cut(chroma.Field(i).Tag.Get("json"), ","); name != "background" {
			elements = append(elements, "code_block.chroma."+name)
		}
	}
	for _, e := range elements {
		for _, attribute := range strings.Fields("color background_color bold italic underline inverse crossed_out") {
			want = append(want, e+"."+attribute)
		}
	}
	for _, field := range strings.Fields("color background_color bold italic underline inverse crossed_out") {
		want = append(want, "text."+field)
	}
	want = append(want, "document.color", "document.background_color")

	c := everything()
	ignored := Ignored(c)
	var counts []string
	eachSet(reflect.ValueOf(c), nil, nil, func(name []string, _ []int, _ reflect.Value) {
		if n := strings.Join(name, "."); !slices.Contains(ignored, n) {
			counts = append(counts, n)
		}
	})
	slices.Sort(want)
	slices.Sort(counts)
	if !slices.Equal(counts, want) {
		for _, n := range counts {
			if !slices.Contains(want, n) {
				t.Errorf("%s counts", n)
			}
		}
		for _, n := range want {
			if !slices.Contains(counts, n) {
				t.Errorf("%s does not count", n)
			}
		}
	}
}

func TestIgnoredOfGlamoursOwnStyles(t *testing.T) {
	for _, tt := range []struct {
		name  string
		style ansi.StyleConfig
		want  string
	}{
		{"dark", styles.DarkStyleConfig, "block_quote.indent block_quote.indent_token code.prefix code.suffix code_block.chroma.background.background_color code_block.margin definition_description.block_prefix document.block_prefix document.block_suffix document.margin enumeration.block_prefix h1.prefix h1.suffix h2.prefix h3.prefix h4.prefix h5.prefix h6.prefix heading.block_suffix hr.format image.color image.underline image_text.format item.block_prefix link.color link.underline list.level_indent task.ticked task.unticked"},
		{"dracula", styles.DraculaStyleConfig, ""},
		{"tokyo night", styles.TokyoNightStyleConfig, ""},
		{"light", styles.LightStyleConfig, ""},
		{"no terminal", styles.NoTTYStyleConfig, ""},
		{"pink", styles.PinkStyleConfig, ""},
	} {
		got := Ignored(tt.style)
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("%s: the names are not in order: %q", tt.name, got)
		}
		t.Logf("%s: %s", tt.name, strings.Join(got, " "))
		if tt.want != "" && strings.Join(got, " ") != tt.want {
			t.Errorf("%s: ignored are\n%s, want\n%s", tt.name, strings.Join(got, " "), tt.want)
		}
		if !slices.Contains(got, "document.margin") || slices.Contains(got, "heading.bold") {
			t.Errorf("%s: ignored are %q", tt.name, got)
		}
	}
}

func TestAColourThatCannotBeReadIsIgnored(t *testing.T) {
	red := "red"
	if got := Ignored(ansi.StyleConfig{Emph: ansi.StylePrimitive{Color: &red}}); !slices.Equal(got, []string{"emph.color"}) {
		t.Errorf("ignored are %q", got)
	}
}

func TestNothingOfOurOwnStylesIsIgnored(t *testing.T) {
	for _, th := range everyTheme() {
		if got := Ignored(th.Config()); len(got) > 0 {
			t.Errorf("%s: ignored are %q", th.Name, got)
		}
	}
}
