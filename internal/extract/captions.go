package extract

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/asticode/go-astisub"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/markdown"
	"hackday.example/kiosk/internal/site"
)

const (
	// section is how much of a recording stands below one heading, where the captions
	// have no chapters.
	section = 5 * time.Minute

	// pause is a silence after which another paragraph begins, as it does at the end of a
	// sentence behind paragraph bytes, and of any cue behind longest.
	pause     = 4 * time.Second
	paragraph = 400
	longest   = 1000

	// The bounds of captions. A film has some 1,500 cues, a long day 20,000.
	maxCues     = 30_000
	maxCueLines = 20   // of one cue
	maxCueLine  = 2000 // bytes; what is beyond is left out
	maxSpeaker  = 100  // bytes
)

// captions reads WebVTT (W3C, 2019) or SubRip as a transcript: the cues' words in
// paragraphs, the speakers that WebVTT names, and times as headings. The heading of a
// time has that as its place: "1:15:00". Chapters are notes of WebVTT that say so: "NOTE
// Chapter: The opening".
func captions(name string, content []byte) document.Text {
	text, ok := decode(content)
	if !ok {
		return document.Text{State: document.Broken}
	}
	read := astisub.ReadFromWebVTT
	srt := strings.EqualFold(path.Ext(name), ".srt")
	if srt {
		read = astisub.ReadFromSRT
	}
	plain, cues := plainCaptions(text, srt)
	switch {
	case cues > maxCues:
		return document.Text{State: document.TooLong}
	case cues == 0 && !srt && strings.HasPrefix(text, "WEBVTT"):
		return document.Text{}
	case cues == 0:
		return document.Text{State: document.Broken}
	}
	found, err := read(bytes.NewReader(plain))
	if err != nil {
		return document.Text{State: document.Broken}
	}
	slices.SortStableFunc(found.Items, func(x, y *astisub.Item) int { return int((x.StartAt - y.StartAt) / time.Millisecond) })
	return written(transcript(found.Items), markdown.Options{})
}

var (
	timing     = regexp.MustCompile(`^\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})(?:\s|$)`)
	chapter    = regexp.MustCompile(`(?i)^NOTE\s+chapter:?\s+(\S.*)`)
	cueTag     = regexp.MustCompile(`<[^<>]*>`)
	voiceTag   = regexp.MustCompile(`^<v(?:\.[^\s<>]*)?[ \t]+[^<>]*>$`)
	srtMarkup  = regexp.MustCompile(`\{\\[^{}]*\}`)
	cueEndings = ".!?…\"”’"
)

// plainCaptions writes captions anew with nothing but what a transcript has: times,
// words, speakers and chapters. The library copies all tags that are open for each word
// between them, prints what surprises it, and fails as a whole at one region that is not
// there. It returns how many cues there are; those over maxCues are left out.
func plainCaptions(text string, srt bool) (plain []byte, cues int) {
	var b bytes.Buffer
	if !srt {
		b.WriteString("WEBVTT\n\n")
	}
	const outside = -1
	lines := outside // of the cue
	end := func() {
		if lines != outside {
			b.WriteByte('\n')
		}
		lines = outside
	}
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); len(l) > maxCueLine {
			l = strings.ToValidUTF8(l[:maxCueLine], "")
		}
		m := timing.FindStringSubmatch(l)
		switch {
		case m != nil:
			end()
			if cues++; cues > maxCues {
				return nil, cues
			}
			separator := "."
			if srt {
				b.WriteString(strconv.Itoa(cues) + "\n") // which the library takes off the cue before
				separator = ","
			}
			stamp := func(s string) string { return strings.NewReplacer(".", separator, ",", separator).Replace(s) }
			b.WriteString(stamp(m[1]) + " --> " + stamp(m[2]) + "\n")
			lines = 0
		case l == "":
			end()
		case lines == outside:
			if c := chapter.FindStringSubmatch(l); c != nil && !srt && !strings.Contains(c[1], "-->") {
				b.WriteString("NOTE " + c[1] + "\n\n")
			}
		case lines < maxCueLines && !strings.Contains(l, "-->"):
			lines += cueLine(&b, l, srt)
		}
	}
	end()
	return b.Bytes(), cues
}

