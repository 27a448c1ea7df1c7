package poster

import (
	"bytes"
	"crypto/ed25519"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// fingerprint is that of a key which is the same each time.
var fingerprint = func() string {
	key, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public())
	if err != nil {
		panic(err)
	}
	return hostkey.Fingerprint(key)
}()

func options() Options {
	return Options{
		Title:       "NHS Hack Day",
		Tagline:     "Geeks who love the NHS",
		Address:     "https://nhshackday.com",
		Host:        "hackday.example",
		Port:        DefaultPort,
		Fingerprint: fingerprint,
		Words:       words.English,
	}
}

func with(change func(*Options)) Options {
	o := options()
	change(&o)
	return o
}

// labels is a host name of labels that are so long.
func labels(long, all int) string {
	var b strings.Builder
	for i := range all {
		if i%(long+1) == long && i < all-1 {
			b.WriteByte('.')
		} else {
			b.WriteByte("abcdefghijklmnopqrstuvwxyz0123456789"[i%36])
		}
	}
	return b.String()
}

func welsh() *words.Words {
	w, _ := words.In("cy", false)
	return w
}

const hostileTitle = "<script>alert('1')</script> & \x1b[31m\x00\u202E\"]]>-->\u2028שלום مرحبا \xff 日本 🙂 "

// cases are posters that are hard to compose.
var cases = map[string]Options{
	"plain": options(),
	"Welsh": with(func(o *Options) {
		o.Title, o.Tagline, o.Words = "Diwrnod Hacio’r GIG ŵŷŴŶ", "Yn y tŷ, gyda’r ŵyn", welsh()
	}),
	"another port":      with(func(o *Options) { o.Host, o.Port = "192.0.2.17", 2222 }),
	"IPv6":              with(func(o *Options) { o.Host = "2001:db8:1234:5678:9abc:def0:1234:5678" }),
	"short":             with(func(o *Options) { o.Host = "a" }),
	"no address":        with(func(o *Options) { o.Address = "" }),
	"no tagline":        with(func(o *Options) { o.Tagline = "" }),
	"nothing but a key": with(func(o *Options) { o.Title, o.Tagline = "", "" }),
	"hostile": with(func(o *Options) {
		o.Title, o.Tagline = hostileTitle, hostileTitle
		o.Address = "https://example.org/?a=<script>&b=\"'"
	}),
	"all too long": with(func(o *Options) {
		o.Title, o.Tagline = strings.Repeat("W", 100_000), strings.Repeat("never ends ", 10_000)
		o.Address = "https://example.org/" + strings.Repeat("x", 380)
		o.Host, o.Port, o.Words = labels(33, 253), 65535, welsh()
	}),
	"long labels": with(func(o *Options) { o.Host, o.Port, o.Words = labels(63, 253), 65535, welsh() }),
	"many labels": with(func(o *Options) { o.Host, o.Port, o.Words = labels(3, 253), 65535, welsh() }),
}

