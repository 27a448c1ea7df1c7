package highlight

import (
	"math"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/dlclark/regexp2"

	"hackday.example/kiosk/internal/theme"
)

// covers reports what is wrong with tokens of code.
func covers(code string, tokens []Token) string {
	end, last := 0, theme.Token(math.MaxUint8)
	for _, token := range tokens {
		switch {
		case token.End <= end:
			return "a token is empty"
		case token.Kind == last:
			return "neighbours are of one kind"
		}
		end, last = token.End, token.Kind
	}
	if tokens != nil && end != len(code) {
		return "the tokens do not end with the code"
	}
	return ""
}

// kindAt is the kind of the first place where a word stands in code.
func kindAt(code string, tokens []Token, word string) theme.Token {
	at := strings.Index(code, word)
	for _, token := range tokens {
		if at < token.End {
			return token.Kind
		}
	}
	return theme.PlainCode
}

func TestKindsOfKnownWords(t *testing.T) {
	for _, tt := range []struct {
		language, code string
		want           map[string]theme.Token
	}{
		{"go", "package main\n\n// hello\nfunc main() {\n\tx := \"é\" + `raw` + string(1)\n}", map[string]theme.Token{
			"package": theme.KeywordNamespace, "// hello": theme.Comment, "func": theme.KeywordCode, "main()": theme.NameFunction,
			"\"é\"": theme.LiteralString, "`raw`": theme.LiteralString, "raw": theme.LiteralString, "1": theme.LiteralNumber, "string": theme.NameBuiltin,
		}},
		{"python", "@cache\ndef f(x):\n    '''doc'''\n    return None if x else 'é' + str(2) # why", map[string]theme.Token{
			"@cache": theme.NameDecorator, "def": theme.KeywordCode, "f(": theme.NameFunction, "doc": theme.LiteralString,
			"None": theme.KeywordCode, "str": theme.NameBuiltin, "2": theme.LiteralNumber, "# why": theme.Comment,
		}},
		{"js", "const x = 'a'; // why\nfunction f() { return 1 }", map[string]theme.Token{
			"const": theme.KeywordReserved, "'a'": theme.LiteralString, "// why": theme.Comment, "function": theme.KeywordCode, "1": theme.LiteralNumber,
		}},
		{"html", "<!-- why --><p class=\"x\">text</p><script>let y = 1;</script>", map[string]theme.Token{
			"why": theme.Comment, "p ": theme.NameTag, "class": theme.NameAttribute, "\"x\"": theme.LiteralString, "text": theme.PlainCode,
			"let": theme.KeywordCode, "1": theme.LiteralNumber,
		}},
		{"css", "/* why */\n.card { color: #fff; margin: 2px }", map[string]theme.Token{
			"why": theme.Comment, "card": theme.NameClass, "color": theme.KeywordCode, "2": theme.LiteralNumber,
		}},
		{"json", `{"name": "x", "n": 1, "b": true}`, map[string]theme.Token{
			`"name"`: theme.NameTag, `"x"`: theme.LiteralString, "1": theme.LiteralNumber, "true": theme.KeywordCode,
		}},
		{"yaml", "# why\nname: \"x\"\nn: 12\n", map[string]theme.Token{
			"why": theme.Comment, "name": theme.NameTag, "\"x\"": theme.LiteralString, "12": theme.LiteralNumber,
		}},
		{"bash", "# why\nif [ -n \"$x\" ]; then echo 'a'; fi", map[string]theme.Token{
			"why": theme.Comment, "if": theme.KeywordCode, "echo": theme.NameBuiltin, "'a'": theme.LiteralString, "$x": theme.NameCode,
		}},
		{"sql", "SELECT name FROM t WHERE n = 1 -- why", map[string]theme.Token{
			"SELECT": theme.KeywordCode, "WHERE": theme.KeywordCode, "1": theme.LiteralNumber, "why": theme.Comment,
		}},
		{"diff", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n same\n", map[string]theme.Token{
			"@@": theme.GenericSubheading, "-old": theme.GenericDeleted, "+new": theme.GenericInserted, " same": theme.PlainCode,
		}},
	} {
		t.Run(tt.language, func(t *testing.T) {
			tokens := Code(tt.language, tt.code)
			if wrong := covers(tt.code, tokens); wrong != "" {
				t.Error(wrong)
			}
			for word, want := range tt.want {
				if got := kindAt(tt.code, tokens, word); got != want {
					t.Errorf("%q is of kind %d, want %d", word, got, want)
				}
			}
		})
	}
}

