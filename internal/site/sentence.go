package site

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/clean"
)

// sentences finds the sentence that a link stands in. Each block's text is
// gathered once, however many links it has.
type sentences struct {
	source []byte
	blocks map[ast.Node]*blockText
}

// blockText is the text of one block without any markup.
type blockText struct {
	text  string
	ends  []int            // the offset behind each of its sentences but the last
	marks map[ast.Node]int // where each of its links begins
}

func newSentences(source []byte) *sentences {
	return &sentences{source: source, blocks: map[ast.Node]*blockText{}}
}

// around is the sentence that a link stands in, on one line; at most
// maxSentence bytes of it.
func (s *sentences) around(link ast.Node) string {
	root := block(link)
	b, ok := s.blocks[root]
	if !ok {
		w := textWriter{source: s.source, marks: map[ast.Node]int{}}
		w.write(root)
		b = &blockText{text: w.String(), marks: w.marks}
		b.ends = sentenceEnds(b.text)
		s.blocks[root] = b
	}
	mark, ok := b.marks[link]
	if !ok {
		return ""
	}
	start, end := 0, len(b.text)
	next := sort.SearchInts(b.ends, mark+1) // the first end behind the mark
	if next > 0 {
		start = b.ends[next-1]
	}
	if next < len(b.ends) {
		end = b.ends[next]
	}
	return clean.Line(excerpt(b.text[start:end], mark-start))
}

// maxSentence bounds what is shown of a sentence, in bytes.
const maxSentence = 600

// excerpt is a text, or of a long one what stands around a mark, cut at
// blanks.
func excerpt(text string, mark int) string {
	if len(text) <= maxSentence {
		return text
	}
	start := max(mark-maxSentence/2, 0)
	end := min(start+maxSentence, len(text))
	if i := strings.IndexByte(text[start:mark], ' '); start > 0 && i >= 0 {
		start += i
	}
	if i := strings.LastIndexByte(text[mark:end], ' '); end < len(text) && i >= 0 {
		end = mark + i
	}
	cut := strings.ToValidUTF8(text[start:end], "")
	if start > 0 {
		cut = "… " + cut
	}
	if end < len(text) {
		cut += " …"
	}
	return cut
}

// abbreviations end in a full stop without ending a sentence.
var abbreviations = []string{"dr", "mr", "mrs", "ms", "prof", "st", "no", "vs", "e.g", "i.e", "etc", "cf"}

// longestAbbreviation is how far back one is looked for, with a mark before it.
const longestAbbreviation = 8

// sentenceEnds lists the offsets in text behind each sentence but the last. It
// is a plain reading of English: a full stop, question or exclamation mark,
// then blanks, then anything but a small letter.
func sentenceEnds(text string) []int {
	var ends []int
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '.' && c != '?' && c != '!' {
			continue
		}
		mark := i
		for i+1 < len(text) && strings.IndexByte(".?!\"')]", text[i+1]) >= 0 {
			i++
		}
		for _, quote := range []string{"”", "’"} {
			if strings.HasPrefix(text[i+1:], quote) {
				i += len(quote)
			}
		}
		next := i + 1
		for next < len(text) && (text[next] == ' ' || text[next] == '\n') {
			next++
		}
		if next == i+1 || next == len(text) {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(text[next:]); unicode.IsLower(first) {
			continue
		}
		if c == '.' && isAbbreviation(text[max(mark-longestAbbreviation, 0):mark]) {
			continue
		}
		ends = append(ends, next)
	}
	return ends
}

// isAbbreviation reports whether the last word of a text, which a full stop
// follows, is one that ends in a full stop.
func isAbbreviation(before string) bool {
	word := before[strings.LastIndexAny(before, " \n(\"'")+1:]
	return slices.Contains(abbreviations, strings.ToLower(word))
}
