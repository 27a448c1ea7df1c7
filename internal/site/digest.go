package site

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"math"
	"slices"
	"strconv"
)

// BeingRead is the Digest of a site that is Partial.
const BeingRead = "being read"

// digestDigits is how many hexadecimal digits of the hash a Digest has. People compare them,
// and two sites that differ have the same ones once in four thousand million times.
const digestDigits = 8

// Digest is a short name of what is shown: eight hexadecimal digits that two sites have in
// common, on any machines, where their settings, menus and pages are the same: names, titles,
// texts, links, pictures, languages and order. Where the files lie and when they were written
// has no part in it, nor has what a document says that is read when there is time for it. It
// is BeingRead where the site is Partial.
//
// It is made once, in a time linear in the text: some 10 ms for 10 MB. It is safe for
// concurrent use.
func (s *Site) Digest() string {
	if s.Partial {
		return BeingRead
	}
	s.digestOnce.Do(func() {
		d := digester{hash: sha256.New()}
		d.site(s)
		s.digest = hex.EncodeToString(d.hash.Sum(nil))[:digestDigits]
	})
	return s.digest
}

// digester hashes values, each behind its length, so that no two lists of values are alike.
type digester struct {
	hash   hash.Hash
	buffer []byte
}

func (d *digester) strings(values ...string) {
	for _, v := range values {
		d.number(len(v))
		d.buffer = append(d.buffer[:0], v...)
		d.hash.Write(d.buffer)
	}
}

func (d *digester) number(n int) {
	d.buffer = binary.BigEndian.AppendUint64(d.buffer[:0], uint64(n))
	d.hash.Write(d.buffer)
}

func (d *digester) flag(is bool) { d.strings(strconv.FormatBool(is)) }

// json hashes a value of a few settings. Maps are in the order of their keys.
func (d *digester) json(value any) {
	text, err := json.Marshal(value)
	if err != nil { // such values have neither channels nor circles
		panic(err)
	}
	d.strings(string(text))
}

func (d *digester) site(s *Site) {
	d.json(s.Settings)
	d.json(s.Menu)
	number := make(map[*Page]int, len(s.All())) // pages by their order, from 1
	for _, p := range s.All() {
		if p.Source == nil {
			number[p] = len(number) + 1
			d.page(s, p)
		}
	}
	d.number(len(number))
	for _, p := range s.Pages {
		d.number(number[p])
	}
	for _, p := range s.All() {
		if number[p] == 0 {
			continue
		}
		languages := make([]string, 0, len(s.index.versions[p]))
		for language := range s.index.versions[p] {
			languages = append(languages, language)
		}
		slices.Sort(languages)
		for _, language := range languages {
			d.strings(language)
			d.number(number[s.index.versions[p][language]])
		}
	}
	d.addresses(s, number)
}

// addresses hashes under which addresses pages are found. They are in no order: each is
// hashed by itself, and the sums are combined.
func (d *digester) addresses(s *Site, number map[*Page]int) {
	var all [sha256.Size]byte
	for key, p := range s.index.exact {
		if number[p] == 0 {
			continue
		}
		one := digester{hash: sha256.New()}
		one.strings(key)
		one.number(number[p])
		for i, b := range one.hash.Sum(nil) {
			all[i] ^= b
		}
	}
	d.strings(string(all[:]))
}

func (d *digester) page(s *Site, p *Page) {
	d.strings(p.Name, p.Language, p.Title, p.Subtitle, p.Permalink, p.URL, p.HeaderImage, p.Prev, p.Next, p.Up, p.Markdown)
	d.number(int(math.Float64bits(p.Weight)))
	d.flag(p.Unlisted)
	d.json(p.Credits)
	if p.Picture != nil {
		d.json(p.Picture)
	}
	if len(p.Figures) > 0 {
		d.json(p.Figures)
	}
	d.number(len(p.Resources))
	for i := range p.Resources {
		d.resource(s, &p.Resources[i])
	}
}

func (d *digester) resource(s *Site, r *Resource) {
	d.number(int(r.Kind))
	d.number(int(r.Origin))
	d.number(int(r.Bytes()))
	d.number(int(r.Start))
	d.strings(r.Title, r.Sentence, r.URL)
	if to := s.index.exact[r.Target]; to != nil && to.Source == nil { // a document's may come later
		d.strings(r.Target, r.Fragment)
	}
}
