package linear_test

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// FuzzReader gives a reader keys and other messages, and checks that nothing it
// writes steers a terminal, that an answer is one write, and that there is none
// once it is done.
func FuzzReader(f *testing.F) {
	for _, keys := range []string{
		"\r\r\r\r", "n\rb\rb\rc\rsection 2\r1\r", "2\rback\r3\rback\rback\r", "find o\rfind\rfind zebra\r", "f \xff\r\xff\xfefind\r",
		"help\rlinks\rpages\rpage other\rpage 1\rq\r", "nesaf\rtudalen other\rchwilio tŷ\rgadael\r", "abc\x7f\x7f\x15\x08\r\n\n", "\xfd\xfc\xfc\r\xfd\x03",
		"search hi\rgo 1\rfind\rfind\rfind\rup\rbefore\rafter\rmore\rgo other#tŷ\rmenu o\rgo 9\r", "pages h\rgo 1\xfdgo 2\rchwilio tŷ\rmynd 1\rcanfod\rcontents a\rlinks w\r",
		"next heading\rwhere\rprevious heading\rpennawd nesaf\rble\rannouncements\rnext h\rprev\rwhat\rwhere\r",
		"\x1b[2J\x1b]0;x\x07\x1b[200~x\x1b[201~\u009b2J\u202e\u2028\r",
	} {
		for options := range byte(4) {
			f.Add([]byte(keys), options)
		}
	}
	sites := [2]*site.Site{
		load(f, map[string]string{
			"home":    "Hi &#27;[2J & “you” [other](other.md#tŷ) [here](#b) [web](https://example.com/?a=1&b=2).\n\n# A [x](/x)\n\n> ## B\n> Quote.\n\n```\n\x1bcode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
			"home.cy": "Croeso i’r tŷ.\n\n# A\n\nGweler [yr ail](other.md).\n",
			"other":   "# One\n\nText. [Home](home.md)\n\n## Tŷ\n\n" + longText(),
		}),
		load(f, map[string]string{"home": "# B\n\nAnother [link](/y).\n"}),
	}
	layouts := layout.NewCache(0, nil).For(context.Background(), "")
	f.Fuzz(func(t *testing.T, keys []byte, options byte) {
		o := linear.Options{Options: reading.Options{Site: sites[0], Layouts: layouts}, ASCII: options&1 != 0, Width: int(options)}
		o.Words, _ = words.In([]string{"en", "cy"}[options>>1&1], o.ASCII)
		v := visit(t, o)
		tell := func(msg tea.Msg) {
			if done := v.done; v.tell(msg) != "" && done {
				t.Error("something was written after the end")
			}
		}
		var input terminal.Input
		for i, k := range keys {
			switch k { // bytes that UTF-8 does not use
			case 0xFC:
				tell(reading.IdleMsg{Left: time.Duration(keys[(i+1)%len(keys)]) * time.Second})
			case 0xFD:
				tell(reading.SiteMsg{Site: sites[i%2]})
			case 0xFE:
				tell(reading.CloseMsg{Why: reading.Ending(i)})
			case 0xFF:
				tell(tea.KeyPressMsg{Text: string(keys[i:]), Code: rune(i)})
			default:
				input.Feed([]byte{k}, tell)
			}
		}
		checkPlain(t, v.screen.String(), o.ASCII)
	})
}

// longText is a page's text that is read in several parts.
func longText() string {
	text := ""
	for range 60 {
		text += "A paragraph with a [link](https://example.com/).\n\n"
	}
	return text
}
