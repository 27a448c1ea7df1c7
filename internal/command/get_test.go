package command

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
)

// taken is a site with files that can be taken.
func taken() fstest.MapFS {
	at := noon.Add(-time.Hour)
	return fstest.MapFS{
		"index.md":        {Data: []byte("---\ntitle: Home\n---\n[Slides](docs/slides.bin), [about](about.md), [elsewhere](https://example.org/).\n"), ModTime: at},
		"about.md":        {Data: []byte("---\ntitle: About\n---\nMore: [one](docs/one.bin).\n"), ModTime: at},
		"docs/one.bin":    {Data: []byte("one"), ModTime: at},
		"docs/slides.bin": {Data: []byte(strings.Repeat("slides ", 20_000)), ModTime: at},
		"unlinked.bin":    {Data: []byte("secret"), ModTime: at},
	}
}

func TestGet(t *testing.T) {
	slides := string(taken()["docs/slides.bin"].Data)
	for _, tt := range []struct {
		line   string
		status Status
		out    string
		errors string // a part
		opened string
	}{
		{"get 1", Done, slides, "", "index I"},
		{"get about 1", Done, "one", "", "about I"},
		{"get index 1", Done, slides, "", "index I"},
		{"get docs/slides.bin", Done, slides, "", "index I"},
		{"get /docs/one.bin", Done, "one", "", "about I"},
		{"get about.md", Done, "More: [one](docs/one.bin).", "", "about"},
		{"get about", Done, "More: [one](docs/one.bin).", "", "about"},
		{"get 2", Done, "More: [one](docs/one.bin).", "", "index II"},
		{"get", NotUnderstood, "", "say what to take: get [PAGE] NUMBER|NAME > FILE", ""},
		{"get 3", Failed, "", "its address is https://example.org/", ""},
		{"get 4", NotUnderstood, "", "there is no link 4", ""},
		{"get unlinked.bin", Failed, "", `there is no file "unlinked.bin" here; sftp hackday.example lists what can be taken`, ""},
		{"get docs", Failed, "", "scp -r hackday.example:docs .", ""},
		{"get a b", NotUnderstood, "", "get [PAGE] NUMBER|NAME", ""},
		{"get 1 --x", NotUnderstood, "", "--x", ""},
	} {
		t.Run(tt.line, func(t *testing.T) {
			a := ask(t, taken())
			status := New(a.Options).Run(context.Background(), tt.line)
			if status != tt.status || strings.TrimSpace(a.out.String()) != strings.TrimSpace(tt.out) || !strings.Contains(a.errors.String(), tt.errors) {
				t.Errorf("it ended with %d, %.80q, %q", status, a.out.String(), a.errors.String())
			}
			if got := strings.Join(a.visit.opened, ","); got != tt.opened {
				t.Errorf("what was opened is %q, want %q", got, tt.opened)
			}
			if a.visit.downloads != 1 {
				t.Errorf("the download was not given back")
			}
		})
	}
}

func TestADocumentThatCannotBeReadSaysWhy(t *testing.T) {
	for _, line := range []string{"read docs/slides.bin", "docs/slides.bin", "read /docs/slides%2Ebin"} {
		t.Run(line, func(t *testing.T) {
			a := ask(t, taken())
			New(a.Options).Run(context.Background(), line)
			want := `the file "docs/slides.bin" is here. This kiosk cannot read this format. Take it away: scp hackday.example:docs/slides.bin .`
			if !strings.Contains(a.errors.String(), want) || a.out.Len() > 0 {
				t.Errorf("it says %q, want %q in it", a.errors.String(), want)
			}
		})
	}
}

// portVisit came to another port than the usual one.
type portVisit struct{ *visit }

func (portVisit) Join() string { return "ssh -p 2222 hackday.example" }

func TestSFTPIsTypedWithItsOwnFlagForThePort(t *testing.T) {
	a := ask(t, taken())
	a.Visit = portVisit{a.visit}
	New(a.Options).Run(context.Background(), "get unlinked.bin")
	if want := "sftp -P 2222 hackday.example lists"; !strings.Contains(a.errors.String(), want) {
		t.Errorf("it says %q, want %q in it", a.errors.String(), want)
	}
}

func TestGetOnATerminalSaysHow(t *testing.T) {
	a := ask(t, taken()).on("xterm-256color")
	if status := New(a.Options).Run(context.Background(), "get 1"); status != NotUnderstood || a.out.Len() > 0 {
		t.Errorf("it ended with %d, and wrote %d bytes", status, a.out.Len())
	}
	if want := "ssh hackday.example get 1 > slides.bin"; !strings.Contains(a.errors.String(), want) {
		t.Errorf("it says %q, want %q in it", a.errors.String(), want)
	}
}

