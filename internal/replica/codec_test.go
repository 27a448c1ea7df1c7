package replica

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/ledger"
)

var self = Self{Version: Version, Instance: strings.Repeat("a1", 16), Host: "kiosk-1"}

func TestWhatIsWrittenIsRead(t *testing.T) {
	records := ledger.Records{
		Items:     []ledger.Item{{Name: "0001.md", Content: []byte("Hello\n"), Made: time.Unix(1e9, 0).UTC()}},
		Withdrawn: []ledger.Withdrawal{{ID: ledger.ID{1}, Name: "0002.md", Count: 3}},
	}
	has := ledger.Tags{{1}, {2}}
	for name, m := range map[string]Message{
		"an exchange":    {Self: self, Exchange: &Exchange{Digest: ledger.Digest{7}}},
		"a second round": {Self: self, Exchange: &Exchange{Digest: ledger.Digest{7}, Has: &has, Records: records}},
		"nothing known":  {Self: self, Exchange: &Exchange{Has: new(ledger.Tags)}},
		"an operation":   {Self: self, Operation: &Operation{Kind: Drain, By: "ada", Seconds: 60}},
		"a reload":       {Self: self, Operation: &Operation{Kind: Reload, By: "ada", Begin: true}},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := m.Encode()
			if err != nil {
				t.Fatal(err)
			}
			got, err := DecodeMessage(b)
			if name == "nothing known" && got.Exchange != nil && got.Exchange.Has != nil && len(*got.Exchange.Has) == 0 {
				*got.Exchange.Has = nil
			}
			if err != nil || !reflect.DeepEqual(got, m) {
				t.Errorf("%s\nis read as %+v, %v", b, got, err)
			}
		})
	}
	began := time.Unix(1e9, 0).UTC()
	for name, a := range map[string]Answer{
		"an exchange": {Self: self, Exchange: &Exchange{Digest: ledger.Digest{7}, Has: &has, Records: records}},
		"an error":    {Self: self, Error: "It cannot.\nNot now."},
		"a status": {Self: self, Report: &Report{Status: &StatusReport{
			Now: 1, Today: 2, Peak: 3, Rehearsing: 4, Draining: true, Pages: "abc", Rows: [][2]string{{"uptime", "1 h"}, {"load", "1\n2"}},
		}}},
		"sessions": {Self: self, Report: &Report{Sessions: &SessionsReport{Total: 9, Sessions: []Session{{Kind: "reader", Began: began, Columns: 80, Rows: 24, Source: "k3"}}}}},
		"a reload": {Self: self, Report: &Report{Reload: &ReloadReport{What: "Done.", Pages: "abc"}}},
		"a drain":  {Self: self, Report: &Report{Drain: &DrainReport{Seconds: 3600, What: "Soon."}}},
		"pending":  {Self: self, Report: &Report{Pending: true}},
	} {
		t.Run("answer: "+name, func(t *testing.T) {
			b, err := a.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := DecodeAnswer(b); err != nil || !reflect.DeepEqual(got, a) {
				t.Errorf("%s\nis read as %+v, %v", b, got, err)
			}
		})
	}
}

// with is JSON of this kiosk's, with members beside those of Self.
func with(members string) string {
	return fmt.Sprintf(`{"version":%d,"instance":%q,"host":"kiosk-1"%s}`, Version, self.Instance, members)
}

var zero = strings.Repeat("0", 64)

