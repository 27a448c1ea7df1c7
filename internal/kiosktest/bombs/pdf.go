package bombs

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math/rand/v2"
	"strings"
)

// File is a file that costs more to read than it weighs, or that tries to do what a
// document must not.
type File struct {
	Name    string
	Content []byte
}

// PDF are hostile PDFs, made anew with each call. Most have one page; none exceeds 48 MiB.
func PDF() []File {
	var all []File
	for _, files := range [][]File{
		pdfTrees(), pdfOutlines(), pdfStreams(), pdfBoxes(), pdfNesting(), pdfForms(),
		pdfActions(), pdfFonts(), pdfImages(), pdfTables(), pdfContents(),
	} {
		all = append(all, files...)
	}
	return all
}

// Mutants are n copies of content with some of their bytes changed, left out or doubled:
// the same ones each time.
func Mutants(content []byte, n int) [][]byte {
	r := rand.New(rand.NewPCG(1, uint64(len(content))))
	all := make([][]byte, n)
	for i := range all {
		m := bytes.Clone(content)
		for range 1 + r.IntN(20) {
			at := r.IntN(len(m))
			end := min(at+1+r.IntN(40), len(m))
			switch r.IntN(4) {
			case 0:
				m[at] ^= 1 << r.IntN(8)
			case 1:
				m[at] = "0123456789<>[]()/ R"[r.IntN(19)]
			case 2:
				m = append(m[:at:at], m[end:]...)
			case 3:
				m = append(m[:end:end], m[at:]...)
			}
		}
		all[i] = m
	}
	return all
}

// pdf is a file of objects, numbered from 1; the first is the catalogue.
func pdf(objects ...string) []byte {
	return pdfOf(objects, "")
}

