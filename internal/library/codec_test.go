package library

import (
	"bytes"
	"crypto/sha256"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/document"
)

// texts are texts as a reader may make them.
func texts() map[string]document.Text {
	places := make([]document.Place, document.MaxPlaces)
	for i := range places {
		places[i] = document.Place{ID: strings.Repeat("p", document.MaxID), Offset: document.MaxTextBytes}
	}
	pictures := make([]document.Picture, document.MaxAllPictures/document.MaxPictureBytes)
	for i := range pictures {
		pictures[i] = document.Picture{ID: strings.Repeat("p", document.MaxID), File: bytes.Repeat([]byte{0xff}, document.MaxPictureBytes)}
	}
	return map[string]document.Text{
		"empty":     {},
		"encrypted": {State: document.Encrypted},
		"small": {Title: "T", Author: "é", Date: time.Date(2026, 11, 29, 1, 2, 3, 0, time.FixedZone("", -9*3600)), Pages: 15,
			Markdown: "## Page 1\n", Places: []document.Place{{ID: "page-1"}, {ID: "page-2", Offset: 10}},
			Pictures: []document.Picture{{ID: "picture-1", File: []byte{0}}}},
		"the largest": {Title: strings.Repeat("t", document.MaxLine), Author: strings.Repeat("a", document.MaxLine), Pages: document.MaxPages,
			Markdown: strings.Repeat("m", document.MaxTextBytes), Places: places, Pictures: pictures},
	}
}

func TestTextsComeBackAsTheyWere(t *testing.T) {
	for name, text := range texts() {
		b := appendText(nil, text)
		if len(b) > maxEncoded {
			t.Errorf("%s: %d bytes, and %d is the most", name, len(b), maxEncoded)
		}
		got, err := parseText(b)
		if err != nil || !reflect.DeepEqual(got, text) {
			t.Errorf("%s: %v\ngot  %.300v\nwant %.300v", name, err, got, text)
		}
		if got, err = decodeEntry(key{1}, encodeEntry(key{1}, text)); err != nil || !reflect.DeepEqual(got, text) {
			t.Errorf("%s as an entry: %v", name, err)
		}
	}
}

func TestWhatExceedsTheBoundsIsNoText(t *testing.T) {
	for name, change := range map[string]func(*document.Text){
		"a long title":           func(t *document.Text) { t.Title = strings.Repeat("t", document.MaxLine+1) },
		"a long author":          func(t *document.Text) { t.Author = strings.Repeat("t", document.MaxLine+1) },
		"many pages":             func(t *document.Text) { t.Pages = document.MaxPages + 1 },
		"a long text":            func(t *document.Text) { t.Markdown = strings.Repeat("m", document.MaxTextBytes+1) },
		"no UTF-8":               func(t *document.Text) { t.Markdown = "\xff" },
		"many places":            func(t *document.Text) { t.Places = make([]document.Place, document.MaxPlaces+1) },
		"a place behind its end": func(t *document.Text) { t.Places = []document.Place{{Offset: 2}} },
		"a long place":           func(t *document.Text) { t.Places = []document.Place{{ID: strings.Repeat("p", document.MaxID+1)}} },
		"many pictures":          func(t *document.Text) { t.Pictures = make([]document.Picture, document.MaxPictures+1) },
		"a large picture": func(t *document.Text) {
			t.Pictures = []document.Picture{{File: make([]byte, document.MaxPictureBytes+1)}}
		},
		"large pictures": func(t *document.Text) {
			for range document.MaxAllPictures/document.MaxPictureBytes + 1 {
				t.Pictures = append(t.Pictures, document.Picture{File: make([]byte, document.MaxPictureBytes)})
			}
		},
		"a year to come":      func(t *document.Text) { t.Date = time.Unix(math.MaxInt64/2, 0) },
		"it waits":            func(t *document.Text) { *t = document.Text{State: document.Waiting} },
		"no such state":       func(t *document.Text) { *t = document.Text{State: document.Unsupported + 1} },
		"broken, with a text": func(t *document.Text) { t.State = document.Broken },
	} {
		text := document.Text{Markdown: "m"}
		change(&text)
		if got, err := parseText(appendText(nil, text)); err == nil {
			t.Errorf("%s is taken: %.200v", name, got)
		}
	}
}

func TestADamagedEntryIsNoText(t *testing.T) {
	good := encodeEntry(key{1}, texts()["small"])
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		if _, err := decodeEntry(key{1}, bad); err == nil {
			t.Errorf("taken with another byte %d", i)
		}
		if _, err := decodeEntry(key{1}, good[:i]); err == nil {
			t.Errorf("taken when cut off at %d", i)
		}
	}
	if _, err := decodeEntry(key{2}, good); err == nil {
		t.Error("taken for another document")
	}
	if _, err := decodeEntry(key{1}, append(bytes.Clone(good), 0)); err == nil {
		t.Error("taken with more behind it")
	}
	// One with a hash that fits is not trusted either.
	forged := bytes.Clone(good[:len(good)-sha256.Size])
	forged[len(entryMagic)+4+len(key{})] = byte(document.Waiting)
	sum := sha256.Sum256(forged)
	if got, err := decodeEntry(key{1}, append(forged, sum[:]...)); err == nil {
		t.Errorf("a forged one is taken: %+v", got)
	}
}

// FuzzText reads what a child, or somebody who can write to the cache folder, may say.
func FuzzText(f *testing.F) {
	for name, text := range texts() {
		if name != "the largest" {
			f.Add(appendText(nil, text))
		}
	}
	f.Add(bytes.Repeat([]byte{0xff}, 100))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, err := parseText(b)
		if err != nil {
			return
		}
		again, err := parseText(appendText(nil, text))
		if err != nil || !reflect.DeepEqual(again, text) {
			t.Fatalf("%v: %+v came back as %+v", err, text, again)
		}
		for _, p := range text.Places {
			if p.Offset > len(text.Markdown) {
				t.Fatalf("a place at %d of %d", p.Offset, len(text.Markdown))
			}
		}
	})
}
