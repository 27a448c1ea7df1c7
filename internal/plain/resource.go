package plain

import (
	"fmt"
	"strings"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// brief adds a link's number, title and address. A bare address, of which there is no more
// to say, is said once.
func (w *Writer) brief(r *site.Resource) {
	number, title := fmt.Sprintf("[%d] ", r.Number), w.Words.Title(r)
	detail := w.Words.Detail(r)
	if title == r.URL && detail == "" {
		w.line(number + r.URL)
		return
	}
	if detail != "" {
		title += " (" + detail + ")"
	}
	w.wrap(number, title)
	w.line("    " + r.URL)
}

// Resources adds links of a page, with the sentence each stands in.
func (w *Writer) Resources(p *site.Page, some []site.Resource) {
	w.underlined(words.Fill(w.Words.Page.LinksIn, "page", p.Title), "=")
	if len(some) == 0 {
		w.line("")
		w.wrap("", w.Words.Page.NoLinks)
	}
	for _, r := range some {
		if w.err != nil {
			return
		}
		w.line("")
		w.brief(&r)
		w.wrap("    ", w.Words.Describe(&r))
		w.does(p, &r)
		if sentence := w.Words.Sentence(w.Site, p, &r); sentence != "" && sentence != w.Words.Title(&r) {
			w.wrap("    ", sentence)
		}
	}
}

// does adds what can be done with a link: that it is read here, and the commands for it.
func (w *Writer) does(p *site.Page, r *site.Resource) {
	for _, text := range w.Words.Facts(r) {
		w.wrap("    ", text)
	}
	reads := w.Words.Reads(r)
	if to := w.Site.Page(r.Target); reads != "" && to != nil && w.Join != "" {
		w.command(strings.TrimSuffix(reads, "."), reading.Read(w.Join, to))
	} else if reads != "" {
		w.wrap("    ", reads)
	}
	if r.File != nil {
		w.command(w.Words.Document.Take, reading.TakeShown(w.Join, w.Site, p, r, w.text))
	}
	if r.Kind == site.Video && r.OnTheWeb() {
		w.command(w.Words.Document.Play, reading.Play(w.Join, w.Site, p, r.Number))
	}
}

// command adds a command behind what it is for, in one line, so that it can be copied.
// One that cannot be written is left out.
func (w *Writer) command(does, command string) {
	if command != "" && w.text(command) == command {
		w.line("    " + words.Labelled(w.text(does), command))
	}
}

// Resource is a link in JSON.
type Resource struct {
	Number       int    `json:"number"`
	Page         string `json:"page"`
	Kind         string `json:"kind"` // video, document, page, mail or picture
	Title        string `json:"title"`
	Sentence     string `json:"sentence,omitempty"`
	URL          string `json:"url"`                     // absolute
	Origin       string `json:"origin"`                  // text, header, credit, permalink or social
	Format       string `json:"format,omitempty"`        // "PDF"
	Bytes        int64  `json:"bytes,omitempty"`         // where the file is in the content folder
	StartSeconds int64  `json:"start_seconds,omitempty"` // where in a video to begin
	Reads        string `json:"reads,omitempty"`         // the page of this site where it is read, with "#" and its part
	State        string `json:"state,omitempty"`         // of a document here: "ready", or why it is not read; see document.State
	Pages        int    `json:"pages,omitempty"`         // of a PDF that is ready
	Parts        int    `json:"parts,omitempty"`         // how many pages of this site its text takes
	File         string `json:"file,omitempty"`          // the path by which it is taken away
	Take         string `json:"take,omitempty"`          // the command that takes it away
}

// JSON adds links of a page as a JSON array, indented for people.
func (w *Writer) JSON(p *site.Page, some []site.Resource) error {
	return w.array(len(some), func(i int) any {
		r := &some[i]
		j := Resource{
			Number: r.Number, Page: p.Name, Kind: r.Kind.String(), Title: w.Words.Title(r), Sentence: w.Words.Sentence(w.Site, p, r), URL: r.URL,
			Origin: r.Origin.String(), Format: r.Format(), Bytes: r.Bytes(), StartSeconds: int64(r.Start.Seconds()), Reads: r.Target,
		}
		if r.Target != "" && r.Fragment != "" {
			j.Reads += "#" + r.Fragment
		}
		if f := r.File; f != nil {
			j.File, j.Take = f.Path, reading.Take(w.Join, f)
			if f.Format != 0 {
				j.State, j.Pages, j.Parts = f.State.String(), f.Pages, f.Parts
			}
		}
		return j
	})
}