// pdfOf is a file of objects whose trailer has more entries.
func pdfOf(objects []string, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

// The first three objects of most: a catalogue, a tree of one page, and the page, which
// draws object 4 and has the font F of object 5.
const (
	pdfCatalogue = "<</Type/Catalog/Pages 2 0 R>>"
	pdfTree      = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	pdfPage      = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R/Y 7 0 R>>>>>>"
	pdfFont      = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
	pdfHello     = "BT /F 12 Tf 50 700 Td (Hello from a hostile file) Tj ET\n"
)

// onePage is a file of one page that shows content, with the font and further objects
// from number 6.
func onePage(content, font string, more ...string) []byte {
	return pdf(append([]string{pdfCatalogue, pdfTree, pdfPage, stream("", content), font}, more...)...)
}

// stream is a stream with entries in its dictionary.
func stream(entries, content string) string {
	return fmt.Sprintf("<</Length %d%s>>\nstream\n%s\nendstream", len(content), entries, content)
}

// deflated is a stream that is compressed times times over.
func deflated(entries, content string, times int) string {
	return stream("/Filter["+strings.Repeat("/FlateDecode", times)+"]"+entries, deflate(content, times))
}

func deflate(content string, times int) string {
	for range times {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		_, _ = w.Write([]byte(content)) // a buffer takes all
		_ = w.Close()
		content = b.String()
	}
	return content
}

func pdfTrees() []File {
	tree := func(name string, objects ...string) File { return File{name, pdf(objects...)} }
	deep := []string{pdfCatalogue}
	for i := range 100_000 {
		deep = append(deep, fmt.Sprintf("<</Type/Pages/Kids[%d 0 R]/Count 1>>", i+3))
	}
	deep = append(deep, "<</Type/Page>>")
	nulls := []string{pdfCatalogue, pdfTree, pdfPage, stream("", pdfHello), pdfFont}
	for range 1_000_000 {
		nulls = append(nulls, "0")
	}
	return []File{
		tree("tree of itself", pdfCatalogue, "<</Type/Pages/Kids[2 0 R]/Count 5>>"),
		tree("tree of two that have each other", pdfCatalogue, "<</Type/Pages/Kids[3 0 R]/Count 5>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 5>>"),
		tree("tree that is its own parent", pdfCatalogue, "<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R>>"),
		tree("tree with a page that is its parent", pdfCatalogue, pdfTree, "<</Type/Page/Parent 3 0 R>>"),
		tree("tree of a billion", pdfCatalogue, "<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", "<</Type/Page/Parent 2 0 R>>"),
		tree("tree of fewer than none", pdfCatalogue, "<</Type/Pages/Kids[3 0 R]/Count -7>>", "<</Type/Page/Parent 2 0 R>>"),
		tree("tree of one page a million times", pdfCatalogue, "<</Type/Pages/Kids["+strings.Repeat("3 0 R ", 1_000_000)+"]/Count 1000000>>", "<</Type/Page/Parent 2 0 R>>"),
		tree("tree of 100,000 levels", deep...),
		tree("million objects", nulls...),
		tree("catalogue of nothing", "null"),
		tree("catalogue that is itself", "1 0 R"),
	}
}

func pdfOutlines() []File {
	with := func(name string, entries ...string) File {
		objects := []string{"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>", pdfTree, pdfPage, stream("", pdfHello), pdfFont}
		return File{name, pdf(append(objects, entries...)...)}
	}
	deep := []string{"<</First 7 0 R>>"}
	wide := []string{"<</First 7 0 R>>"}
	for i := range 100_000 {
		deep = append(deep, fmt.Sprintf("<</Title(a)/First %d 0 R>>", i+8))
		wide = append(wide, fmt.Sprintf("<</Title(a)/Dest[3 0 R/XYZ 0 700 0]/Next %d 0 R>>", i+8))
	}
	return []File{
		with("outline of itself", "<</First 6 0 R/Title(a)>>"),
		with("outline whose entry follows itself", "<</First 7 0 R>>", "<</Title(a)/Next 7 0 R>>"),
		with("outline whose entries follow each other", "<</First 7 0 R>>", "<</Title(a)/Next 8 0 R/First 8 0 R>>", "<</Title(b)/Next 7 0 R/First 7 0 R>>"),
		with("outline with a long title", "<</First 7 0 R>>", "<</Title("+strings.Repeat("a", 5<<20)+")>>"),
		with("outline of 100,000 levels", deep...),
		with("outline of 100,000 entries", wide...),
		with("outline with a destination in a loop", "<</First 7 0 R>>", "<</Title(a)/Dest 8 0 R>>", "[8 0 R/XYZ 0 0 0]"),
		with("outline with a destination that is no number", "<</First 7 0 R>>", "<</Title(a)/Dest[3 0 R/XYZ nan 1e999 -inf]>>"),
	}
}

func pdfStreams() []File {
	blanks := strings.Repeat(" ", 256<<20)
	content := func(name, s string) File {
		return File{name, pdf(pdfCatalogue, pdfTree, pdfPage, s, pdfFont)}
	}
	packed := func(n int) string { // object streams within one another
		return deflated(fmt.Sprintf("/Type/ObjStm/N 1/First 5/Extends %d 0 R", n), fmt.Sprintf("%d 0  <</Type/ObjStm/N 1/First 5>>", n), 1)
	}
	return []File{
		content("contents of 256 MiB of blanks", deflated("", blanks, 1)),
		content("contents deflated twice", deflated("", blanks, 2)),
		content("contents deflated fifty times", deflated("", pdfHello, 50)),
		content("contents of runs", stream("/Filter[/RunLengthDecode/RunLengthDecode]", strings.Repeat("\x81\x81", 100_000))),
		content("contents with a predictor of columns", stream("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32/BitsPerComponent 16>>", deflate(pdfHello, 1))),
		content("contents longer than the file", "<</Length 2147483647>>\nstream\n"+pdfHello+"\nendstream"),
		content("contents that are as long as themselves", "<</Length 4 0 R>>\nstream\n"+pdfHello+"\nendstream"),
		content("contents in another file", stream("/F(/etc/passwd)", "")),
		content("contents of an unknown cipher", stream("/Filter/Crypt/DecodeParms<</Name/A>>", pdfHello)),
		{"object streams in one another", pdf("<</Type/Catalog/Pages 2 0 R>>", packed(3), packed(2), packed(4))},
		{"contents of themselves", pdf(pdfCatalogue, pdfTree, pdfPage, "[4 0 R 4 0 R]", pdfFont)},
		{"contents a hundred thousand times", pdf(pdfCatalogue, pdfTree, pdfPage, "["+strings.Repeat("6 0 R ", 100_000)+"]", pdfFont, stream("", pdfHello))},
	}
}

func pdfBoxes() []File {
	var all []File
	for _, box := range []string{
		"nan nan nan nan", "0 0 1e30 1e30", "-1e30 -1e30 1e30 1e30", "0 0 0 0", "0 0 -600 -800", "600 800 0 0",
		"0 0 99999999999999999999 1", "0 0 0.0000001 0.0000001", "0 0 1 1000000", "2147483647 2147483647 -2147483648 -2147483648", "[] [] [] []", "0 0 3 0 R 4 0 R",
	} {
		page := strings.Replace(pdfPage, "[0 0 600 800]", "["+box+"]/Rotate 2147483647/UserUnit 1e30/CropBox["+box+"]", 1)
		empty := strings.Replace(page, "/Contents 4 0 R", "", 1)
		all = append(all,
			File{"box of " + box, pdf(pdfCatalogue, pdfTree, page, stream("", pdfHello), pdfFont)},
			File{"box of " + box + ", no text", pdf(pdfCatalogue, pdfTree, empty)})
	}
	return all
}