func TestALanguageIsFoundByItsNames(t *testing.T) {
	for _, tt := range []struct {
		info  string
		known bool
	}{
		{"go", true}, {"Go", true}, {"golang", true}, {"language-go", true}, {"lang-js", true}, {"{.python}", true},
		{"{.python .numberLines}", true}, {"js {1,3}", true}, {"js{1,3}", true}, {"rust,ignore", true}, {"{r, echo=FALSE}", true},
		{"c++", true}, {"c#", true}, {"console", true}, {"sh", true}, {"yml", true}, {"rs", true}, {"jsx", true}, {"tsx", true},
		{"", false}, {" ", false}, {"text", false}, {"nonsense", false}, {"Solidity", false}, {"*", false}, {"{}", false}, {"../../etc/passwd", false},
	} {
		if got := Code(tt.info, "x = 1") != nil; got != tt.known {
			t.Errorf("%q is known: %t, want %t", tt.info, got, tt.known)
		}
	}
}

func TestALanguageIsCalledWhatPeopleCallIt(t *testing.T) {
	for info, want := range map[string]string{
		"sh": "Bash", "go": "Go", "py": "Python", "{.js .numberLines}": "JavaScript", "language-c++": "C++",
		"Solidity": "solidity", "": "", " ": "", "text": "", "plaintext": "", "none": "", "txt": "",
	} {
		if got := Name(info); got != want {
			t.Errorf("%q is called %q, want %q", info, got, want)
		}
	}
}

func TestEveryLanguageHasAGrammarThatCanBeFollowed(t *testing.T) {
	for _, language := range Languages {
		g := find(strings.ToLower(language))
		if g == nil {
			t.Errorf("%s has none", language)
			continue
		}
		if g.states[root] == nil || len(g.states[root].rules) == 0 {
			t.Errorf("%s has no first state", language)
		}
		for state, s := range g.states {
			for _, r := range s.rules {
				if m := r.mutator; m != nil {
					if _, ok := m.(chroma.SerialisableMutator); !ok {
						t.Errorf("%s, %s: %q changes the state by a function of Chroma's", language, state, r.regexp)
					}
				}
				for _, e := range append(byGroups{r.emitter}, groupsOf(r.emitter)...) {
					if u, ok := e.(using); ok && find(string(u)) == nil {
						t.Errorf("%s, %s: %q is in %q, which is not among Languages", language, state, r.regexp, u)
					}
					if i, ok := e.(itself); ok && g.states[string(i)] == nil {
						t.Errorf("%s, %s: %q goes to %q, which is no state", language, state, r.regexp, i)
					}
				}
			}
		}
	}
}

func groupsOf(e emitter) byGroups {
	groups, _ := e.(byGroups)
	return groups
}

func TestCodeThatIsNotLF(t *testing.T) {
	lf := "x = 1 # a\ny = 'é'\n"
	for name, code := range map[string]string{"CRLF": strings.ReplaceAll(lf, "\n", "\r\n"), "CR": strings.ReplaceAll(lf, "\n", "\r")} {
		tokens := Code("python", code)
		if wrong := covers(code, tokens); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
		if got := kindAt(code, tokens, "y"); got != theme.NameCode {
			t.Errorf("%s: the second line is of kind %d", name, got)
		}
	}
	if code := "x = '\xff' # \xc3"; covers(code, Code("python", code)) != "" || kindAt(code, Code("python", code), "#") != theme.Comment {
		t.Error("code that is not UTF-8 has wrong tokens")
	}
}

func TestCodeOverALimitHasNoTokens(t *testing.T) {
	line := strings.Repeat("x", MaxLine)
	for _, tt := range []struct {
		name, code string
		want       bool
	}{
		{"no code", "", false},
		{"the longest line", line, true},
		{"a longer line", line + "x", false},
		{"the longest code", strings.Repeat("x = 1\n", MaxBytes/6), true},
		{"longer code", strings.Repeat("x = 1\n", MaxBytes/6+1), false},
	} {
		if got := Code("python", tt.code) != nil; got != tt.want {
			t.Errorf("%s has tokens: %t, want %t", tt.name, got, tt.want)
		}
	}
}

