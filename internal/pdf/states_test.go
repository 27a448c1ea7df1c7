package pdf

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/papers"
)

// pages is a document of n pages, with each a few words, made by fpdf.
func pages(t testing.TB, n int, change func(*fpdf.Fpdf)) []byte {
	t.Helper()
	f := fpdf.New("P", "pt", "A4", "")
	f.SetFont("Helvetica", "", 12)
	if change != nil {
		change(f)
	}
	for i := range n {
		f.AddPage()
		f.Text(50, 100, fmt.Sprintf("This is page %d.", i+1))
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// qpdf is what the program qpdf makes of a PDF.
func qpdf(t testing.TB, content []byte, args ...string) []byte {
	t.Helper()
	program := kiosktest.Need(t, "qpdf")
	from, to := filepath.Join(t.TempDir(), "from.pdf"), filepath.Join(t.TempDir(), "to.pdf")
	if err := os.WriteFile(from, content, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, from, to)
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("qpdf %q: %v: %s", args, err, out)
	}
	made, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestStates(t *testing.T) {
	r := newReader(t)
	encrypted := func(user, owner string) []byte {
		return pages(t, 2, func(f *fpdf.Fpdf) { f.SetProtection(0, user, owner) })
	}
	report := papers.Report()
	for _, test := range []struct {
		name    string
		content []byte
		want    document.State
	}{
		{"a good document", papers.Talk(), document.Ready},
		{"a scan", papers.Scan(), document.Ready},
		{"a user's password", encrypted("secret", "owner"), document.Encrypted},
		{"an owner's password only", encrypted("", "owner"), document.Ready},
		{"nothing", nil, document.Broken},
		{"a text", []byte("Dear reader, this is no PDF."), document.Broken},
		{"half a document", report[:len(report)/2], document.Broken},
		{"only a head", report[:100], document.Broken},
		{"the most pages", pages(t, document.MaxPages, nil), document.Ready},
		{"a page too many", pages(t, document.MaxPages+1, nil), document.TooManyPages},
		{"a byte too many", make([]byte, document.MaxFileBytes+1), document.TooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, state := r.read(t.Context(), test.content); state != test.want {
				t.Errorf("the document is %v, want %v", state, test.want)
			}
			if text := r.Read(t.Context(), test.content); text.State != test.want {
				t.Errorf("its text is %v, want %v", text.State, test.want)
			}
		})
	}
}

func TestADocumentWithoutItsEndIsReadAsFarAsItGoes(t *testing.T) {
	// Its table is gone: PDFium looks for the objects.
	report := papers.Report()
	cut := report[:bytes.LastIndex(report, []byte("\nxref"))]
	cut = append(bytes.Clone(cut), "\ntrailer\n<</Root 1 0 R>>\n"...)
	r := newReader(t)
	if _, state := r.read(t.Context(), cut); state != document.Ready && state != document.Broken {
		t.Errorf("the document is %v", state)
	}
}

func TestCiphersOfQPDF(t *testing.T) {
	r := newReader(t)
	talk := papers.Talk()
	for _, bits := range []string{"128", "256"} {
		open := qpdf(t, talk, "--encrypt", "", "owner", bits, "--print=none", "--")
		if d, state := r.read(t.Context(), open); state != document.Ready || d.Title != papers.TalkTitle {
			t.Errorf("%s bits, no user's password: the document is %v", bits, state)
		}
		closed := qpdf(t, talk, "--encrypt", "user", "owner", bits, "--")
		if _, state := r.read(t.Context(), closed); state != document.Encrypted {
			t.Errorf("%s bits: the document is %v", bits, state)
		}
	}
}

func TestStreamsOfObjectsAreRead(t *testing.T) {
	r := newReader(t)
	for _, args := range [][]string{{"--object-streams=generate"}, {"--linearize"}, {"--qdf"}} {
		d := mustRead(t, r, qpdf(t, papers.Report(), args...))
		if len(d.Pages) != papers.ReportPages || d.Title != papers.ReportTitle {
			t.Errorf("%q: %d pages of %q", args, len(d.Pages), d.Title)
		}
	}
}
