package ledger_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	. "hackday.example/kiosk/internal/ledger"
)

var noon = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

func item(name, content string, after time.Duration) Item {
	return Item{Name: name, Content: []byte(content), Made: noon.Add(after)}
}

func merge(t *testing.T, l *Ledger, r Records) Change {
	t.Helper()
	c, err := l.Merge(r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sent is records as another kiosk gets them.
func sent(t *testing.T, r Records) (read Records) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return read
}

// exchange is one exchange of two kiosks, as they make it.
func exchange(t *testing.T, a, b *Ledger, most int) {
	t.Helper()
	for range 100 {
		moved := false
		for _, way := range [][2]*Ledger{{a, b}, {b, a}} {
			c := merge(t, way[1], sent(t, way[0].Missing(way[1].Tags(), most)))
			moved = way[1].Resolve().Changed || c.Changed || moved
		}
		if a.Digest() == b.Digest() {
			return
		}
		if !moved {
			t.Fatalf("%s and %s, and nothing moves", a.Digest(), b.Digest())
		}
	}
	t.Fatal("the exchange has no end")
}

func contents(l *Ledger) (list []string) {
	for _, i := range l.Items() {
		list = append(list, i.Name+"="+string(i.Content))
	}
	return list
}

// Whatever is done on whichever kiosk, and in whatever order they learn of it: in the end
// all know the same.
func TestAllKnowTheSameInTheEnd(t *testing.T) {
	for seed := range uint64(150) {
		random := rand.New(rand.NewPCG(seed, 1))
		ledgers := make([]*Ledger, 3+random.IntN(3))
		for k := range ledgers {
			ledgers[k] = New()
		}
		withdrawn := map[ID]bool{}
		for range 20 + random.IntN(60) {
			l := ledgers[random.IntN(len(ledgers))]
			switch random.IntN(4) {
			case 0, 1:
				i := item(fmt.Sprintf("%d-x.md", random.IntN(8)), fmt.Sprint(random.IntN(6)), time.Duration(random.IntN(9))*time.Second)
				if random.IntN(3) == 0 {
					i.Extra = map[string]json.RawMessage{fmt.Sprint("k", random.IntN(3)): json.RawMessage(fmt.Sprint(random.IntN(3)))}
				}
				if err := l.Add(i); err != nil && !(errors.Is(err, ErrWithdrawn) && l.IsWithdrawn(i.ID())) {
					t.Fatal(err)
				}
				l.Resolve()
			case 2:
				if items := l.Items(); len(items) > 0 {
					w, ok := l.Withdraw(items[random.IntN(len(items))].ID())
					if !ok {
						t.Fatal("an item cannot be withdrawn")
					}
					withdrawn[w.ID] = true
				}
			case 3:
				exchange(t, l, ledgers[random.IntN(len(ledgers))], 200+random.IntN(2000))
			}
		}
		for range 2 { // what the first round spreads may be a conflict that the second settles
			for a := range ledgers {
				for b := range ledgers {
					exchange(t, ledgers[a], ledgers[b], 500)
				}
			}
		}
		first := ledgers[0]
		names := map[string]bool{}
		for _, i := range first.Items() {
			if names[i.Name] {
				t.Errorf("seed %d: two items are %s", seed, i.Name)
			}
			if names[i.Name] = true; withdrawn[i.ID()] {
				t.Errorf("seed %d: %s was withdrawn, and is there", seed, i.Name)
			}
		}
		for id := range withdrawn {
			if !first.IsWithdrawn(id) {
				t.Errorf("seed %d: the withdrawal of %s is lost", seed, id)
			}
		}
		for k, l := range ledgers {
			if l.Digest() != first.Digest() || !reflect.DeepEqual(l.Items(), first.Items()) || !reflect.DeepEqual(l.Withdrawn(), first.Withdrawn()) || !slices.Equal(l.Names(), first.Names()) {
				t.Errorf("seed %d: kiosk %d has %q, kiosk 0 %q", seed, k, contents(l), contents(first))
			}
			if c := merge(t, l, Records{first.Items(), first.Withdrawn()}); c.Changed || len(c.Added)+len(c.Gone)+len(c.New) > 0 {
				t.Errorf("seed %d: what is known changes something: %+v", seed, c)
			}
		}
	}
}

// A merge is a union: neither order, nor grouping, nor doing it twice matters, while
// nothing is beyond a bound.
func TestMergeIsCommutativeAssociativeAndIdempotent(t *testing.T) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 2))
		var parts []Records
		for range 4 {
			l := New()
			for range random.IntN(8) {
				i := item(fmt.Sprint(random.IntN(4), ".md"), fmt.Sprint(random.IntN(4)), time.Duration(random.IntN(4))*time.Second)
				i.Extra = map[string]json.RawMessage{fmt.Sprint("k", random.IntN(3)): json.RawMessage(fmt.Sprint(random.IntN(30)))}
				_ = l.Add(i)
				if random.IntN(3) == 0 {
					l.Withdraw(i.ID())
				}
			}
			parts = append(parts, Records{l.Items(), l.Withdrawn()})
		}
		var want Digest
		for try := range 6 {
			l := New()
			for _, k := range random.Perm(len(parts)) {
				other := New() // some come by way of another kiosk
				merge(t, other, parts[k])
				merge(t, other, parts[random.IntN(len(parts))])
				merge(t, l, Records{other.Items(), other.Withdrawn()})
				merge(t, l, parts[k])
			}
			if try == 0 {
				want = l.Digest()
			} else if l.Digest() != want {
				t.Errorf("seed %d: %s, and %s in another order", seed, l.Digest(), want)
			}
		}
	}
}

