package when

import (
	"errors"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zone of the tests
)

// london is a zone whose clocks are put forward and back.
var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

// The moments at which the texts of the table are typed: on a Saturday afternoon, and in
// the half hours before the clocks are put forward over 01:00 to 02:00, and back over
// it.
var (
	saturday = time.Date(2026, time.November, 28, 14, 0, 0, 0, london)
	spring   = time.Date(2027, time.March, 28, 0, 30, 0, 0, london)
	autumn   = time.Date(2026, time.October, 25, 0, 30, 0, 0, london)
)

// typed is what people type, and what it means at each moment. Behind "?" stand the texts
// for all that it may mean, for it is refused; behind "!" a part of the error.
var typed = []struct{ text, saturday, spring, autumn string }{
	{"1pm", "? tomorrow 13:00", "2027-03-28 13:00 BST", "2026-10-25 13:00 GMT"},
	{"1:30pm", "? tomorrow 13:30", "2027-03-28 13:30 BST", "2026-10-25 13:30 GMT"},
	{"1.30 p.m.", "? tomorrow 13:30", "2027-03-28 13:30 BST", "2026-10-25 13:30 GMT"},
	{"13.30", "? tomorrow 13:30", "2027-03-28 13:30 BST", "2026-10-25 13:30 GMT"},
	{"13:30", "? tomorrow 13:30", "2027-03-28 13:30 BST", "2026-10-25 13:30 GMT"},
	{"1330", "? tomorrow 13:30", "2027-03-28 13:30 BST", "2026-10-25 13:30 GMT"},
	{"0930", "? tomorrow 09:30", "2027-03-28 09:30 BST", "2026-10-25 09:30 GMT"},
	{"20m", "2026-11-28 14:20 GMT", "2027-03-28 00:50 GMT", "2026-10-25 00:50 BST"},
	{"+45m", "2026-11-28 14:45 GMT", "2027-03-28 02:15 BST", "2026-10-25 01:15 BST"},
	{"30min", "2026-11-28 14:30 GMT", "2027-03-28 02:00 BST", "2026-10-25 01:00 BST"},
	{"1h", "2026-11-28 15:00 GMT", "2027-03-28 02:30 BST", "2026-10-25 01:30 BST"},
	{"2 hours", "2026-11-28 16:00 GMT", "2027-03-28 03:30 BST", "2026-10-25 01:30 GMT"},
	{"3h", "2026-11-28 17:00 GMT", "2027-03-28 04:30 BST", "2026-10-25 02:30 GMT"},
	{"1h30m", "2026-11-28 15:30 GMT", "2027-03-28 03:00 BST", "2026-10-25 01:00 GMT"},
	{"1.5h", "2026-11-28 15:30 GMT", "2027-03-28 03:00 BST", "2026-10-25 01:00 GMT"},
	{"90 seconds", "2026-11-28 14:01 GMT", "2027-03-28 00:31 GMT", "2026-10-25 00:31 BST"},
	{"in 20 minutes", "2026-11-28 14:20 GMT", "2027-03-28 00:50 GMT", "2026-10-25 00:50 BST"},
	{"twenty five minutes", "2026-11-28 14:25 GMT", "2027-03-28 00:55 GMT", "2026-10-25 00:55 BST"},
	{"half an hour", "2026-11-28 14:30 GMT", "2027-03-28 02:00 BST", "2026-10-25 01:00 BST"},
	{"20 minutes from now", "2026-11-28 14:20 GMT", "2027-03-28 00:50 GMT", "2026-10-25 00:50 BST"},
	{"1d", "2026-11-29 14:00 GMT", "2027-03-29 00:30 BST", "2026-10-26 00:30 GMT"},
	{"2 weeks", "2026-12-12 14:00 GMT", "2027-04-11 00:30 BST", "2026-11-08 00:30 GMT"},
	{"tomorrow", "2026-11-30 00:00 GMT", "2027-03-30 00:00 BST", "2026-10-27 00:00 GMT"},
	{"tomorrow 9:00", "2026-11-29 09:00 GMT", "2027-03-29 09:00 BST", "2026-10-26 09:00 GMT"},
	{"9:00 tomorrow", "2026-11-29 09:00 GMT", "2027-03-29 09:00 BST", "2026-10-26 09:00 GMT"},
	{"tomorrow morning at 9", "2026-11-29 09:00 GMT", "2027-03-29 09:00 BST", "2026-10-26 09:00 GMT"},
	{"the day after tomorrow 9:00", "2026-11-30 09:00 GMT", "2027-03-30 09:00 BST", "2026-10-27 09:00 GMT"},
	{"today 17:00", "2026-11-28 17:00 GMT", "2027-03-28 17:00 BST", "2026-10-25 17:00 GMT"},
	{"this afternoon at 3", "2026-11-28 15:00 GMT", "2027-03-28 15:00 BST", "2026-10-25 15:00 GMT"},
	{"8 tonight", "2026-11-28 20:00 GMT", "2027-03-28 20:00 BST", "2026-10-25 20:00 GMT"},
	{"noon", "? tomorrow 12:00", "2027-03-28 12:00 BST", "2026-10-25 12:00 GMT"},
	{"tomorrow noon", "2026-11-29 12:00 GMT", "2027-03-29 12:00 BST", "2026-10-26 12:00 GMT"},
	{"midnight", "2026-11-29 00:00 GMT", "2027-03-29 00:00 BST", "2026-10-26 00:00 GMT"},
	{"24:00", "2026-11-29 00:00 GMT", "2027-03-29 00:00 BST", "2026-10-26 00:00 GMT"},
	{"00:00", "2026-11-29 00:00 GMT", "2027-03-29 00:00 BST", "2026-10-26 00:00 GMT"},
	{"midnight tonight", "2026-11-29 00:00 GMT", "2027-03-29 00:00 BST", "2026-10-26 00:00 GMT"},
	{"2027-03-01", "2027-03-02 00:00 GMT", "", ""},
	{"2027-03-28", "2027-03-29 00:00 BST", "", ""},
	{"2027-03-01T09:00Z", "2027-03-01 09:00 GMT", "", ""},
	{"2027-03-01T09:00:30+01:00", "2027-03-01 08:00 GMT", "", ""},
	{"2027-06-01 09:00Z", "2027-06-01 10:00 BST", "", ""},
	{"2027-03-01 9am", "2027-03-01 09:00 GMT", "", ""},
	{"1 March 2027", "2027-03-02 00:00 GMT", "", ""},
	{"March 1st, 2027 at 9am", "2027-03-01 09:00 GMT", "", ""},
	{"1 March 2027 13:30", "2027-03-01 13:30 GMT", "", ""},
	{"25 December", "2026-12-26 00:00 GMT", "2027-12-26 00:00 GMT", "2026-12-26 00:00 GMT"},
	{"13/03/2027", "2027-03-14 00:00 GMT", "", ""},
	{"05/05/2027", "2027-05-06 00:00 BST", "", ""},
	{"Saturday 9am", "? 2026-12-05 09:00", "2027-04-03 09:00 BST", "2026-10-31 09:00 GMT"},
	{"Sunday 9am", "2026-11-29 09:00 GMT", "? 2027-03-28 09:00 | 2027-04-04 09:00", "? 2026-10-25 09:00 | 2026-11-01 09:00"},
	{"Friday", "2026-12-05 00:00 GMT", "2027-04-03 00:00 BST", "2026-10-31 00:00 GMT"},
	{"on Monday at 10.15", "2026-11-30 10:15 GMT", "2027-03-29 10:15 BST", "2026-10-26 10:15 GMT"},
	{"this Sunday 18:00", "2026-11-29 18:00 GMT", "2027-03-28 18:00 BST", "2026-10-25 18:00 GMT"},
	{"15:00 GMT", "2026-11-28 15:00 GMT", "? 2027-03-28 15:00 | 2027-03-28 16:00", "2026-10-25 15:00 GMT"},
	{"15:00 BST", "? 2026-11-28 15:00 | 2026-11-28 14:00", "2027-03-28 15:00 BST", "? 2026-10-25 15:00 | 2026-10-25 14:00"},
	{"12:30pm", "? tomorrow 12:30", "2027-03-28 12:30 BST", "2026-10-25 12:30 GMT"},
	{"12:30am", "? tomorrow 00:30", "", ""},
	{"00:59", "? tomorrow 00:59", "2027-03-28 00:59 GMT", "2026-10-25 00:59 BST"},
	{"02:00", "? tomorrow 02:00", "2027-03-28 02:00 BST", "2026-10-25 02:00 GMT"},
	{"03:00", "? tomorrow 03:00", "2027-03-28 03:00 BST", "2026-10-25 03:00 GMT"},
	{"02:30", "? tomorrow 02:30", "2027-03-28 02:30 BST", "2026-10-25 02:30 GMT"},
	{"until 5pm", "2026-11-28 17:00 GMT", "2027-03-28 17:00 BST", "2026-10-25 17:00 GMT"},
	{"at 16", "2026-11-28 16:00 GMT", "2027-03-28 16:00 BST", "2026-10-25 16:00 GMT"},
	{"9:00", "? 21:00 | tomorrow 09:00", "2027-03-28 09:00 BST", "2026-10-25 09:00 GMT"},
	{"1:30", "? tomorrow 01:30", "? 2027-03-28 00:30 | 2027-03-28 02:30", "? 2026-10-25 01:30+01:00 | 2026-10-25 01:30Z"},
	{"01:30", "? tomorrow 01:30", "? 2027-03-28 00:30 | 2027-03-28 02:30", "? 2026-10-25 01:30+01:00 | 2026-10-25 01:30Z"},
	{"01:30 GMT", "? 2026-11-29 01:30", "? 2027-03-28 00:30 | 2027-03-28 02:30", "2026-10-25 01:30 GMT"},
	{"01:30 BST", "? 2026-11-29 01:30 | 2026-11-29 00:30", "? 2027-03-28 00:30 | 2027-03-28 02:30", "2026-10-25 01:30 BST"},
	{"2027-03-28 01:30", "? 2027-03-28 00:30 | 2027-03-28 02:30", "", ""},
	{"2026-10-25 01:30", "? 2026-10-25 01:30+01:00 | 2026-10-25 01:30Z", "", ""},
	{"2026-10-25T01:30:00Z", "2026-10-25 01:30 GMT", "", ""},
	{"2026-10-25T01:30:00+01:00", "2026-10-25 01:30 BST", "", ""},
	{"8", "? 20:00 | tomorrow 08:00 | 8m", "? 08:00 | 20:00 | 8m", "? 08:00 | 20:00 | 8m"},
	{"at 8", "? 20:00 | tomorrow 08:00", "? 08:00 | 20:00", "? 08:00 | 20:00"},
	{"16", "? 16:00 | 16m", "", ""},
	{"45", "! has no unit; write 45m for minutes", "", ""},
	{"930", "? 21:30 | tomorrow 09:30", "? 09:30 | 21:30", "? 09:30 | 21:30"},
	{"2027", "? 2027-12-31 | 20:27", "", ""},
	{"1330h", "? tomorrow 13:30 | +1330h", "? 13:30 | +1330h", "? 13:30 | +1330h"},
	{"1h30", "? 1h30m | tomorrow 01:30", "? 1h30m | 2027-03-28 00:30 | 2027-03-28 02:30", "? 1h30m | 2026-10-25 01:30+01:00 | 2026-10-25 01:30Z"},
	{"12am", "? midnight | tomorrow 12:00", "? 12:00 | midnight", "? 12:00 | midnight"},
	{"12pm", "? midnight | tomorrow 12:00", "? 12:00 | midnight", "? 12:00 | midnight"},
	{"12", "? midnight | tomorrow 12:00 | 12m", "? 12:00 | midnight | 12m", "? 12:00 | midnight | 12m"},
	{"01/02/2027", "? 2027-02-01 | 2027-01-02", "", ""},
	{"1.2.2027", "? 2027-02-01 | 2027-01-02", "", ""},
	{"01/02/27", "? 2027-02-01 | 2027-01-02", "? 2027-02-01 | 2027-01-02 | 2001-02-27", "? 2027-02-01 | 2027-01-02"},
	{"1/2", "? 2027-02-01 | 2027-01-02", "? 2028-02-01 | 2028-01-02", "? 2027-02-01 | 2027-01-02"},
	{"next Saturday", "? 2026-12-05 | 2026-12-12", "? 2027-04-03 | 2027-04-10", "? 2026-10-31 | 2026-11-07"},
	{"Saturday", "? 2026-11-28 | 2026-12-05", "2027-04-04 00:00 BST", "2026-11-01 00:00 GMT"},
	{"Sunday", "2026-11-30 00:00 GMT", "? 2027-03-28 | 2027-04-04", "? 2026-10-25 | 2026-11-01"},
	{"tomorrow midnight", "? 2026-11-29 00:00 | 2026-11-29", "? 2027-03-29 00:00 | 2027-03-29", "? 2026-10-26 00:00 | 2026-10-26"},
	{"half past three", "? 15:30 | tomorrow 03:30", "? 03:30 | 15:30", "? 03:30 | 15:30"},
	{"quarter to 4 pm", "2026-11-28 15:45 GMT", "2027-03-28 15:45 BST", "2026-10-25 15:45 GMT"},
	{"half three", "? 14:30 | 15:30 | tomorrow 02:30 | tomorrow 03:30", "? 02:30 | 03:30 | 14:30 | 15:30", "? 02:30 | 03:30 | 14:30 | 15:30"},
	{"tonight", "! has no hour in it; write one such as 21:00 or midnight", "", ""},
	{"1 month", "! is not always as long; write the day, as in 2027-03-01", "", ""},
	{"30 February", "! has a day in it that is not in the calendar; write one such as 2027-03-01", "", ""},
	{"2027-02-29", "! has a day in it that is not in the calendar; write one such as 2027-03-01", "", ""},
	{"Monday 1 March 2027", "2027-03-02 00:00 GMT", "", ""},
	{"Sunday 1 March 2027", "! names a day that is a Monday, and no Sunday; write the day alone, 2027-03-01", "", ""},
	{"25:00", "! has a time in it that no clock shows; hours are 0 to 23, and minutes 0 to 59", "", ""},
	{"13:60", "! has a time in it that no clock shows; hours are 0 to 23, and minutes 0 to 59", "", ""},
	{"tommorow 9:00", `! is no time that can be read: there is no "tommorow"; did you mean "tomorrow"?`, "", ""},
	{"heute 13 Uhr", `! is not read here, where times are English: "heute" is today`, "", ""},
	{"yfory 9:00", `! is not read here, where times are English: "yfory" is tomorrow`, "", ""},
	{"hanner dydd", `! is not read here, where times are English: "hanner" is half`, "", ""},
	{"15:00 EST", "! is in a zone that is not read here; write its distance from UTC, as in 2027-03-01T09:00+01:00", "", ""},
	{"9:00 10:00", "! has two times in it; write one", "", ""},
	{"20 minutes ago", `! is past; write one such as 13:30, 1:30pm, 45m, "tomorrow 9:00" or "2026-11-25 13:30"`, "", ""},
	{"soon", `! is no time that can be read: there is no "soon"; did you mean "noon"?`, "", ""},
	{"5th", "! has a day without its month; write one such as 2027-03-01", "", ""},
	{"16h", "? 16:00 | +16h", "", ""},
	{"hour and a half", "! no time that can be read; write", "", ""},
	{"17.30h", "? 17:30 | +17.30h", "", ""},
	{"09h", "? tomorrow 09:00 | +09h", "? 09:00 | +09h", "? 09:00 | +09h"},
	{"24h", "? midnight | +24h", "", ""},
	{"+16h", "2026-11-29 06:00 GMT", "2027-03-28 17:30 BST", "2026-10-25 15:30 GMT"},
	{"16 hours", "2026-11-29 06:00 GMT", "2027-03-28 17:30 BST", "2026-10-25 15:30 GMT"},
	{"1,5h", `! "1,5h" has a comma in its number; write 1h30m`, "", ""},
	{"in 0,5 min", "! has a comma in its number; write 30s", "", ""},
	{"2,0 hours", "! has a comma in its number; write 2h", "", ""},
	{"1,5 Stunden", `! "stunden" is hours`, "", ""},
	{"1 March,2027", "2027-03-02 00:00 GMT", "", ""},
	{"0", `! "0" may be midnight or no time at all; write midnight if that is meant`, "", ""},
	{"00", "! write midnight if that is meant", "", ""},
	{"now", "! the end has to be later than now; write one such as 20m or 13:30", "", ""},
	{"0m", "! is no time from now; write one such as 45m or 1h30m", "", ""},
}

