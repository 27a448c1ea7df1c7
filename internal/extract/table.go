package extract

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/markdown"
)

const (
	// maxColumns bounds the columns of a table that are shown. A page has tables of some
	// 100, by the bars in their rows.
	maxColumns = 90

	// maxTableCells bounds the cells of one table. More rows are in tables of their own,
	// each with the header row.
	maxTableCells = 5000

	// maxCell bounds the bytes of a cell that are shown.
	maxCell = 1000
)

// table reads comma-separated values (RFC 4180), or such with semicolons or tabs, as a
// table whose first row is its head. Quotes that are amiss are read as they stand. Of more
// than document.MaxRows rows, the first are shown, and a line says so.
func table(name string, content []byte, whole bool) document.Text {
	if !whole { // half a line may end within a character
		content = content[:bytes.LastIndexByte(content, '\n')+1]
	}
	text, ok := decode(content)
	if !ok {
		return document.Text{State: document.Broken}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(name, text)
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	var rows [][]string
	width, size := 0, 0
	cut, narrowed := !whole, false
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			if !whole && len(rows) > 1 { // the last one may be half a row
				rows = rows[:len(rows)-1]
			}
			break
		}
		if err != nil { // a lazy reader finds no other fault than a quotation without end
			cut = true
			break
		}
		if len(rows) > document.MaxRows || size > document.MaxTextBytes/2 {
			cut = true
			break
		}
		if len(record) > maxColumns {
			record, narrowed = record[:maxColumns], true
		}
		row := make([]string, len(record))
		for i, cell := range record {
			row[i] = shortCell(cell)
			size += len(row[i]) + len(" | ")
		}
		width = max(width, len(row))
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return document.Text{}
	}
	return tables(rows, width, cut, narrowed)
}

// tables writes rows, of which the first is the head, as tables.
func tables(rows [][]string, width int, cut, narrowed bool) document.Text {
	head, rest := rows[0], rows[1:]
	var b strings.Builder
	if cut {
		fmt.Fprintf(&b, "*Cut here after %s.*\n\n", counted(len(rest), "row"))
	}
	if narrowed {
		fmt.Fprintf(&b, "*Cut here after %s.*\n\n", counted(maxColumns, "column"))
	}
	each := max(maxTableCells/max(width, 1), 1)
	for i := 0; i == 0 || i < len(rest); i += each {
		some := rest[min(i, len(rest)):min(i+each, len(rest))]
		if len(rest) > each {
			fmt.Fprintf(&b, "## Rows %d to %d\n\n", i+1, i+len(some))
		}
		t := written([]*html.Node{tableOf(head, some, width)}, markdown.Options{})
		if t.State != document.Ready {
			return t
		}
		b.WriteString(t.Markdown)
		b.WriteByte('\n')
	}
	return document.Text{Markdown: b.String()}
}

// tableOf is a table of HTML.
func tableOf(head []string, rows [][]string, width int) *html.Node {
	if width == 1 { // a list: a table of one column is none for readers
		list := element(atom.Ul)
		for _, row := range rows {
			list.AppendChild(element(atom.Li, words(row[0])))
		}
		return element(atom.Div, element(atom.P, element(atom.Strong, words(head[0]))), list)
	}
	line := func(tag atom.Atom, cells []string) *html.Node {
		tr := element(atom.Tr)
		for i := range width {
			text := ""
			if i < len(cells) {
				text = cells[i]
			}
			tr.AppendChild(element(tag, words(text)))
		}
		return tr
	}
	body := element(atom.Tbody)
	for _, row := range rows {
		body.AppendChild(line(atom.Td, row))
	}
	return element(atom.Table, element(atom.Thead, line(atom.Th, head)), body)
}

// shortCell is the text of a cell on one line.
func shortCell(cell string) string {
	cut := len(cell) > maxCell
	if cut {
		cell = cell[:maxCell]
	}
	cell = strings.ToValidUTF8(strings.Join(strings.Fields(cell), " "), "")
	if cut {
		cell += "…"
	}
	return cell
}

// separator is what stands between the values: a tab by the file's name, else what the
// first line has most of.
func separator(name, text string) rune {
	if strings.EqualFold(path.Ext(name), ".tsv") {
		return '\t'
	}
	first, _, _ := strings.Cut(text, "\n")
	found, most := ',', strings.Count(first, ",")
	for _, r := range ";\t" {
		if n := strings.Count(first, string(r)); n > most {
			found, most = r, n
		}
	}
	return found
}

// counted is a number of things: "1 row", "1,000 rows".
func counted(n int, what string) string {
	s := fmt.Sprint(n)
	if n >= 1000 {
		s = fmt.Sprintf("%d,%03d", n/1000, n%1000)
	}
	if n != 1 {
		what += "s"
	}
	return s + " " + what
}
