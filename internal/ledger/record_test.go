package ledger_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	. "hackday.example/kiosk/internal/ledger"
)

func TestRecordsAreReadStrictly(t *testing.T) {
	id := "00112233445566778899aabbccddeeff"
	item := func(name string) string {
		return fmt.Sprintf(`{"items":[{"name":%s,"content":"eA==","made":"2026-11-25T12:00:00Z"}]}`, name)
	}
	withdrawal := func(count string) string {
		return fmt.Sprintf(`{"withdrawn":[{"id":"%s","name":"1.md","count":%s}]}`, id, count)
	}
	for _, good := range []string{
		`{}`, `{"items":[],"withdrawn":null}`, `{"later":[1,2]}`, item(`"1.md"`), item(`"größe 2.md"`), item(`"` + strings.Repeat("x", 197) + `.md"`),
		withdrawal("1"), withdrawal("9007199254740992"),
		`{"items":[{"name":"1.md","content":"eA==","made":"2026-11-25T13:00:00+01:00","Name":"another key","more":{"a":[1,{"b":null}]}}]}`,
	} {
		var r Records
		if err := json.Unmarshal([]byte(good), &r); err != nil {
			t.Errorf("%.200s: %v", good, err)
		}
	}
	many := strings.Repeat(`{"name":"1.md","content":"eA==","made":"2026-11-25T12:00:00Z"},`, MaxItems)
	for _, bad := range []string{
		`[]`, `null`, `1`, `"x"`, `{"items":{}}`, `{"items":[1]}`, `{"items":[null]}`, `{"items":[{}]}`, `{"items":[],"items":[]}`, `{"withdrawn":[{}]}`,
		item(`""`), item(`".md"`), item(`".x.md"`), item(`"_x.md"`), item(`"x"`), item(`"x.MD"`), item(`"x.txt"`), item(`"README.md"`), item(`"readme.md"`),
		item(`"../x.md"`), item(`"a/b.md"`), item(`"a\\b.md"`), item(`"/x.md"`), item(`"x\u0000.md"`), item(`"x\n.md"`), item(`"x\u001b[2J.md"`), item(`"x\u009b.md"`),
		item(`"x\u202e.md"`), item(`"x\u2066.md"`), item(`"x\u200b.md"`), item(`"x\ufeff.md"`), item(`"x\u2028.md"`), item(`"x\ufffe.md"`), item("\"x\xff.md\""),
		item(`"` + strings.Repeat("x", 198) + `.md"`), item(`1`), item(`null`), item(`["1.md"]`),
		`{"items":[{"content":"eA==","made":"2026-11-25T12:00:00Z"}]}`,
		`{"items":[{"name":"1.md","content":"","made":"2026-11-25T12:00:00Z"}]}`,
		`{"items":[{"name":"1.md","content":null,"made":"2026-11-25T12:00:00Z"}]}`,
		`{"items":[{"name":"1.md","content":"!","made":"2026-11-25T12:00:00Z"}]}`,
		`{"items":[{"name":"1.md","content":[120],"made":"2026-11-25T12:00:00Z"}]}`,
		`{"items":[{"name":"1.md","content":"eA=="}]}`,
		`{"items":[{"name":"1.md","content":"eA==","made":null}]}`,
		`{"items":[{"name":"1.md","content":"eA==","made":"yesterday"}]}`,
		`{"items":[{"name":"1.md","content":"eA==","made":"1969-12-31T23:59:59Z"}]}`,
		`{"items":[{"name":"1.md","content":"eA==","made":"9999-12-31T23:59:59-01:00"}]}`,
		`{"items":[{"name":"1.md","content":"eA==","made":"2026-11-25T12:00:00.5Z"}]}`,
		`{"items":[{"name":"1.md","name":"2.md","content":"eA==","made":"2026-11-25T12:00:00Z"}]}`,
		`{"items":[{"name":"1.md","content":"eA==","made":"2026-11-25T12:00:00Z","x":1,"x":2}]}`,
		fmt.Sprintf(`{"items":[{"name":"1.md","content":"eA==","made":"2026-11-25T12:00:00Z","x":"%s"}]}`, strings.Repeat("x", MaxExtra)),
		fmt.Sprintf(`{"items":[{"name":"1.md","content":"eA==","made":"2026-11-25T12:00:00Z","x":"%s"}]}`, strings.Repeat("<", MaxExtra/5)), // which is longer as it is kept
		fmt.Sprintf(`{"items":[{"name":"1.md","content":"%s","made":"2026-11-25T12:00:00Z"}]}`, strings.Repeat("eHh4", MaxContent/3+1)),
		`{"items":[` + many + many[:len(many)-1] + `]}`,
		withdrawal("0"), withdrawal("-1"), withdrawal("1.5"), withdrawal("9007199254740993"), withdrawal("1e99"), withdrawal(`"1"`), withdrawal("null"),
		strings.Replace(withdrawal("1"), id, strings.ToUpper(id), 1), strings.Replace(withdrawal("1"), id, id[2:], 1), strings.Replace(withdrawal("1"), `"`+id+`"`, "null", 1),
		strings.Replace(withdrawal("1"), "1.md", "../1.md", 1),
	} {
		r := Records{Withdrawn: []Withdrawal{{Name: "was here.md"}}}
		if err := json.Unmarshal([]byte(bad), &r); err == nil || len(r.Withdrawn) != 1 || len(r.Items) != 0 {
			t.Errorf("%.200s: %v, %+v", bad, err, r)
		}
	}
}