// cueLine writes a line of a cue without its markup, each speaker's words on a line, and
// returns how many lines there are.
func cueLine(b *bytes.Buffer, l string, srt bool) (n int) {
	l = srtMarkup.ReplaceAllString(l, "")
	at, voice := 0, ""
	put := func(words string) {
		if words = strings.TrimSpace(strings.ReplaceAll(words, "<", "&lt;")); words == "" {
			return
		}
		if reserved(words) { // what the library would take for its own
			words = "\u200C" + words
		}
		b.WriteString(voice + words + "\n")
		voice = ""
		n++
	}
	piece := ""
	for _, m := range cueTag.FindAllStringIndex(l, -1) {
		piece += l[at:m[0]]
		at = m[1]
		if tag := l[m[0]:m[1]]; !srt && voiceTag.MatchString(tag) {
			put(piece)
			name := tag[strings.IndexAny(tag, " \t")+1 : len(tag)-1]
			if name = line(strings.NewReplacer("/", " ", "&", " ").Replace(name)); name != "" && len(name) <= maxSpeaker {
				voice = "<v " + name + ">"
			}
			piece = ""
		}
	}
	put(piece + l[at:])
	return n
}

// reserved reports whether a line of words is one that the library reads otherwise.
func reserved(words string) bool {
	for _, begin := range []string{"NOTE ", "STYLE", "Region: ", "X-TIMESTAMP-MAP"} {
		if strings.HasPrefix(words, begin) {
			return true
		}
	}
	return false
}

// transcript is cues in their order as headings and paragraphs.
func transcript(cues []*astisub.Item) (blocks []*html.Node) {
	chapters := slices.ContainsFunc(cues, func(c *astisub.Item) bool { return len(c.Comments) > 0 })
	var (
		p       *html.Node // the paragraph that is written; nil behind a heading
		length  int
		speaker string // of p
		last    string // the line before: some captions repeat it in the next cue
		ends    time.Duration
		current = time.Duration(-1) // the section
	)
	for _, c := range cues {
		begin := c.StartAt.Truncate(section)
		if chapters && len(c.Comments) > 0 || !chapters && begin != current {
			h := element(atom.H2)
			at, title := begin, site.FormatTime(begin)
			if chapters {
				at = c.StartAt
				title = site.FormatTime(at) + " " + line(c.Comments[len(c.Comments)-1])
			}
			h.Attr = []html.Attribute{{Key: "id", Val: site.FormatTime(at)}}
			h.AppendChild(words(title))
			blocks = append(blocks, h)
			p, current = nil, begin
		}
		for _, l := range c.Lines {
			text := cueText(l)
			if text == "" || text == last {
				continue
			}
			last = text
			voice := strings.TrimSpace(l.VoiceName)
			if p == nil || voice != "" && voice != speaker || c.StartAt-ends > pause || length > longest || length > paragraph && endsSentence(p) {
				spoken := p == nil || voice != "" && voice != speaker
				p, length = element(atom.P), 0
				blocks = append(blocks, p)
				if voice != "" {
					speaker = voice
				}
				if spoken && voice != "" {
					p.AppendChild(element(atom.Strong, words(line(html.UnescapeString(voice))+":")))
				}
			}
			if p.FirstChild != nil {
				text = " " + text
			}
			p.AppendChild(words(text))
			length += len(text)
			ends = max(c.EndAt, c.StartAt)
		}
	}
	return blocks
}

// cueText is the words of a cue's line.
func cueText(l astisub.Line) string {
	var b strings.Builder
	for _, i := range l.Items {
		b.WriteString(i.Text)
	}
	return strings.Join(strings.Fields(html.UnescapeString(strings.TrimPrefix(b.String(), "\u200C"))), " ")
}

// endsSentence reports whether a paragraph's words so far end a sentence.
func endsSentence(p *html.Node) bool {
	return p.LastChild != nil && strings.ContainsAny(p.LastChild.Data[max(len(p.LastChild.Data)-len("…"), 0):], cueEndings)
}

// Time is the time that a place of a transcript names; not ok if it names none.
func Time(place string) (t time.Duration, ok bool) {
	parts := strings.Split(place, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	for _, p := range parts {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return 0, false
		}
		t = 60*t + time.Duration(n)*time.Second
	}
	return t, true
}
