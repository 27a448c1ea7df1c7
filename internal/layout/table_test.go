package layout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// tableSetter is a setter for Markdown, which is a table and nothing else, and
// that table.
func tableSetter(tb testing.TB, markdown string, form Form, ascii bool) (*setter, *extast.Table) {
	tb.Helper()
	spec := Spec{Measure: MaxMeasure, Form: form, Theme: theme.New(theme.Dark, 5), ASCII: ascii}
	t := newSetter(spec.shape(), markdown, func() bool { return true })
	document := site.Parse(t.source)
	t.numbers = map[ast.Node]int{}
	for i, l := range site.Links(document) {
		t.numbers[l] = i + 1
	}
	n, ok := document.FirstChild().(*extast.Table)
	if !ok || n.NextSibling() != nil {
		tb.Fatalf("this is no table:\n%s", markdown)
	}
	return t, n
}

func tableLines(tb testing.TB, markdown string, form Form, width int) []line {
	t, n := tableSetter(tb, markdown, form, false)
	return pack(t.table(n, width))
}

func shownLines(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(textOf(l.spans) + "\n")
	}
	return b.String()
}

const wards = `
| Ward | Beds | Where |
|:-----|-----:|:-----:|
| Cardiology | 28 | second floor |
| Neurology | 6 | |
| Ear, nose, throat | 112 | annexe |
`

const keys = `
| key | does |
|-----|------|
| a, b, the wheel | one line |
| c, Tab | the contents; Enter goes to a heading. Others are the next heading and the one before |
`

