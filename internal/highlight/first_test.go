package highlight

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/dlclark/regexp2"
)

func TestRunesThatAMatchCanBeginWith(t *testing.T) {
	const other = "é" // stands for all that are not ASCII
	for _, tt := range []struct{ pattern, want string }{
		{`foo`, "f"},
		{`foo|bar`, "bf"},
		{`[a-c]x`, "abc" + other}, // a class is not asked about all runes
		{`(?:a|b?)c`, "abc"},
		{`a*b+`, "ab"},
		{`a*?b`, "ab"},
		{`a{0,3}?b`, "ab"},
		{`(?:ab){0,2}c`, "ac"},
		{`(?:ab)*?(?:cd)+`, "ac"},
		{`(?>ax|by)c`, "ab"},
		{`(?<name>a)\k<name>`, "a"},
		{`^\s*\bif\b$`, "\t\n\v\f\r i" + other},
		{`é`, other},
		{`(?i)if`, "Ii" + other},       // İ folds to i
		{`(?i)[k-l]x`, "KLkl" + other}, // and the Kelvin sign to k
		{`(?i:a)|B`, "ABa" + other},
		{`a|(?i:b)`, "Bab" + other},
		{`\d\.`, "0123456789" + other},
		{`(?<!a)b`, "b"},
		{`(?<=a)b`, "b"},
		{`(?<=(?=a)ab)c`, "c"},
		{`(?>(?<=a)b)c`, "b"},
		{`(?!a)b`, "b"},
		{`(?!a|b)(?!c(?=d))x`, "x"},
		{`(?=a)\w`, "a"},
		{`(?=a?)b`, "ab"},
		{`(?=(?<=x)a)b`, "b"},
		{"(?x) a # comment\n", "a"},
	} {
		got, _ := analyse(regexp2.MustCompile(`\G(?m:`+tt.pattern+`)`, regexp2.None))
		var runes strings.Builder
		for c, ok := range got {
			if ok && c == nonASCII {
				runes.WriteString(other)
			} else if ok {
				runes.WriteByte(byte(c))
			}
		}
		if runes.String() != tt.want {
			t.Errorf("%s begins with %q, want %q", tt.pattern, runes.String(), tt.want)
		}
	}
}

func TestRunesOfAMatchThatAreNotKnown(t *testing.T) {
	for _, pattern := range []string{
		``, `a?`, `a*`, `(?=a?)`, `(?!a)`, `(a)?\1b`, `(?:a|)`, `(?(?<=a)b|c)`, `(?(?=a)b|c)`, `(x)?(?(1)b|c)`, `[\s\S]`, `(?s).`,
		`(?(?!a)b|c)`, `(?<=(?(a)b|c))d`,
	} {
		first, _ := analyse(regexp2.MustCompile(`\G(?:`+pattern+`)`, regexp2.None))
		for c, ok := range first {
			if !ok {
				t.Errorf("%s does not begin with %q", pattern, rune(c))
				break
			}
		}
	}
}

func TestAnAttemptOfALongRuleCostsMore(t *testing.T) {
	for pattern, want := range map[string]int{`a`: 1, `a|` + strings.Repeat(`bc|`, 100) + `d`: 3} {
		if _, got := analyse(regexp2.MustCompile(pattern, regexp2.None)); got != want {
			t.Errorf("an attempt of %.10q costs %d, want %d", pattern, got, want)
		}
	}
}

// No match begins with a rune that analyse leaves out.
func FuzzRunesThatAMatchCanBeginWith(f *testing.F) {
	for _, pattern := range []string{
		`(?i)[^\W\d]k|\S`, `\W|\p{L}`, `(?<!a)b(?=c)`, `(?>a*?)|b{2,3}`, `(?(?<=a)b|c)`, `(a)?\1b`, `(?:(?=x)|y)*\b.`, `[a-z-[c]]+?$`, `(?m-i:^a|B)`,
	} {
		f.Add(pattern, "abc KſİK\n .9")
	}
	f.Add(`[\W]x|\p{L}y`, "Ay")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 100 || len(text) > 100 {
			return
		}
		re, err := regexp2.Compile(`\G(?m:`+pattern+`)`, regexp2.None)
		if err != nil {
			return
		}
		re.MatchTimeout = 50 * time.Millisecond
		first, _ := analyse(re)
		runes := []rune(text)
		for at, c := range runes {
			match, err := re.FindRunesMatchStartingAt(runes, at)
			if err != nil {
				return
			}
			if match != nil && match.Index == at && !first[min(c, nonASCII)] {
				t.Errorf("%s matches %q at %d, but does not begin with %q", pattern, text, at, c)
			}
		}
	})
}

// sameTokens are the tokens of code, which are the same if all rules are tried at
// each rune.
func sameTokens(t *testing.T, language, code string, limit time.Duration) []Token {
	const attempts = 1 << 20
	g, deadline := find(strings.ToLower(language)), time.Now().Add(limit)
	some, every := newRun(code, deadline, attempts), newRun(code, deadline, attempts)
	every.all = true
	got, want := some.tokenise(g, code), every.tokenise(g, code)
	inTime := some.attempts >= 0 && every.attempts >= 0 && time.Until(deadline) > limit/2 // a clock within may be ahead
	if inTime && !reflect.DeepEqual(got, want) {
		t.Errorf("%s: the tokens of %q are %v, but %v when all rules are tried", language, code, got, want)
	}
	return got
}

func TestOnlyRulesThatCannotMatchAreNotTried(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const limit = time.Hour
	for i, language := range Languages {
		code := snippets[language]
		if code == "" {
			t.Errorf("there is no snippet of %s", language)
			continue
		}
		sameTokens(t, language, code, limit)
		sameTokens(t, language, snippets[Languages[(i+1)%len(Languages)]], limit)
		sameTokens(t, language, strings.ToUpper(code), limit)
		for range 10 { // what is cut and put together opens other states
			from, to := random.IntN(len(code)), random.IntN(len(code))
			sameTokens(t, language, code[from:]+code[:to], limit)
		}
		bytes := make([]byte, 300)
		for i := range bytes {
			bytes[i] = byte(random.IntN(256))
		}
		sameTokens(t, language, string(bytes), limit)
		for i := range bytes {
			bytes[i] &= 0x7f
		}
		sameTokens(t, language, string(bytes)+"KſİéК\u2028\u00a0", limit)
	}
}
