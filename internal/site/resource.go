package site

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/document"
)

// Kind is what a reader finds behind a resource's address.
type Kind uint8

// The kinds of resource. The zero Kind is none of them.
const (
	Video Kind = iota + 1
	Document
	WebPage
	Mail
	Picture
)

// String is the kind's name: "video".
func (k Kind) String() string {
	return [...]string{"", "video", "document", "page", "mail", "picture"}[k]
}

// Origin is where on its page a resource comes from.
type Origin uint8

// The origins of a resource.
const (
	FromText      Origin = iota // a link in the Markdown
	FromHeader                  // the page's header picture
	FromCredit                  // who made that picture
	FromPermalink               // the page itself, on the web
	FromSocial                  // where the people behind the site can be met
)

// String is the origin's name: "text".
func (o Origin) String() string {
	return [...]string{"text", "header", "credit", "permalink", "social"}[o]
}

// Resource is a link of a page. A site has many: a field costs it megabytes.
type Resource struct {
	Number   int // from 1, unique on its page
	Kind     Kind
	Origin   Origin
	Title    string // the link's text; empty FromHeader and FromPermalink, which have none
	Sentence string // the sentence that the link stands in; only FromText, and may be empty
	// URL is ASCII without blanks. It is absolute, or where the address of the site or
	// page on the web is not known, its path there; see OnTheWeb.
	URL   string
	Size  int64         // bytes, where the file is in the content folder; else 0
	File  *File         // that file, or nil; one of the site's Files
	Start time.Duration // where in a video to begin; 0 is its beginning
	// Target is the name of the page of this site that the address leads to, or empty; it
	// is read here. Where File is a document that is Ready, it is File.Page; a video with
	// a transcript has that page. Fragment is the part of that page, as its address names it.
	Target   string
	Fragment string

	Destination string // the address as the page has it; only FromText
	Offset      int    // where in the page's Markdown the link begins; only FromText
}

// IsPage reports whether the resource is a page of this site, which is opened at once:
// no document, video or picture, of which there is more to say than that.
func (r *Resource) IsPage() bool { return r.Target != "" && r.File == nil && r.Kind == WebPage }

// Bytes is how large the resource's file is; 0 where that is not known.
func (r *Resource) Bytes() int64 {
	if r.File != nil {
		return r.File.Size
	}
	return r.Size
}

// Describe fills in what the address tells of a resource: where in a video to Start.
func (r *Resource) Describe() {
	if r.Kind != Video {
		return
	}
	if u, err := url.Parse(r.URL); err == nil {
		r.Start = videoStart(u)
	}
}

// Format is that of a document or picture, such as "PDF", as far as its name tells; else
// empty.
func (r *Resource) Format() string {
	if r.Kind == Document && r.File != nil && readFormats[r.File.Format] != "" {
		if strings.EqualFold(path.Ext(r.File.Path), ".tsv") {
			return "TSV"
		}
		return readFormats[r.File.Format]
	}
	formats := documentFormats
	switch r.Kind {
	case Picture:
		formats = pictureFormats
	case Document:
	default:
		return ""
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return ""
	}
	return formats[strings.ToLower(path.Ext(u.Path))]
}

// OnTheWeb reports whether the resource's URL is whole, so that it can be opened
// somewhere else: not a path within a site whose address nobody knows, and nothing
// that no program could open.
func (r *Resource) OnTheWeb() bool {
	scheme, _, ok := strings.Cut(r.URL, ":")
	return ok && slices.Contains(Schemes, scheme)
}

// Schemes are the kinds of address that a visitor may be handed.
var Schemes = []string{"https", "http", "mailto", "tel", "ssh", "sftp", "ftp", "gemini", "gopher", "irc", "ircs", "matrix", "xmpp", "git"}

var (
	documentFormats = map[string]string{
		".pdf": "PDF", ".doc": "Word", ".docx": "Word", ".odt": "OpenDocument text",
		".ppt": "PowerPoint", ".pptx": "PowerPoint", ".odp": "OpenDocument slides",
		".xls": "Excel", ".xlsx": "Excel", ".ods": "OpenDocument spreadsheet",
		".csv": "CSV", ".txt": "plain text", ".rtf": "RTF", ".epub": "EPUB", ".zip": "ZIP archive",
	}
	// readFormats are those whose endings tell nothing of a resource without its file.
	readFormats = map[document.Format]string{
		document.HTML: "HTML", document.Markdown: "Markdown", document.Captions: "captions", document.PlainText: "plain text", document.CSV: "CSV",
	}
	pictureFormats = map[string]string{
		".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".svg": "SVG", ".webp": "WebP", ".avif": "AVIF",
	}
	videoEndings = []string{".mp4", ".webm", ".mov", ".mkv", ".ogv", ".m4v"}
	videoHosts   = []string{"youtu.be", "youtube.com", "youtube-nocookie.com", "vimeo.com"}
)

// KindOf tells a resource's kind from its address, whole or relative.
func KindOf(address string) Kind {
	u, err := url.Parse(address)
	if err != nil {
		return WebPage
	}
	ending := strings.ToLower(path.Ext(u.Path))
	switch {
	case u.Scheme == "mailto":
		return Mail
	case onHost(u.Hostname(), videoHosts), slices.Contains(videoEndings, ending):
		return Video
	case documentFormats[ending] != "":
		return Document
	case pictureFormats[ending] != "":
		return Picture
	}
	return WebPage
}

// onHost reports whether host is one of hosts or a subdomain of one.
func onHost(host string, hosts []string) bool {
	host = strings.ToLower(host)
	return slices.ContainsFunc(hosts, func(h string) bool {
		return host == h || strings.HasSuffix(host, "."+h)
	})
}

// FormatSize writes a number of bytes as people do, in powers of ten.
func FormatSize(bytes int64) string {
	switch {
	case bytes == 1:
		return "1 byte"
	case bytes < 1000:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 999_500:
		return fmt.Sprintf("%.0f kB", float64(bytes)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}
