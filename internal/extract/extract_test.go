package extract

import (
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/site"
)

const longLine = "This line is longer than the eighty columns of a window, since its editor leaves it to the window."

// filledText is a paragraph as an editor fills it to 50 columns.
const filledText = "Boats come in with the tide and go out with the\nnext one, which is later by half a day, and on\nsome days by more than that."

const poem = "The boats come in and the boats go out\nwith the tide,\nand nobody knows what the sea is about\nso wide.\n"

func TestDocumentsBecomeMarkdown(t *testing.T) {
	for _, tt := range []struct {
		name    string
		file    string
		content string
		title   string
		want    string
	}{
		{"text of short lines keeps them", "a.txt", "To do\n* this\n\n    1  2\n", "", "```\nTo do\n* this\n\n    1  2\n```\n"},
		{"code in text is fenced by more", "a.txt", "```\nx\n```\n", "", "````\n```\nx\n```\n````\n"},
		{"long lines are paragraphs", "a.txt", longLine + "\n\n*Second*\n1. line\n", "", longLine + "\n\n\\*Second\\*\\\n1\\. line\n"},
		{"short indented blocks among them are code", "a.txt", longLine + "\n\n    make all\n", "", longLine + "\n\n```\n    make all\n```\n"},
		{"what an editor filled is a paragraph", "a.txt", "The plan\n\n" + filledText + "\n\n- ring the ward\n- write\n\n\nName   Beds\nAnn    12\n", "",
			"The plan\n\n" + strings.ReplaceAll(filledText, "\n", " ") + "\n\n```\n- ring the ward\n- write\n\n\nName   Beds\nAnn    12\n```\n"},
		{"lines that a hand broke are a paragraph", "a.txt", "'make' looks for files that were changed since, and\n/usr/bin/make is where it stands on most systems,\nas a rule.\n", "", "'make' looks for files that were changed since, and /usr/bin/make is where it stands on most systems, as a rule.\n"},
		{"commands keep their lines", "a.txt", "./configure --prefix=/usr/local --enable-everything\nmake all install DESTDIR=/tmp/root\n", "", "```\n./configure --prefix=/usr/local --enable-everything\nmake all install DESTDIR=/tmp/root\n```\n"},
		{"a poem keeps its lines", "a.txt", poem, "", "```\n" + poem + "```\n"},
		{"a log of short lines stays", "a.log", strings.Repeat("2026-11-20 10:00:11 INFO visit source=10.0.0.1 path=/a\n", 4), "", "```\n" + strings.Repeat("2026-11-20 10:00:11 INFO visit source=10.0.0.1 path=/a\n", 4) + "```\n"},
		{"a list whose items are filled stays", "a.txt", "1. " + filledText + "\n", "", "```\n1. " + filledText + "\n```\n"},
		{"long lines of a log stay together", "a.log", longLine + "\n" + longLine + "\n" + longLine + "\n", "", "```\n" + longLine + "\n" + longLine + "\n" + longLine + "\n```\n"},
		{"text in Windows-1252", "a.txt", "caf\xe9 \x96 x\n", "", "```\ncafé – x\n```\n"},
		{"text in UTF-16, little end first", "a.txt", "\xff\xfec\x00a\x00f\x00\xe9\x00", "", "```\ncafé\n```\n"},
		{"text in UTF-16, big end first", "a.txt", "\xfe\xff\x00c\x00a\x00f\x00\xe9", "", "```\ncafé\n```\n"},
		{"text with a byte order mark", "a.txt", "\uFEFFhello\r\nthere\rx", "", "```\nhello\nthere\nx\n```\n"},
		{"no text", "a.txt", " \n\n", "", ""},
		{"a table", "a.csv", "Name,Seats\n\"Hall, West\",20\n*x*,|\n", "", "| Name | Seats |\n|---|---|\n| Hall, West | 20 |\n| \\*x\\* | \\| |\n\n"},
		{"a table with semicolons", "a.csv", "a;b\n1,5;2\n", "", "| a | b |\n|---|---|\n| 1,5 | 2 |\n\n"},
		{"a table with tabs", "a.tsv", "a\tb,c\n1\t2\n", "", "| a | b,c |\n|---|---|\n| 1 | 2 |\n\n"},
		{"rows of other lengths, and quotes amiss", "a.csv", "a,b\n1\n2,3,4\nx \"y\",z\n", "", "| a | b | |\n|---|---|---|\n| 1 | | |\n| 2 | 3 | 4 |\n| x \"y\" | z | |\n\n"},
		{"one column is a list", "a.csv", "Name\nAnn\nBob\n", "", "**Name**\n\n- Ann\n- Bob\n\n"},
		{"a web page", "a.html", "<base href=https://e.org/d/><title>A page</title><h1>A page</h1><p id=p>See <a href=b>b</a>, <a href='#p'>c</a>, <a href='javascript:x'>d</a>.", "A page", "See [b](https://e.org/d/b), [c](#p), d.\n"},
		{"Markdown", "a.md", "---\ntitle: Plan\nauthor: Ann\ndate: 2026-02-03\n---\n# Plan\n\nText <b>x</b>.\n", "Plan", "\nText **x**.\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Text(document.FormatOf(tt.file), tt.file, []byte(tt.content), true)
			if got.State != document.Ready || got.Title != tt.title || got.Markdown != tt.want {
				t.Errorf("it is %v, titled %q:\n%q, want\n%q", got.State, got.Title, got.Markdown, tt.want)
			}
		})
	}
}

