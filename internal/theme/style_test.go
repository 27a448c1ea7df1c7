package theme

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestWhatIsWrongWithAStyleFile(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		at         int
		says       string
	}{
		{"nothing", "", 0, "the JSON ends too early"},
		{"half of it", `{"h1": {`, 8, "the JSON ends too early"},
		{"no JSON", "\nred", 1, "the JSON cannot be read"},
		{"a list", "[]", 0, "the style cannot be a JSON array"},
		{"another kind", `{"h1": {"bold": "yes"}}`, 20, "h1.bold cannot be a JSON string"},
		{"a key that no style has", `{"h1": {"colour": "#fff"}}`, 8, `no style has the key "colour"`},
		{"no colour", `{"h1": {"color": "red"}}`, 17, `h1.color is "red", which is no colour`},
		{"no colour behind", `{"code_block": {"chroma": {"text": {"background_color": "#12"}}}}`, 56, `code_block.chroma.text.background_color is "#12"`},
		{"something behind", `{} {}`, 4, "something follows"},
		{"a large file", `{"h1": {"prefix": "` + strings.Repeat("x", MaxStyle) + `"}}`, -1, "65536 is the most"},
	} {
		_, err := ParseStyle(tt.text)
		var bad *StyleError
		if !errors.As(err, &bad) || bad.At != tt.at || !strings.Contains(bad.Message, tt.says) {
			t.Errorf("%s: %+v, want %q at %d", tt.name, err, tt.says, tt.at)
		}
	}
	if _, err := ParseStyle(` {"h1": {"color": "212", "bold": true}, "document": {"margin": 2}} ` + "\n"); err != nil {
		t.Errorf("a good style is refused: %v", err)
	}
}

