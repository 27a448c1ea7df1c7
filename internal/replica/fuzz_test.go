package replica

import (
	"bytes"
	"reflect"
	"testing"

	"hackday.example/kiosk/internal/clean"
)

// seeds are messages and answers, whole and broken.
func seeds(f *testing.F) {
	for _, s := range []string{
		with(`,"operation":{"kind":"drain","by":"ada","seconds":60}`),
		with(`,"operation":{"kind":"dance","by":"\u001b[2J"}`),
		with(`,"exchange":{"digest":"` + zero + `","has":"AQAAAAAAAAACAAAAAAAAAA==","records":{"items":[{"name":"0001.md","content":"eA==","made":"2026-01-01T00:00:00Z","new":[1]}],"withdrawn":[{"id":"00000000000000000000000000000001","name":"0002.md","count":3}]}}`),
		with(`,"report":{"status":{"now":1,"left":9,"zone":"BST, UTC+1","rows":[["a","b\tc"]],"look":[["d","e\u0007"]]},"pending":true}`),
		with(`,"report":{"sessions":{"total":1,"sessions":[{"kind":"reader","began":"2026-01-01T00:00:00+23:59","source":"k"}]}}`),
		with(`,"report":{"reload":{"what":"Done."},"drain":{"seconds":3600}}`),
		with(`,"error":"no"`),
		`{"version":2}`, `[]`, `null`, ``,
	} {
		f.Add([]byte(s))
	}
}

// FuzzMessage holds that a message that was read is within the bounds, clean, and read the
// same once more when it is passed on.
func FuzzMessage(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, payload []byte) {
		m, err := DecodeMessage(payload)
		if err != nil {
			return
		}
		if (m.Exchange == nil) == (m.Operation == nil) || len(payload) > MaxMessage || len(m.Host) > MaxLine || clean.Line(m.Host) != m.Host {
			t.Fatalf("%+v", m)
		}
		if op := m.Operation; op != nil && (op.Seconds < 0 || op.Seconds > MaxSeconds || len(op.By) > MaxLine || clean.Line(op.By) != op.By) {
			t.Fatalf("%+v", op)
		}
		b, err := m.Encode()
		if err != nil {
			return // it was near the bound, and JSON has another length when it is written anew
		}
		again, err := DecodeMessage(b)
		if err != nil {
			t.Fatalf("%q is written as %q: %v", payload, b, err)
		}
		if twice, err := again.Encode(); err != nil || !bytes.Equal(b, twice) {
			t.Fatalf("%q is written as %q and then as %q, %v", payload, b, twice, err)
		}
	})
}

// FuzzAnswer is FuzzMessage for answers.
func FuzzAnswer(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, payload []byte) {
		a, err := DecodeAnswer(payload)
		if err != nil {
			return
		}
		if r := a.Report; r != nil {
			if bounded := r.bounded(); !reflect.DeepEqual(normal(*r), normal(bounded)) {
				t.Fatalf("%+v is not within the bounds: %+v", r, bounded)
			}
		}
		b, err := a.Encode()
		if err != nil {
			return
		}
		if _, err := DecodeAnswer(b); err != nil {
			t.Fatalf("%q is written as %q: %v", payload, b, err)
		}
	})
}

// normal is a report whose lists are not nil.
func normal(r Report) Report {
	if r.Status != nil {
		s := *r.Status
		for _, rows := range []*[][2]string{&s.Rows, &s.Look} {
			if len(*rows) == 0 {
				*rows = nil
			}
		}
		r.Status = &s
	}
	if r.Sessions != nil && len(r.Sessions.Sessions) == 0 {
		s := *r.Sessions
		s.Sessions = nil
		r.Sessions = &s
	}
	return r
}
