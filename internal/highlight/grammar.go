package highlight

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/dlclark/regexp2"

	"hackday.example/kiosk/internal/theme"
)

// root is the state in which a grammar begins.
const root = "root"

// grammar is the rules of a lexer of Chroma's, by the state in which they hold.
// It never changes.
type grammar struct{ states map[string]*state }

// state is the rules of a state, in the order in which they are tried, and an index
// of those that can match at a rune. Most runes share their rules with others: a
// state has some 10 groups of them.
type state struct {
	rules  []*rule
	group  [nonASCII + 1]uint8 // the group of a rune, or of all that are not ASCII
	groups [][]*rule           // the rules whose matches can begin with a rune of the group
}

func newState(rules []*rule) *state {
	s := &state{rules: rules}
	for c := range s.group {
		var possible []*rule
		for _, r := range rules {
			if r.first[c] {
				possible = append(possible, r)
			}
		}
		i := slices.IndexFunc(s.groups, func(group []*rule) bool { return slices.Equal(group, possible) })
		if i < 0 {
			i = len(s.groups)
			s.groups = append(s.groups, slices.Clip(possible))
		}
		s.group[c] = uint8(i)
	}
	return s
}

// possible returns the rules that can match at a rune. A state that does not exist
// has none.
func (s *state) possible(c rune) []*rule {
	if s == nil {
		return nil
	}
	return s.groups[s.group[min(c, nonASCII)]]
}

type rule struct {
	regexp  *regexp2.Regexp // only copies of it are run
	first   first           // with which a match can begin
	cost    int             // of an attempt to match it, in attempts of a short rule
	emitter emitter         // nil for plain code
	mutator chroma.Mutator  // nil changes no state
}

// An emitter adds the tokens of a match of a rule: text, which begins at a rune of
// the code.
type emitter interface {
	emit(r *run, g *grammar, text []rune, from int, match *regexp2.Match, nesting int)
}

type (
	kind     theme.Token // all of the text is of one kind
	byGroups []emitter   // one for each group of the match; nil for plain code
	using    string      // the text is in another language, which Chroma names
	itself   string      // the text is in the same language, and begins in a state of its grammar
)

func (k kind) emit(r *run, _ *grammar, text []rune, from int, _ *regexp2.Match, _ int) {
	r.add(from+len(text), theme.Token(k))
}

func (b byGroups) emit(r *run, g *grammar, text []rune, from int, match *regexp2.Match, nesting int) {
	if len(b) != match.GroupCount()-1 {
		r.add(from+len(text), theme.ErrorCode) // as Chroma does
		return
	}
	for i, e := range b {
		group := match.GroupByNumber(i + 1)
		start, end := group.Index-match.Index, group.Index-match.Index+group.Length
		if e == nil || start < 0 || end > len(text) || from+start < r.end() {
			continue // plain, or looked at but not matched, or within another group
		}
		r.add(from+start, theme.PlainCode) // between the groups
		e.emit(r, g, text[start:end:end], from+start, match, nesting)
	}
}

func (u using) emit(r *run, _ *grammar, text []rune, from int, _ *regexp2.Match, nesting int) {
	if other := find(string(u)); other != nil && nesting < maxNesting {
		r.follow(other, root, text, from, nesting+1)
	}
}

func (i itself) emit(r *run, g *grammar, text []rune, from int, _ *regexp2.Match, nesting int) {
	if nesting < maxNesting {
		r.follow(g, string(i), text, from, nesting+1)
	}
}

// compile makes a grammar of a lexer.
func compile(lexer *chroma.RegexLexer) (*grammar, error) {
	rules, err := lexer.Rules()
	if err != nil {
		return nil, err
	}
	flags := ""
	for _, f := range []struct {
		set  bool
		flag string
	}{{!lexer.Config().NotMultiline, "m"}, {lexer.Config().CaseInsensitive, "i"}, {lexer.Config().DotAll, "s"}} {
		if f.set {
			flags += f.flag
		}
	}
	compiled := chroma.CompiledRules{}
	for state, list := range rules {
		for _, r := range list {
			re, err := regexp2.Compile(`\G(?`+flags+`:`+r.Pattern+`)`, regexp2.None)
			if err != nil {
				return nil, fmt.Errorf("rule %q: %w", r.Pattern, err)
			}
			compiled[state] = append(compiled[state], &chroma.CompiledRule{Rule: r, Regexp: re})
		}
	}
	if err := include(compiled); err != nil {
		return nil, err
	}

	g := &grammar{states: map[string]*state{}}
	known := map[*chroma.CompiledRule]*rule{}
	for state, list := range compiled {
		var rules []*rule
		for _, c := range list {
			if known[c] == nil {
				known[c] = &rule{regexp: c.Regexp, emitter: translate(c.Type), mutator: c.Mutator}
				known[c].first, known[c].cost = analyse(c.Regexp)
			}
			rules = append(rules, known[c])
		}
		g.states[state] = newState(rules)
	}
	return g, nil
}

// include puts the rules of other states in the place of the rules that ask for
// them, until there is none left.
func include(rules chroma.CompiledRules) error {
	for again := true; again; {
		again = false
		for state := range rules {
			for i := 0; i < len(rules[state]) && !again; i++ {
				m, ok := rules[state][i].Mutator.(chroma.LexerMutator)
				if !ok {
					continue
				}
				if err := m.MutateLexer(rules, state, i); err != nil {
					return err
				}
				again = true
			}
		}
	}
	return nil
}

// translate makes an emitter of one of Chroma's; nil is for plain code. Their types
// are not exported, but their fields are, since they are the format of Chroma's
// grammars. Those that are functions, which only Chroma can run, become plain code.
func translate(e chroma.Emitter) emitter {
	if t, ok := e.(chroma.TokenType); ok {
		return kind(kindOf(t))
	}
	s, ok := e.(chroma.SerialisableEmitter)
	if !ok {
		return nil
	}
	field := func(name string) reflect.Value { return reflect.Indirect(reflect.ValueOf(e)).FieldByName(name) }
	switch s.EmitterKind() {
	case "bygroups":
		var groups byGroups
		for i, e := range field("Emitters").Interface().(chroma.Emitters) {
			group := translate(e)
			if _, function := e.(chroma.EmitterFunc); function && i > 0 {
				group = groups[i-1] // the inside of a raw string of Go is like its quote
			}
			groups = append(groups, group)
		}
		return groups
	case "using":
		return using(strings.ToLower(field("Lexer").String()))
	case "usingself":
		return itself(field("State").String())
	}
	return nil
}