// meaning is what a text means, as the table has it.
func meaning(t *testing.T, text string, now time.Time) string {
	t.Helper()
	at, err := Parse(text, now)
	var u *Unclear
	switch {
	case err == nil:
		return at.Format("2006-01-02 15:04 MST")
	case errors.As(err, &u):
		var writes []string
		for _, r := range u.Readings {
			writes = append(writes, r.Write)
			if again, err := Parse(r.Write, now); err != nil || !again.Equal(r.At) {
				t.Errorf("%q is refused for %q, which is %v (%v), want %v", text, r.Write, again, err, r.At)
			}
			if !strings.Contains(err.Error(), r.Write) || !strings.Contains(err.Error(), At(r.At, now)) {
				t.Errorf("%q: the error does not name %q and what it is: %v", text, r.Write, err)
			}
		}
		return "? " + strings.Join(writes, " | ")
	}
	return "! " + err.Error()
}

func TestTypedTimes(t *testing.T) {
	for _, tt := range typed {
		t.Run(tt.text, func(t *testing.T) {
			if tt.spring == "" {
				tt.spring, tt.autumn = tt.saturday, tt.saturday
			}
			for _, m := range []struct {
				now  time.Time
				want string
			}{{saturday, tt.saturday}, {spring, tt.spring}, {autumn, tt.autumn}} {
				got := meaning(t, tt.text, m.now)
				if part, wrong := strings.CutPrefix(m.want, "! "); got != m.want && !(wrong && strings.HasPrefix(got, "! ") && strings.Contains(got, part)) {
					t.Errorf("at %v it is %s, want %s", m.now, got, m.want)
				}
			}
		})
	}
}

