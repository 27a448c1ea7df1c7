package highlight

import (
	"unicode"

	"github.com/dlclark/regexp2"
	"github.com/dlclark/regexp2/syntax"
)

// first is a set of runes: those of ASCII one by one, and all others together as
// its last element.
type first [nonASCII + 1]bool

const nonASCII = unicode.MaxASCII + 1

// costly is the length of a program at which an attempt costs twice as much as one
// of a short program: a rule with a hundred keywords tries them one by one.
const costly = 256

// analyse returns the runes with which a match of a pattern can begin, and the cost
// of an attempt to match it: 1, or more for a long pattern. There may be more runes
// than those that a match begins with: all of them, if the pattern matches the empty
// text or has a reference to a group.
//
// It reads the program that regexp2 compiles the pattern to, and runs, so that no
// dialect of regular expressions has to be translated. No match can begin with
// another rune: walk follows both ways of each branch and takes each assertion to
// hold, so that it comes to every instruction at which a match can consume its
// first rune, and asks the instruction's own set about the runes. (The program's
// FcPrefix is not used: for [\W]x|\p{L}y it lacks the letters, and there is none for
// a pattern that has a negated class among others.)
func analyse(re *regexp2.Regexp) (first, int) {
	p, cost := program{}, 1
	if tree, err := syntax.Parse(re.String(), 0); err == nil {
		if p.code, err = syntax.Write(tree); err == nil {
			cost += len(p.code.Codes) / costly
			p.visited, p.known = make([]bool, len(p.code.Codes)), !p.conditional()
			p.walk(size(syntax.Lazybranch)) // the first branch goes to the end when nothing matches
		}
	}
	if !p.known {
		for c := range p.first {
			p.first[c] = true
		}
	}
	return p.first, cost
}

// program is a program of regexp2, and what is known about it.
type program struct {
	code    *syntax.Code
	visited []bool
	first   first
	known   bool // first has all runes that a match can begin with
}

// walk adds the runes that the instructions from at on can consume first.
func (p *program) walk(at int) {
	for p.known && !p.visited[at] {
		p.visited[at] = true
		op, operand := p.op(at), 0
		if size(op) > 1 {
			operand = p.code.Codes[at+1]
		}
		next := at + size(op)
		switch op {
		case syntax.Oneloop, syntax.Onelazy, syntax.Notoneloop, syntax.Notonelazy, syntax.Setloop, syntax.Setlazy:
			p.consume(at, operand) // or nothing
		case syntax.One, syntax.Onerep, syntax.Notone, syntax.Notonerep, syntax.Set, syntax.Setrep, syntax.Multi:
			p.consume(at, operand)
			return
		case syntax.Lazybranch, syntax.Branchmark, syntax.Lazybranchmark, syntax.Branchcount, syntax.Lazybranchcount:
			p.walk(operand)
		case syntax.Goto:
			next = operand
		case syntax.Setjump:
			if end, skip := p.group(at); skip {
				next = end
			}
		case syntax.Bol, syntax.Eol, syntax.Boundary, syntax.Nonboundary, syntax.ECMABoundary, syntax.NonECMABoundary,
			syntax.Beginning, syntax.Start, syntax.EndZ, syntax.End,
			syntax.Nullcount, syntax.Setcount, syntax.Nullmark, syntax.Setmark, syntax.Capturemark, syntax.Getmark, syntax.Forejump:
		case syntax.Nothing:
			return
		default: // the end, where the empty text has matched, or a reference
			p.known = false
		}
		at = next
	}
}

// op is the instruction at a place of the program.
func (p *program) op(at int) syntax.InstOp {
	return syntax.InstOp(p.code.Codes[at]) & syntax.Mask
}

// size is how many elements of the program an instruction takes.
func size(op syntax.InstOp) int {
	switch op {
	case syntax.One, syntax.Notone, syntax.Set, syntax.Multi, syntax.Ref, syntax.Testref, syntax.Goto, syntax.Nullcount,
		syntax.Setcount, syntax.Lazybranch, syntax.Branchmark, syntax.Lazybranchmark, syntax.Prune:
		return 2
	case syntax.Onerep, syntax.Notonerep, syntax.Setrep, syntax.Oneloop, syntax.Notoneloop, syntax.Setloop,
		syntax.Onelazy, syntax.Notonelazy, syntax.Setlazy, syntax.Capturemark, syntax.Branchcount, syntax.Lazybranchcount:
		return 3
	}
	return 1
}

// group finds the end of the group that begins at a Setjump, and whether walk has to
// skip the group: a negative look-around, which consumes nothing, or a look-behind,
// which consumes the runes before. Walk goes into a positive look-ahead, since its
// first rune is that of the match too, and into an atomic group.
func (p *program) group(at int) (end int, skip bool) {
	depth, before, backwards := 0, syntax.InstOp(syntax.Setjump), false
	for end = at; ; {
		op := p.op(end)
		backwards = backwards || p.code.Codes[end]&syntax.Rtl != 0
		end += size(op)
		switch op {
		case syntax.Setjump:
			depth++
		case syntax.Forejump:
			depth--
		}
		if depth == 0 {
			return end, before == syntax.Backjump || before == syntax.Getmark && backwards
		}
		before = op
	}
}

// conditional reports whether the program has an alternative that depends on another
// group, as (?(a)b|c) has. It would have two Forejumps for its Setjump, where all
// other groups have one each.
func (p *program) conditional() bool {
	open := 0
	for at := 0; at < len(p.code.Codes); at += size(p.op(at)) {
		switch p.op(at) {
		case syntax.Setjump:
			open++
		case syntax.Forejump:
			open--
		}
	}
	return open != 0
}

// consume adds the runes that the instruction at a place can consume.
func (p *program) consume(at, operand int) {
	if p.code.Codes[at]&syntax.Rtl != 0 {
		p.known = false
		return
	}
	folds := p.code.Codes[at]&syntax.Ci != 0
	var has func(c rune) bool
	switch op := p.op(at); op {
	case syntax.Set, syntax.Setrep, syntax.Setloop, syntax.Setlazy:
		has = p.code.Sets[operand].CharIn
		p.first[nonASCII] = true
	case syntax.Notone, syntax.Notonerep, syntax.Notoneloop, syntax.Notonelazy:
		has = func(c rune) bool { return c != rune(operand) }
		p.first[nonASCII] = true
	default:
		one := rune(operand)
		if op == syntax.Multi {
			one = p.code.Strings[operand][0]
		}
		has = func(c rune) bool { return c == one }
		if one > unicode.MaxASCII || folds { // the Kelvin sign folds to k
			p.first[nonASCII] = true
		}
	}
	for c := range rune(nonASCII) {
		if folds {
			p.first[c] = p.first[c] || has(unicode.ToLower(c)) // as regexp2 folds
		} else {
			p.first[c] = p.first[c] || has(c)
		}
	}
}
