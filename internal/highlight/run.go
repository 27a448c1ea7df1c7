package highlight

import (
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/dlclark/regexp2"

	"hackday.example/kiosk/internal/theme"
)

// run is one piece of code on its way through a grammar.
type run struct {
	text     []rune // the code with LF for every end of line, and one at its end
	size     int    // runes of the code, without the LF that was added
	tokens   []Token
	deadline time.Time
	attempts int // that are left
	stopped  bool
	all      bool // tries the rules that cannot match too; for tests

	// regexps are copies of the grammars' own. A regexp2.Regexp keeps the stacks
	// of its matches for the next, as deep as the deepest match made them, up to
	// a MiB for every rule; copies go when the run is over.
	regexps map[*rule]*regexp2.Regexp
}

func newRun(code string, deadline time.Time, attempts int) *run {
	text := []rune(code)
	size := len(text)
	for i, c := range text {
		if c != '\r' {
			continue
		}
		if text[i] = '\n'; i+1 < size && text[i+1] == '\n' {
			text[i] = ' ' // the grammars' ends of lines are LF alone
		}
	}
	return &run{
		text: append(text, '\n'), size: size, deadline: deadline, attempts: attempts,
		regexps: map[*rule]*regexp2.Regexp{},
	}
}

// tokenise returns the tokens of the code by a grammar.
func (r *run) tokenise(g *grammar, code string) []Token {
	r.follow(g, root, r.text, 0, 0)
	return r.inBytes(code)
}

// follow reads text, which begins at a rune of the code, by a grammar from one of
// its states on, and adds its tokens. It does what chroma's LexerState.Iterator
// does.
func (r *run) follow(g *grammar, first string, text []rune, from, nesting int) {
	state := chroma.LexerState{Stack: []string{first}}
	for at := 0; at < len(text) && len(state.Stack) > 0 && !r.stopped; {
		state.State = state.Stack[len(state.Stack)-1]
		rule, match := r.match(g.states[state.State], text, at)
		if match == nil {
			if text[at] == '\n' && state.State != first {
				state.Stack = []string{first} // a line's end heals what is broken
				continue
			}
			r.add(from+at+1, theme.ErrorCode)
			at++
			continue
		}
		start := at
		at += match.Length
		if rule.emitter != nil {
			rule.emitter.emit(r, g, text[start:at:at], from+start, match, nesting)
		}
		if rule.mutator != nil {
			if rule.mutator.Mutate(&state) != nil || len(state.Stack) > maxStack {
				r.stopped = true
			}
		}
		r.add(from+at, theme.PlainCode)
	}
}

// match returns the first of a state's rules that matches, or nothing; then the
// run may have been stopped.
func (r *run) match(s *state, text []rune, at int) (*rule, *regexp2.Match) {
	rules := s.possible(text[at])
	if r.all && s != nil {
		rules = s.rules
	}
	if len(rules) == 0 { // not free, so that code without a match ends too
		r.attempts--
		r.stopped = r.attempts < 0
	}
	for _, rule := range rules {
		re := r.regexps[rule]
		if re == nil {
			re = new(*rule.regexp)
			r.regexps[rule] = re
		}
		r.attempts = max(r.attempts-rule.cost, -1)
		re.MatchTimeout = time.Until(r.deadline)
		if r.attempts < 0 || re.MatchTimeout <= 0 {
			r.stopped = true
			return nil, nil
		}
		match, err := re.FindRunesMatchStartingAt(text, at)
		if err != nil {
			r.stopped = true
			return nil, nil
		}
		if match != nil && match.Index == at {
			return rule, match
		}
	}
	return nil, nil
}

// add adds a token that ends behind a rune of the code, if it is not there yet.
func (r *run) add(end int, kind theme.Token) {
	if r.stopped {
		return
	}
	end = min(end, r.size)
	last := len(r.tokens) - 1
	switch {
	case end <= r.end():
	case last >= 0 && r.tokens[last].Kind == kind:
		r.tokens[last].End = end
	default:
		r.tokens = append(r.tokens, Token{end, kind})
	}
}

// end is the rune of the code behind the last token.
func (r *run) end() int {
	if len(r.tokens) == 0 {
		return 0
	}
	return r.tokens[len(r.tokens)-1].End
}

// inBytes is the tokens with their ends in bytes, up to the end of the code.
func (r *run) inBytes(code string) []Token {
	r.stopped = false
	r.add(r.size, theme.PlainCode)
	next, runes := 0, 0
	for i := range code {
		if runes == r.tokens[next].End {
			r.tokens[next].End = i
			next++
		}
		runes++
	}
	r.tokens[next].End = len(code)
	return r.tokens
}