func compose(t *testing.T, o Options) *Poster {
	t.Helper()
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// texts are the texts of a poster, in the order in which they are drawn.
func texts(p *Poster) []text {
	var all []text
	for _, i := range p.items {
		if l, ok := i.(text); ok {
			all = append(all, l)
		}
	}
	return all
}

func width(p *Poster, f face, size float64, s string) float64 {
	c := composer{faces: p.faces}
	return c.width(f, size, s)
}

// commandOf puts the command together again from the lines it stands in.
func commandOf(p *Poster, want string) string {
	var got string
	for _, l := range texts(p) {
		if l.face == mono && strings.HasPrefix(want[min(len(got), len(want)):], strings.TrimPrefix(l.text, " ")) {
			got += l.text
		} else if l.face == mono && got != "" && strings.HasPrefix(want[len(got):], " "+l.text) {
			got += " " + l.text
		}
	}
	return got
}

func TestEverythingIsThereWithinTheMarginsAndApart(t *testing.T) {
	for name, o := range cases {
		t.Run(name, func(t *testing.T) {
			p := compose(t, o)
			if got := commandOf(p, command(o)); got != command(o) {
				t.Errorf("the command is %q, want %q", got, command(o))
			}
			var groups string
			for _, l := range texts(p) {
				if l.face == mono && (l.text == digest || groups != "") {
					groups += l.text
				}
				if l.face == mono && l.text != digest && groups == "" && l.size < commandLeast {
					t.Errorf("%q is too small to read: %.1f pt", l.text, l.size/pt)
				}
			}
			if groups != o.Fingerprint {
				t.Errorf("the groups together are %q, want %q", groups, o.Fingerprint)
			}
			checkPlaces(t, p)
		})
	}
}

// checkPlaces fails where anything leaves the margins or lies on something else.
func checkPlaces(t *testing.T, p *Poster) {
	t.Helper()
	const hair = 0.001
	inside := func(b box, what string) {
		if b.x < margin-hair || b.y < margin-hair || b.x+b.w > pageWidth-margin+hair || b.y+b.h > pageHeight-margin+hair {
			t.Errorf("%s leaves the margins: %+v", what, b)
		}
	}
	var places []box
	all := texts(p)
	for _, l := range all {
		b := box{l.at.x, l.at.y - 0.74*l.size, width(p, l.face, l.size, l.text), 0.94 * l.size}
		inside(b, fmt.Sprintf("%q", l.text))
		places = append(places, b)
	}
	for i, a := range places {
		for j, b := range places[:i] {
			if a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
				t.Errorf("%q lies on %q", all[i].text, all[j].text)
			}
		}
	}
	foot := 0.0 // where the fingerprint's box begins
	for _, i := range p.items {
		if f, ok := i.(fill); ok {
			for _, b := range f.boxes {
				inside(b, "a box")
				if f.colour == paleGrey {
					foot = b.y
				}
			}
		}
	}
	for i, b := range places {
		if b.y < foot && b.y+b.h > foot {
			t.Errorf("%q lies on the edge of the fingerprint's box", all[i].text)
		}
	}
	for _, i := range p.items {
		if f, ok := i.(fill); ok && f.colour != paleGrey {
			for _, b := range f.boxes {
				if b.y < foot-hair && b.y+b.h > foot {
					t.Errorf("a box lies on the edge of the fingerprint's: %+v", b)
				}
			}
		}
	}
}

func TestTheCommandIsAsLargeAsThereIsRoomFor(t *testing.T) {
	last := 1000.0
	for _, long := range []int{1, 5, 10, 15, 20, 30, 36} {
		o := with(func(o *Options) { o.Host = strings.Repeat("w", long) })
		p := compose(t, o)
		for _, l := range texts(p) {
			if l.text != command(o) {
				continue
			}
			wide := width(p, mono, l.size, l.text)
			if l.size > last || l.size < commandMost && wide < 0.97*(inner-2*padding) {
				t.Errorf("%q is %.1f mm wide at %.1f pt", l.text, wide, l.size/pt)
			}
			last = l.size
		}
	}
	if last > 24*pt || last < commandOneLine {
		t.Errorf("the longest command has %.1f pt", last/pt)
	}
}

func TestGroups(t *testing.T) {
	groups, err := Groups(fingerprint)
	if err != nil || strings.Join(groups, "") != fingerprint || len(groups) != 12 || groups[0] != "SHA256:" {
		t.Fatalf("%q, %v", groups, err)
	}
	for i, g := range groups[1:11] {
		if len(g) != 4 {
			t.Errorf("group %d is %q", i, g)
		}
	}
	for _, bad := range []string{"", "SHA256:", "MD5:aa:bb", fingerprint + "A", fingerprint[:49] + "<", strings.ToLower(fingerprint)} {
		if _, err := Groups(bad); err == nil {
			t.Errorf("%q is taken for a fingerprint", bad)
		}
	}
}