func TestAMergeTellsWhatIsNew(t *testing.T) {
	l := New()
	lunch, tea := item("1.md", "Lunch", 0), item("2.md", "Tea", 0)
	if c := merge(t, l, Records{Items: []Item{lunch, tea}}); !c.Changed || len(c.Added) != 2 || len(c.Gone)+len(c.New) != 0 {
		t.Errorf("%+v", c)
	}
	w := Withdrawal{ID: lunch.ID(), Name: lunch.Name, Count: 7}
	if c := merge(t, l, Records{Items: []Item{lunch}, Withdrawn: []Withdrawal{w, w}}); !c.Changed || len(c.Added) != 0 || len(c.Gone) != 1 || c.Gone[0].Name != "1.md" || len(c.New) != 1 {
		t.Errorf("%+v", c)
	}
	if c := merge(t, l, Records{Items: []Item{lunch, tea}, Withdrawn: []Withdrawal{w}}); c.Changed {
		t.Errorf("all was known: %+v", c)
	}
	// An earlier time counts, and a later one does not.
	before := l.Digest()
	tea.Made = noon.Add(time.Hour)
	if c := merge(t, l, Records{Items: []Item{tea}}); c.Changed || l.Digest() != before {
		t.Errorf("a later time: %+v", c)
	}
	tea.Made = noon.Add(-time.Hour)
	if c := merge(t, l, Records{Items: []Item{tea}}); !c.Changed || len(c.Added) != 0 || !l.Items()[0].Made.Equal(tea.Made) {
		t.Errorf("an earlier time: %+v", c)
	}
	if w, ok := l.Withdraw(tea.ID()); !ok || w.Count != 8 || w.Name != "2.md" {
		t.Errorf("the count after 7 is %d", w.Count)
	}
	if err := l.Add(tea); !errors.Is(err, ErrWithdrawn) {
		t.Errorf("what was withdrawn is added: %v", err)
	}
	if names := l.Names(); !slices.Equal(names, []string{"1.md", "2.md"}) {
		t.Errorf("the names are %q", names)
	}
}

