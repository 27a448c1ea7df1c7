package library

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"hackday.example/kiosk/internal/document"
)

// maxEncoded bounds a text as appendText writes it: what document allows, and 16 bytes for
// each number and length.
const maxEncoded = 64*16 + 2*document.MaxLine + document.MaxTextBytes +
	document.MaxPlaces*(document.MaxID+2*16) + document.MaxPictures*(document.MaxID+2*16) + document.MaxAllPictures

// errText is why bytes are no text.
var errText = errors.New("this is no text of a document")

// appendText appends a text in the form in which it is kept, and in which the child
// answers: the fields of document.Text in their order, numbers as varints
// (encoding/binary), strings behind their lengths.
func appendText(b []byte, t document.Text) []byte {
	b = append(b, byte(t.State))
	b = appendString(b, t.Title)
	b = appendString(b, t.Author)
	if t.Date.IsZero() {
		b = append(b, 0)
	} else {
		_, offset := t.Date.Zone()
		b = append(b, 1)
		b = binary.AppendVarint(b, t.Date.Unix())
		b = binary.AppendVarint(b, int64(offset))
	}
	b = binary.AppendUvarint(b, uint64(max(t.Pages, 0)))
	b = appendString(b, t.Markdown)
	b = binary.AppendUvarint(b, uint64(len(t.Places)))
	for _, p := range t.Places {
		b = appendString(b, p.ID)
		b = binary.AppendUvarint(b, uint64(max(p.Offset, 0)))
	}
	b = binary.AppendUvarint(b, uint64(len(t.Pictures)))
	for _, p := range t.Pictures {
		b = appendString(b, p.ID)
		b = appendString(b, string(p.File))
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// parseText reads what appendText wrote. It takes nothing that exceeds document's bounds,
// whoever wrote it; the text holds no part of b.
func parseText(b []byte) (document.Text, error) {
	p := parser{b: b}
	t := document.Text{State: document.State(p.byte())}
	t.Title, t.Author = p.string(document.MaxLine), p.string(document.MaxLine)
	if p.byte() != 0 {
		t.Date = p.date()
	}
	t.Pages = p.number(document.MaxPages)
	t.Markdown = p.string(document.MaxTextBytes)
	for n := p.number(document.MaxPlaces); n > 0 && !p.bad; n-- {
		t.Places = append(t.Places, document.Place{ID: p.string(document.MaxID), Offset: p.number(len(t.Markdown))})
	}
	left := document.MaxAllPictures
	for n := p.number(document.MaxPictures); n > 0 && !p.bad; n-- {
		picture := document.Picture{ID: p.string(document.MaxID), File: []byte(p.bytes(min(document.MaxPictureBytes, left)))}
		left -= len(picture.File)
		t.Pictures = append(t.Pictures, picture)
	}
	if p.bad || len(p.b) > 0 {
		return document.Text{}, errText
	}
	return t, checkState(t)
}

// checkState reports a State that no reading ends with, and a text beside one that has
// none.
func checkState(t document.Text) error {
	if t.State == document.Waiting || t.State > document.Unsupported {
		return fmt.Errorf("%w: state %d", errText, t.State)
	}
	if t.State != document.Ready && (t.Title != "" || t.Author != "" || !t.Date.IsZero() || t.Pages != 0 || t.Markdown != "" || t.Places != nil || t.Pictures != nil) {
		return fmt.Errorf("%w: it is %v, and has a text", errText, t.State)
	}
	return nil
}

// parser reads bytes from their beginning. Once bad it returns nothing but zeros.
type parser struct {
	b   []byte
	bad bool
}

func (p *parser) byte() byte {
	if p.bad || len(p.b) == 0 {
		p.bad = true
		return 0
	}
	c := p.b[0]
	p.b = p.b[1:]
	return c
}

// number is a number of at most so much.
func (p *parser) number(most int) int {
	n, size := binary.Uvarint(p.b)
	if p.bad || size <= 0 || n > uint64(most) {
		p.bad = true
		return 0
	}
	p.b = p.b[size:]
	return int(n)
}

func (p *parser) signed() int64 {
	n, size := binary.Varint(p.b)
	if p.bad || size <= 0 {
		p.bad = true
		return 0
	}
	p.b = p.b[size:]
	return n
}

// bytes is a string of at most so many bytes, whatever they are.
func (p *parser) bytes(most int) string {
	n := p.number(most)
	if p.bad || n > len(p.b) {
		p.bad = true
		return ""
	}
	s := string(p.b[:n])
	p.b = p.b[n:]
	return s
}

// string is a string of UTF-8.
func (p *parser) string(most int) string {
	s := p.bytes(most)
	if !utf8.ValidString(s) {
		p.bad = true
		return ""
	}
	return s
}

// date is a date of the years 1 to 9999, in its own time zone.
func (p *parser) date() time.Time {
	const day = 24 * 60 * 60
	seconds, offset := p.signed(), p.signed()
	if p.bad || offset <= -day || offset >= day || seconds < math.MinInt64/2 || seconds > math.MaxInt64/2 {
		p.bad = true
		return time.Time{}
	}
	t := time.Unix(seconds, 0).In(time.FixedZone("", int(offset)))
	if t.Year() < 1 || t.Year() > 9999 {
		p.bad = true
		return time.Time{}
	}
	return t
}
