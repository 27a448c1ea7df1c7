// Package bombs has pages that cost more than they weigh, for tests.
package bombs

import (
	"fmt"
	"strings"
)

// Bomb is a page's text of repeated pieces that costs more than it weighs: Head,
// then Piece as often as there is room for it, then Tail.
type Bomb struct {
	Name              string
	Head, Piece, Tail string
}

// All are texts that once took seconds or gigabytes to parse or to lay out, and
// their neighbours.
var All = []Bomb{
	{"headings", "", "# a\n", ""},
	{"headings without text", "", "#\n", ""},
	{"headings with lines below", "", "a\n-\n", ""},
	{"items", "", "- a\n", ""},
	{"items of changing lists", "", "- a\n+ a\n", ""},
	{"numbered items", "", "1. a\n", ""},
	{"items without text", "", "-\n", ""},
	{"items in quotations", "", "> - a\n", ""},
	{"quotations of lists", "", "> - a\n\n", ""},
	{"quotations", "", "> a\n\n", ""},
	{"quotations in items", "", "- > a\n", ""},
	{"tasks", "", "- [ ] a\n", ""},
	{"definitions", "", "a\n: b\n\n", ""},
	{"many definitions of one term", "a\n", ": b\n", ""},
	{"terms", "", "a\n", ": b\n"},
	{"rules", "", "***\n", ""},
	{"hard breaks", "", "a\\\n", ""},
	{"hard breaks of blanks", "", "a  \n", ""},
	{"soft breaks", "", "a\n", ""},
	{"paragraphs", "", "a\n\n", ""},
	{"breaks in HTML", "", "<br>", ""},
	{"breaks in HTML with text", "", "a<br>", ""},
	{"fences", "", "```\n```\n", ""},
	{"fences with code", "", "~~~\na\n~~~\n", ""},
	{"one fence of short lines", "```\n", "a\n", "```\n"},
	{"one fence of empty lines", "```\n", "\n", "```\n"},
	{"one fence, one line", "```\n", "a", "\n```\n"},
	{"one fence of a language", "```go\n", "a:=[]\n", "```\n"},
	{"fences of a language", "", "```go\na\n```\n", ""},
	{"indented code", "", "    a\n\n\n", ""},
	{"HTML blocks", "", "<p>\n\n", ""},
	{"HTML block of short lines", "<p>\n", "a\n", ""},
	{"deep quotations", "", ">", ""},
	{"deep quotations on many lines", "", strings.Repeat(">", 9) + "a\n\n", ""},
	{"deep quotations going on", strings.Repeat(">", 10) + "a\n", "a\n", ""},
	{"deep lists on one line", "", "- ", "a"},
	{"deep lists, shallow", "", "- - - - - - - - - a\n", ""},
	{"deep numbered lists", "", "1) ", "a"},
	{"quotations and lists", "", "> - ", "a"},
	{"definitions in one another", "a\n", ": ", "b"},
	{"words in deep quotations", strings.Repeat("> ", 10), "a ", ""},
	{"words in deep lists", strings.Repeat("- ", 10), "a ", ""},
	{"code in deep quotations", strings.Repeat("> ", 10) + "```go\n" + strings.Repeat("> ", 10), "a+", ""},
	{"link of many words to a long address", "[", "word ", "](https://example.org/" + strings.Repeat("a", 4000) + ")"},
	{"link to a very long address", "[a](https://example.org/" + strings.Repeat("a", 5000) + ")", "", ""},
	{"one reference used often", "[a]: " + strings.Repeat("b", 2000) + "\n\n", "[a]", ""},
	{"one reference used often in paragraphs", "[a]: " + strings.Repeat("b", 2000) + "\n\n", "[a]\n\n", ""},
	{"one long title used often", "[a]: b '" + strings.Repeat("c", 2000) + "'\n\n", "[a]", ""},
	{"reference definitions", "", "[a]: b\n", ""},
	{"reference definitions, separate", "", "[a]: b\n\n", ""},
	{"reference definitions with open titles", "", "[a]: b\n'\n", ""},
	{"reference definitions with open destinations", "", "[a]: <b\n\n", ""},
	{"links", "", "[a](b)", ""},
	{"links with blanks", "", "[a](b) ", ""},
	{"links in paragraphs", "", "[a](b)\n\n", ""},
	{"links in items", "", "- [a](b)\n", ""},
	{"links in headings", "", "# [a](b)\n", ""},
	{"links with open destinations", "", "[a](<b", ""},
	{"links with open titles", "", "[a](b '", ""},
	{"links with open brackets in titles", "", "[a](b (", ""},
	{"links with open parentheses", "", "[a](b((", ""},
	{"links with open destinations in paragraphs", "", strings.Repeat("[a](<b", 100) + "\n\n", ""},
	{"links with long open destinations", "", "[a](" + strings.Repeat("b", 300), ""},
	{"pictures", "", "![a](b)", ""},
	{"pictures in one another", "", "![", "](b)"},
	{"open brackets", "", "[", ""},
	{"open brackets with text", "", "[a", ""},
	{"open pictures", "", "![", ""},
	{"closed brackets", "", "]", ""},
	{"closed brackets with text", "", "a]", ""},
	{"empty brackets", "", "[]", ""},
	{"brackets", "", "[a]", ""},
	{"brackets on lines", "", "[a]\n", ""},
	{"brackets in one another", "", "[a", strings.Repeat("]", 80_000)},
	{"footnotes", "", "[^a]", ""},
	{"notes", "", "[^a]: b\n", ""},
	{"notes that are referred to", "[^a]\n\n", "[^a]: b\n", ""},
	{"notes without a text", "", "[^a]:\n", ""},
	{"notes in one another", "", "[^a]: ", "b"},
	{"notes in one another, shallow", "", strings.Repeat("[^a]: ", 9) + "b\n", ""},
	{"notes in notes", "", "[^a]: b\n\n    [^c]: d\n\n", ""},
	{"notes in one note", "[^a]\n\n[^a]: b\n\n", "    [^c]: d\n\n", ""},
	{"notes in quotations in notes", "", "[^a]: > [^b]: c\n\n", ""},
	{"notes in quotations in lists", "", "- > [^a]: b\n\n", ""},
	{"one long note", "[^a]\n\n[^a]: ", "b ", ""},
	{"one note of many paragraphs", "[^a]\n\n[^a]: b\n\n", "    c\n\n", ""},
	{"links in notes", "[^a]\n\n[^a]: b\n\n", "    [c](d)\n\n", ""},
	{"references to one note", "[^a]: b\n\n", "[^a]", ""},
	{"references to one note in paragraphs", "[^a]: b\n\n", strings.Repeat("[^a]", 100) + "\n\n", ""},
	{"references to one note in headings", "[^a]: b\n\n", "# a[^a]\n", ""},
	{"references to a note in itself", "[^a]\n\n[^a]: b\n\n", "    [^a]\n\n", ""},
	{"references to one of many notes", manyNotes(1000), "[^999]\n\n", ""},
	{"references to none of many notes", manyNotes(1000), "[^abc]\n\n", ""},
	{"references to many notes of long names", strings.Repeat("[^"+strings.Repeat("a", 997)+"]: b\n", 100), "[^" + strings.Repeat("a", 996) + "b]\n\n", ""},
	{"references without notes, in paragraphs", "", "[^a]\n\n", ""},
	{"references as pictures", "[^a]: b\n\n", "![^a]\n\n", ""},
	{"open references", "", "[^a ", ""},
	{"open references, in paragraphs", "[^a]: b\n\n", "[^a\n\n", ""},
	{"alerts", "", "> [!NOTE]\n\n", ""},
	{"alerts of links", "", "> [!NOTE]\n> [a](b)\n\n", ""},
	{"one alert of links on lines", "> [!NOTE]\n", "> [a](b)\n", ""},
	{"headings of one name and its numbers", manyHeadings(2000), "# a\n", ""},
	{"headings with places", "", "# a{#b}\n", ""},
	{"headings of braces", "", "# a " + strings.Repeat("{", 100) + "}\n", ""},
	{"one heading of open braces", "# a ", "{", "}"},
	{"one heading of open attributes", "# a ", "{a={", "}"},
	{"one heading of arrays", "# a {a=", "[", "}"},
	{"one heading of classes", "# a {.b", " .b", "}"},
	{"one heading of attributes", "# a {", "b=c ", "}"},
	{"one heading of lists of attributes", "# a ", "{.b}", ""},
	{"one heading of backslashes", "# a ", "\\", "{#b}"},
	{"one heading of closing marks", "# a ", "#", " {#b}"},
	{"emoji", "", ":smile:", ""},
	{"emoji with blanks", "", ":+1: ", ""},
	{"emoji, open", "", ":smile", ""},
	{"emoji, unknown", "", ":a_b:", ""},
	{"one long name of an emoji", ":", "a", ":"},
	{"colons", "", ":", ""},
	{"links that are pictures", "", "[![a](b)](c)", ""},
	{"links that are pictures, in paragraphs", "", "[![](b)](c)\n\n", ""},
	{"links of pictures and breaks", "[![a](b)\n", "\\\n", "![a](b)](c)"},
	{"two brackets", "", "[a][b]", ""},
	{"brackets and emphasis", "", "*[a", ""},
	{"brackets and emphasis closed", "", "*a [b* ", ""},
	{"links behind emphasis", strings.Repeat("*a ", 20_000), "[b](c)", ""},
	{"emphasis", "", "*a*", ""},
	{"emphasis with blanks", "", "*a* ", ""},
	{"emphasis, never closed", "", "*a ", ""},
	{"emphasis, never opened", "", "a* ", ""},
	{"emphasis, two kinds", "", "*a_ ", ""},
	{"emphasis, many lengths", "", "*a **a ***a a** a* ", ""},
	{"emphasis, never matching", strings.Repeat("*a ", 40_000), "a_ ", ""},
	{"emphasis within words", "", "a**b", ""},
	{"strong within words", "", "a***b* c*", ""},
	{"emphasis in one another", "", "*a _a ", ""},
	{"stars", "", "*", "a"},
	{"underlines", "", "_", "a"},
	{"underlines in a word", "", "a_", ""},
	{"struck out", "", "~~a~~ ", ""},
	{"struck out, open", "", "~~a ", ""},
	{"struck out, two kinds", "", "~a ~~", ""},
	{"code", "", "`a`", ""},
	{"code with blanks", "", "`a` ", ""},
	{"open code, two lengths", "", "`a``", ""},
	{"autolinks", "", "<http://a>", ""},
	{"autolinks, open", "", "<http://a", ""},
	{"autolinks of mail, open", "", "<a@b", ""},
	{"bare links", "", "http://a.b ", ""},
	{"bare links in brackets", "", "(http://a.b", ""},
	{"bare links with brackets", "http://a.b/", "(", ""},
	{"bare links with underlines", "", "_www.a", ""},
	{"bare links with entities", "http://a.b/", "&a;", ""},
	{"bare links without blanks", "", "のhttp://a.b。", ""},
	{"bare links in parentheses", "", "（www.a.b）", ""},
	{"bare links with trailing marks", "http://a.b/", "!", ""},
	{"bare links with closing parentheses", "http://a.b/", ")", ""},
	{"bare links, no domain", "", "http://a", ""},
	{"bare links, no domain, in other scripts", "", "のhttp://" + strings.Repeat("の", 330), ""},
	{"bare links, underscores", "", "www.a._", ""},
	{"bare links to long hosts", "", "http://" + strings.Repeat("例え", 40) + ".jp\n\n", ""},
	{"one reference to a long host", "[a]: http://" + hardHost(85) + "\n\n" + strings.Repeat(strings.Repeat("[a] ", 10)+"\n\n", 390), "", ""},
	{"colons and slashes", "", "://", ""},
	{"addresses of another scheme", "", "x://a.b/", ""},
	{"domains without www", "", "a.b/", ""},
	{"full stops", "", ".", ""},
	{"entities, long", "", "&CounterClockwiseContourIntegra", ""},
	{"bare mail", "", "a@b.co ", ""},
	{"bare mail with underlines", "", "a_b", "@c.co"},
	{"bare mail with stars", "", "*a", "@c.co"},
	{"HTML", "", "<b>", ""},
	{"HTML, open", "", "<b ", ""},
	{"HTML with open attributes", "", "<b a=\"", ""},
	{"HTML with many attributes", "a <b", " a=b", ""},
	{"HTML with many attributes, often", "", "<b" + strings.Repeat(" a=b", 20), ""},
	{"comments", "", "a <!--", ""},
	{"comments closed", "", "a <!-- b -->", ""},
	{"instructions", "", "a <?", ""},
	{"declarations", "", "a <!A ", ""},
	{"CDATA", "", "a <![CDATA[", ""},
	{"smaller than", "", "<", ""},
	{"entities", "", "&amp;", ""},
	{"entities, open", "", "&", ""},
	{"backslashes", "", "\\", ""},
	{"escapes", "", "\\*", ""},
	{"exclamation marks", "", "!", ""},
	{"blanks", "", "a ", ""},
	{"one word", "", "a", ""},
	{"one word of wide characters", "", "一", ""},
	{"one word of joined characters", "a", "\u0301", ""},
	{"joined emoji", "", "👩\u200d", ""},
	{"flags", "", "🇬", ""},
	{"tabs", "", "a\t", ""},
	{"points", "", ". ", ""},
	{"sentences", "", "A. ", ""},
	{"marks of sentences", "", ".!", ""},
	{"table of many rows", "|a|b|\n|-|-|\n", "|c|d|\n", ""},
	{"table of many columns", strings.Repeat("|a", 20_000) + "|\n" + strings.Repeat("|-", 20_000) + "|\n", "b\n", ""},
	{"table of some columns", strings.Repeat("|a", 90) + "|\n" + strings.Repeat("|-", 90) + "|\n", "|\n", ""},
	{"table below what looks like its head", "a\n-:-\n" + strings.Repeat("|a", 2000) + "|\n" + strings.Repeat("|-", 2000) + "|\n" + strings.Repeat("|a\n", 9000), "", ""},
	{"tables", "", "|a|\n|-|\n\n", ""},
	{"table of one row", "|a|\n|-|\n|", "a", "|\n"},
	{"table of escaped bars", "|a|\n|-|\n", "|`\\|`|\n", ""},
	{"table of escaped bars, one row", "|a|\n|-|\n|", "`\\|`", "|\n"},
	{"table of links", "|a|\n|-|\n", "|[a](b)|\n", ""},
	{"rows that divide", "", "-|-\n", ""},
	{"empty lines", "a", "\n", "b"},
	{"growing backticks", "", "", GrowingRuns('`', 256<<10)},
	{"growing backticks before many lines", GrowingRuns('`', 60<<10) + strings.Repeat("\na", 11_900), "", ""},
	{"growing stars", "", "", GrowingRuns('*', 256<<10)},
	{"invisible characters", "", "a\u00ad\n", ""},
	{"references of characters", "", "&#27;\n", ""},
	{"references of characters, one line", "", "&#27;", ""},
	{"unsafe links", "", "[a](x:)", ""},
	{"links to parts that are not there", "# a\n\n", "[a](#b)\n\n", ""},
	{"headings and links to them", "", "# a\n[b](#c)\n", ""},
}

// GrowingRuns is runs of a character, each one longer than the one before it,
// with a letter between them, of size bytes at most.
func GrowingRuns(c byte, size int) string {
	var b strings.Builder
	for n := 1; b.Len()+n+2 <= size; n++ {
		b.WriteString("a" + strings.Repeat(string(c), n))
	}
	return b.String()
}

// manyNotes is n notes named by their numbers.
func manyNotes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "[^%d]: a\n", i)
	}
	return b.String()
}

// manyHeadings is n headings that have the names which others would be given.
func manyHeadings(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "# a %d\n", i+1)
	}
	return b.String()
}

// hardHost is a host of n characters, no two of them the same, which takes longest
// to encode.
func hardHost(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteRune(rune(0x4E00 + i))
	}
	return b.String()
}

// Text is the bomb in size bytes at most, if it can be that small.
func (b Bomb) Text(size int) string {
	times := 0
	if b.Piece != "" {
		times = max((size-len(b.Head)-len(b.Tail))/len(b.Piece), 0)
	}
	return b.Head + strings.Repeat(b.Piece, times) + b.Tail
}