func TestMessagesAreReadStrictly(t *testing.T) {
	operation := `,"operation":{"kind":"status","by":"ada"}`
	for _, tt := range []struct {
		name, payload string
		ok            bool
	}{
		{"an operation", with(operation), true},
		{"unknown fields", with(operation + `,"new":{"x":[1]}`), true},
		{"an unknown kind", with(`,"operation":{"kind":"dance","by":"ada"}`), true},
		{"the next version", strings.Replace(with(operation), `:1,`, `:2,`, 1), true},
		{"no host", fmt.Sprintf(`{"version":1,"instance":%q%s}`, self.Instance, operation), true},
		{"an exchange", with(`,"exchange":{"digest":"` + zero + `"}`), true},

		{"nothing", "", false},
		{"null", "null", false},
		{"more behind it", with(operation) + "{}", false},
		{"version 0", strings.Replace(with(operation), `:1,`, `:0,`, 1), false},
		{"the version after the next", strings.Replace(with(operation), `:1,`, `:3,`, 1), false},
		{"a version that is text", strings.Replace(with(operation), `:1,`, `:"1",`, 1), false},
		{"a short instance", strings.Replace(with(operation), "a1", "", 1), false},
		{"an instance in capitals", strings.Replace(with(operation), "a1", "A1", 1), false},
		{"a long host", strings.Replace(with(operation), "kiosk-1", strings.Repeat("h", 256), 1), false},
		{"neither", with(""), false},
		{"both", with(operation + `,"exchange":{"digest":"` + zero + `"}`), false},
		{"a short digest", with(`,"exchange":{"digest":"00"}`), false},
		{"a long name of the organiser", with(`,"operation":{"kind":"status","by":"` + strings.Repeat("x", 256) + `"}`), false},
		{"a negative notice", with(`,"operation":{"kind":"drain","by":"ada","seconds":-1}`), false},
		{"a long notice", with(`,"operation":{"kind":"drain","by":"ada","seconds":3601}`), false},
		{"a notice of half a second", with(`,"operation":{"kind":"drain","by":"ada","seconds":0.5}`), false},
		{"tags that are not in order", with(`,"exchange":{"digest":"` + zero + `","has":"AgAAAAAAAAABAAAAAAAAAA=="}`), false},
		{"too large", with(operation + `,"new":"` + strings.Repeat("x", MaxMessage) + `"`), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if m, err := DecodeMessage([]byte(tt.payload)); (err == nil) != tt.ok {
				t.Errorf("%+v, %v", m, err)
			} else if err != nil && !reflect.DeepEqual(m, Message{}) {
				t.Errorf("with an error comes %+v", m)
			}
		})
	}
}