func TestATimeThatComesTwiceIsRefusedBetweenTheTwo(t *testing.T) {
	now := time.Date(2026, time.October, 25, 0, 40, 0, 0, time.UTC).In(london) // 01:40 BST
	for text, want := range map[string]string{
		"1:30":     "? 2026-10-25 01:30+01:00 | 2026-10-25 01:30Z",
		"1:50":     "? 2026-10-25 01:50+01:00 | 2026-10-25 01:50Z",
		"1:30 GMT": "2026-10-25 01:30 GMT",
		"20m":      "2026-10-25 01:00 GMT",
	} {
		if got := meaning(t, text, now); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestADayEndsWhereTheNextOneBegins(t *testing.T) {
	for _, tt := range []struct{ zone, day, want string }{
		{"Asia/Beirut", "2026-03-28", "2026-03-29T01:00:00+03:00"},    // midnight is passed over
		{"America/Havana", "2026-10-31", "2026-11-01T00:00:00-04:00"}, // it comes twice
		{"Pacific/Apia", "2011-12-29", "2011-12-31T00:00:00+14:00"},   // the next day is not there at all
		{"Asia/Kathmandu", "2027-03-01", "2027-03-02T00:00:00+05:45"},
	} {
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := Parse(tt.day, saturday.In(zone))
		if got := at.Format(time.RFC3339); err != nil || got != tt.want {
			t.Errorf("%s: %s ends at %s (%v), want %s", tt.zone, tt.day, got, err, tt.want)
		}
	}
}

func TestErrorsSayWhatToWrite(t *testing.T) {
	for text, want := range map[string]string{
		"9:00":                         `"9:00" is past, for it is 14:00 GMT; write 21:00 for 21:00 GMT, or "tomorrow 09:00" for 09:00 GMT on Sunday 29 November`,
		"01/02/2027":                   `"01/02/2027" may mean several days; write 2027-02-01 for midnight GMT at the end of Monday 1 February 2027, or 2027-01-02 for midnight GMT at the end of Saturday 2 January 2027`,
		"2027-03-28 01:30":             `"2027-03-28 01:30" is not there on Sunday 28 March 2027, when the clocks are put forward from 01:00 GMT to 02:00 BST; write "2027-03-28 00:30" for 00:30 GMT on Sunday 28 March 2027, or "2027-03-28 02:30" for 02:30 BST on Sunday 28 March 2027`,
		"2027-10-31 01:30":             `"2027-10-31 01:30" comes twice on Sunday 31 October 2027, when the clocks are put back; write "2027-10-31 01:30+01:00" for 01:30 BST on Sunday 31 October 2027, or "2027-10-31 01:30Z" for 01:30 GMT on Sunday 31 October 2027`,
		"":                             "there is no time; write one such as " + examples,
		"\x1b[2J":                      `"[2J" is no time that can be read; write one such as ` + examples,
		strings.Repeat("1", MaxText+1): `"` + strings.Repeat("1", 40) + `…" is no time that can be read; write one such as ` + examples,
	} {
		if _, err := Parse(text, saturday); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestLengths(t *testing.T) {
	for text, want := range map[string]string{
		"30s": "30s", "0": "0s", "0s": "0s", "2m": "2m0s", "2 minutes": "2m0s", "1h30m": "1h30m0s", "1m30s": "1m30s", "half an hour": "30m0s", "90 sec": "1m30s", "1.5h": "1h30m0s", "+45m": "45m0s", "in 20 min": "20m0s",
		"30":    `"30" has no unit; write 30s for seconds, or 30m for minutes`,
		"":      "there is no length of time; write one such as 30s, 2m or 1h30m",
		"1h30":  `"1h30" is no length of time that can be read; write one such as 30s, 2m or 1h30m`,
		"1 day": `"1 day" is no length of time that can be read; write one such as 30s, 2m or 1h30m`,
		"-5s":   `"-5s" is no length of time that can be read; write one such as 30s, 2m or 1h30m`,
		"13:30": `"13:30" is no length of time that can be read; write one such as 30s, 2m or 1h30m`,
		"9000h": `"9000h" is longer than a year; write one such as 30s, 2m or 1h30m`,
	} {
		d, err := Length(text)
		got := d.String()
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// FuzzParse reads anything: it ends soon, what it says is short and steers no terminal,
// and each text that it proposes means what it says.
func FuzzParse(f *testing.F) {
	for _, tt := range typed {
		f.Add(tt.text, int64(0))
	}
	f.Add("half an hour and a half \x1b[2J", int64(3600))
	f.Add("1:30 GMT", int64(600))
	f.Fuzz(func(t *testing.T, text string, seconds int64) {
		for _, now := range []time.Time{saturday, spring, autumn} {
			now = now.Add(time.Duration(seconds%(366*24*3600)) * time.Second)
			got := meaning(t, text, now)
			at, err := Parse(text, now)
			if err == nil {
				if at.Year() < firstYear-1 || at.Year() > lastYear+1 {
					t.Errorf("%q is in the year %d", text, at.Year())
				}
				continue
			}
			if message := err.Error(); len(message) > 2000 || strings.ContainsFunc(message, func(r rune) bool { return r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0 }) {
				t.Errorf("%q: %q (%s)", text, message, got)
			}
		}
		if d, err := Length(text); err == nil && (d < 0 || d > MaxLength) {
			t.Errorf("%q lasts %v", text, d)
		}
	})
}
