package linear_test

import (
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/words"
)

func TestOneGoesFromHeadingToHeadingAndIsToldWhere(t *testing.T) {
	home := load(t, map[string]string{"home": "Before.\n\n# One\n\nFirst.\n\nOf two.\n\n> ## Two\n> In a quotation.\n\n###\n\n# Three\n\nLast.\n"})
	v := visit(t, linear.Options{Options: reading.Options{Site: home}})
	for _, step := range []struct{ types, want string }{
		{"where", "You are in Home. The first heading comes after this. Part 1 of 4.\n"},
		{"previous heading", "There is no heading before this one.\n"},
		{"next heading", "Heading 1: One\n\nFirst.\n\nOf two.\n"},
		{"where", "You are in Home. Heading 1 of 4: One. Part 2 of 4.\n"},
		{"NEXT H", "Quotation:\nHeading 2: Two\n\nIn a quotation.\nEnd of quotation.\n"},
		{"where", "You are in Home. Heading 2 of 4: Two. Part 3 of 4.\n"},
		{"next heading", "Heading 1: Three\n\nLast.\n\nEnd of the page.\n"},
		{"next heading", "There is no heading after this one.\n"},
		{"where", "You are in Home. Heading 4 of 4: Three. Part 4 of 4.\n"},
		{"prev", "Quotation:\nHeading 2: Two\n\nIn a quotation.\nEnd of quotation.\n"},
		{"find of two", "1 found. This is number 1.\n\nOf two.\n"},
		{"previous heading", "Heading 1: One\n\nFirst.\n\nOf two.\n"}, // that which it is under
		{"again", "Heading 1: One\n\nFirst.\n\nOf two.\n"},
		{"n", "Quotation:\nHeading 2: Two\n\nIn a quotation.\nEnd of quotation.\n"},
	} {
		if got := v.says(step.types); got != step.want {
			t.Errorf("%s: it says\n%s\nwant\n%s", step.types, got, step.want)
		}
	}

	v = ways(t, town(t, 0), reading.Options{})
	v.says("go cardiff")
	contains(t, v.says("where"), "You are in Cardiff, under Events, 2026. Heading 1 of 2: When. Part 1 of 2.")

	v = visit(t, linear.Options{Options: reading.Options{Site: load(t, map[string]string{"home": "Text.\n"})}})
	for line, want := range map[string]string{"where": "You are in Home.\n", "next heading": "This page has no headings.\n", "previous heading": "This page has no headings.\n"} {
		if got := v.says(line); got != want {
			t.Errorf("%s: it says %q, want %q", line, got, want)
		}
	}
}

func TestInWelshOneGoesFromHeadingToHeadingToo(t *testing.T) {
	w, _ := words.In("cy", false)
	v := ways(t, town(t, 0), reading.Options{Words: w})
	v.says("mynd leeds")
	contains(t, v.says("pennawd nesaf"), "Pennawd lefel 2: Supporters")
	contains(t, strings.ReplaceAll(v.says("ble"), "\n", " "), "Rydych chi ar y dudalen Leeds, o dan Events, 2026. Pennawd 2 o 2: Supporters. Rhan 2 o 2.")
	contains(t, v.says("pennawd blaenorol"), "Pennawd lefel 2: When")
	contains(t, v.says("next heading"), "Pennawd lefel 2: Supporters")
	contains(t, v.says("cyhoeddiadau"), "Nid yw'r trefnwyr yn dweud dim ar hyn o bryd.")
}

func TestWhatIsHalfTypedIsSaidAgainBehindWhateverComesBetween(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: seed(t), Announcements: []string{"Doors open at nine"}}})
	prompt := "\r\n\r\n" + words.English.Linear.PromptShort + "find nh"
	v.types("find nh")
	for _, step := range []struct {
		name string
		msg  any
		want string
	}{
		{"two announcements at once", reading.AnnounceMsg{Texts: []string{"Doors open at nine", "Lunch", "Lost: a coat"}}, "\r\nFrom the organisers: Lunch\r\nFrom the organisers: Lost: a coat" + prompt},
		{"one of them is over", reading.AnnounceMsg{Texts: []string{"Lunch", "Lost: a coat"}}, ""},
		{"one was changed", reading.AnnounceMsg{Texts: []string{"Lunch at one", "Lost: a coat"}}, "\r\nFrom the organisers: Lunch at one" + prompt},
		{"the kiosk closes", reading.DrainMsg{Left: 30 * time.Second}, "\r\nThis kiosk closes in 30 seconds. Come back in a moment." + prompt},
		{"nobody typed for long", reading.IdleMsg{Left: 59 * time.Second}, "\r\nClosing in 59 seconds. Press Enter to stay." + prompt},
	} {
		if got := v.tell(step.msg); got != step.want {
			t.Errorf("%s: it says %q, want %q", step.name, got, step.want)
		}
	}
	contains(t, v.types("s it\r"), "2 found.")
	if got, want := v.says("announcements"), "From the organisers: Lunch at one\nFrom the organisers: Lost: a coat\n"; got != want {
		t.Errorf("the organisers say %q, want %q", got, want)
	}
}

func TestALineThatMeansNothingIsAnsweredWithWhatCanBeTyped(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: seed(t)}})
	v.says("next")
	for line, want := range map[string]string{
		"heplp":    "I do not know heplp. Is it help?",
		"serch it": "I do not know serch it. Is it search?",
		"dance":    "I do not know dance.",
	} {
		if got := v.types(line + "\r"); !strings.Contains(got, want+"\r\n\r\n"+words.English.Linear.Prompt) {
			t.Errorf("%q is answered %q", line, got)
		}
	}
	if got := v.types("next\r"); !strings.HasSuffix(got, "\r\n\r\n"+words.English.Linear.PromptShort) {
		t.Errorf("what is understood is answered %q", got)
	}
}

func TestALinkThatIsListedDoesNotSpellItsAddress(t *testing.T) {
	v := visit(t, linear.Options{Options: reading.Options{Site: load(t, map[string]string{
		"home": "[Talk](https://www.youtube.com/watch?v=abc&t=90), <https://example.com/a/long/address?of=no&use=2>, [us](home.md), <me@example.org>\n",
	})}})
	got := v.says("links")
	contains(t, got, "Link 1 of 5: Talk (Video, starts at 1:30, youtube.com)", "Link 2 of 5: example.com, a long address (Web page)",
		"Link 3 of 5: us (A page here)", "Link 4 of 5: me@example.org (Mail)", "Link 5 of 5: This page on the web (Web page, example.org)")
	lacks(t, got, "https:")
	contains(t, v.says("2"), "Address: https://example.com/a/long/address?of=no&use=2\n")
}
