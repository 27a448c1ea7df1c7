// Package highlight tells keywords, names, strings and comments of code apart.
// The grammars are Chroma's; what follows them here is a loop of our own, since
// Chroma's cannot be stopped: a rule may take a quarter of a second, a state may
// have fifty rules, and a lexer that changes its state without reading on never
// returns.
//
// A rule's own time limit is kept by regexp2, with a clock: a goroutine that ends
// some two seconds after the last rule was tried. It is not a leak; and in a
// testing/synctest bubble, which must not be left with a goroutine asleep, the
// clock has to be running before (by any match with a MatchTimeout of an hour).
//
// It guesses no language: only code whose block names one is highlighted. It
// knows nothing of colours; those are theme's.
package highlight

import (
	"strings"
	"time"

	"hackday.example/kiosk/internal/theme"
)

const (
	// MaxBytes and MaxLine bound the code that is highlighted: the whole of it,
	// and each line, in bytes. Code that is longer has no tokens.
	MaxBytes = 16 << 10
	MaxLine  = 2 << 10
	// MaxAttempts bounds the attempts to match a rule for the blocks of one page. A
	// rule is only tried at a rune with which its match can begin, and counts for
	// more than one attempt if it is long. An attempt takes 0.6 to 1 µs of a core,
	// with the garbage that it leaves, so that a page takes 5 to 8 ms. Ordinary code
	// takes 0.2 to 1.2 attempts a byte: a page can have some 8 KiB of Python,
	// JavaScript or Go, 12 KiB of Kotlin, 20 KiB of JSON or 30 KiB of YAML; but SQL
	// takes 2.6, which makes 3 KiB. All pages but hostile ones end by this bound, at
	// the same byte on every machine.
	MaxAttempts = 8 << 10
	// MaxTime bounds the time for the blocks of one page. A rule can take
	// exponential time (a Go string that is never closed, after 40 backslashes).
	// The rule that runs when the time is up ends within 200 ms: regexp2's clock
	// ticks every 100 ms.
	MaxTime = 50 * time.Millisecond

	// bytesPerAttempt is the bytes of ordinary code that one attempt reads: the
	// estimate by which blocks are skipped that would end in the middle.
	bytesPerAttempt = 2

	// maxStack bounds a grammar's stack of states; code nests less deep.
	maxStack = 256
	// maxNesting bounds how deep grammars call each other.
	maxNesting = 8
)

// Token is a piece of code of one kind. It begins where the one before it ends.
type Token struct {
	End  int // the byte of the code behind it
	Kind theme.Token
}

// Page highlights the blocks of one page. They share MaxAttempts and MaxTime, so
// that a page of many hostile blocks takes no longer than a page of one. The zero
// value is ready. A Page is not safe for concurrent use; Pages are independent.
type Page struct {
	begun    bool          // a block has been highlighted
	attempts int           // that were made
	time     time.Duration // that was spent
}

// Code returns the tokens of code in a language, which is a name or an alias that
// Chroma has, or the ending of a file's name. The tokens cover the code, and two
// neighbours are of different kinds.
//
// It is nil for a language that is not among Languages, for code that is over
// MaxBytes or MaxLine, and where a rule panics. It is also nil for code that is
// estimated to take more attempts than the page has left, unless it is the page's
// first. If the attempts or the time run out nevertheless, the rest of the code is
// one token of plain code.
func (p *Page) Code(language, code string) (tokens []Token) {
	if code == "" || len(code) > MaxBytes || p.attempts >= MaxAttempts || p.time >= MaxTime {
		return nil
	}
	for line := range strings.SplitSeq(code, "\n") {
		if len(line) > MaxLine {
			return nil
		}
	}
	defer func() {
		if recover() != nil { // a rule of the grammar, or one that cannot be compiled
			tokens = nil
		}
	}()
	g := find(nameIn(language))
	if g == nil {
		return nil
	}
	if p.begun && len(code)/bytesPerAttempt > MaxAttempts-p.attempts {
		return nil
	}
	p.begun = true
	start := time.Now()
	r := newRun(code, start.Add(MaxTime-p.time), MaxAttempts-p.attempts)
	defer func() {
		p.attempts = MaxAttempts - r.attempts
		p.time += time.Since(start)
	}()
	return r.tokenise(g, code)
}

// Code returns the tokens of a block of code that is on no page with others. It is
// safe for concurrent use.
func Code(language, code string) []Token { return new(Page).Code(language, code) }

// nameIn finds the name of the language in the info string of a block of code, as
// the various tools have it: "go", "language-go", "{.python .numberLines}",
// "js {1,3}", "rust,ignore".
func nameIn(info string) string {
	name := strings.TrimLeft(strings.TrimSpace(info), "{. \t")
	if end := strings.IndexAny(name, " \t,;:={}"); end >= 0 {
		name = name[:end]
	}
	name = strings.ToLower(name)
	for _, prefix := range []string{"language-", "lang-"} {
		name = strings.TrimPrefix(name, prefix)
	}
	return name
}