// What is not read from JSON is checked as well.
func TestOneBadRecordRefusesAll(t *testing.T) {
	l := New()
	good := item("1.md", "x", 0)
	for _, r := range []Records{
		{Items: []Item{good, {Name: "../2.md", Content: []byte("x"), Made: noon}}},
		{Items: []Item{good, {Name: "2.md", Content: []byte("x")}}},
		{Items: []Item{good, {Name: "2.md", Made: noon}}},
		{Items: []Item{good, {Name: "2.md", Content: []byte("x"), Made: noon, Extra: map[string]json.RawMessage{"name": json.RawMessage(`1`)}}}},
		{Items: []Item{good, {Name: "2.md", Content: []byte("x"), Made: noon, Extra: map[string]json.RawMessage{"x": json.RawMessage(`{`)}}}},
		{Items: []Item{good}, Withdrawn: []Withdrawal{{Name: "2.md"}}},
		{Items: []Item{good}, Withdrawn: []Withdrawal{{Name: "2.md", Count: MaxCount + 1}}},
		{Items: slices.Repeat([]Item{good}, MaxItems+1)},
	} {
		if c, err := l.Merge(r); err == nil || c.Changed || len(l.Items()) > 0 || l.Digest() != New().Digest() {
			t.Errorf("%d items: %+v, %v", len(r.Items), c, err)
		}
	}
}

