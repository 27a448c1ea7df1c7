package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/site"
)

func TestWhatIsKeptIsAPartOfTheText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	word := func(n int) string { // the common ones more often
		return fmt.Sprintf("w%c%d", 'a'+rune(random.IntN(26)), int(float64(n)*random.Float64()*random.Float64()*random.Float64()))
	}
	for name, sample := range map[string]struct {
		most float64
		word func() string
	}{
		"words of a language": {0.6, func() string { return word(200) + " " }},
		"ideographs":          {0.9, func() string { return string(rune(0x4E00 + random.IntN(3000))) }},
		"nothing but noise":   {1.6, func() string { return fmt.Sprintf("%x ", random.Uint64()) }},
	} {
		t.Run(name, func(t *testing.T) {
			var pages []*site.Page
			for i := range 400 {
				var b strings.Builder
				for b.Len() < 5000 {
					b.WriteString(sample.word())
				}
				pages = append(pages, page(fmt.Sprint(i), "T", b.String()))
			}
			s := siteOf(pages...)
			kept, _ := engineFor(t, s).Stats()
			if share := float64(kept) / float64(s.TextBytes()); share > sample.most {
				t.Errorf("%.2f of the text is kept", share)
			}
		})
	}
}

func TestASearchAllocatesLittle(t *testing.T) {
	var pages []*site.Page
	for i := range 1000 {
		pages = append(pages, page(fmt.Sprint(i), "T", strings.Repeat(fmt.Sprintf("word%d and more ", i), 50)))
	}
	s := siteOf(pages...)
	f := engineFor(t, s).For(context.Background(), "")
	for query, most := range map[string]float64{"nowhere": 40, "word77 and": 150, "and": 700} {
		reports := 0 // of one search; those on the way depend on how long it takes
		n := testing.AllocsPerRun(3, func() {
			told := 0
			if err := f.Find(context.Background(), s, query, "", func(Results) { told++ }); err != nil {
				t.Fatal(err)
			}
			reports = max(reports, told)
		})
		if n > most*float64(reports) {
			t.Errorf("%q takes %v allocations, with %d reports", query, n, reports)
		}
	}
}

func TestHugePagesAndQueriesAreBounded(t *testing.T) {
	huge := strings.Repeat(strings.Repeat("a", 60)+" a-b ", site.MaxTextBytes/66)
	s := siteOf(page("index", "Home", huge), page("b", "B", huge))
	f := engineFor(t, s).For(context.Background(), "")
	for _, query := range []string{strings.Repeat("a", 100_000), strings.Repeat("a ", 100_000), strings.Repeat("a-", 100), strings.Repeat("\u0301", 100_000)} {
		for _, h := range find(t, f, s, query).Hits {
			checkHit(t, query[:10], h)
		}
	}
	if n := len([]rune(strings.Join(Words(strings.Repeat("a", 100_000)), ""))); n != MaxQuery {
		t.Errorf("%d characters are looked for", n)
	}
}
