package pdf

import (
	"bytes"
	"fmt"
	"testing"

	"codeberg.org/go-pdf/fpdf"
)

// fullPages is a document of n pages of 3,000 characters.
func fullPages(b *testing.B, n int) []byte {
	f := fpdf.New("P", "pt", "A4", "")
	f.SetFont("Times", "", 10)
	for page := range n {
		f.AddPage()
		for line := range 50 {
			f.Text(40, 40+float64(line)*14, fmt.Sprintf("Line %2d of page %3d, and the words that it has are of no matter", line, page))
		}
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkFullPages reads pages of 3,000 characters; its processor time bounds how long
// a paper may be.
func BenchmarkFullPages(b *testing.B) {
	r := newReader(b)
	content := fullPages(b, 100)
	begin := processorTime()
	for b.Loop() {
		mustRead(b, r, content)
	}
	b.ReportMetric((processorTime()-begin).Seconds()/float64(b.N)/100, "cpu-s/page")
}

// BenchmarkNewReader starts PDFium.
func BenchmarkNewReader(b *testing.B) {
	for b.Loop() {
		r, err := NewReader(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
