package admission

import "testing"

func TestARehearsingSourceIsAVenueForAsLongAsItLasts(t *testing.T) {
	for name, from := range map[string]struct{ organiser, near, far string }{
		"IPv4": {"198.51.100.1", "198.51.100.1", "198.51.100.2"},
		"IPv6": {"2001:db8:1:2::1", "2001:db8:1:2:3::4", "2001:db8:1:3::1"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewGate(limits(), (&clock{}).now)
			own, _ := enter(g, from.organiser, 1)
			c := &Conn{ticket: own[0]}
			r := c.Rehearse()
			if r == nil || r.Configured() || c.Rehearse() != nil {
				t.Fatalf("there is %v, and not one alone", r)
			}
			in, reason := enter(g, from.near, 60)
			if len(in) != 50 || reason != SourceFull || r.Refused()[SourceFull] == 0 || len(r.Refused()) != 1 {
				t.Errorf("%d were let in, then %q; refused: %v", len(in), reason, r.Refused())
			}
			refused := r.Refused()[SourceFull]
			if other, _ := enter(g, from.far, 10); len(other) != 3 || r.Refused()[SourceFull] != refused {
				t.Errorf("%d of another source were let in, and refused: %v", len(other), r.Refused())
			}
			if !(&Conn{ticket: in[0]}).Venue() || c.Venue() {
				t.Error("who came before is in a venue, or who came after is not")
			}
			r.End()
			r.End()
			if later, _ := enter(g, from.near, 10); len(later) != 2 { // beside the organiser
				t.Errorf("%d were let in when it was over", len(later))
			}
			for _, ticket := range in {
				ticket.Leave()
			}
			again := c.Rehearse()
			if r.End(); again == nil || c.Rehearse() != nil {
				t.Error("one that is over ended another")
			}
			again.End()
			own[0].Leave()
			if c.Rehearse() != nil {
				t.Error("somebody who left rehearses")
			}
		})
	}
	g := NewGate(limits(), (&clock{}).now)
	own, _ := enter(g, "192.0.2.7", 1)
	if r := (&Conn{ticket: own[0]}).Rehearse(); !r.Configured() || r.Source() != "192.0.2.7" {
		t.Errorf("a venue that rehearses is %q", r.Source())
	}
}
