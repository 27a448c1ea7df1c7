package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/term"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/poster"
	"hackday.example/kiosk/internal/words"
)

// The forms that a poster is written in.
const (
	formatSVG = "svg"
	formatPDF = "pdf"
)

type posterCommand struct {
	settingsFlags
	contentFlags
	keysFlags
	publicFlags
	Lang   string `placeholder:"CODE" default:"en" help:"The language, for example cy. (default: ${default})"`
	Format string `placeholder:"FORMAT" enum:",svg,pdf" default:"" help:"svg or pdf. (default: as the file's name ends, or pdf)"`
	Output string `short:"o" placeholder:"FILE" help:"The file to write. (default: standard output)"`
}

// Run writes the poster to a file, or to standard output.
func (c *posterCommand) Run(std streams) error {
	format, err := c.format()
	if err != nil {
		return err
	}
	if f, ok := std.out.(*os.File); ok && c.Output == "" && format == formatPDF && term.IsTerminal(f.Fd()) {
		return hint(errors.New("a PDF is nothing to look at in a terminal"), "write it to a file: kiosk poster --output poster.pdf")
	}
	p, err := c.compose(std.err)
	if err != nil {
		return err
	}
	if missing := p.Missing(); len(missing) > 0 {
		fmt.Fprintf(std.err, "kiosk: the poster's typefaces have no %s, and \"\ufffd\" stands instead; they have the letters of Latin, Greek and Cyrillic\n", quoted(missing))
	}
	var b bytes.Buffer
	write := p.PDF
	if format == formatSVG {
		write = p.SVG
	}
	if err := write(&b); err != nil {
		return err
	}
	if c.Output == "" {
		_, err := b.WriteTo(std.out)
		return err
	}
	if err := os.WriteFile(c.Output, b.Bytes(), 0o644); err != nil {
		return hint(fmt.Errorf("the poster cannot be written: %w", err), "name a file in a folder that you may write to with --output")
	}
	return nil
}

// format is the one that was asked for, by --format or by the file's name.
func (c *posterCommand) format() (string, error) {
	named := strings.ToLower(strings.TrimPrefix(filepath.Ext(c.Output), "."))
	switch {
	case c.Format != "":
		return c.Format, nil
	case c.Output == "":
		return formatPDF, nil
	case named == formatSVG, named == formatPDF:
		return named, nil
	}
	return "", hint(fmt.Errorf("the name of %s does not say whether it is to be an SVG or a PDF", c.Output), "end it with .svg or .pdf, or add --format")
}

func (c *posterCommand) compose(notes io.Writer) (*poster.Poster, error) {
	w, ok := words.In(c.Lang, false)
	if !ok {
		return nil, hint(fmt.Errorf("there is no language %q", c.Lang), "the languages are: %s", strings.Join(words.Codes(), ", "))
	}
	host, port, err := c.place()
	if err != nil {
		return nil, err
	}
	if host == "" {
		return nil, hint(errors.New("the poster has to say what visitors type behind ssh"), "name the host with --public, for example --public hackday.example")
	}
	s, err := c.load()
	if err != nil {
		return nil, err
	}
	keys, err := c.loadKeys(notes)
	if err != nil {
		return nil, noHostKey(c.Keys, err, "its fingerprint belongs on the poster; kiosk serve makes one on its first run; or name the folder with --keys%s", asRoot())
	}
	p, err := poster.New(poster.Options{
		Title:       s.Called(w.Code).Title,
		Tagline:     s.Called(w.Code).Tagline,
		Address:     s.URL,
		Host:        host,
		Port:        int(port),
		Fingerprint: hostkey.Fingerprint(keys.Current.PublicKey()),
		Words:       w,
	})
	if err != nil {
		return nil, hint(fmt.Errorf("making the poster: %w", err), "the host is --public, the port --port, and the site's address \"url\" in site.yaml")
	}
	return p, nil
}

// quoted lists some characters.
func quoted(runes []rune) string {
	const most = 8
	var b strings.Builder
	for i, r := range runes {
		if i == most {
			return b.String() + " …"
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.QuoteRune(r))
	}
	return b.String()
}
