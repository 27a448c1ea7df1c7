package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/site"
)

// Reads says that a resource can be read here, "Read it here, 15 pages.", or why it
// cannot. It is empty for what nobody would expect to read: a page on the web, a video
// without a transcript, a picture, and the document whose page this is.
func (w *Words) Reads(r *site.Resource) string {
	d, f := &w.Document, r.File
	switch {
	case r.Origin == site.FromPermalink:
		return ""
	case r.Kind == site.Video && r.Target != "":
		return d.Transcript
	case f == nil:
		return ""
	case f.Format == 0 && r.Kind != site.Document:
		return ""
	case f.Format == 0:
		return d.States[document.Unsupported.String()]
	case f.State != document.Ready:
		return Fill(d.States[f.State.String()], "bytes", site.FormatSize(document.MaxFileBytes),
			"text", site.FormatSize(document.MaxTextBytes), "pages", document.MaxPages)
	case f.Page == "":
		return d.Empty
	case f.Pages > 0:
		return w.Count(d.ReadPages, f.Pages)
	}
	return d.Read
}

// Made says who made a document, and when, as its file has it: "By Ann Lee, 3 March
// 2026". It is empty where the file says neither.
func (w *Words) Made(f *site.File) string {
	var parts []string
	if f.Author != "" {
		parts = append(parts, Fill(w.Document.By, "author", f.Author))
	}
	if !f.Date.IsZero() {
		parts = append(parts, w.day(f.Date))
	}
	return strings.Join(parts, ", ")
}

// Facts is what the file of a resource says of itself, a line each: its title, unless it
// is the resource's, and who made it.
func (w *Words) Facts(r *site.Resource) []string {
	if r.File == nil {
		return nil
	}
	var lines []string
	if t := r.File.Title; t != "" && t != w.Title(r) {
		lines = append(lines, t)
	}
	if made := w.Made(r.File); made != "" {
		lines = append(lines, made)
	}
	return lines
}

// day is a date as people write it.
func (w *Words) day(t time.Time) string {
	return Fill(w.Document.Date, "day", t.Day(), "month", w.Document.Months[strconv.Itoa(int(t.Month()))], "year", t.Year())
}

// Source says what the page of a document is, and which page of the site it belongs to:
// "A document linked in Rationale, part 2 of 5, layout simplified". It is empty for any
// other page.
func (w *Words) Source(s *site.Site, p *site.Page) string {
	if p.Source == nil {
		return ""
	}
	var parts []string
	if up := s.Page(p.Up); up != nil {
		in := w.Document.In
		if p.Source.Format == document.Captions {
			in = w.Document.ScriptIn
		}
		parts = append(parts, Fill(in, "page", s.In(up, w.Code).Title))
	}
	if state := w.Simplified(p); state != "" {
		parts = append(parts, state)
	}
	return strings.Join(parts, ", ")
}

// Simplified says of the page of a document which part of it the page is, and that it
// does not look as the document does: "part 2 of 5, layout simplified".
func (w *Words) Simplified(p *site.Page) string {
	if p.Source == nil {
		return ""
	}
	var parts []string
	if p.Source.Parts > 1 {
		parts = append(parts, Fill(w.Document.Part, "part", p.Part, "parts", p.Source.Parts))
	}
	if p.Source.Format != document.Captions { // which have none
		parts = append(parts, w.Document.Simplified)
	}
	return strings.Join(parts, ", ")
}

// About is all that a page of a document says of it below its title, a line each; nil for
// any other page.
func (w *Words) About(s *site.Site, p *site.Page) []string {
	if p.Source == nil {
		return nil
	}
	var lines []string
	for _, text := range []string{w.Source(s, p), w.Made(p.Source)} {
		if text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// Labelled is a command behind what it is for: "Take it away: scp …".
func Labelled(label, command string) string { return fmt.Sprintf("%s: %s", label, command) }