func TestTheBlocksOfAPageShareItsLimits(t *testing.T) {
	var p Page
	if p.Code("go", "x := 1") == nil || p.attempts == 0 || p.time == 0 {
		t.Fatalf("a block costs %d attempts and %v", p.attempts, p.time)
	}
	p = Page{attempts: MaxAttempts - 5}
	code := "package main\nfunc f() {}\n"
	tokens := p.Code("go", code)
	if wrong := covers(code, tokens); wrong != "" || p.attempts < MaxAttempts {
		t.Fatalf("after %d attempts: %s", p.attempts, wrong)
	}
	if got := kindAt(code, tokens, "package"); got != theme.KeywordNamespace {
		t.Errorf("what was read in time is of kind %d", got)
	}
	if got := kindAt(code, tokens, "func"); got != theme.PlainCode {
		t.Errorf("the rest is of kind %d", got)
	}
	if p.Code("go", code) != nil {
		t.Error("a page without attempts left is highlighted")
	}
	if p = (Page{time: MaxTime}); p.Code("go", code) != nil {
		t.Error("a page without time left is highlighted")
	}
	p = Page{begun: true, attempts: MaxAttempts - 20}
	if p.Code("yaml", strings.Repeat("a: b\n", 20)) != nil {
		t.Error("a block is begun that will not be read to its end")
	}
	if p.Code("yaml", "a: b\n") == nil {
		t.Error("a short block is not highlighted after one that is too long")
	}
}