func TestAnswersAreReadStrictly(t *testing.T) {
	rows := func(n int, row string) string {
		return with(`,"report":{"status":{"rows":[` + strings.TrimSuffix(strings.Repeat(row+",", n), ",") + `]}}`)
	}
	sessions := func(n int, one string) string {
		return with(`,"report":{"sessions":{"sessions":[` + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + `]}}`)
	}
	for _, tt := range []struct {
		name, payload string
		ok            bool
	}{
		{"an error", with(`,"error":"no"`), true},
		{"a report of a kind to come", with(`,"report":{"new":1}`), true},
		{"100 rows", rows(100, `["a","b"]`), true},
		{"a row of 2 KiB", rows(1, `["a","`+strings.Repeat("b", 2047)+`"]`), true},
		{"200 sessions", sessions(200, `{"kind":"reader","began":"2026-01-01T00:00:00Z","source":"k"}`), true},

		{"nothing", with(""), false},
		{"an error without words", with(`,"error":"\u0007"`), false},
		{"an error and a report", with(`,"error":"no","report":{}`), false},
		{"an exchange and a report", with(`,"exchange":{"digest":"` + zero + `"},"report":{}`), false},
		{"a long error", with(`,"error":"` + strings.Repeat("x", MaxSentence+1) + `"`), false},
		{"101 rows", rows(101, `["a","b"]`), false},
		{"101 rows that want attention", strings.Replace(rows(101, `["a","b"]`), "rows", "look", 1), false},
		{"a longer row that wants attention", strings.Replace(rows(1, `["a","`+strings.Repeat("b", 2048)+`"]`), "rows", "look", 1), false},
		{"a long zone", with(`,"report":{"status":{"zone":"` + strings.Repeat("Z", 256) + `"}}`), false},
		{"an hour and a second that are left", with(`,"report":{"status":{"left":3601}}`), false},
		{"a negative time that is left", with(`,"report":{"status":{"left":-1}}`), false},
		{"a longer row", rows(1, `["a","`+strings.Repeat("b", 2048)+`"]`), false},
		{"tabs that make a row longer", rows(1, `["a","`+strings.Repeat(`\t`, 1000)+`"]`), false},
		{"fewer sessions than none", with(`,"report":{"status":{"now":-1}}`), false},
		{"201 sessions", sessions(201, `{"kind":"reader","began":"2026-01-01T00:00:00Z","source":"k"}`), false},
		{"a wide terminal", sessions(1, `{"kind":"reader","began":"2026-01-01T00:00:00Z","columns":65537}`), false},
		{"no time", sessions(1, `{"kind":"reader","began":"yesterday"}`), false},
		{"a drain of a day", with(`,"report":{"drain":{"seconds":86400}}`), false},
		{"a long digest of the pages", with(`,"report":{"reload":{"pages":"` + strings.Repeat("0", 256) + `"}}`), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if a, err := DecodeAnswer([]byte(tt.payload)); (err == nil) != tt.ok {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
}

func TestWhatPeopleSeeIsClean(t *testing.T) {
	const evil = `\u001b[2Jx\u202ey\u0007`
	m, err := DecodeMessage([]byte(strings.Replace(with(`,"operation":{"kind":"status`+evil+`","by":"ada`+evil+`"}`), "kiosk-1", "k"+evil, 1)))
	if err != nil || m.Host != "k[2Jxy" || m.Operation.By != "ada[2Jxy" || m.Operation.Kind != "status[2Jxy" || m.Operation.Kind.Known() {
		t.Errorf("%+v, %+v, %v", m, m.Operation, err)
	}
	for _, payload := range []string{
		with(`,"error":"` + evil + `"`),
		with(`,"report":{"error":"` + evil + `","status":{"pages":"` + evil + `","zone":"` + evil + `","rows":[["` + evil + `","` + evil + `"]],"look":[["` + evil + `","` + evil + `"]]},"sessions":{"sessions":[{"kind":"` + evil + `","source":"` + evil + `"}]},"reload":{"what":"` + evil + `","pages":"` + evil + `"},"drain":{"what":"` + evil + `"}}`),
	} {
		a, err := DecodeAnswer([]byte(payload))
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(a)
		if s := string(b); err != nil || strings.Contains(s, `\u001b`) || strings.Contains(s, `\u0007`) || strings.Contains(s, "\u202e") || !strings.Contains(s, "[2Jxy") {
			t.Errorf("%s, %v", b, err)
		}
	}
}

func TestWhatIsTooMuchIsNotSent(t *testing.T) {
	if b, err := (Message{Self: self, Exchange: &Exchange{Records: ledger.Records{Items: make([]ledger.Item, 4000)}}}).Encode(); err == nil {
		t.Errorf("%d bytes of a message were written", len(b))
	}
	long := strings.Repeat("ü", 10_000)
	many := make([][2]string, 300)
	for i := range many {
		many[i] = [2]string{long, long}
	}
	sessions := make([]Session, 300)
	for i := range sessions {
		sessions[i] = Session{Kind: long, Source: long, Columns: -1, Rows: 1 << 20}
	}
	for name, r := range map[string]Report{
		"rows":      {Status: &StatusReport{Pages: long, Rows: many}},
		"few rows":  {Status: &StatusReport{Pages: long, Zone: long, Left: 1 << 20, Rows: many[:20], Look: many[:20]}},
		"sessions":  {Sessions: &SessionsReport{Total: 300, Sessions: sessions}},
		"sentences": {Error: long, Reload: &ReloadReport{What: long, Pages: long}, Drain: &DrainReport{What: long, Seconds: 1 << 20}},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := Answer{Self: Self{Version: 1, Instance: self.Instance, Host: long}, Report: &r}.Encode()
			if err != nil {
				t.Fatal(err)
			}
			a, err := DecodeAnswer(b)
			if err != nil || len(b) > MaxMessage {
				t.Errorf("%d bytes, %v", len(b), err)
			}
			if tooLarge := name == "rows"; tooLarge != strings.Contains(a.Report.Error, "too large") {
				t.Errorf("the report is %.200v", a.Report)
			}
		})
	}
	m := Message{Self: self, Operation: &Operation{Kind: Status, By: long}}
	b, err := m.Encode()
	if err != nil || m.Operation.By != long {
		t.Fatalf("%v; the caller's message was changed: %v", err, m.Operation.By != long)
	}
	if got, err := DecodeMessage(b); err != nil || got.Operation.By != strings.Repeat("ü", 127) {
		t.Errorf("%+v, %v", got.Operation, err)
	}
}