func TestTable(t *testing.T) {
	for _, test := range []struct {
		name     string
		markdown string
		form     Form
		width    int
		want     string
	}{
		{"columns are as wide as their text", wards, Screen, 80, `
Ward              │ Beds │    Where
──────────────────┼──────┼─────────────
Cardiology        │   28 │ second floor
Neurology         │    6 │
Ear, nose, throat │  112 │    annexe
`},
		{"as a person would have typed it", wards, Text, 80, `
Ward              | Beds |    Where
------------------|------|-------------
Cardiology        |   28 | second floor
Neurology         |    6 |
Ear, nose, throat |  112 |    annexe
`},
		{"a wrapped column, and rules between the rows", wards, Screen, 35, `
Ward       │ Beds │    Where
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
Cardiology │   28 │ second floor
───────────┼──────┼─────────────
Neurology  │    6 │
───────────┼──────┼─────────────
Ear, nose, │  112 │    annexe
throat     │      │
`},
		{"records", wards, Screen, 20, `
Ward: Cardiology
Beds: 28
Where: second floor
───────────────────
Ward: Neurology
Beds: 6
───────────────────
Ward: Ear, nose,
  throat
Beds: 112
Where: annexe
`},
		{"records where columns would be tall and narrow", "| A | B | C |\n|-|-|-|\n| x | " + strings.Repeat("some words ", 8) + " | " + strings.Repeat("other words ", 8) + " |\n", Screen, 30, `
A: x
B: some words some words some
  words some words some words
  some words some words some
  words
C: other words other words
  other words other words
  other words other words
  other words other words
`},
		{"records of a width that leaves no indent", wards, Text, 11, `
Ward:
Cardiology
Beds: 28
Where:
second
floor
----------
Ward:
Neurology
Beds: 6
----------
Ward: Ear,
nose,
throat
Beds: 112
Where:
annexe
`},
		{"sentences", wards, Spoken, 80, `
Table, 3 columns, 3 rows:
Row 1. Ward: Cardiology. Beds: 28. Where: second floor.

Row 2. Ward: Neurology. Beds: 6.

Row 3. Ward: Ear, nose, throat. Beds: 112. Where: annexe.
End of table.
`},
		{"sentences of several lines", wards, Spoken, 30, `
Table, 3 columns, 3 rows:
Row 1. Ward: Cardiology. Beds:
28. Where: second floor.

Row 2. Ward: Neurology. Beds:
6.

Row 3. Ward: Ear, nose,
throat. Beds: 112. Where:
annexe.
End of table.
`},
		{"sentences that have their end", "| A | Open? | Q: |\n|-|-|-|\n| Yes. | No! | \"Why?\" |\n| x<br>y (z)<br>w; <br>v | (*Well.*) | Hm… |\n", Spoken, 80, `
Table, 3 columns, 2 rows:
Row 1. A: Yes. Open? No! Q: "Why?"

Row 2. A: x, y (z), w; v. Open? (Well.) Q: Hm…
End of table.
`},
		{"sentences without a head", "| | B |\n|-|-|\n| x | y |\n", Spoken, 80, `
Table, 2 columns, 1 row:
Row 1. x. B: y.
End of table.
`},
		{"the widest column alone is narrowed", keys, Screen, 40, `
key             │ does
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
a, b, the wheel │ one line
────────────────┼────────────────────
c, Tab          │ the contents; Enter
                │ goes to a heading.
                │ Others are the next
                │ heading and the one
                │ before
`},
		{"a column with most of the text gets more", keys + "| / | search as you type: letter case, accents and line ends do not matter. Enter keeps what was found, Esc goes back; n is the next |\n", Screen, 36, `
key    │ does
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
a, b,  │ one line
the    │
wheel  │
───────┼─────────────────────────
c, Tab │ the contents; Enter goes
       │ to a heading. Others are
       │ the next heading and the
       │ one before
───────┼─────────────────────────
/      │ search as you type:
       │ letter case, accents and
       │ line ends do not matter.
       │ Enter keeps what was
       │ found, Esc goes back; n
       │ is the next
`},
		{"heads wrap", "| Number of patients a day | Ward |\n|--:|:--|\n| 4 | Cardiology |\n| 12 | Neurology |\n", Screen, 24, `
 Number of │ Ward
patients a │
       day │
───────────┼───────────
         4 │ Cardiology
        12 │ Neurology
`},
		{"long words are broken for want of room", "| Page | Where |\n|-|-|\n| Start | https://example.org/a/very/long/address/of/60/columns/or/so |\n", Screen, 50, `
Page  │ Where
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
Start │ https://example.org/a/very/long/address/
      │ of/60/columns/or/so [1]
`},
		{"lines that the author broke", "| Shift | Who |\n|-|-|\n| Day | Ann<br>Ben<br>Cy |\n| Night | Dee |\n", Screen, 80, `
Shift │ Who
━━━━━━━━━━━
Day   │ Ann
      │ Ben
      │ Cy
──────┼────
Night │ Dee
`},
		{"ideographs and emoji", "| 科 | Bett |\n|:-:|--:|\n| 循環器内科 | 28 |\n| 👩‍⚕️ Team | 6 |\n", Screen, 80, ""},
		{"bars in the text", "| a \\| b | `c \\| d` |\n|-|-|\n| 1 | 2 |\n", Screen, 80, `
a | b │ c | d
──────┼──────
1     │ 2
`},
		{"one column", "| A |\n|-|\n| some words |\n| more |\n", Screen, 6, `
A
━━━━━
some
words
─────
more
`},
		{"no rows", "| A | B |\n|-|-|\n", Screen, 80, `
A │ B
──┼──
`},
		{"no rows, and no room", "| Ward | Cardiology |\n|-|-|\n", Screen, 10, `
Ward
Cardiology
──────────
`},
		{"no rows, spoken", "| Ward | | Beds |\n|-|-|-|\n", Spoken, 80, `
Table, 3 columns, 0 rows:
Ward, Beds.
End of table.
`},
		{"no head", "| &nbsp; | |\n|-|-|\n| a | b |\n| c | d |\n", Screen, 80, `
a │ b
c │ d
`},
		{"no text", "| | |\n|-|-|\n| | |\n", Screen, 80, ``},
		{"an empty column", "| A | B | C |\n|-|-|-|\n| 1 | | 2 |\n| 3 | | 4 |\n", Screen, 80, `
A │ B │ C
──┼───┼──
1 │   │ 2
3 │   │ 4
`},
		{"an empty column, spoken", "| A | B | C |\n|-|-|-|\n| 1 | | 2 |\n| 3 | | 4 |\n", Spoken, 80, `
Table, 3 columns, 2 rows:
Row 1. A: 1. B: empty. C: 2.

Row 2. A: 3. C: 4.
End of table.
`},
		{"an empty column and an empty row in records", "| A | B | Cardiology |\n|-|-|-|\n| | | |\n| 1 | | 2 |\n| | | |\n| 3 | | 4 |\n", Screen, 15, `
A: 1
B:
Cardiology: 2
─────────────
A: 3
Cardiology: 4
`},
		{"a link in the head has its number once", "| [Ward](https://a.example/) | [Home](https://b.example/) |\n|-|-|\n| Cardiology | [x](https://c.example/) |\n| Neurology | y |\n", Screen, 16, `
Ward [1]:
  Cardiology
Home [2]: x [3]
───────────────
Ward: Neurology
Home: y
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			lines := tableLines(t, test.markdown, test.form, test.width)
			got := shownLines(lines)
			if test.want == "" && len(lines) > 0 { // the bars show whether widths are right
				bar := -1
				for _, l := range lines {
					text := textOf(l.spans)
					at := cells.Width(text[:strings.IndexAny(text, "│┼")])
					if bar >= 0 && at != bar {
						t.Errorf("a bar is at %d columns, others are at %d:\n%s", at, bar, got)
					}
					bar = at
				}
				return
			}
			if want := strings.TrimPrefix(test.want, "\n"); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// TestTableInASCII: rules and bars that a terminal for ASCII can show.
func TestTableInASCII(t *testing.T) {
	s, n := tableSetter(t, keys, Screen, true)
	for _, l := range pack(s.table(n, 40)) {
		if text := textOf(l.spans); fold.ASCII(text) != text {
			t.Errorf("%q", text)
		}
	}
}

var tableSamples = map[string]string{
	"wards":   wards,
	"keys":    keys,
	"words":   "| A | B | C |\n|-|-|-|\n" + strings.Repeat("| one two three four five six seven | eight | nine ten eleven twelve |\n", 5),
	"prose":   "| Head one | Head two |\n|:-:|--:|\n| " + strings.Repeat("words of some lengths, ", 40) + "| " + strings.Repeat("and others too. ", 30) + "|\n",
	"address": "| Page | Where it is |\n|-|-|\n| Start here | https\\://example.org/a/very/long/address/of/60/columns/or/so |\n",
	"breaks":  "| Head<br>one | Two |\n|-|-|\n| a<br>b<br>cc dd ee | <br>x |\n| y | z<br> |\n",
	"style":   "| *Head* `one` | **Two** |\n|-|-|\n| ~~a~~ `b  c` **d**e | f *g h* i |\n| j | k |\n",
	"holes":   "| | B | C |\n|-|-|-|\n| | | |\n| 1 | | |\n| | 2 | |\n|\n| 3 |\n",
	"one":     "| Head |\n|-|\n| some words that are wrapped |\n| more |\n",
	"heads":   "| Ward | Beds | Cardiology and more |\n|-|-|-|\n",
	"long":    "| A | B |\n|-|-|\n| " + strings.Repeat("x", 200) + " | y |\n",
	"hundred": "|" + strings.Repeat(" Head |", 100) + "\n|" + strings.Repeat("-|", 100) + "\n" + strings.Repeat("|"+strings.Repeat(" value |", 100)+"\n", 3),
	"hyphens": "| Date | Phone |\n|-|-|\n| 2024-05-17 | 020-7946-0123 |\n| 2024-06-01 | +44/20/79460123/4567890 |\n",
	// Those that follow have parts that nothing may break.
	"links":      "| [Ward](https://a.example/) and | Where |\n|-|--:|\n| [Cardiology](https://b.example/) | a [map of it](https://c.example/) and [more](https://d.example/) |\n| <https://e.example/> | x |\n",
	"ideographs": "| 病棟 | ベッド数 | 説明 |\n|-|--:|:-:|\n| 循環器内科 | 28 | 循環器内科は心臓と血管の病気を診断し、治療します。 |\n| 神経内科 | 6 | 「脳」と神経。 |\n",
	"emoji":      "| 👩‍⚕️ | Team |\n|-|:-:|\n| 👍🏽👍🏽 | 👨‍👩‍👧‍👦 family |\n| 🇬🇧 | flag and more words |\n",
}

// piece is the width of the widest part of a sample that flow never breaks.
var piece = map[string]int{"links": len("Cardiology [2],:"), "ideographs": 6, "emoji": 9}

func TestTableAtAnyWidth(t *testing.T) {
	for name, markdown := range tableSamples {
		t.Run(name, func(t *testing.T) {
			said := map[bool]string{} // the letters, which differ where addresses are read aloud
			for _, form := range []Form{Screen, Text, Spoken} {
				for _, width := range append(widthsUpTo(24), 30, 40, 60, 80, 300) {
					s, n := tableSetter(t, markdown, form, false)
					want := tableTexts(s, n)
					lines := pack(s.table(n, width))
					shown := fmt.Sprintf("at %d columns, form %d:\n%s", width, form, shownLines(lines))
					numbers := len(s.numbers)
					for i, l := range lines {
						text := textOf(l.spans)
						if w := cells.Width(text); w != l.width {
							t.Fatalf("line %d is %d columns wide and says %d %s", i, w, l.width, shown)
						}
						if l.width > max(width, piece[name]) {
							t.Fatalf("line %d is wider %s", i, shown)
						}
						if strings.HasSuffix(text, " ") {
							t.Fatalf("line %d ends in a blank %s", i, shown)
						}
					}
					for i := range numbers {
						shown, number := shown, "["+strconv.Itoa(i+1)+"]"
						if form == Spoken {
							shown, number = strings.Join(strings.Fields(shown), ""), "(link"+strconv.Itoa(i+1)+")"
						}
						if n := strings.Count(shown, number); n != 1 {
							t.Fatalf("number %d is there %d times %s", i+1, n, shown)
						}
					}
					if got, letters := sortedLetters(lines), said[form == Spoken]; letters == "" {
						said[form == Spoken] = got
					} else if got != letters {
						t.Fatalf("the letters differ:\n%s\n%s %s", letters, got, shown)
					}
					if form == Screen {
						checkTexts(t, lines, want, shown)
					}
				}
			}
		})
	}
}

func widthsUpTo(n int) (widths []int) {
	for w := range n {
		widths = append(widths, w+1)
	}
	return widths
}

// tableTexts is the texts of a table's cells without blanks.
func tableTexts(s *setter, n *extast.Table) (texts [][]string) {
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, withoutSpace(textOf(s.inlines(c, pen{}))))
		}
		texts = append(texts, cells)
	}
	return texts
}

func withoutSpace(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// checkTexts reads a table for the screen back, and compares.
func checkTexts(t *testing.T, lines []line, want [][]string, shown string) {
	t.Helper()
	columns := len(want[0])
	inColumns := columns == 1
	ruled := 0
	for _, l := range lines {
		for _, s := range l.spans {
			inColumns = inColumns || s.aside && strings.Contains(s.text, "│")
		}
		if isRule(l) {
			ruled++
		}
	}
	if !inColumns {
		checkRecords(t, lines, want, shown)
		return
	}
	headless := strings.Join(want[0], "") == ""
	if headless { // such a head is not shown
		want = want[1:]
	}
	// A row is a line, or what is between two rules.
	byRule := ruled > 1 || headless && ruled > 0 || strings.Contains(shown, "━")
	got := [][]string{make([]string, columns)}
	rule := false
	for i, l := range lines {
		if isRule(l) {
			if byRule || !rule {
				got = append(got, make([]string, columns))
			}
			rule = true
			continue
		}
		if !byRule && i > 0 && (rule || ruled == 0) && !isRule(lines[i-1]) {
			got = append(got, make([]string, columns))
		}
		column := 0
		for _, s := range l.spans {
			if s.aside {
				column += strings.Count(s.text, "│")
				continue
			}
			got[len(got)-1][column] += withoutSpace(s.text)
		}
	}
	for len(got) > len(want) { // behind the rule below the head
		got = got[:len(got)-1]
	}
	if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Fatalf("got %q\nwant %q\n%s", got, want, shown)
	}
}

func checkRecords(t *testing.T, lines []line, want [][]string, shown string) {
	t.Helper()
	got := []string{""}
	for _, l := range lines {
		if isRule(l) {
			got = append(got, "")
			continue
		}
		got[len(got)-1] += withoutSpace(textOf(l.spans))
	}
	var records []string
	if len(want) == 1 {
		records = []string{strings.Join(want[0], ""), ""}
	}
	heads := slices.Clone(want[0])
	for _, row := range want[1:] {
		record := ""
		empty := strings.Join(row, "") == ""
		for i, text := range row {
			if empty || text == "" && !(len(records) == 0 && emptyColumn(want, i)) {
				continue
			}
			if heads[i] != "" {
				record += heads[i] + ":"
			}
			heads[i], _, _ = strings.Cut(heads[i], "[")
			if want[0][i] != heads[i] { // what stands behind the number
				_, rest, _ := strings.Cut(want[0][i], "]")
				heads[i] += rest
			}
			record += text
		}
		if record != "" {
			records = append(records, record)
		}
	}
	if !slices.Equal(got, records) {
		t.Fatalf("got %q\nwant %q\n%s", got, records, shown)
	}
}

func emptyColumn(texts [][]string, column int) bool {
	return !slices.ContainsFunc(texts[1:], func(row []string) bool { return row[column] != "" })
}

func isRule(l line) bool {
	return len(l.spans) == 1 && l.spans[0].aside && strings.Trim(l.spans[0].text, "─━┼") == ""
}

// sortedLetters is all letters and digits that count for a Place.
func sortedLetters(lines []line) string {
	var letters []rune
	n := 0
	for _, l := range lines {
		for _, s := range l.spans {
			n += s.letters()
			for _, r := range s.text {
				if !s.aside && (unicode.IsLetter(r) || unicode.IsNumber(r)) {
					letters = append(letters, r)
				}
			}
		}
	}
	slices.Sort(letters)
	return strconv.Itoa(n) + " " + string(letters)
}

// TestRepeatedHeads: what is repeated in records is no text of the page, and no
// link.
func TestRepeatedHeads(t *testing.T) {
	lines := tableLines(t, "| [Ward](https://a.example/) | Beds |\n|-|-|\n| Cardiology, second floor | 28 |\n| Neurology | 6 |\n", Screen, 20)
	for i, l := range lines {
		if !strings.HasPrefix(textOf(l.spans), "Ward") {
			continue
		}
		s := l.spans[0]
		first := i == 0
		if s.aside == first || (s.resource == 1) != first || s.style&theme.Term == 0 || (s.style&theme.Linked != 0) != first {
			t.Errorf("line %d begins with %+v", i, s)
		}
	}
}

// TestTableBelowABullet: a bullet for which there is no room beside the table
// stands above it.
func TestTableBelowABullet(t *testing.T) {
	s, n := tableSetter(t, "| A | B |\n|-|-|\n| 1 | 2 |\n", Screen, false)
	s.lead = []span{aside("•\u00A0", 0)}
	lines := pack(s.table(n, 5))
	if got, want := shownLines(lines[1:]), "A │ B\n──┼──\n1 │ 2\n"; got != want || !strings.HasPrefix(textOf(lines[0].spans), "•") {
		t.Errorf("got\n%s", shownLines(lines))
	}
	if s.lead != nil {
		t.Error("the bullet is there again")
	}
}

func TestSearchFindsBlanksBetweenCells(t *testing.T) {
	for _, width := range []int{80, 20} {
		x := indexOf(tableLines(t, wards, Screen, width))
		for _, text := range []string{"cardiology", "second floor"} {
			if !strings.Contains(x.text, text) {
				t.Errorf("%q is not found at %d columns in %q", text, width, x.text)
			}
		}
		if width == 80 && !strings.Contains(x.text, "cardiology 28 second floor") {
			t.Errorf("the cells of a row are not apart in %q", x.text)
		}
	}
}

// bigTable has 10,000 cells, the most that a page may have.
func bigTable(columns int) string {
	var b strings.Builder
	b.WriteString("|" + strings.Repeat(" Head of it |", columns) + "\n|" + strings.Repeat("-|", columns) + "\n")
	for range 10_000/columns - 1 {
		b.WriteString("|" + strings.Repeat(" some [words](https://example.org/) |", columns) + "\n")
	}
	return b.String()
}

func BenchmarkTable(b *testing.B) {
	for _, columns := range []int{1, 5, 100} {
		markdown := bigTable(columns)
		for _, form := range []Form{Screen, Spoken} {
			for _, width := range []int{80, 40, 20} {
				b.Run(fmt.Sprintf("columns=%d/form=%d/width=%d", columns, form, width), func(b *testing.B) {
					s, n := tableSetter(b, markdown, form, false)
					b.ReportAllocs()
					for b.Loop() {
						s.arena = nil
						s.table(n, width)
					}
				})
			}
		}
	}
}

// FuzzTable: at any width, no line of a table is wider than that or than a part
// that is never broken, and the letters are the same.
func FuzzTable(f *testing.F) {
	for _, markdown := range tableSamples {
		f.Add(markdown, uint8(20))
		f.Add(markdown, uint8(41))
	}
	f.Fuzz(func(t *testing.T, markdown string, width uint8) {
		if len(markdown) > 10_000 {
			t.Skip()
		}
		for _, form := range []Form{Screen, Text, Spoken} {
			letters := ""
			s := newSetter(Spec{Measure: MaxMeasure, Form: form, Theme: theme.New(theme.Dark, 5)}.shape(), markdown, func() bool { return true })
			document := site.Parse(s.source)
			s.numbers = map[ast.Node]int{}
			for i, l := range site.Links(document) {
				s.numbers[l] = i + 1
			}
			n, ok := document.FirstChild().(*extast.Table)
			if !ok {
				return
			}
			limit := max(int(width), widestPiece(s, n))
			for _, width := range []int{int(width), 80} {
				lines := pack(s.table(n, width))
				for i, l := range lines {
					text := textOf(l.spans)
					if w := cells.Width(text); w > max(limit, width) {
						t.Fatalf("at %d columns line %d is %d wide, %d may be\n%s", width, i, w, limit, shownLines(lines))
					}
				}
				if got := sortedLetters(lines); letters == "" {
					letters = got
				} else if got != letters {
					t.Fatalf("at %d columns the letters are %s, were %s\n%s", width, got, letters, shownLines(lines))
				}
			}
		}
	})
}

// widestPiece is the width of the widest part of a table that is never broken.
func widestPiece(s *setter, n *extast.Table) int {
	widest := 0
	for _, repeated := range []bool{false, true} {
		g := s.grid(n)
		for i := range g.cells {
			r, column := i/len(g.columns), i%len(g.columns)
			if !repeated {
				g.columns[column].repeat = nil
			}
			c := tableCell{spans: withStop(append(g.entry(nil, r, column), span{}))}
			g.measureCell(&c)
			widest = max(widest, c.piece)
		}
	}
	return widest
}
