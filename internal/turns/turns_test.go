package turns

import (
	"fmt"
	"slices"
	"testing"
)

// taken takes all turns that are free, and says whose they are.
func taken(q *Queue[string]) (turns []*Waiter[string], whose []string) {
	for w := q.Next(); w != nil; w = q.Next() {
		turns, whose = append(turns, w), append(whose, w.Value)
	}
	return turns, whose
}

func TestSourcesTakeTurns(t *testing.T) {
	q := New[string](1, 100, 100)
	for _, name := range []string{"hall1", "hall2", "hall3", "home1", "home2", "bus1"} {
		q.Add(name[:len(name)-1], name)
	}
	var order []string
	for {
		turns, whose := taken(q)
		if len(turns) == 0 {
			break
		}
		order = append(order, whose...)
		q.End(turns[0])
	}
	if want := []string{"hall1", "home1", "bus1", "hall2", "home2", "hall3"}; !slices.Equal(order, want) {
		t.Errorf("the turns were %v, want %v", order, want)
	}
	if !q.Idle(1) {
		t.Errorf("left: %+v", q)
	}
}

func TestASourceHasOneTurnAtATime(t *testing.T) {
	q := New[string](3, 100, 100)
	for _, name := range []string{"hall1", "hall2", "home1"} {
		q.Add(name[:4], name)
	}
	turns, whose := taken(q)
	if !slices.Equal(whose, []string{"hall1", "home1"}) {
		t.Fatalf("turns were given to %v", whose)
	}
	q.End(turns[0])
	if _, whose = taken(q); !slices.Equal(whose, []string{"hall2"}) {
		t.Errorf("then to %v", whose)
	}
}

func TestWhoIsRemovedGetsNoTurn(t *testing.T) {
	q := New[string](1, 100, 100)
	gone := q.Add("hall", "gone")
	q.Add("hall", "stays")
	q.Remove(gone)
	q.Remove(gone)
	q.Remove(nil)
	turns, whose := taken(q)
	if !slices.Equal(whose, []string{"stays"}) || q.Len() != 0 {
		t.Fatalf("turns were given to %v, and %d wait", whose, q.Len())
	}
	q.Remove(turns[0]) // who has a turn gives it back by End alone
	q.End(turns[0])
	if !q.Idle(1) {
		t.Errorf("left: %+v", q)
	}
}

func TestItIsBounded(t *testing.T) {
	const most, mostOfSource = 32, 10
	q := New[string](0, most, mostOfSource)
	for i := range mostOfSource {
		if q.Full("a") {
			t.Fatalf("one source is refused after %d", i)
		}
		q.Add("a", "")
	}
	if !q.Full("a") {
		t.Errorf("more than %d of one source wait", mostOfSource)
	}
	for i := q.Len(); i < most; i++ {
		name := fmt.Sprint(i)
		if q.Full(name) {
			t.Fatalf("another source is refused after %d", i)
		}
		q.Add(name, "")
	}
	if !q.Full("last") || len(q.sources) != most-mostOfSource+1 {
		t.Errorf("more than %d wait, of %d sources", most, len(q.sources))
	}
	q.Add("last", "") // who had a turn already is not refused
	if q.Len() != most+1 {
		t.Errorf("%d wait", q.Len())
	}
}
