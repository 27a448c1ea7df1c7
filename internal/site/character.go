package site

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// checkCharacters advises on the characters in a part of a file that are never
// shown. line is where the part begins. Of several in a row it names the first.
func (c *inspection) checkCharacters(file, text string, line int) {
	if !strings.ContainsFunc(text, hidden) {
		return
	}
	at, inRow := place{line, 1}, false
	for _, r := range text {
		if hidden(r) && !inRow {
			c.advise(file, at, characterName(r)+" stands here, which is never shown", "take it out")
		}
		inRow = hidden(r)
		if r == '\n' {
			at = place{at.line + 1, 1}
		} else {
			at.column++
		}
	}
}

// hidden reports whether a character is never shown.
func hidden(r rune) bool { return r != '\n' && r != '\t' && unsafe(r) }

// checkReferences advises on the numeric character references in Markdown that
// stand for such a character.
func (c *inspection) checkReferences(file, text string, line int) {
	at, end := place{line, 1}, 0 // where the text is read up to
	for _, m := range numericReference.FindAllStringIndex(text, -1) {
		for _, r := range text[end:m[0]] {
			if r == '\n' {
				at = place{at.line + 1, 1}
			} else {
				at.column++
			}
		}
		end = m[0]
		reference := text[m[0]:m[1]]
		for _, r := range html.UnescapeString(reference) {
			if unsafe(r) {
				c.advise(file, at, quote(reference)+" stands for "+characterName(r)+", which is never shown", "take it out")
				break
			}
		}
	}
}

// The names of the C0 and C1 control characters (ISO 6429, as in Unicode's
// NameAliases.txt),
// and of the others that unsafe knows.
var (
	c0Names = strings.Split("NULL,START OF HEADING,START OF TEXT,END OF TEXT,END OF TRANSMISSION,ENQUIRY,ACKNOWLEDGE,ALERT,"+
		"BACKSPACE,CHARACTER TABULATION,LINE FEED,LINE TABULATION,FORM FEED,CARRIAGE RETURN,SHIFT OUT,SHIFT IN,"+
		"DATA LINK ESCAPE,DEVICE CONTROL ONE,DEVICE CONTROL TWO,DEVICE CONTROL THREE,DEVICE CONTROL FOUR,NEGATIVE ACKNOWLEDGE,SYNCHRONOUS IDLE,END OF TRANSMISSION BLOCK,"+
		"CANCEL,END OF MEDIUM,SUBSTITUTE,ESCAPE,INFORMATION SEPARATOR FOUR,INFORMATION SEPARATOR THREE,INFORMATION SEPARATOR TWO,INFORMATION SEPARATOR ONE", ",")
	c1Names = strings.Split("PADDING CHARACTER,HIGH OCTET PRESET,BREAK PERMITTED HERE,NO BREAK HERE,INDEX,NEXT LINE,START OF SELECTED AREA,END OF SELECTED AREA,"+
		"CHARACTER TABULATION SET,CHARACTER TABULATION WITH JUSTIFICATION,LINE TABULATION SET,PARTIAL LINE FORWARD,PARTIAL LINE BACKWARD,REVERSE LINE FEED,SINGLE SHIFT TWO,SINGLE SHIFT THREE,"+
		"DEVICE CONTROL STRING,PRIVATE USE ONE,PRIVATE USE TWO,SET TRANSMIT STATE,CANCEL CHARACTER,MESSAGE WAITING,START OF GUARDED AREA,END OF GUARDED AREA,"+
		"START OF STRING,SINGLE GRAPHIC CHARACTER INTRODUCER,SINGLE CHARACTER INTRODUCER,CONTROL SEQUENCE INTRODUCER,STRING TERMINATOR,OPERATING SYSTEM COMMAND,PRIVACY MESSAGE,APPLICATION PROGRAM COMMAND", ",")
	otherNames = map[rune]string{
		0x7F: "DELETE", 0xAD: "SOFT HYPHEN", 0x200B: "ZERO WIDTH SPACE", 0x2060: "WORD JOINER", 0xFEFF: "ZERO WIDTH NO-BREAK SPACE",
		0x2028: "LINE SEPARATOR", 0x2029: "PARAGRAPH SEPARATOR",
		0x202A: "LEFT-TO-RIGHT EMBEDDING", 0x202B: "RIGHT-TO-LEFT EMBEDDING", 0x202C: "POP DIRECTIONAL FORMATTING",
		0x202D: "LEFT-TO-RIGHT OVERRIDE", 0x202E: "RIGHT-TO-LEFT OVERRIDE",
		0x2066: "LEFT-TO-RIGHT ISOLATE", 0x2067: "RIGHT-TO-LEFT ISOLATE", 0x2068: "FIRST STRONG ISOLATE", 0x2069: "POP DIRECTIONAL ISOLATE",
	}
)

// characterName names a character that is unsafe: "U+001B ESCAPE".
func characterName(r rune) string {
	name := otherNames[r]
	switch {
	case r < 0x20:
		name = c0Names[r]
	case r >= 0x80 && r < 0xA0:
		name = c1Names[r-0x80]
	case r >= 0xE0000 && r <= 0xE007F:
		name = "TAG CHARACTER"
	case name == "":
		name = "NONCHARACTER"
	}
	return fmt.Sprintf("U+%04X %s", r, name)
}

// placeOf is where in a file a byte of a page's cleaned Markdown stands. raw is
// the Markdown as the file has it, and line where that begins.
func placeOf(raw, cleaned string, line, offset int) place {
	offset = min(max(offset, 0), len(cleaned))
	before := cleaned[:offset]
	feeds := strings.Count(before, "\n")
	for range feeds {
		raw = raw[strings.IndexByte(raw, '\n')+1:]
	}
	raw, _, _ = strings.Cut(raw, "\n")
	bytes := origin(raw, offset-strings.LastIndexByte(before, '\n')-1)
	return place{line + feeds, utf8.RuneCountInString(raw[:bytes]) + 1}
}