func TestEveryStyleOfGlamoursCanBeRead(t *testing.T) {
	for _, name := range StyleNames() {
		text, ok := NamedStyle(name)
		if !ok {
			t.Fatalf("there is no %s", name)
		}
		c, err := ParseStyle(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		dark, light := SuitsStyle(c)
		t.Logf("%s: dark %t, light %t; %v; %v", name, dark, light, Weak(c, Dark), Weak(c, Light))
	}
	if _, ok := NamedStyle("nothing"); ok {
		t.Error("there is a style nothing")
	}
}

func TestWhereAStyleIsBest(t *testing.T) {
	for name, want := range map[string]string{
		"dracula": "true false", "tokyo-night": "true false", "dark": "true false", "pink": "true false", "light": "false true", "notty": "true true", "ascii": "true true",
	} {
		text, _ := NamedStyle(name)
		c, _ := ParseStyle(text)
		dark, light := SuitsStyle(c)
		if got := fmt.Sprint(dark, light); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestWeakPairsAreNamed(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		of         Name
		want       []string
	}{
		{"nothing", `{}`, Dark, nil},
		{"a heading", `{"h2": {"color": "#5A56E0"}}`, Dark, []string{"h2 #5A56E0 on #303030: 2.4:1; 4.5:1 is the least"}},
		{"the same where its document has a ground", `{"h2": {"color": "#5A56E0"}, "document": {"background_color": "#1E1E1E"}}`, Dark, []string{"h2 #5A56E0 on #1E1E1E: 3.0:1; 4.5:1 is the least"}},
		{"a light window", `{"link_text": {"color": "#5A9AE0"}}`, Light, []string{"link_text #5A9AE0 on #E8E8E8: 2.4:1; 4.5:1 is the least"}},
		{"a patch", `{"h1": {"color": "15", "background_color": "#FF0000"}}`, Dark, []string{"h1 #FFFFFF on #FF0000: 3.9:1; 4.5:1 is the least"}},
		{"the ink of the text on a patch", `{"document": {"color": "#909090"}, "code": {"background_color": "#404040"}}`, Dark, []string{
			"document #909090 on #303030: 4.1:1; 4.5:1 is the least"}},
		{"an outer ink on an inner ground", `{"h1": {"color": "#FFFFFF"}, "code": {"background_color": "#FFFF00", "color": "#000000"}, "emph": {"background_color": "#EEEEEE"}, "document": {"color": "#000000", "background_color": "#FFFFFF"}}`, Light, []string{
			"h1 #FFFFFF on #FFFFFF: 1.0:1; 4.5:1 is the least"}},
		{"code", `{"code_block": {"chroma": {"comment": {"color": "#000000"}}}}`, Dark, []string{
			"code_block.chroma.comment #000000 on #000000: 1.0:1; 4.5:1 is the least"}},
		{"a line, which says nothing", `{"hr": {"color": "#000000"}}`, Dark, nil},
	} {
		c, err := ParseStyle(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range Weak(c, tt.of) {
			got = append(got, p.String())
		}
		if len(got) == 0 || len(tt.want) == 0 || got[0] != tt.want[0] {
			if len(got)+len(tt.want) > 0 {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		}
	}
}

// A style that is not refused is as readable on the screen, at every depth.
func TestAStyleThatHoldsHoldsAtEveryDepth(t *testing.T) {
	text, _ := NamedStyle("pink")
	for _, text := range []string{text, `{"h2": {"color": "#9894FF"}, "link_text": {"color": "#50B0D0"}, "document": {"color": "#B0B0B0"}}`} {
		c, err := ParseStyle(text)
		if err != nil || len(Weak(c, Dark)) > 0 {
			t.Fatalf("%v, %v", err, Weak(c, Dark))
		}
		for _, depth := range depths {
			th := New(Dark, depth).In(Styles{Dark: StyleOf(text)})
			for _, g := range darkGrounds {
				if depth > colorprofile.ANSI && !th.holds(g) {
					t.Errorf("%v: it cannot be read on %s", depth, *notation(g))
				}
			}
		}
	}
}

func TestAStyleDressesWhatItIsFor(t *testing.T) {
	s := Styles{Dark: StyleOf(`{"h2": {"color": "#FFAA00", "underline": true}, "link_text": {"color": "#80FF80"}, "document": {"color": "#C0C0C0"}}`), Light: StyleOf(`{"document": {"color": "0", "background_color": "#FFFFE0"}}`)}
	for _, tt := range []struct {
		theme       Theme
		dressed     bool
		ink, ground string
	}{
		{New(Dark, colorprofile.TrueColor), true, "38;2;192;192;192", ""},
		{New(Dark, colorprofile.ANSI256), true, "38;5;250", ""},
		{New(Dark, colorprofile.ANSI), false, "", ""},
		{New(DarkContrast, colorprofile.TrueColor), false, "38;5;231", ""},
		{New(PaintedDark, colorprofile.TrueColor), false, "38;5;254", "48;5;233"},
		{New(Own, colorprofile.TrueColor), false, "", ""},
		{New(Plain, colorprofile.TrueColor), false, "", ""},
		{New(Light, colorprofile.TrueColor), true, "38;2;0;0;0", "48;2;255;255;224"},
	} {
		th := tt.theme.In(s)
		if th.styled() != tt.dressed {
			t.Errorf("%s at %v is dressed: %t", th.Name, th.Depth, th.styled())
		}
		if ink, ground := th.Base(); ink != tt.ink || ground != tt.ground {
			t.Errorf("%s at %v has the base %q on %q", th.Name, th.Depth, ink, ground)
		}
		if th.Prefixes() != New(Dark, colorprofile.TrueColor).Prefixes() {
			t.Errorf("%s: lines move", th.Name)
		}
	}
	dark := New(Dark, colorprofile.TrueColor).In(s)
	if got := dark.Render(Link, "x"); got != "\x1b[4;38;2;128;255;128mx\x1b[m" {
		t.Errorf("a link is %q", got)
	}
	if got := dark.Render(Heading, "x"); got != "\x1b[1;38;2;255;170;0mx\x1b[m" {
		t.Errorf("a heading is %q", got)
	}
	if got, want := dark.Render(Banner, "x"), New(Dark, colorprofile.TrueColor).Render(Banner, "x"); got != want {
		t.Errorf("news are %q, want %q", got, want)
	}
	if New(Dark, colorprofile.TrueColor).In(Styles{Dark: StyleOf(s.Dark.text.Value() + "")}) != dark {
		t.Error("styles of one text differ")
	}
	if got := dark.In(Styles{}); got != New(Dark, colorprofile.TrueColor) {
		t.Error("a style cannot be taken off")
	}
}

func TestAStyleSuitsWhereItCanBeRead(t *testing.T) {
	faint := Styles{Dark: StyleOf(`{"h2": {"color": "#787878"}}`)}  // on black alone
	unread := Styles{Dark: StyleOf(`{"h2": {"color": "#404040"}}`)} // nowhere: it was allowed
	bright := Styles{Dark: StyleOf(`{"h2": {"color": "#8C8C8C"}}`)} // not on #303030
	painted := Styles{Light: StyleOf(`{"document": {"color": "#000000", "background_color": "#FFFFFF"}}`)}
	for _, tt := range []struct {
		name       string
		styles     Styles
		background uint32
		want       Name
	}{
		{"black", bright, 0x000000, Dark},
		{"grey", bright, 0x303030, PaintedDark},
		{"allowed", unread, 0x000000, Dark},
		{"allowed, too", faint, 0x303030, Dark},
		{"painted", painted, 0xFFFFFF, Light},
	} {
		if got := Suiting(rgb(tt.background), tt.styles); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestMutedTextFollowsAStylesText(t *testing.T) {
	th := New(Dark, colorprofile.TrueColor).In(Styles{Dark: StyleOf(`{"document": {"color": "#909090"}}`)})
	if ink := th.ink(Muted); ink != nil {
		t.Errorf("it is %v, which is stronger", ink)
	}
	if ink := New(Dark, colorprofile.TrueColor).In(Styles{Dark: StyleOf(`{"document": {"color": "#FFFFFF"}}`)}).ink(Muted); ink == nil {
		t.Error("it is as strong as the text")
	}
}

func TestSheetsAreBounded(t *testing.T) {
	for i := range 3 * maxSheets {
		New(Dark, colorprofile.TrueColor).In(Styles{Dark: StyleOf(fmt.Sprintf(`{"h1": {"color": "%d"}}`, i%256))}).Sheet()
	}
	sheets.Lock()
	defer sheets.Unlock()
	if len(sheets.of) > maxSheets {
		t.Errorf("%d are kept", len(sheets.of))
	}
}

func FuzzStyle(f *testing.F) {
	for _, name := range StyleNames() {
		text, _ := NamedStyle(name)
		f.Add(text)
	}
	f.Add(`{"h1": {"color": "red"}}`)
	f.Add(`{"code_block": {"chroma": null, "theme": "x"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseStyle(text)
		if err != nil {
			var bad *StyleError
			if !errors.As(err, &bad) || bad.At > len(text) {
				t.Fatalf("%+v", err)
			}
			return
		}
		again, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []Name{Dark, Light} {
			Weak(c, name)
			th := New(name, colorprofile.ANSI256).In(Styles{StyleOf(string(again)), StyleOf(text)})
			th.Base()
			for e := range everyElement() {
				th.Sheet().Style(Elements(e))
			}
		}
	})
}