// A rule that takes exponential time would not end within this test.
func TestARuleThatTakesTooLongEnds(t *testing.T) {
	for language, code := range map[string]string{
		"go":     `a := 1; b := "` + strings.Repeat(`\`, 200),
		"js":     `let a = '` + strings.Repeat(`\`, 201),
		"scala":  `val a = "` + strings.Repeat(`\`, 200),
		"css":    `a { b: "` + strings.Repeat(`\`, 200),
		"bash":   `a="` + strings.Repeat(`\`, 200),
		"scheme": `(a "` + strings.Repeat(`\`, 200),
		"toml":   `a = "` + strings.Repeat(`\`, 200),
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			r := newRun(code, time.Now().Add(10*time.Millisecond), MaxAttempts)
			tokens := r.tokenise(find(language), code)
			if wrong := covers(code, tokens); wrong != "" {
				t.Error(wrong)
			}
			if got := kindAt(code, tokens, `\`); got != theme.PlainCode {
				t.Errorf("what was not read is of kind %d", got)
			}
		})
	}
}

// What hostile code costs is bounded by attempts, by tokens, and by bytes.
func TestHostileCodeIsBounded(t *testing.T) {
	const most = 32 << 20 // bytes that a block may take while it is read
	line := func(s string) string { return strings.Repeat(strings.Repeat(s, 1000/len(s))+"\n", MaxBytes/1100) }
	for _, code := range []string{
		line("a("), line("{"), line("("), line("[ "), line("/* "), line("\"a"), line("${"), line("<<A "), line("<a "), line("''"), strings.Repeat("\n", MaxBytes),
	} {
		for _, language := range []string{"go", "python", "c++", "php", "ruby", "perl", "elixir", "html", "batch", "scss", "swift", "rust"} {
			var r *run
			var tokens []Token
			bytes := allocated(func() {
				r = newRun(code, time.Now().Add(15*time.Millisecond), MaxAttempts)
				tokens = r.tokenise(find(language), code)
			})
			if wrong := covers(code, tokens); wrong != "" {
				t.Errorf("%s, %.10q: %s", language, code, wrong)
			}
			if len(tokens) > len(code) || r.attempts < -1 || bytes > most {
				t.Errorf("%s, %.10q: %d tokens, %d attempts, %d bytes", language, code, len(tokens), MaxAttempts-r.attempts, bytes)
			}
		}
	}
}

// The stacks of a match stay with the regexp2.Regexp that was run.
func TestGrammarsKeepNothingOfTheCode(t *testing.T) {
	Code("go", "/*"+strings.Repeat(" x\n", 1000))
	for _, s := range find("go").states {
		for _, r := range s.rules {
			if n := reflect.ValueOf(r.regexp).Elem().FieldByName("runner").Len(); n > 0 {
				t.Errorf("%q keeps the stacks of %d matches", r.regexp, n)
			}
		}
	}
}

// allocated is how many bytes f allocates, and may have freed.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// grammarOf is a grammar of one rule.
func grammarOf(pattern string, m chroma.Mutator) *grammar {
	re := regexp2.MustCompile(`\G`+pattern, regexp2.None)
	first, cost := analyse(re)
	return &grammar{states: map[string]*state{root: newState([]*rule{{regexp: re, first: first, cost: cost, mutator: m}})}}
}

func TestAGrammarThatNeverReadsOnEnds(t *testing.T) {
	for name, m := range map[string]chroma.Mutator{"it stays": chroma.Push(), "it goes deeper": chroma.Push(root, root), "it does nothing": nil} {
		r := newRun("xy", time.Now().Add(time.Hour), 10000)
		if tokens := r.tokenise(grammarOf(``, m), "xy"); !reflect.DeepEqual(tokens, []Token{{2, theme.PlainCode}}) {
			t.Errorf("%s: the tokens are %v", name, tokens)
		}
	}
}

func TestAGrammarThatPanicsGivesNoTokens(t *testing.T) {
	grammars()["panics"] = &known{"panics", func() *grammar { return grammarOf(`x`, chroma.Pop(7)) }}
	defer delete(grammars(), "panics")
	if tokens := Code("panics", "x"); tokens != nil {
		t.Errorf("the tokens are %v", tokens)
	}
}

func TestAGrammarThatCallsItselfEnds(t *testing.T) {
	g := grammarOf(`[\s\S]+`, nil)
	g.states[root].rules[0].emitter = itself(root)
	r := newRun("xy", time.Now().Add(time.Hour), 1000)
	if tokens := r.tokenise(g, "xy"); !reflect.DeepEqual(tokens, []Token{{2, theme.PlainCode}}) {
		t.Errorf("the tokens are %v", tokens)
	}
}

func TestManyAtOnce(t *testing.T) {
	want := Code("go", "x := 1")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, language := range []string{"go", "zig", "elm", "nix"} {
				if got := Code(language, "x := 1"); language == "go" && !reflect.DeepEqual(got, want) {
					t.Errorf("the tokens are %v, want %v", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func TestKindsFallBackToTheirCategory(t *testing.T) {
	for kind, want := range map[chroma.TokenType]theme.Token{
		chroma.NameFunction: theme.NameFunction, chroma.KeywordConstant: theme.KeywordCode, chroma.NameVariableGlobal: theme.NameCode,
		chroma.LiteralStringChar: theme.LiteralString, chroma.LiteralNumberHex: theme.LiteralNumber, chroma.LiteralOther: theme.LiteralCode,
		chroma.CommentPreprocFile: theme.CommentPreproc, chroma.CommentSingle: theme.Comment, chroma.OperatorWord: theme.Operator,
		chroma.GenericOutput: theme.PlainCode, chroma.Text: theme.PlainCode, chroma.TextWhitespace: theme.PlainCode,
		chroma.Error: theme.ErrorCode, chroma.Other: theme.PlainCode, chroma.None: theme.PlainCode, chroma.Background: theme.PlainCode,
	} {
		if got := kindOf(kind); got != want {
			t.Errorf("%v is of kind %d, want %d", kind, got, want)
		}
	}
}

func FuzzCode(f *testing.F) {
	for i, code := range []string{"package x // é\r\n", "\"\\\xff", "<script>a</script>", "$ ls\n", "{\"a\": [1, null]}", "/* \t", "", "\r", "\n\n"} {
		f.Add(uint8(i), code)
	}
	for i, language := range Languages {
		f.Add(uint8(i), snippets[language])
	}
	f.Fuzz(func(t *testing.T, language uint8, code string) {
		if len(code) > MaxBytes || code == "" {
			return
		}
		name := Languages[int(language)%len(Languages)]
		if wrong := covers(code, sameTokens(t, name, code, 2*time.Second)); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
	})
}