func TestFieldsOfANewerVersionAreKept(t *testing.T) {
	const newer = `{"items":[{"by":{"name":"Jo <jo@example.org>", "n":[ 1,2 ]},"content":"eA==","made":"2026-11-25T12:00:00Z","name":"1.md","z":null}],` +
		`"withdrawn":[{"at":"\u2028","count":3,"id":"00112233445566778899aabbccddeeff","name":"2.md","why":"over"}]}`
	var r Records
	if err := json.Unmarshal([]byte(newer), &r); err != nil {
		t.Fatal(err)
	}
	a, b := New(), New()
	merge(t, a, r)
	exchange(t, a, b, 64<<10)
	got, err := json.Marshal(b.Missing(nil, 64<<10))
	want := `{"items":[{"by":{"name":"Jo \u003cjo@example.org\u003e","n":[1,2]},"content":"eA==","made":"2026-11-25T12:00:00Z","name":"1.md","z":null}],` +
		`"withdrawn":[{"at":"\u2028","count":3,"id":"00112233445566778899aabbccddeeff","name":"2.md","why":"over"}]}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v\nwant %s", got, err, want)
	}
	// A newer kiosk adds another one; of two values one is chosen, the same everywhere.
	r.Items[0].Extra = map[string]json.RawMessage{"by": json.RawMessage(`1`), "on": json.RawMessage(`"Monday"`)}
	merge(t, b, r)
	exchange(t, a, b, 64<<10)
	if e := a.Items()[0].Extra; len(e) != 3 || string(e["on"]) != `"Monday"` || string(e["by"])[0] != '{' {
		t.Errorf("%s", e)
	}
}

// Several kiosks may know fields that take too much together.
func TestFieldsHaveABoundTogether(t *testing.T) {
	var ledgers []*Ledger
	for k := range 4 {
		l := New()
		i := item("1.md", "x", 0)
		i.Extra = map[string]json.RawMessage{}
		for n := range 3 {
			i.Extra[fmt.Sprint("key ", (k+n)%5)] = json.RawMessage(`"` + strings.Repeat(fmt.Sprint(k), 250+10*k) + `"`)
		}
		if err := l.Add(i); err != nil {
			t.Fatal(err)
		}
		ledgers = append(ledgers, l)
	}
	for range 4 {
		for _, a := range ledgers {
			for _, b := range ledgers {
				exchange(t, a, b, 64<<10)
			}
		}
	}
	for _, l := range ledgers {
		text, err := json.Marshal(l.Items()[0].Extra)
		if err != nil || len(text) > MaxExtra+1 || l.Digest() != ledgers[0].Digest() {
			t.Errorf("%d bytes, %v", len(text), err)
		}
	}
}

func TestMissingIsWithinItsBytes(t *testing.T) {
	l := New()
	for n := range 60 {
		if err := l.Add(item(fmt.Sprintf("%02d.md", n), strings.Repeat("x", 7000), 0)); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range l.Items()[:20] {
		l.Withdraw(i.ID())
	}
	const most = 64 << 10
	other := New()
	for n := 0; ; n++ {
		r := l.Missing(other.Tags(), most)
		if r.Empty() {
			break
		}
		text, err := json.Marshal(r)
		if err != nil || len(text) > most || n > 20 || n == 0 && len(r.Withdrawn) != 20 {
			t.Fatalf("%d: %d bytes with %d withdrawals, %v", n, len(text), len(r.Withdrawn), err)
		}
		merge(t, other, sent(t, r))
	}
	if other.Digest() != l.Digest() {
		t.Error("something is missing")
	}
	if r := l.Missing(nil, 1); len(r.Withdrawn) != 1 || len(r.Items) != 0 {
		t.Errorf("at least one: %+v", r)
	}
}

func TestTagsAndDigestsAsText(t *testing.T) {
	l := New()
	for n := range 3 {
		_ = l.Add(item(fmt.Sprint(n, ".md"), "x", 0))
	}
	text, err := json.Marshal(l.Tags())
	var tags Tags
	if err != nil || json.Unmarshal(text, &tags) != nil || !slices.Equal(tags, l.Tags()) || len(text) != 34 {
		t.Errorf("%s, %v", text, err)
	}
	if text, _ := json.Marshal(Tags{}); string(text) != `""` || json.Unmarshal(text, &tags) != nil || len(tags) != 0 {
		t.Errorf("none are %s", text)
	}
	digest, _ := json.Marshal(l.Digest())
	var read Digest
	if json.Unmarshal(digest, &read) != nil || read != l.Digest() || len(digest) != 66 {
		t.Errorf("%s", digest)
	}
	double, _ := json.Marshal(Tags{tagOf(1), tagOf(1)})
	swapped, _ := json.Marshal(Tags{tagOf(2), tagOf(1)})
	many, _ := json.Marshal(slices.Repeat([]byte{0}, 8*(MaxItems+MaxWithdrawals+1)))
	for _, bad := range []string{`"eA=="`, `null`, `[]`, `"!"`, string(double), string(swapped), string(many)} {
		if err := json.Unmarshal([]byte(bad), &tags); err == nil {
			t.Errorf("%.40s are tags", bad)
		}
	}
	for _, bad := range []string{`""`, `"00"`, `"` + strings.Repeat("A", 64) + `"`, `"` + strings.Repeat("g", 64) + `"`, `"` + strings.Repeat("0", 66) + `"`} {
		if err := json.Unmarshal([]byte(bad), &read); err == nil || read != l.Digest() {
			t.Errorf("%s is a digest", bad)
		}
	}
}

func tagOf(n byte) Tag { return Tag{n} }

// Hostile JSON never ends the program, never goes beyond a bound, and changes nothing if it
// is refused. What is taken is the same when it is written and read again.
func FuzzRecords(f *testing.F) {
	for _, text := range []string{
		`{"items":[{"name":"1.md","content":"eA==","made":"2026-11-25T12:00:00Z","more":{"a":"<"}}]}`,
		`{"withdrawn":[{"id":"00112233445566778899aabbccddeeff","name":"1.md","count":9007199254740992,"x":[]}]}`,
		`{"items":[{"name":"1.md","content":"eA==","made":"2026-11-25T12:00:00Z"},{"name":"1.md","content":"eQ==","made":"1970-01-01T00:00:00Z"}]}`,
		`{"items":[{"name":"1.md","name":"2.md"}]}`, `{"items":[{"name":"..\\1.md"}]}`, `{"Items":[]}`, "{\"\xff\":1}", `{"items":[{"name":"\ud800.md"}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		l := New()
		_ = l.Add(item("1.md", "y", 0))
		before := l.Digest()
		var r Records
		if err := json.Unmarshal(text, &r); err != nil {
			if !r.Empty() {
				t.Fatalf("refused, and read: %+v", r)
			}
			return
		}
		c, err := l.Merge(r)
		if err != nil {
			t.Fatalf("read, and not taken: %v", err)
		}
		if c.Changed != (l.Digest() != before) {
			t.Errorf("changed: %v", c.Changed)
		}
		l.Resolve()
		if len(l.Items()) > MaxItems || len(l.Withdrawn()) > MaxWithdrawals {
			t.Errorf("%d items, %d withdrawals", len(l.Items()), len(l.Withdrawn()))
		}
		for _, name := range l.Names() {
			if err := CheckName(name); err != nil {
				t.Errorf("%q: %v", name, err)
			}
		}
		again := New()
		merge(t, again, sent(t, Records{l.Items(), l.Withdrawn()}))
		if again.Digest() != l.Digest() {
			t.Errorf("%q is something else when it is read again", text)
		}
	})
}