func TestGetPrintsCommandsThatAreSafeToCopy(t *testing.T) {
	files := taken()
	files["$(id).bin"], files["a b.bin"], files["c;d/e.bin"] = files["docs/one.bin"], files["docs/one.bin"], files["docs/one.bin"]
	files["index.md"] = &fstest.MapFile{Data: []byte("[a](<$(id).bin>) [b](<a b.bin>) [c](<c;d/e.bin>)\n")}
	for _, tt := range []struct{ line, want string }{
		{"get 1", "ssh hackday.example get 1 > '$(id).bin'"},
		{"get '$(id).bin'", `ssh hackday.example get ''\''$(id).bin'\''' > '$(id).bin'`},
		{"get 'a b.bin'", `ssh hackday.example get '"a b.bin"' > "a b.bin"`},
		{"get 'c;d'", `scp -r "hackday.example:c;d" .`},
	} {
		a := ask(t, files).on("xterm-256color")
		New(a.Options).Run(context.Background(), tt.line)
		if !strings.Contains(a.errors.String(), tt.want) {
			t.Errorf("%s says %q, want %q in it", tt.line, a.errors.String(), tt.want)
		}
	}
}

func TestTooManyDownloads(t *testing.T) {
	a := ask(t, taken())
	a.visit.downloads = 0
	if status := New(a.Options).Run(context.Background(), "get 1"); status != Failed || a.out.Len() > 0 || !strings.Contains(a.errors.String(), "too many files") {
		t.Errorf("it ended with %d, %.50q, %q", status, a.out.String(), a.errors.String())
	}
}

func TestSCPThatIsNotAnsweredEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := ask(t, taken())
		from, client := io.Pipe()
		a.Input = func(context.Context) io.ReadCloser { return from }
		begin := time.Now()
		go func() {
			for range 2 { // each a little before it is too late
				time.Sleep(scpIdle - time.Second)
				_, _ = client.Write([]byte{0})
			}
		}()
		if status := New(a.Options).Run(context.Background(), "scp -f docs/one.bin"); status != Failed {
			t.Errorf("it ended with %d", status)
		}
		if took, want := time.Since(begin), 3*scpIdle-2*time.Second; took != want {
			t.Errorf("it ended after %v, want %v", took, want)
		}
	})
}

func TestSCP(t *testing.T) {
	for _, tt := range []struct {
		line, answers string
		status        Status
		out           string
	}{
		{"scp -f docs/one.bin", "\x00\x00\x00", Done, "C0444 3 one.bin\none\x00"},
		{"scp -v -f -- docs/one.bin", "\x00\x00\x00", Done, "C0444 3 one.bin\none\x00"},
		{"scp -p -f docs/one.bin", "\x00\x00\x00\x00", Done, "T1795863600 0 1795863600 0\nC0444 3 one.bin\none\x00"},
		{"scp -f docs/one.bin about.md", "\x00\x00\x00\x00\x00", Done, "C0444 3 one.bin\none\x00C0444 27 about.md\nMore: [one](docs/one.bin).\n\x00"},
		{"scp -f unlinked.bin", "\x00", Failed, "\x01scp: unlinked.bin: No such file or directory\n"},
		{"scp -f docs", "\x00", Failed, "\x01scp: docs: not a regular file\n"},
		{"scp -r -f /", "\x00", Failed, "\x01scp: /: name a folder in it; scp without -O takes all\n"},
		{"scp -f 1", "\x00", Failed, "\x01scp: 1: No such file or directory\n"},
		{"scp -t docs", "", Failed, "\x01scp: permission denied: nothing can be written here\n"},
		{"scp -r -p -t -- x", "", Failed, "\x01scp: permission denied: nothing can be written here\n"},
		{"scp -f docs/one.bin", "", Failed, ""},
		{"scp -f docs/one.bin", "\x00\x01no\n", Failed, "C0444 3 one.bin\n"},
		{"scp", "", NotUnderstood, ""},
	} {
		t.Run(tt.line, func(t *testing.T) {
			a := ask(t, taken())
			a.typed = tt.answers
			if status := New(a.Options).Run(context.Background(), tt.line); status != tt.status || a.out.String() != tt.out {
				t.Errorf("it ended with %d, %q, want %d, %q", status, a.out.String(), tt.status, tt.out)
			}
		})
	}
	a := ask(t, taken())
	a.typed = strings.Repeat("\x00", 8)
	if status := New(a.Options).Run(context.Background(), "scp -r -f docs"); status != Done || !strings.HasPrefix(a.out.String(), "D0755 0 docs\nC0444 3 one.bin\none\x00C0444 140000 slides.bin\n") || !strings.HasSuffix(a.out.String(), "\x00E\n") {
		t.Errorf("a folder: %d, %.100q", status, a.out.String())
	}
}
