package yardstick

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/linear"
	"hackday.example/kiosk/internal/plain"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
	"hackday.example/kiosk/internal/words"
)

// keyResults is what one key or command costs that looks at all pages: a column for each
// kind and size of a site.
var keyResults = table{means: "nothing here", ratio: func(string) (of, by string) { return "", "" }}

// keySizes are the numbers of pages of the sites whose keys are measured.
var keySizes = []int{2_000, 10_000}

// nameKinds are names that take long to be looked through.
var nameKinds = []struct {
	name string
	of   func(i int) (name, title string)
}{
	{"long", func(i int) (name, title string) {
		return fmt.Sprintf("%s/page-%05d", strings.Repeat("a-rather-long-folder/", 8), i), fmt.Sprintf("%s %d", strings.Repeat("É rather łong ﬁtle, ", 10), i)
	}},
	{"alike", func(i int) (name, title string) {
		return fmt.Sprintf("part-%03d/page-%05d", i/50, i), fmt.Sprintf("Page %d", i)
	}},
	{"of many words", func(i int) (name, title string) {
		return fmt.Sprintf("a-b-c-d-e-f-g-h/i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z-%05d", i), strings.Repeat("a b c d e f g h i j k l m n o p q r s t u v w x y z ", 4) + fmt.Sprint(i)
	}},
}

// hostileSite makes a site of pages of such names, with all of them in its menu.
func hostileSite(pages int, of func(i int) (name, title string)) *site.Site {
	p := site.Parts{Settings: site.Settings{Title: "A site"}}
	for i := range pages {
		name, title := of(i)
		if i == 0 {
			name = "index"
		}
		p.Pages = append(p.Pages, &site.Page{Name: name, Title: title, Subtitle: "What is said of " + title, Markdown: "Text of " + name + ".\n"})
		p.Menu = append(p.Menu, site.MenuItem{Title: title, Page: name})
	}
	return site.New(p)
}

// typedTexts are what is typed to filter lists and for addresses.
var typedTexts = []struct{ name, text string }{
	{"one letter", "e"},
	{"a mistyped name", "part-0007/pgae-12345x"},
	{"64 letters", strings.Repeat("part-0/page-9 ", 4) + "part-0/p"},
	{"100 words", strings.Repeat("z y ", 49) + "q"},
	{"200 letters", strings.Repeat("abcdefghij", 20)},
}

// BenchmarkCostlyKeys is the CPU of one key or command that looks at all pages of a site.
func BenchmarkCostlyKeys(b *testing.B) {
	if !once(b) {
		return
	}
	for _, kind := range nameKinds {
		for _, pages := range keySizes {
			column := fmt.Sprintf("%s, %d", kind.name, pages)
			keyResults.columns = append(keyResults.columns, column)
			measureKeys(b, hostileSite(pages, kind.of), func(name string, value float64) { keyResults.record(name, "ms of CPU", column, value) })
		}
	}
}

func measureKeys(tb testing.TB, s *site.Site, record func(name string, value float64)) {
	tb.Helper()
	options := reading.Options{
		Site: s, Layouts: layout.NewCache(0, nil).For(context.Background(), ""), Words: words.English,
		Finder: search.NewEngine().For(context.Background(), ""),
	}
	cost := func(name string, before, do func()) {
		before()
		do() // what is made once is made
		const runs = 10
		sum := time.Duration(0)
		for range runs {
			before()
			begin := cpuTime()
			do()
			sum += cpuTime() - begin
		}
		record(name, ms(sum/runs))
	}
	m := tui.New(tui.Options{Options: options, Size: terminal.Size{Columns: 80, Rows: 24}})
	press := func(keys ...rune) {
		for _, k := range keys {
			text := ""
			if k >= ' ' && k < uv.KeyExtended {
				text = string(k)
			}
			m.Update(tea.KeyPressMsg{Code: k, Text: text})
		}
		m.Frame()
	}
	paste := func(text string) {
		m.Update(tea.PasteMsg{Content: text})
		m.Frame()
	}
	leave := func() { press(uv.KeyEscape, uv.KeyEscape, uv.KeyEscape, uv.KeyEscape) }
	for _, list := range []string{"p", "m", ":"} {
		key := []rune(list)[0]
		cost(list+", a list is opened", leave, func() { press(key) })
		cost(list+", to its end", func() { leave(); press(key) }, func() { press(uv.KeyEnd) })
		for _, typed := range typedTexts {
			cost(list+", and "+typed.name, func() {
				leave()
				if press(key); list != ":" {
					press('/')
				}
			}, func() { paste(typed.text) })
		}
	}
	for _, typed := range typedTexts {
		at := func() { leave(); press(':'); paste(typed.text) }
		cost(":, Tab behind "+typed.name, at, func() { press(uv.KeyTab) })
		cost(":, Enter behind "+typed.name, at, func() { press(uv.KeyEnter) })
	}
	cost(":, Tab behind nothing", func() { leave(); press(':') }, func() { press(uv.KeyTab) })

	r := linear.New(linear.Options{Options: options}, io.Discard)
	line := func(text string) func() {
		return func() {
			r.Update(tea.KeyPressMsg{Text: text})
			r.Update(tea.KeyPressMsg{Code: uv.KeyEnter})
		}
	}
	nothing := func() {}
	for _, what := range []string{"pages", "menu", "page"} {
		for _, typed := range typedTexts {
			cost("line by line: "+what+" and "+typed.name, nothing, line(what+" "+typed.text))
		}
	}
	for _, typed := range typedTexts {
		cost("a command: an address of "+typed.name, nothing, func() { s.Resolve(typed.text, "en") })
		cost("a command: pages and "+typed.name, nothing, func() { s.PageFilter("en").Rank(typed.text) })
	}
	out := func(do func(w *plain.Writer)) func() {
		return func() {
			w := plain.NewWriter(io.Discard, plain.Options{Site: s, Layouts: options.Layouts, Words: words.English, Width: 80})
			do(w)
			_ = w.Flush()
		}
	}
	cost("a command: pages", nothing, out(func(w *plain.Writer) { w.Pages(s.List("en")) }))
	cost("a command: pages --json", nothing, out(func(w *plain.Writer) { _ = w.PagesJSON(s.List("en")) }))
	cost("a command: menu", nothing, out(func(w *plain.Writer) { w.Menu() }))
}

func TestCostlyKeysAreMeasured(t *testing.T) {
	got := map[string]float64{}
	measureKeys(t, hostileSite(50, nameKinds[0].of), func(name string, value float64) { got[name] = value })
	if len(got) < 50 {
		t.Errorf("%v", got)
	}
}
