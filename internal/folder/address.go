package folder

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// addressError is why an address cannot be used: what is wrong, meant to follow
// what it is the address of, and what to do.
type addressError struct{ what, fix string }

// nowhere stands for the host of a site whose address on the web is not known. Nobody
// owns it (RFC 6761 §6.4).
const nowhere = "site.invalid"

// maxAddress bounds one link's address, whole and encoded, in bytes: each line
// that the link's text takes has it.
const maxAddress = 4 << 10

// origin is where a site is on the web: its address with a slash at its end.
type origin struct{ *url.URL }

// originOf is the origin of a site by its address, which may be empty.
func originOf(address string) origin {
	if u, err := url.Parse(strings.TrimRight(address, "/") + "/"); err == nil && u.Host != "" {
		return origin{u}
	}
	return origin{&url.URL{Scheme: "https", Host: nowhere, Path: "/"}}
}

// page is the address of what stands at a path of the site, without its first slash.
func (o origin) page(path string) *url.URL {
	u := *o.URL
	u.Path += strings.TrimPrefix(path, "/")
	return &u
}

// path is the path within the site, decoded, to which an address leads; not ok if it
// leads elsewhere. http and https are alike.
func (o origin) path(u *url.URL) (path string, ok bool) {
	if !strings.EqualFold(u.Host, o.Host) || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	if path, ok = strings.CutPrefix(u.Path, o.Path); ok {
		return path, true
	}
	return "", u.Path+"/" == o.Path || u.Path == ""
}

// permalink is the address of a page by its path, which may have the site's own before
// it or be whole.
func (o origin) permalink(path string) (*url.URL, *addressError) {
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.HasPrefix(path, o.Path) {
		path = strings.TrimRight(o.Path, "/") + path
	}
	return parseAddress(o.URL, 0, path)
}

// parseAddress reads an address, as a page has it, against that of the page it stands
// on. An address that has no scheme but is mail gets one.
func parseAddress(base *url.URL, kind site.Kind, address string) (*url.URL, *addressError) {
	address = strings.TrimSpace(address)
	if strings.ContainsFunc(address, clean.Unsafe) || strings.Contains(address, "\n") {
		return nil, &addressError{report.Quote(address) + " holds a control character", "take it out"}
	}
	if kind == site.Mail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		address = "mailto:" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		var cause *url.Error
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, &addressError{fmt.Sprintf("%s cannot be read (%.100s)", report.Quote(address), err), "correct it"}
	}
	absolute := base.ResolveReference(u)
	if !slices.Contains(site.Schemes, absolute.Scheme) {
		return nil, &addressError{report.Quote(address) + " begins with " + report.Quote(absolute.Scheme+":") + ", which no visitor could open safely", "use https or mailto"}
	}
	if absolute.Opaque == "" && absolute.Host == "" {
		return nil, &addressError{report.Quote(address) + " is not whole", "complete it"}
	}
	absolute.Host = asciiHost(absolute)
	return absolute, nil
}

// written is an address as visitors are shown it: whole, or the path alone where the
// site's address is not known. It is printable ASCII.
func written(u *url.URL) string {
	if u.Host == nowhere {
		local := *u
		local.Scheme, local.Host, local.User = "", "", nil
		if strings.HasPrefix(local.Path, "//") { // which would be a host
			local.Path = "/" + strings.TrimLeft(local.Path, "/")
		}
		u = &local
	}
	return asciiURL(u.String())
}

// resolve is parseAddress and written.
func resolve(base *url.URL, kind site.Kind, address string) (string, *addressError) {
	u, bad := parseAddress(base, kind, address)
	if bad != nil {
		return "", bad
	}
	text := written(u)
	if n := len(text); n > maxAddress {
		return "", &addressError{fmt.Sprintf("has %d bytes; %d is the most", n, maxAddress), "shorten it"}
	}
	return text, nil
}

// unusable is what stands for an address that cannot be used: it is shown, and leads
// nowhere.
func unusable(address string) string {
	const longest = 200 // bytes
	text := asciiURL(strings.TrimSpace(clean.Line(address)))
	if len(text) > longest {
		text = text[:longest]
	}
	if text == "" {
		return "#"
	}
	return text
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
