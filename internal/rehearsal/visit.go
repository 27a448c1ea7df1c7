package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"hackday.example/kiosk/internal/visitor"
)

// visit is one visitor's: they read, look at the links, change their window's
// size, look at the keys and at all pages, search, and leave.
type visit struct {
	rehearsal *rehearsal
	chance    *rand.Rand
	visitor   *visitor.Visitor
	window    visitor.Terminal
	atEnd     map[direction]bool // keys that scroll this way show nothing
}

func newVisit(r *rehearsal, number uint64) *visit {
	v := &visit{rehearsal: r, chance: rand.New(rand.NewPCG(r.plan.Seed, number)), atEnd: map[direction]bool{}}
	v.window = windows[v.chance.IntN(len(windows))]
	v.window.Name = "xterm-256color"
	return v
}

// Keys, as terminals send them. Escape is not among them: a kiosk has to wait
// whether it begins a sequence.
const (
	lineDown = "j"
	lineUp   = "k"
	pageDown = " "
	pageUp   = "b"
	links    = "r"
	choose   = "\r"
	goBack   = "\x7f"
	pages    = "p"
	search   = "s"
	help     = "?"
	leave    = "\x03"
)

// step is one thing that a visitor does.
type step struct {
	key    string    // the key that is pressed; none resizes the window
	scroll direction // of a key that shows nothing where the page ends
	maybe  bool      // the key may show nothing anywhere
}

type direction int

const (
	down direction = 1
	up   direction = -1
)

// script is what a visitor does, in order.
var script = slices.Concat(
	slices.Repeat([]step{{key: lineDown, scroll: down}}, 8),
	slices.Repeat([]step{{key: pageDown, scroll: down}}, 2),
	slices.Repeat([]step{{key: lineUp, scroll: up}}, 4),
	[]step{
		{}, // another size
		// A page without links has a list to look at, and nothing to choose.
		{key: links}, {key: choose, maybe: true}, {key: goBack}, {key: goBack, maybe: true},
		{key: pageUp, scroll: up},
	},
	slices.Repeat([]step{{key: lineDown, scroll: down}}, 6),
	[]step{
		{}, {key: help}, {key: goBack}, {key: pages}, {key: goBack},
		// The last step back but one takes the letter away.
		{key: search}, {key: "e"}, {key: goBack}, {key: goBack},
	},
)

// windows are the sizes that visitors have.
var windows = []visitor.Terminal{
	{Columns: 80, Rows: 24}, {Columns: 80, Rows: 24}, {Columns: 100, Rows: 30},
	{Columns: 132, Rows: 43}, {Columns: 60, Rows: 20}, {Columns: 40, Rows: 12}, {Columns: 200, Rows: 60},
}

// errSentAway is what a visitor meets to whom the kiosk said goodbye while they
// read, as it does when it closes.
var errSentAway = errors.New("the kiosk said goodbye while somebody read")

// play is the visit; it is over early when the rehearsal is.
func (v *visit) play() error {
	shown := new(lastShown)
	v.window.Output = shown
	arrived, a, err := visitor.Arrive(context.Background(), visitor.Target{
		Address: v.rehearsal.plan.Address,
		User:    v.rehearsal.plan.User,
		HostKey: v.rehearsal.sameKey,
		Wait:    patient,
	}, v.window)
	if said := shown.end(); errors.Is(err, visitor.ErrText) && said != "" {
		err = &toldError{err, said}
	}
	if err != nil {
		return err
	}
	v.visitor = arrived
	v.rehearsal.report.arrived(a)
	err = v.read()
	if err == nil {
		err = v.visitor.Leave(leave)
	}
	if err != nil {
		if v.visitor.SentAway() {
			err = errSentAway
		}
		v.visitor.HangUp()
		return err
	}
	received, _ := v.visitor.Wire()
	v.rehearsal.report.left(received)
	return nil
}

// read follows the script, or leaves off when the rehearsal is over.
func (v *visit) read() error {
	for _, s := range script {
		if v.atEnd[s.scroll] {
			continue
		}
		if !v.pause() {
			return nil
		}
		if err := v.do(s); err != nil {
			return err
		}
	}
	return nil
}

// pause is as long as people take, which varies; false if it is time to leave.
func (v *visit) pause() bool {
	every := v.rehearsal.plan.Every.Seconds()
	t := time.NewTimer(time.Duration(min(v.chance.ExpFloat64(), 4) * every * float64(time.Second)))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-v.rehearsal.closing:
		return false
	}
}

// do does one step.
func (v *visit) do(s step) error {
	a, err := v.answer(s)
	switch {
	case errors.Is(err, visitor.ErrEnded):
		return fmt.Errorf("%w while somebody read", visitor.ErrEnded)
	case err != nil:
		return err
	case a.Bytes == 0 && s.scroll != 0:
		v.atEnd[s.scroll] = true
		v.rehearsal.report.silent()
		return nil
	case a.Bytes == 0 && s.maybe:
		return nil
	case a.Bytes == 0 && s.key == "":
		return fmt.Errorf("a new size of the window had %w within %v", visitor.ErrSilent, patient.Patience)
	case a.Bytes == 0:
		return fmt.Errorf("the key %q had %w within %v", s.key, visitor.ErrSilent, patient.Patience)
	}
	if s.key == "" {
		clear(v.atEnd)
		v.rehearsal.report.resized(a)
		return nil
	}
	v.atEnd[-s.scroll] = false
	v.rehearsal.report.answered(a)
	return nil
}

// answer does what a step says, and waits for what it shows.
func (v *visit) answer(s step) (visitor.Answer, error) {
	switch {
	case s.key == "":
		for was := v.window; v.window.Columns == was.Columns; { // the same size would show nothing
			w := windows[v.chance.IntN(len(windows))]
			v.window.Columns, v.window.Rows = w.Columns, w.Rows
		}
		return v.visitor.Resize(v.window.Columns, v.window.Rows, patient)
	case s.scroll != 0 || s.maybe:
		return v.visitor.Type(s.key, brief)
	}
	return v.visitor.Type(s.key, patient)
}
