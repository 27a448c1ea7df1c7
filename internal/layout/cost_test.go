package layout

import (
	"runtime"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest/constructs"
	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/site"
)

// largePage makes a site of a page of 183 KB out of the seed page's text and those of
// the constructs, in turn.
func largePage(t testing.TB) *site.Site {
	t.Helper()
	prose := seed(t).Home().Markdown
	var b strings.Builder
	for b.Len() < 183_000 {
		for _, c := range constructs.All(t) {
			b.WriteString(c.Markdown + "\n\n" + prose + "\n\n")
		}
	}
	return page(t, b.String()[:183_000])
}

// allocations is how often and how many bytes Render allocates, at 80 columns.
func allocations(t *testing.T, s *site.Site) (times, bytes int) {
	t.Helper()
	spec := Spec{Measure: 80, Theme: dark, Links: true}
	render(t, s, spec) // what is made once is made
	var before, after runtime.MemStats
	const runs = 5
	runtime.ReadMemStats(&before)
	for range runs {
		render(t, s, spec)
	}
	runtime.ReadMemStats(&after)
	return int(after.Mallocs-before.Mallocs) / runs, int(after.TotalAlloc-before.TotalAlloc) / runs
}

func TestLayingOutAllocatesLittle(t *testing.T) {
	for _, tt := range []struct {
		name         string
		site         *site.Site
		times, bytes int // at the most
	}{
		{"the seed page", seed(t), 850, 130 << 10},
		{"a page of 183 KB", largePage(t), 60_000, 10_000_000},
	} {
		times, bytes := allocations(t, tt.site)
		t.Logf("%s: %d allocations, %d bytes", tt.name, times, bytes)
		if (times > tt.times || bytes > tt.bytes) && !race.Enabled { // which allocates too
			t.Errorf("%s takes %d allocations and %d bytes; %d and %d are the most", tt.name, times, bytes, tt.times, tt.bytes)
		}
	}
}

func BenchmarkLargePage(b *testing.B) {
	s := largePage(b)
	b.ReportAllocs()
	for b.Loop() {
		render(b, s, Spec{Measure: 80, Theme: dark, Links: true})
	}
}