func TestOfTwoWithOneNameTheSmallerIDKeepsIt(t *testing.T) {
	long := strings.Repeat("é", 98) + ".md" // 199 bytes
	for _, name := range []string{"2-lunch.md", "x.md", long} {
		a, b := New(), New()
		keeps, loses := item(name, "a", time.Second), item(name, "b", 0)
		if x, y := keeps.ID(), loses.ID(); bytes.Compare(x[:], y[:]) > 0 {
			keeps, loses = loses, keeps
		}
		if a.Add(keeps) != nil || b.Add(loses) != nil {
			t.Fatal("not added")
		}
		exchange(t, a, b, 64<<10)
		items := a.Items()
		if len(items) != 2 || a.Digest() != b.Digest() {
			t.Fatalf("%q and %q", contents(a), contents(b))
		}
		first, other := items[0], items[1]
		if first.Name != name {
			first, other = other, first
		}
		if first.Name != name || !bytes.Equal(first.Content, keeps.Content) {
			t.Errorf("%+v has the name", first)
		}
		id := loses.ID()
		if tail := fmt.Sprintf("_%x.md", id[:4]); !bytes.Equal(other.Content, loses.Content) || !other.Made.Equal(loses.Made) || !strings.HasSuffix(other.Name, tail) || CheckName(other.Name) != nil || other.Name < name && name != long {
			t.Errorf("the other one is %+v", other)
		}
	}
}

// The name that a loser gets may be another item's, by somebody's doing.
func TestAConflictOfNamesEnds(t *testing.T) {
	l := New()
	name := "x.md"
	for k := range 50 {
		if err := l.Add(item(name, "wanders", time.Hour)); err != nil {
			t.Fatal(err)
		}
		if err := l.Add(item(name, fmt.Sprint(k), 0)); err != nil {
			t.Fatal(err)
		}
		id := IDOf(name, []byte("wanders"))
		name = fmt.Sprintf("%s_%x.md", strings.TrimSuffix(name, ".md"), id[:4])
		if len(name) > MaxName-12 {
			break
		}
	}
	l.Resolve()
	names := map[string]bool{}
	for _, i := range l.Items() {
		if names[i.Name] {
			t.Errorf("two items are %s", i.Name)
		}
		names[i.Name] = true
	}
	if c := l.Resolve(); c.Changed {
		t.Errorf("there was something left: %+v", c)
	}
}

func TestTheNewestWithdrawalsStay(t *testing.T) {
	a, b := New(), New()
	var all []Withdrawal
	for n := range MaxWithdrawals + 500 {
		i := item(fmt.Sprintf("%04d.md", n), "x", 0)
		if err := a.Add(i); err != nil {
			t.Fatal(err)
		}
		w, ok := a.Withdraw(i.ID())
		if !ok || w.Count != uint64(n+1) {
			t.Fatalf("%d: %+v, %v", n, w, ok)
		}
		all = append(all, w)
	}
	if got := a.Withdrawn(); len(got) != MaxWithdrawals || got[0].Count != MaxWithdrawals+500 || got[MaxWithdrawals-1].Count != 501 {
		t.Errorf("%d withdrawals, from %d", len(got), got[0].Count)
	}
	// Another kiosk learns the old ones first, and some twice.
	for n := 0; n < len(all); n += 100 {
		merge(t, b, Records{Withdrawn: all[n:min(n+300, len(all))]})
	}
	old := merge(t, b, Records{Withdrawn: all[:100]})
	if b.Digest() != a.Digest() || old.Changed || len(old.New) != 0 {
		t.Errorf("an old one is remembered again: %+v", old)
	}
	exchange(t, a, b, 64<<10)
	if tags := a.Tags(); len(tags) != MaxWithdrawals {
		t.Errorf("%d tags", len(tags))
	}
}