func TestMarkdownSaysWhoWroteItAndWhen(t *testing.T) {
	got := Text(document.Markdown, "a.md", []byte("---\ntitle: Plan\nauthor: Ann\ndate: 2026-02-03 10:00\n---\nx\n"), true)
	if want := time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC); got.Author != "Ann" || !got.Date.Equal(want) {
		t.Errorf("it is by %q of %v", got.Author, got.Date)
	}
}

func TestStates(t *testing.T) {
	for _, tt := range []struct {
		name    string
		file    string
		content string
		whole   bool
		want    document.State
	}{
		{"a program that is called a text", "a.txt", "\x7fELF\x00\x01", true, document.Broken},
		{"UTF-16 that does not say so", "a.txt", "a\x00b\x00", true, document.Broken},
		{"a text of which there is more", "a.txt", "a", false, document.TooLong},
		{"a text of more than the bound", "a.txt", strings.Repeat("word ", document.MaxTextBytes/5+1), true, document.TooLong},
		{"a web page of too many tags", "a.html", strings.Repeat("<b>", 200_000), true, document.TooLong},
		{"captions that are none", "a.vtt", "hello", true, document.Broken},
		{"captions that have no cue yet", "a.vtt", "WEBVTT\n", true, document.Ready},
		{"a text of an office", "a.odt", "PK", true, document.Unsupported},
		{"a PDF, which others read", "a.pdf", "%PDF-1.7", true, document.Unsupported},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Text(document.FormatOf(tt.file), tt.file, []byte(tt.content), tt.whole)
			if got.State != tt.want || got.State != document.Ready && got.Markdown != "" {
				t.Errorf("it is %v, with %q", got.State, got.Markdown)
			}
		})
	}
}

func TestALongTableIsCutAndSaysSo(t *testing.T) {
	row := "a,b,c\n"
	for _, tt := range []struct {
		name    string
		content string
		whole   bool
		want    string // what it begins with
		rows    int
	}{
		{"of a thousand rows", row + strings.Repeat("1,2,3\n", document.MaxRows), true, "| a | b | c |\n", 1000},
		{"of one more", row + strings.Repeat("1,2,3\n", document.MaxRows+1), true, "*Cut here after 1,000 rows.*\n", 1000},
		{"of which the file has more, and half a row", row + "1,2,3\n1,é,3\n4,\xc3", false, "*Cut here after 1 row.*\n", 1},
		{"of too many columns", strings.Repeat("x,", 150) + "\n" + strings.Repeat("1,", 150) + "\n", true, "*Cut here after 90 columns.*\n", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Text(document.CSV, "a.csv", []byte(tt.content), tt.whole)
			if !strings.HasPrefix(got.Markdown, tt.want) {
				t.Errorf("it begins %.200q", got.Markdown)
			}
			if n := strings.Count(got.Markdown, "\n| 1 |"); n != tt.rows {
				t.Errorf("it has %d rows, want %d", n, tt.rows)
			}
			if _, over := site.Read(got.Markdown); over != nil {
				t.Errorf("it is no page: %v", over)
			}
		})
	}
}

func TestAWideTableIsSeveral(t *testing.T) {
	wide := strings.Repeat("1,", 49) + "1\n"
	got := Text(document.CSV, "a.csv", []byte(strings.Repeat(wide, 251)), true)
	for _, want := range []string{"## Rows 1 to 100\n", "## Rows 101 to 200\n", "## Rows 201 to 250\n"} {
		if !strings.Contains(got.Markdown, want) {
			t.Errorf("there is no %q", want)
		}
	}
}

func TestPassagesOfDocuments(t *testing.T) {
	for name, tt := range map[string]struct {
		format  document.Format
		content string
	}{
		"a.html": {document.HTML, `<html lang=fr><title>A</title><main><h1>A</h1><p>un <i lang=cy>dau</i> trois</p></main>`},
		"a.md":   {document.Markdown, "# A\n\n<div lang=fr>\n\nun <i lang=cy>dau</i> trois\n\n</div>\n"},
	} {
		text := Text(tt.format, name, []byte(tt.content), true)
		said := ""
		for i, p := range text.Passages {
			end := len(text.Markdown)
			if i+1 < len(text.Passages) {
				end = text.Passages[i+1].Offset
			}
			said += p.Language + " " + strings.Trim(text.Markdown[p.Offset:end], " *\n") + "; "
		}
		if want := "fr un; cy dau; fr trois; "; said != want {
			t.Errorf("%s is %q in %q, want %q", name, said, text.Markdown, want)
		}
	}
}
