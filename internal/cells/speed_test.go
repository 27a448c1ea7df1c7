package cells

import (
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest/race"
)

// paragraphs are 10,000 characters or so of prose.
var paragraphs = []struct{ name, text string }{
	{"ASCII", strings.Repeat("The kiosk shows web pages in terminals over SSH, well-known or not. ", 150)},
	{"French", strings.Repeat("L’été dernier, à la plage, où l’eau était déjà très froide : 14 °C. ", 150)},
	{"Japanese", strings.Repeat("端末で「ウェブページ」を表示します。コンピューターの画面は小さい。", 300)},
	{"Hindi", strings.Repeat("यह एक परीक्षण है, और यह हिन्दी में लिखा गया है। ", 200)},
}

// units make words that could take long when they are repeated.
var units = []string{
	"\u0301", "é1", "ab1é", "ab.é1", "é.", "é. 1", "👍", "👩\u200d", "🇩", "é-", "\u0600", "\xff", "ก", "日1", "日a", "（", "»é", "क्",
	"日\u3099", "é\u0301", "(é", "é)", "日—", "\u2060", "\u200b", "\ufe0f", "1\ufe0f\u20e3", "\xf0\x9f", "각", "ᄀ", "ᅡ",
}

func BenchmarkAppend(b *testing.B) {
	for _, p := range paragraphs {
		b.Run(p.name, func(b *testing.B) {
			list := Append(nil, p.text)
			b.SetBytes(int64(len(p.text)))
			b.ReportAllocs()
			for b.Loop() {
				list = Append(list[:0], p.text)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(list)), "ns/cluster")
		})
	}
}

func BenchmarkWidth(b *testing.B) {
	for _, p := range paragraphs {
		b.Run(p.name, func(b *testing.B) {
			b.SetBytes(int64(len(p.text)))
			b.ReportAllocs()
			for b.Loop() {
				Width(p.text)
			}
		})
	}
}

// TestLongWordsTakeLinearTime measures words of 128 KiB. Each takes a few
// hundredths of a second, and would take minutes if every cluster cost a look at all
// those behind it.
func TestLongWordsTakeLinearTime(t *testing.T) {
	for _, unit := range units {
		text := strings.Repeat(unit, 128<<10/len(unit))
		start := time.Now()
		if list := Append(nil, text); int(list[len(list)-1].End) != len(text) {
			t.Errorf("%q: the clusters end at %d of %d", unit, list[len(list)-1].End, len(text))
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%q: %v", unit, took)
		}
	}
}

func TestAppendAllocatesNothingButTheList(t *testing.T) {
	for _, p := range paragraphs {
		list := Append(nil, p.text)
		if n := testing.AllocsPerRun(10, func() { list = Append(list[:0], p.text) }); n > 0 {
			t.Errorf("%s: %v allocations with a list that is long enough", p.name, n)
		}
		if n := testing.AllocsPerRun(10, func() { Append(nil, p.text) }); n > 1 && !race.Enabled {
			t.Errorf("%s: %v allocations without a list", p.name, n)
		}
		if n := testing.AllocsPerRun(10, func() { Width(p.text) }); n > 0 {
			t.Errorf("%s: Width allocates %v times", p.name, n)
		}
	}
}
