package cells

import (
	"unicode"
	"unicode/utf8"
)

// class is what is known of the most common characters beyond ASCII without
// asking for their properties, which takes most of the time. Two characters with
// a class are two clusters when one follows the other, and what may happen between
// them depends on their classes alone.
type class uint8

const (
	other      class = iota
	letter           // one column; a letter of Latin, Greek, Cyrillic or Arabic (class AL of UAX #14)
	ideograph        // two columns, as all that follow; a Chinese character, a Korean syllable or full-sized kana (ID, H2 and H3)
	opener           // an East Asian bracket that opens a phrase (OP)
	nonStarter       // what begins no line in East Asian text (CL, EX and NS)
)

// classOf returns a character's class.
func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		if r |= 0x20; r >= 'a' && r <= 'z' {
			return letter
		}
	case r >= 0xC0 && r <= 0x24F:
		if r != '×' && r != '÷' {
			return letter
		}
	case r >= 'Α' && r <= 'Ω' && r != 0x03A2, r >= 'ά' && r <= 'ώ', r >= 'Ѐ' && r <= 'ҁ', r >= 'Ҋ' && r <= 'ԯ',
		r >= 'ء' && r <= 'غ', r >= 'ف' && r <= 'ي':
		return letter
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3400 && r <= 0x4DBF, r >= '가' && r <= '힣':
		return ideograph
	case r >= 'ぁ' && r <= 'ん', r >= 'ァ' && r <= 'ー':
		return kana(r)
	}
	switch r {
	case '（', '「', '『', '【', '〈', '《', '〔', '［', '｛':
		return opener
	case '）', '」', '』', '】', '〉', '》', '〕', '］', '｝', '、', '。', '，', '．', '！', '？', '：', '；', '々':
		return nonStarter
	}
	return other
}

// kana is classOf for the characters of Hiragana, and for those of Katakana with
// its middle dot and its prolonged sound mark.
func kana(r rune) class {
	if r >= 'ァ' && r <= 'ヶ' {
		r -= 'ァ' - 'ぁ'
	}
	switch r {
	case 'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'っ', 'ゃ', 'ゅ', 'ょ', 'ゎ', 'ゕ', 'ゖ', '・', 'ー': // and their like in Katakana
		return nonStarter
	}
	return ideograph
}

// appendSimple appends the clusters at byte at of a word, which begins at byte
// start of the text, as long as they have a class and what is behind them has one
// too. It returns where they end.
func appendSimple(list []Cluster, word string, at, start int, h *hyphens) ([]Cluster, int) {
	r, size := utf8.DecodeRuneInString(word[at:])
	for c := classOf(r); ; {
		nextRune, nextSize := utf8.DecodeRuneInString(word[at+size:])
		next := classOf(nextRune)
		if next == other || (c == letter) != (next == letter) {
			return list, at
		}
		h.inside = h.inside || !unicode.IsPunct(r)
		at += size
		cluster := Cluster{End: int32(start + at), Width: 2, Break: Allowed}
		switch {
		case c == letter:
			cluster.Width, cluster.Break = 1, None
		case c == opener, next == nonStarter:
			cluster.Break = Never
		}
		list = append(list, cluster)
		r, c, size = nextRune, next, nextSize
	}
}
