package extract

import (
	"runtime"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest/race"
)

// TestBombsTakeBoundedMemory hands over what MaxBytes allows of the worst of each format.
// It counts what is allocated in all, which is several times what is in use at once.
func TestBombsTakeBoundedMemory(t *testing.T) {
	fill := func(f document.Format, head, unit string) string {
		return head + strings.Repeat(unit, (int(MaxBytes(f))-len(head))/len(unit))
	}
	cue := "00:01.000 --> 00:02.000\n"
	for _, tt := range []struct {
		name string
		file string
		body string
		most int // MiB
	}{
		{"a table of a million columns", "a.csv", fill(document.CSV, "", ","), 300},
		{"a table of a million rows", "a.csv", fill(document.CSV, "", "\n,"), 300},
		{"a table in one quotation", "a.csv", fill(document.CSV, "\"", "x,\n"), 300},
		{"a table of quotes", "a.csv", fill(document.CSV, "a,b\n", "\"\""), 300},
		{"a text of one line", "a.txt", fill(document.CSV, "", "x"), 300},
		{"a text of backticks", "a.txt", fill(document.CSV, "", "`"), 300},
		{"a text of empty lines", "a.txt", fill(document.CSV, "x", "\n"), 300},
		{"a text of long and short lines", "a.txt", fill(document.CSV, "", longLine+"\n\nx\n\n"), 300},
		{"a text of marks", "a.txt", fill(document.CSV, longLine+"\n\n", "*a*\n"), 300},
		{"captions of tags", "a.vtt", fill(document.Captions, "WEBVTT\n\n"+cue, "<b>a"), 300},
		{"captions of tags in many lines", "a.vtt", fill(document.Captions, "WEBVTT\n\n", cue+"<b>a<b>a<b>a<b>a\n\n"), 1000},
		{"captions of voices", "a.vtt", fill(document.Captions, "WEBVTT\n\n"+cue, "<v a>b\n"), 300},
		{"captions of times", "a.vtt", fill(document.Captions, "WEBVTT\n\n", cue), 300},
		{"captions of times without end", "a.vtt", fill(document.Captions, "WEBVTT\n\n", "00:01.000 -->\n"), 300},
		{"captions of notes", "a.vtt", fill(document.Captions, "WEBVTT\n\n"+cue, "NOTE chapter x\n\n"), 300},
		{"captions of regions", "a.vtt", fill(document.Captions, "WEBVTT\n\n"+cue, "Region: id=a\n\n"), 300},
		{"captions of colours", "a.srt", fill(document.Captions, "1\n00:00:01,000 --> 00:00:02,000\n", "<font color=a>b"), 300},
		{"a web page of tables", "a.html", fill(document.HTML, "", "<table><td>"), 1000},
		{"a web page of attributes", "a.html", fill(document.HTML, "<p ", "a=b "), 1000},
		{"Markdown of quotations", "a.md", fill(document.Markdown, "", "> "), 300},
		{"Markdown of brackets", "a.md", fill(document.Markdown, "", "[<"), 1000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := Text(document.FormatOf(tt.file), tt.file, []byte(tt.body), true)
			runtime.ReadMemStats(&after)
			if n := (after.TotalAlloc - before.TotalAlloc) >> 20; n > uint64(tt.most) && !race.Enabled { // which allocates too
				t.Errorf("%d MiB were allocated, of %d", n, tt.most)
			}
			if len(got.Markdown) > document.MaxTextBytes {
				t.Errorf("the text has %d bytes", len(got.Markdown))
			}
			t.Logf("%v, %d bytes, %d MiB", got.State, len(got.Markdown), (after.TotalAlloc-before.TotalAlloc)>>20)
		})
	}
}
