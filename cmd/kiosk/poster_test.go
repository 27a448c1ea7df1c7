package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
)

// runPoster runs the command, and returns what it wrote and said.
func runPoster(args ...string) (status int, out, said string) {
	var o, e bytes.Buffer
	status = run(context.Background(), append([]string{"poster"}, args...), streams{&o, &e})
	return status, o.String(), e.String()
}

// newKeys makes a host key in a folder of its own.
func newKeys(t *testing.T) (folder, fingerprint string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "keys")
	keys, _, err := hostkey.LoadOrMake(folder)
	if err != nil {
		t.Fatal(err)
	}
	return folder, hostkey.Fingerprint(keys.Current.PublicKey())
}

func TestAPosterIsWrittenInTheFormThatWasAskedFor(t *testing.T) {
	keys, fingerprint := newKeys(t)
	const svg, pdf = "<svg ", "%PDF-"
	for _, tt := range []struct {
		name, format, begins string
	}{
		{"a.svg", "", svg}, {"a.PDF", "", pdf}, {"a", "svg", svg}, {"a.svg", "pdf", pdf}, {"", "", pdf}, {"", "svg", svg}, {"", "pdf", pdf},
	} {
		args := []string{"--keys", keys, "--public", "hackday.example"}
		file := filepath.Join(t.TempDir(), tt.name)
		if tt.name != "" {
			args = append(args, "--output", file)
		}
		if tt.format != "" {
			args = append(args, "--format", tt.format)
		}
		status, out, said := runPoster(args...)
		if status != 0 || said != "" {
			t.Errorf("%+v: status %d, %s", tt, status, said)
		}
		if tt.name != "" {
			b, err := os.ReadFile(file)
			if err != nil || out != "" {
				t.Errorf("%+v: %v, and %q on standard output", tt, err, out)
			}
			out = string(b)
		}
		if !strings.HasPrefix(out, tt.begins) {
			t.Errorf("%+v: it begins with %.20q", tt, out)
		}
		if tt.begins == svg {
			for _, want := range []string{"NHS Hack Day", "ssh hackday.example", fingerprint[7:11], "https://nhshackday.com", "No account, no password. Press q to leave."} {
				if !strings.Contains(out, `aria-label="`+want+`"`) {
					t.Errorf("%q is not on the poster", want)
				}
			}
		}
	}
}

func TestAPosterSaysWhatVisitorsType(t *testing.T) {
	keys, _ := newKeys(t)
	t.Setenv("KIOSK_KEYS", keys)
	for _, tt := range []struct {
		public, want string
		args         []string
	}{
		{"hackday.example", "ssh hackday.example", nil},
		{"hackday.example", "ssh -p 2222 hackday.example", []string{"--port", "2222"}},
		{"-p 2200 hackday.example", "ssh -p 2200 hackday.example", nil},
		{"hackday.example", "ssh 192.0.2.1", []string{"--public", "192.0.2.1", "--lang", "CY"}},
	} {
		t.Setenv("KIOSK_PUBLIC", tt.public)
		status, out, said := runPoster(append(tt.args, "--format", "svg")...)
		if status != 0 || !strings.Contains(out, `aria-label="`+tt.want+`"`) {
			t.Errorf("%s %v: status %d, without %q; %s", tt.public, tt.args, status, tt.want, said)
		}
		if welsh := strings.Contains(out, "Dim cyfrif"); welsh != (len(tt.args) > 2) {
			t.Errorf("%v: Welsh is %v", tt.args, welsh)
		}
	}
}

func TestAPosterThatCannotBeMadeSaysWhatToDo(t *testing.T) {
	keys, _ := newKeys(t)
	t.Setenv("KIOSK_PUBLIC", "")
	long := write(t, map[string]string{"site.yaml": "title: T\nurl: https://example.org/" + strings.Repeat("x", 1000) + "\n", "a.md": "---\ntitle: A\n---\nText\n"})
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{}, "kiosk: the poster has to say what visitors type behind ssh\nhint: name the host with --public, for example --public hackday.example\n"},
		{[]string{"--public", "a b"}, "kiosk: the kiosk's name cannot be read from \"a b\"\nhint: give the name alone with --public, and the port with --port, for example --public hackday.example --port 2222\n"},
		{[]string{"--public=-p x host"}, "kiosk: the port cannot be read from \"-p x host\"\nhint: give the name alone with --public, and the port with --port, for example --public hackday.example --port 2222\n"},
		{[]string{"--public", strings.Repeat("a", 64)}, "kiosk: making the poster: \"" + strings.Repeat("a", 64) + "\" is no host name or IP address that can be typed behind ssh\nhint: the host is --public, the port --port, and the site's address \"url\" in site.yaml\n"},
		{[]string{"--public", "a", "--content", long}, "kiosk: making the poster: the site's address has 1020 characters, too many for a QR code that phones read from paper\nhint: the host is --public, the port --port, and the site's address \"url\" in site.yaml\n"},
		{[]string{"--public", "a", "--keys", "/not/there"}, "kiosk: there is no host key in /not/there\nhint: its fingerprint belongs on the poster; kiosk serve makes one on its first run; or name the folder with --keys\n"},
		{[]string{"--public", "a", "--lang", "xx"}, "kiosk: there is no language \"xx\"\nhint: the languages are: cy, en\n"},
		{[]string{"--public", "a", "--output", "poster.txt"}, "kiosk: the name of poster.txt does not say whether it is to be an SVG or a PDF\nhint: end it with .svg or .pdf, or add --format\n"},
		{[]string{"--public", "a", "--output", "/not/there/a.pdf"}, "kiosk: the poster cannot be written: open /not/there/a.pdf: no such file or directory\nhint: name a file in a folder that you may write to with --output\n"},
	} {
		status, out, said := runPoster(append([]string{"--keys", keys}, tt.args...)...)
		if status != 1 || out != "" || said != tt.want {
			t.Errorf("%v: status %d, said\n%swant\n%s", tt.args, status, said, tt.want)
		}
	}
}

func TestAPosterTellsWhichLettersItCannotDraw(t *testing.T) {
	keys, _ := newKeys(t)
	content := write(t, map[string]string{"site.yaml": "title: \"שלום & <b>\"\nurl: https://example.org\n", "a.md": "---\ntitle: A\n---\nText\n"})
	status, out, said := runPoster("--keys", keys, "--public", "a", "--content", content, "--format", "svg")
	if want := "kiosk: the poster's typefaces have no 'ש' 'ל' 'ו' 'ם', and \"\ufffd\" stands instead; they have the letters of Latin, Greek and Cyrillic\n"; status != 0 || said != want {
		t.Errorf("status %d, said %q, want %q", status, said, want)
	}
	if !strings.Contains(out, `aria-label="`+strings.Repeat("\ufffd", 4)+` &amp; &lt;b&gt;"`) {
		t.Error("the title is not on the poster")
	}
}

func TestAPDFIsNotWrittenToATerminal(t *testing.T) {
	keys, _ := newKeys(t)
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 100}, program(t, "poster", "--keys", keys, "--public", "hackday.example"))
	status, err := term.Wait(15 * time.Second)
	if s := term.Screen(); err != nil || status != 1 || !s.Contains("write it to a file: kiosk poster --output poster.pdf") || s.Contains("%PDF") {
		t.Errorf("status %d, %v\n%s", status, err, s.Text())
	}
}
