package when

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// localFile is where a machine keeps its zone, where TZ names none.
const localFile = "/etc/localtime"

// Zone is the zone that the variable TZ names, as package time takes it: a name of the
// time zone database, with or without a colon before it; the path of a file of that
// form; or UTC if it is empty. given is false where there is no such variable: then it is
// the machine's own, and nil.
//
// Package time takes all that it cannot read for UTC, in silence. Here that is an error,
// which says what to write. So is a rule as in POSIX, "GMT0BST", which package time does
// not know, and a file of the machine's zone that is broken.
func Zone(tz string, given bool) (*time.Location, error) {
	if !given {
		data, err := os.ReadFile(localFile)
		if err != nil {
			return nil, nil // there is none: the machine is at UTC
		}
		if _, err := time.LoadLocationFromTZData("Local", data); err != nil {
			return nil, fmt.Errorf("the machine's time zone, %s, cannot be read: %w; set TZ to its name, for example TZ=Europe/London", localFile, err)
		}
		return nil, nil
	}
	name := strings.TrimPrefix(tz, ":")
	switch {
	case name == "" || name == "UTC":
		return time.UTC, nil
	case strings.HasPrefix(name, "/"):
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("the time zone TZ=%s cannot be read: %w; set TZ to its name, for example TZ=Europe/London", name, err)
		}
		zone, err := time.LoadLocationFromTZData(name, data)
		if err != nil {
			return nil, fmt.Errorf("TZ=%s is no file of a time zone; set TZ to its name, for example TZ=Europe/London", name)
		}
		return zone, nil
	}
	zone, ok := known(name)
	if ok {
		return zone, nil
	}
	if meant := suggest(name); meant != "" {
		return nil, fmt.Errorf("the time zone TZ=%s is not known; did you mean TZ=%s?", shorten(name), meant)
	}
	if strings.ContainsAny(name, "0123456789,<>") {
		return nil, fmt.Errorf("the time zone TZ=%s is not known: rules are not read; write a name, for example TZ=Europe/London", shorten(name))
	}
	return nil, fmt.Errorf("the time zone TZ=%s is not known; write a name of the time zone database, for example TZ=Europe/London, as timedatectl list-timezones lists them", shorten(name))
}

// known is the zone of a name in the database. "Local" is none, though package time has
// it.
func known(name string) (*time.Location, bool) {
	if name == "Local" || len(name) > MaxText {
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// suggest is a name that is known and is written nearly as this one: with other letters in
// capitals, or with a blank for an underscore. It is empty where there is none.
func suggest(name string) string {
	if len(name) > MaxText {
		return ""
	}
	name = strings.ReplaceAll(strings.TrimSpace(name), " ", "_")
	capital := true
	title := strings.Map(func(r rune) rune {
		was := capital
		capital = r == '/' || r == '_' || r == '-'
		if was {
			return []rune(strings.ToUpper(string(r)))[0]
		}
		return []rune(strings.ToLower(string(r)))[0]
	}, name)
	for _, n := range []string{name, title, strings.ToUpper(name), rules[strings.ToUpper(name)]} {
		if _, ok := known(n); ok && n != "" {
			return n
		}
	}
	return ""
}

// rules are some that people write by habit, and the zones that they are of.
var rules = map[string]string{
	"BST": "Europe/London", "GMT0BST": "Europe/London", "GMT0BST,M3.5.0/1,M10.5.0": "Europe/London", "UTC0": "UTC", "UTC+0": "UTC", "UTC-0": "UTC",
	"LONDON": "Europe/London", "CARDIFF": "Europe/London", "IST-5:30": "Asia/Kolkata", "CET-1CEST": "Europe/Berlin",
}

// shorten keeps an error short and safe to be shown, whatever was written.
func shorten(text string) string {
	p := parser{text: text}
	return strings.Trim(p.quoted(), `"`)
}