// Kiosks that were apart have withdrawn more together than is remembered.
func TestKiosksForgetTheSame(t *testing.T) {
	var ledgers []*Ledger
	var first []Item
	for k := range 3 {
		l := New()
		for n := range 600 {
			i := item(fmt.Sprintf("%d-%04d.md", k, n), "x", 0)
			if err := l.Add(i); err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				first = append(first, i)
			}
			l.Withdraw(i.ID())
		}
		ledgers = append(ledgers, l)
	}
	late := New() // has seen nothing of the withdrawals
	merge(t, late, Records{Items: first})
	ledgers = append(ledgers, late)
	for range 2 {
		for _, a := range ledgers {
			for _, b := range ledgers {
				exchange(t, a, b, 64<<10)
			}
		}
	}
	for _, l := range ledgers {
		got := l.Withdrawn()
		if l.Digest() != ledgers[0].Digest() || len(got) != MaxWithdrawals || got[0].Count != 600 || got[MaxWithdrawals-1].Count != 267 {
			t.Errorf("%d withdrawals, from %d to %d, and items %q", len(got), got[0].Count, got[len(got)-1].Count, contents(l))
		}
	}
}

func TestCountsEnd(t *testing.T) {
	l := New()
	i := item("1.md", "x", 0)
	merge(t, l, Records{Items: []Item{i}, Withdrawn: []Withdrawal{{ID: ID{1}, Name: "2.md", Count: MaxCount}}})
	if w, ok := l.Withdraw(i.ID()); !ok || w.Count != MaxCount {
		t.Errorf("%+v, %v", w, ok)
	}
	var all []Withdrawal
	for n := range MaxWithdrawals {
		all = append(all, Withdrawal{ID: ID{0xff, 0xff, byte(n), byte(n >> 8)}, Name: "2.md", Count: MaxCount})
	}
	merge(t, l, Records{Withdrawn: all})
	j := item("1.md", "y", 0)
	if err := l.Add(j); err != nil {
		t.Fatal(err)
	}
	before := l.Digest()
	if _, ok := l.Withdraw(j.ID()); ok || l.Digest() != before {
		t.Error("a withdrawal that cannot be remembered is taken")
	}
}

func TestNoMoreItemsThanThereIsRoomFor(t *testing.T) {
	l := New()
	var all []Item
	for n := range MaxItems {
		all = append(all, item(fmt.Sprintf("%04d.md", n), "x", time.Duration(n)*time.Second))
	}
	if c := merge(t, l, Records{Items: all[10:]}); c.Refused != 0 {
		t.Errorf("%d were refused", c.Refused)
	}
	more := append(slices.Clone(all[:10]), item("0000-more.md", "x", -time.Second))
	if c := merge(t, l, Records{Items: more}); c.Refused != 1 || len(c.Added) != 11 || c.Added[0].Name != "0000-more.md" || len(c.Gone) != 1 || c.Gone[0].Name != "0999.md" || len(l.Items()) != MaxItems {
		t.Errorf("%d were refused, %d taken, and %d are gone", c.Refused, len(c.Added), len(c.Gone))
	}
	if err := l.Add(item("another.md", "x", 0)); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	if c := merge(t, l, Records{Items: all[9:]}); c.Refused != 1 || c.Changed {
		t.Errorf("what is there is to stay: %+v", c.Changed)
	}
}

// Kiosks that have too many items between them agree on the first by name.
func TestOfTooManyItemsAllKeepTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	kiosks := []*Ledger{New(), New(), New()}
	for k, l := range kiosks {
		var items []Item
		for n := range 900 {
			items = append(items, item(fmt.Sprintf("%d.md", n%700), fmt.Sprint(k, n), time.Duration(r.IntN(300))*time.Second))
		}
		merge(t, l, Records{Items: items})
		l.Resolve()
		for _, i := range l.Items()[:50*k] {
			l.Withdraw(i.ID())
		}
	}
	for range 10 {
		for _, pair := range [][2]int{{0, 1}, {1, 2}, {2, 0}} {
			exchange(t, kiosks[pair[0]], kiosks[pair[1]], 16<<10)
		}
	}
	for _, l := range kiosks {
		if l.Digest() != kiosks[0].Digest() || len(l.Items()) != MaxItems {
			t.Errorf("%d items of the digest %s, and one has %s", len(l.Items()), l.Digest(), kiosks[0].Digest())
		}
	}
}