func TestWhatCannotBeTypedOrScannedIsRefused(t *testing.T) {
	for want, o := range map[string]Options{
		"is not said":               with(func(o *Options) { o.Host = "" }),
		"254 characters":            with(func(o *Options) { o.Host = labels(63, 254) }),
		"no host name":              with(func(o *Options) { o.Host = "-oProxyCommand=x" }),
		`"a;b" is no host name`:     with(func(o *Options) { o.Host = "a;b" }),
		`"a b" is no host name`:     with(func(o *Options) { o.Host = "a b" }),
		`"a..b" is no host name`:    with(func(o *Options) { o.Host = "a..b" }),
		`"ŵ.cymru" is no host name`: with(func(o *Options) { o.Host = "ŵ.cymru" }),
		`a\x1b[m`:                   with(func(o *Options) { o.Host = "a\x1b[m" }),
		"no host name or IP":        with(func(o *Options) { o.Host = "fe80::1%eth0" }),
		strings.Repeat("x", 64):     with(func(o *Options) { o.Host = strings.Repeat("x", 64) + ".org" }),
		"0 is no port":              with(func(o *Options) { o.Port = 0 }),
		"65536 is no port":          with(func(o *Options) { o.Port = 65536 }),
		"is no fingerprint":         with(func(o *Options) { o.Fingerprint = "SHA256:x" }),
		"1020 characters, too many": with(func(o *Options) { o.Address = "https://example.org/" + strings.Repeat("x", 1000) }),
		"too long for a QR code":    with(func(o *Options) { o.Address = "https://example.org/" + strings.Repeat("x", 1<<20) }),
	} {
		if p, err := New(o); p != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestEveryWordHasItsShapes(t *testing.T) {
	fs, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		for _, r := range fmt.Sprint(w.Poster) + "ŴŵŶŷẀẁẂẃẄẅỲỳâêîôûŵŷäëïöüÿ’“”…–" {
			if !fs.has(r) {
				t.Errorf("%s: there is no shape for %q", code, r)
			}
		}
	}
}

func TestColoursAreToldApart(t *testing.T) {
	rgba := func(c colour) color.RGBA { return color.RGBA{c[0], c[1], c[2], 0xFF} }
	for _, pair := range [][2]colour{{white, nhsBlue}, {nhsBlue, white}, {nhsBlue, paleGrey}, {ink, white}, {ink, paleGrey}, {black, white}, {black, paleGrey}} {
		if c := theme.Contrast(rgba(pair[0]), rgba(pair[1])); c < 5.3 {
			t.Errorf("%v on %v has a contrast of %.1f", pair[0], pair[1], c)
		}
	}
}

func TestMissingCharactersAreToldOnce(t *testing.T) {
	p := compose(t, with(func(o *Options) { o.Title, o.Tagline = "שלום, שלום", "日 w\u0302" }))
	if got := string(p.Missing()); got != "שלום日" {
		t.Errorf("missing are %q", got)
	}
	if got := texts(p)[1].text; got != "\ufffd ŵ" {
		t.Errorf("the tagline is %q", got)
	}
}

// labelsOf reads an SVG, and returns the words that it says of itself.
func labelsOf(t *testing.T, svg []byte) []string {
	t.Helper()
	known := []string{"svg", "title", "defs", "path", "rect", "g", "use"}
	var said []string
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return said
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains(known, e.Name.Local) {
			t.Errorf("there is an element %q", e.Name.Local)
		}
		for _, a := range e.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#Go") {
				t.Errorf("there is an attribute %s=%q", a.Name.Local, a.Value)
			}
			if a.Name.Local == "aria-label" {
				said = append(said, a.Value)
			}
		}
	}
}

func TestTheSVGIsWellFormedAndSaysWhatIsDrawn(t *testing.T) {
	for name, o := range cases {
		t.Run(name, func(t *testing.T) {
			p := compose(t, o)
			var b bytes.Buffer
			if err := p.SVG(&b); err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, l := range texts(p) {
				want = append(want, l.text)
			}
			if got := labelsOf(t, b.Bytes()); !slices.Equal(got, want) {
				t.Errorf("it says %q, want %q", got, want)
			}
			if bytes.ContainsFunc(b.Bytes(), func(r rune) bool { return r < ' ' && r != '\n' || r == 0x202E }) {
				t.Error("it holds control characters")
			}
		})
	}
}

func TestTheSVGStaysAsItIs(t *testing.T) {
	var b strings.Builder
	if err := compose(t, options()).SVG(&b); err != nil {
		t.Fatal(err)
	}
	kiosktest.Golden(t, "testdata/poster.svg", b.String())
}

func TestTheSamePosterIsTheSameBytes(t *testing.T) {
	// The typefaces have one shape for some of these.
	twins := cases["Welsh"]
	twins.Title += " µμ ΔΔ ΩΩ ∕⁄ ·∙• –- ЂАA"
	p := compose(t, twins)
	var svg, pdf [8]bytes.Buffer
	var all sync.WaitGroup
	for i := range svg {
		all.Go(func() {
			another, err := New(twins)
			if err != nil {
				t.Error(err)
				return
			}
			if i%2 == 0 {
				another = p
			}
			if err := errors.Join(another.SVG(&svg[i]), another.PDF(&pdf[i])); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range svg {
		if !bytes.Equal(svg[i].Bytes(), svg[0].Bytes()) || !bytes.Equal(pdf[i].Bytes(), pdf[0].Bytes()) {
			t.Errorf("number %d is another", i)
		}
	}
}
