package site

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"hackday.example/kiosk/internal/clean"
)

// Kind is what a reader finds behind a resource's address.
type Kind string

// The kinds of resource.
const (
	Video    Kind = "video"
	Document Kind = "document"
	WebPage  Kind = "page"
	Mail     Kind = "mail"
	Picture  Kind = "picture"
)

// Origin is where on its page a resource comes from.
type Origin string

// The origins of a resource.
const (
	FromText      Origin = "text"      // a link in the Markdown
	FromHeader    Origin = "header"    // the page's header picture
	FromCredit    Origin = "credit"    // who made that picture
	FromPermalink Origin = "permalink" // the page itself, on the web
	FromSocial    Origin = "social"    // where the people behind the site can be met
)

// Resource is a link of a page.
type Resource struct {
	Number   int    // from 1, unique on its page
	Kind     Kind   //
	Title    string // the link's text; empty FromHeader and FromPermalink, which have none
	Sentence string // the sentence that the link stands in; only FromText, and may be empty
	URL      string // absolute, ASCII, without blanks
	Origin   Origin
	Format   string        // "PDF" for a document or picture, as far as its name tells
	Size     int64         // bytes, where the file is in the content folder; else 0
	Start    time.Duration // where in a video to begin; 0 is its beginning
	// Target is the page of this site that the address leads to, or nil; it is
	// read here. Fragment is the part of that page, as its address names it.
	Target   *Page
	Fragment string

	destination string // the address as the page has it
}

// describe fills in what an address and the content folder tell of a resource.
// destination is the address as the page wrote it; fsys may be nil.
func (r *Resource) describe(fsys fs.FS, destination string) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return
	}
	switch r.Kind {
	case Video:
		r.Start = videoStart(u)
	case Document:
		r.Format = documentFormats[strings.ToLower(path.Ext(u.Path))]
	case Picture:
		r.Format = pictureFormats[strings.ToLower(path.Ext(u.Path))]
	}
	if fsys == nil {
		return
	}
	local, err := url.Parse(destination)
	if err != nil || local.IsAbs() || local.Host != "" {
		return
	}
	if info, err := fs.Stat(fsys, inFolder(local.Path)); err == nil && info.Mode().IsRegular() {
		r.Size = info.Size()
	}
}

// schemes are the kinds of address that a visitor may be handed.
var schemes = []string{"https", "http", "mailto", "tel", "ssh", "sftp", "ftp", "gemini", "gopher", "irc", "ircs", "matrix", "xmpp", "git"}

// addressError is why an address cannot be used: what is wrong, meant to follow
// what it is the address of, and what to do.
type addressError struct{ what, fix string }

// resolve makes an address absolute against base, the address of the page it
// stands on. An address that has no scheme but is mail gets one.
func resolve(base string, kind Kind, address string) (string, *addressError) {
	address = strings.TrimSpace(address)
	if strings.ContainsFunc(address, clean.Unsafe) || strings.Contains(address, "\n") {
		return "", &addressError{quote(address) + " holds a control character", "take it out"}
	}
	if kind == Mail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		address = "mailto:" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		var cause *url.Error
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return "", &addressError{fmt.Sprintf("%s cannot be read (%.100s)", quote(address), err), "correct it"}
	}
	b, err := url.Parse(base)
	if err != nil {
		return "", &addressError{quote(address) + " has no base that can be read", "correct the page's permalink"}
	}
	absolute := b.ResolveReference(u)
	if !slices.Contains(schemes, absolute.Scheme) {
		return "", &addressError{quote(address) + " begins with " + quote(absolute.Scheme+":") + ", which no visitor could open safely", "use https or mailto"}
	}
	if absolute.Opaque == "" && absolute.Host == "" {
		return "", &addressError{quote(address) + " is not whole", "complete it"}
	}
	absolute.Host = asciiHost(absolute)
	return asciiURL(absolute.String()), nil
}

// asciiHost is an address's host, with its port, as DNS has it: "xn--r8jz45g.jp" for
// "例え.jp" (UTS #46). One that DNS cannot have stays as it is.
func asciiHost(u *url.URL) string {
	const longest = 255 // bytes, as of a name in DNS; to encode one takes time in proportion to its square
	name := u.Hostname()
	if len(name) > longest || strings.IndexFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return u.Host
	}
	ascii, err := idna.Lookup.ToASCII(name)
	if err != nil {
		return u.Host
	}
	if port := u.Port(); port != "" {
		ascii += ":" + port
	}
	return ascii
}

// asciiURL writes what is not printable ASCII in an address as %XX, so that it
// may stand in an escape sequence and be typed anywhere.
func asciiURL(address string) string {
	var b strings.Builder
	for i := 0; i < len(address); i++ {
		if c := address[i]; c > ' ' && c < 0x7F && c != '\\' && c != '"' && c != '<' && c != '>' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

var (
	documentFormats = map[string]string{
		".pdf": "PDF", ".doc": "Word", ".docx": "Word", ".odt": "OpenDocument text",
		".ppt": "PowerPoint", ".pptx": "PowerPoint", ".odp": "OpenDocument slides",
		".xls": "Excel", ".xlsx": "Excel", ".ods": "OpenDocument spreadsheet",
		".csv": "CSV", ".txt": "plain text", ".rtf": "RTF", ".epub": "EPUB", ".zip": "ZIP archive",
	}
	pictureFormats = map[string]string{
		".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".svg": "SVG", ".webp": "WebP", ".avif": "AVIF",
	}
	videoEndings = []string{".mp4", ".webm", ".mov", ".mkv", ".ogv", ".m4v"}
	videoHosts   = []string{"youtu.be", "youtube.com", "youtube-nocookie.com", "vimeo.com"}
)

// kindOf tells a resource's kind from its address, whole or relative.
func kindOf(address string) Kind {
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
