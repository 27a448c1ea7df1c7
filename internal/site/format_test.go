package site

import (
	"testing"

	"hackday.example/kiosk/internal/document"
)

func TestATableOfTabsIsCalledSo(t *testing.T) {
	for name, want := range map[string]string{"a.tsv": "TSV", "a.TSV": "TSV", "a.csv": "CSV", "a.log": "plain text"} {
		r := Resource{Kind: Document, URL: "/" + name, File: &File{Path: name, Format: document.FormatOf(name)}}
		if got := r.Format(); got != want {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
	}
}
