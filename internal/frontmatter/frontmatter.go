// Package frontmatter reads what stands above a page's Markdown: keys and values
// in YAML, TOML or JSON, or the title block of Pandoc and MultiMarkdown. It reads
// the keys that its caller names, strictly or leniently, and says what is wrong by
// line and column. It knows nothing of sites and folders.
//
// Its functions are pure, and safe for concurrent use.
package frontmatter

import (
	"encoding/json"
	"regexp"
	"strings"
)

// MaxBytes bounds front matter, and a file of settings. The parser of YAML takes
// half a second for this much hostile text, and minutes for 16 times as much.
const MaxBytes = 16 << 10

// Format is how front matter is written.
type Format int

// The formats of front matter.
const (
	None       Format = iota // there is none
	YAML                     // between "---" and "---" or "..."
	TOML                     // between "+++" and "+++"
	JSON                     // from "{" to "}", with no fence
	TitleBlock               // Pandoc's "% Title", or MultiMarkdown's "Title: …" up to a blank line
)

// Block is the front matter of a file, and what follows it.
type Block struct {
	Format Format
	Text   string // without the fences
	Line   int    // where in the file Text begins, from 1
	Body   string // the text below
	// BodyLine is where in the file Body begins, from 1.
	BodyLine int
	// Closed is false where the last fence is missing. Text is then the lines at the
	// top that look like keys, which may be none, and Body is what follows them.
	Closed bool
}

// Whole is a block of YAML that fills its file.
func Whole(text string) Block { return Block{Format: YAML, Text: text, Line: 1, Closed: true} }

// Split parts a file's front matter from what follows. Text is the file as UTF-8;
// a byte order mark is dropped. Line ends may be CRLF. Where there is no front
// matter, Body is the text.
func Split(text string) Block {
	text = strings.TrimPrefix(text, "\uFEFF")
	first, rest, _ := strings.Cut(text, "\n")
	switch bare := strings.TrimRight(first, " \t\r"); {
	case bare == "---":
		return splitFenced(text, rest, YAML, "---", "...")
	case bare == "+++":
		return splitFenced(text, rest, TOML, "+++", "+++")
	case bare == "{", strings.HasPrefix(bare, `{"`), strings.HasPrefix(bare, `{ "`):
		if b, ok := splitJSON(text); ok {
			return b
		}
	case strings.HasPrefix(bare, "% "), titleLine.MatchString(bare):
		return splitTitleBlock(text)
	}
	return Block{Body: text, Line: 1, BodyLine: 1, Closed: true}
}

// splitFenced splits text whose first line is a fence; rest is what follows that.
func splitFenced(text, rest string, format Format, fence, other string) Block {
	offset, n := 0, 3
	keys, keysEnd := true, 0 // the lines so far look like keys, up to this offset
	keyLines := 0
	for line := range strings.Lines(rest) {
		bare := strings.TrimRight(line, " \t\r\n")
		if bare == fence || bare == other {
			return Block{Format: format, Text: rest[:offset], Line: 2, Body: rest[offset+len(line):], BodyLine: n, Closed: true}
		}
		offset += len(line)
		n++
		if keys = keys && (keyLine.MatchString(bare) || keyLines > 0 && bare != "" && strings.ContainsAny(bare[:1], " \t-#[}]")); keys && offset <= MaxBytes {
			keysEnd = offset
			keyLines++
		}
	}
	b := Block{Format: format, Line: 2, Body: text, BodyLine: 1}
	if keysEnd > 0 {
		b.Text, b.Body, b.BodyLine = rest[:keysEnd], rest[keysEnd:], 2+keyLines
	}
	return b
}

// keyLine matches a line that a key begins, in YAML or TOML.
var keyLine = regexp.MustCompile(`^(?:["']?[\pL_][\pL\pN_. -]*["']?[ \t]*(?::(?:[ \t]|$)|=)|\[[\w."\[\] -]+\]$)`)

// splitJSON splits text that may begin with an object of JSON.
func splitJSON(text string) (Block, bool) {
	d := json.NewDecoder(strings.NewReader(text[:min(len(text), MaxBytes)]))
	var object map[string]json.RawMessage
	if d.Decode(&object) != nil {
		return Block{}, false
	}
	end := int(d.InputOffset())
	line, body, _ := strings.Cut(text[end:], "\n")
	if strings.TrimSpace(line) != "" {
		return Block{}, false
	}
	return Block{Format: JSON, Text: text[:end], Line: 1, Body: body, BodyLine: strings.Count(text[:end], "\n") + 2, Closed: true}, true
}

var (
	// titleLine matches the first line of MultiMarkdown's metadata. It may be any
	// key there; here prose could begin so, and only these are taken for one.
	titleLine = regexp.MustCompile(`^(?i:title|subtitle|author|date|description|summary|template|layout):[ \t]+\S`)
	metaLine  = regexp.MustCompile(`^[A-Za-z][\w -]*:`)
)

// splitTitleBlock splits text that begins with Pandoc's title block, or with
// MultiMarkdown's metadata.
func splitTitleBlock(text string) Block {
	none := Block{Body: text, Line: 1, BodyLine: 1, Closed: true}
	pandoc := strings.HasPrefix(text, "%")
	offset, n := 0, 1
	signs := 0 // lines that begin with "%"
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, " \t\r\n")
		switch {
		case bare == "":
			return Block{Format: TitleBlock, Text: text[:offset], Line: 1, Body: text[offset:], BodyLine: n, Closed: true}
		case offset > 0 && (bare[0] == ' ' || bare[0] == '\t'): // the line before goes on
		case pandoc && bare[0] == '%' && signs < len(pandocKeys):
			signs++
		case !pandoc && metaLine.MatchString(bare):
		case pandoc:
			return Block{Format: TitleBlock, Text: text[:offset], Line: 1, Body: text[offset:], BodyLine: n, Closed: true}
		default:
			return none
		}
		if offset += len(line); offset > MaxBytes {
			return none
		}
		n++
	}
	return Block{Format: TitleBlock, Text: text, Line: 1, BodyLine: n, Closed: true}
}

// pandocKeys are what the lines of Pandoc's title block hold, in their order.
var pandocKeys = []string{"title", "author", "date"}
