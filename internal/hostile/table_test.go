//go:build linux

package hostile

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

func (f *figures) String() string {
	return strings.TrimSpace(table([]*figures{f}))
}

// table is the figures in columns.
func table(all []*figures) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "attack\tconns\tsent MB\tlog KB\tMiB before\tpeak\tafter\tgoroutines\tpeak\tafter\treads\tfailed\tread max\tkeys\tkey p99\tarrive max\tas text\tend")
	ms := func(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
	for _, f := range all {
		memory, goroutines := "", ""
		if f.after != nil {
			memory, goroutines = fmt.Sprint(f.after.bytes/mib), fmt.Sprint(f.after.goroutines)
		}
		h := f.honest
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%d\t%d\t%d\t%s\t%d\t%d\t%s\t%d\t%d\t%s\t%d\t%s\t%s\t%d\t%s\n",
			f.name, f.connections, float64(f.bytes)/1e6, f.logged/1000,
			f.before.bytes/mib, f.peak.bytes/mib, memory, f.before.goroutines, f.peak.goroutines, goroutines,
			len(h.reads), len(h.failures), ms(percentile(h.reads, 100)), len(h.keys), ms(percentile(h.keys, 99)),
			ms(percentile(h.arrivals, 100)), h.asText, f.end)
	}
	_ = w.Flush()
	return b.String()
}
