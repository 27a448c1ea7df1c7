package yardstick

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// table collects what is measured, for one table at the end.
type table struct {
	mu      sync.Mutex
	columns []string // the contenders
	rows    []*row
	// ratio returns which column's values are divided by which, for a column to say;
	// empty if it says no ratio. Without, it is the kiosk's by the column's own.
	ratio func(column string) (of, by string)
	means string // what × is, if it is not that
}

// row is one thing that is measured of every contender.
type row struct {
	name    string
	unit    string
	samples map[string][]float64 // by contender, one of each round
}

// results is what is measured of servers, and layouts of what lays pages out.
var (
	results = table{columns: contenders}
	layouts = table{columns: []string{kiosk, stockGlamour}}
)

// faulty is the unit of rows of counts: one for each width, of which there is
// neither a median nor a ratio.
const faulty = "at 80 / 40 / 20 columns"

// record notes a sample. The samples of a round stand at the same index for all
// contenders.
func (t *table) record(name, unit, contender string, value float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.IndexFunc(t.rows, func(r *row) bool { return r.name == name && r.unit == unit })
	if i < 0 {
		i = len(t.rows)
		t.rows = append(t.rows, &row{name: name, unit: unit, samples: map[string][]float64{}})
	}
	t.rows[i].samples[contender] = append(t.rows[i].samples[contender], value)
}

// print writes the table as Markdown, if anything was measured.
func (t *table) print(w io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.rows) == 0 {
		return
	}
	means := cmp.Or(t.means, "the kiosk's\nmedian ratio to the other, of runs side by side")
	fmt.Fprintf(w, "\nMeasured on %s, %d cores, %s. Medians, ranges in brackets; × is %s.\n\n",
		time.Now().Format(time.DateOnly), runtime.NumCPU(), runtime.Version(), means)
	fmt.Fprintf(w, "| | %s |\n|%s\n", strings.Join(t.columns, " | "), strings.Repeat(" --- |", len(t.columns)+1))
	for _, r := range t.rows {
		fmt.Fprintf(w, "| %s, %s |", r.name, r.unit)
		for _, c := range t.columns {
			of, by := t.compared(c)
			fmt.Fprintf(w, " %s |", r.cell(c, of, by))
		}
		fmt.Fprintln(w)
	}
}

// compared is what ratio says.
func (t *table) compared(column string) (of, by string) {
	switch {
	case t.ratio != nil:
		return t.ratio(column)
	case column == kiosk:
		return "", ""
	}
	return kiosk, column
}

// cell is what the table says of a contender, with the median ratio of the samples of
// one contender to those of another.
func (r *row) cell(contender, of, by string) string {
	s := r.samples[contender]
	if len(s) == 0 {
		return "–"
	}
	if r.unit == faulty {
		counts := make([]string, len(s))
		for i, n := range s {
			counts[i] = strconv.Itoa(int(n))
		}
		return strings.Join(counts, " / ")
	}
	text := number(median(s))
	if low, high := number(slices.Min(s)), number(slices.Max(s)); len(s) > 1 {
		text += fmt.Sprintf(" (%s–%s)", low, high)
	}
	if dividends, divisors := r.samples[of], r.samples[by]; len(dividends) > 0 && len(divisors) > 0 {
		var ratios []float64
		for i := range min(len(dividends), len(divisors)) {
			ratios = append(ratios, dividends[i]/divisors[i])
		}
		if ratio := median(ratios); !math.IsInf(ratio, 0) && !math.IsNaN(ratio) {
			text += " **×" + number(ratio) + "**"
		}
	}
	return text
}

// number writes a number with three digits that mean something.
func number(f float64) string {
	switch {
	case f >= 100:
		return fmt.Sprintf("%.0f", f)
	case f >= 10:
		return fmt.Sprintf("%.1f", f)
	case f >= 1:
		return fmt.Sprintf("%.2f", f)
	}
	return fmt.Sprintf("%.3f", f)
}

// median is the value in the middle, or between the two that are; NaN of none.
func median(s []float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	s = slices.Sorted(slices.Values(s))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// percentile is the value that so many in a hundred do not exceed.
func percentile(s []float64, percent int) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	s = slices.Sorted(slices.Values(s))
	return s[(len(s)*percent+99)/100-1]
}
