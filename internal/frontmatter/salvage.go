package frontmatter

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// chunk is a key at the beginning of a line, and the lines that belong to it.
type chunk struct {
	key   string
	rest  string // what stands behind the colon
	lines []string
	line  int // in the file
}

var (
	looseKey = regexp.MustCompile(`^(["']?)([\pL_][\pL\pN_. -]*?)(["']?)[ \t]*:(?:[ \t]+(.*))?$`)
	// tightKey matches a key without a blank behind its colon.
	tightKey = regexp.MustCompile(`^([\pL_][\pL\pN_-]*):(\S.*)$`)
)

// salvage reads of broken YAML what can be told key by key: each that begins a line
// is read by itself, and as plain text where even that is no YAML. Of a key that
// stands there twice the last counts. parse is false for text that may be too much
// for the parser. line is where the text begins.
func salvage(s *issues, text string, line int, known func(string) bool, parse bool) Value {
	var chunks []chunk
	for i, l := range strings.Split(text, "\n") {
		l = strings.TrimRight(l, " \t\r")
		m := looseKey.FindStringSubmatch(l)
		switch {
		case m != nil && m[1] == m[3]:
			chunks = append(chunks, chunk{key: m[2], rest: m[4], line: line + i, lines: []string{l}})
			continue
		case known == nil:
		default:
			if m := tightKey.FindStringSubmatch(l); m != nil && known(m[1]) {
				s.advise(Place{line + i, len(m[1]) + 2}, "there is no blank behind the colon of "+quote(m[1]), "write one: \""+m[1]+": …\"")
				chunks = append(chunks, chunk{key: m[1], rest: m[2], line: line + i, lines: []string{m[1] + ": " + m[2]}})
				continue
			}
		}
		if len(chunks) > 0 {
			c := &chunks[len(chunks)-1]
			c.lines = append(c.lines, l)
		}
	}
	v := Value{Kind: Mapping, At: Place{line, 1}}
	index := map[string]int{}
	for _, c := range chunks {
		entry := Entry{Key: c.key, At: Place{c.line, 1}}
		read := false
		if parse {
			var m Value
			if m, read = parseYAML(s, strings.Join(c.lines, "\n"), c.line-1, false); read && len(m.Entries) > 0 {
				entry.Value = m.Entries[0].Value
			}
		}
		if !read {
			entry.Value = c.plain()
		}
		if i, twice := index[c.key]; twice {
			s.fault(entry.At, "the key "+quote(c.key)+" stands here a second time", "take one out")
			v.Entries[i] = entry
			continue
		}
		index[c.key] = len(v.Entries)
		v.Entries = append(v.Entries, entry)
	}
	return v
}

// plain reads a chunk without a parser: text, which may go on in indented lines, or
// a list.
func (c chunk) plain() Value {
	at := Place{c.line, utf8.RuneCountInString(c.lines[0]) - utf8.RuneCountInString(c.rest) + 1}
	rest := strings.TrimSpace(c.rest)
	if inner, ok := strings.CutPrefix(rest, "["); ok {
		if inner, ok = strings.CutSuffix(inner, "]"); ok {
			v := Value{Kind: Sequence, At: at}
			for item := range strings.SplitSeq(inner, ",") {
				v.Items = append(v.Items, plainText(item, at))
			}
			return v
		}
	}
	if rest == ">" || rest == "|" || rest == ">-" || rest == "|-" {
		rest = ""
	}
	v := Value{Kind: Sequence, At: at}
	words := []string{}
	if rest != "" {
		words = append(words, rest)
	}
	for i, l := range c.lines[1:] {
		bare := strings.TrimSpace(l)
		if item, ok := strings.CutPrefix(bare, "- "); ok && rest == "" {
			v.Items = append(v.Items, plainText(item, Place{c.line + 1 + i, 1}))
		} else if bare != "" && l[0] != bare[0] && !strings.HasPrefix(bare, "#") {
			words = append(words, bare)
		}
	}
	if len(v.Items) > 0 {
		return v
	}
	return plainText(strings.Join(words, " "), at)
}

// plainText is text as somebody writes it who knows no YAML: quotes around all of it
// are taken off, and so is one that has no other, and a comment goes.
func plainText(text string, at Place) Value {
	text = strings.TrimSpace(text)
	if i := strings.Index(text, " # "); i >= 0 {
		text = strings.TrimSpace(text[:i])
	}
	for _, q := range []string{`"`, `'`} {
		inner, ok := strings.CutPrefix(text, q)
		if !ok {
			continue
		}
		if n := strings.Count(inner, q); n == 0 || n == 1 && strings.HasSuffix(inner, q) {
			text = strings.TrimSuffix(inner, q)
		}
		break
	}
	if text == "" || text == "null" || text == "~" {
		return Value{At: at}
	}
	return Value{Kind: Text, Text: text, At: at, token: text}
}

// readTitleBlock reads the title block of Pandoc or MultiMarkdown.
func readTitleBlock(b Block) Value {
	v := Value{Kind: Mapping, At: Place{b.Line, 1}}
	pandoc := strings.HasPrefix(b.Text, "%")
	line := b.Line - 1
	for l := range strings.Lines(b.Text) {
		line++
		at, l := Place{line, 1}, strings.TrimRight(l, " \t\r\n")
		if l == "" {
			continue
		}
		key, text := "", ""
		switch {
		case l[0] == ' ' || l[0] == '\t':
			if n := len(v.Entries); n > 0 && v.Entries[n-1].Value.Kind == Text {
				v.Entries[n-1].Value.Text += " " + strings.TrimSpace(l)
			}
			continue
		case pandoc && len(v.Entries) < len(pandocKeys):
			key, text = pandocKeys[len(v.Entries)], strings.TrimSpace(strings.TrimPrefix(l, "%"))
		case pandoc:
			continue
		default:
			key, text, _ = strings.Cut(l, ":")
			key, text = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(text)
		}
		at.Column = utf8.RuneCountInString(l) - utf8.RuneCountInString(text) + 1
		value := Value{Kind: Text, Text: text, At: at, token: text}
		if text == "" {
			value = Value{At: at}
		}
		v.Entries = append(v.Entries, Entry{key, Place{line, 1}, value})
	}
	return v
}
