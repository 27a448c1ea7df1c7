package when

import (
	"slices"
	"time"
)

// weekdays and months are their names, as people write them.
var (
	weekdays = map[string]time.Weekday{
		"sunday": 0, "sun": 0, "monday": 1, "mon": 1, "tuesday": 2, "tue": 2, "tues": 2, "wednesday": 3, "wed": 3, "weds": 3,
		"thursday": 4, "thu": 4, "thur": 4, "thurs": 4, "friday": 5, "fri": 5, "saturday": 6, "sat": 6,
	}
	months = map[string]time.Month{
		"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
		"july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9, "october": 10, "oct": 10,
		"november": 11, "nov": 11, "december": 12, "dec": 12,
	}
)

// units are those of a length of time. A day may be an hour shorter or longer where the
// clocks change, and is not among them.
var units = map[string]time.Duration{
	"s": time.Second, "sec": time.Second, "secs": time.Second, "second": time.Second, "seconds": time.Second,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "hr": time.Hour, "hrs": time.Hour, "hour": time.Hour, "hours": time.Hour,
}

// longUnits are those that are counted in days.
var longUnits = map[string]int{"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}

// numerals are numbers in words.
var numerals = map[string]string{
	"a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
	"nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40",
	"fifty": "50", "sixty": "60", "ninety": "90",
}

// suffixes make a number that of a day.
var suffixes = []string{"st", "nd", "rd", "th"}

// fillers mean nothing by themselves.
var fillers = []string{"at", "on", "by", "the", "of", "until", "till", "til", "oclock"}

// vocabulary is what a mistyped word may have been.
var vocabulary = func() []string {
	list := []string{"today", "tomorrow", "tonight", "noon", "midday", "midnight", "morning", "afternoon", "evening", "next", "this"}
	for name := range weekdays {
		list = append(list, name)
	}
	for name := range months {
		list = append(list, name)
	}
	list = append(list, "seconds", "minutes", "minute", "hours", "hour", "days", "weeks")
	list = slices.DeleteFunc(list, func(name string) bool { return len(name) < 4 })
	slices.Sort(list)
	return list
}()

// foreign are words for times in German and in Welsh, which organisers here may write by
// habit, and what they mean.
var foreign = map[string]string{
	"heute": "today", "morgen": "tomorrow, or the morning", "übermorgen": "the day after tomorrow", "mittag": "noon", "mittags": "at noon",
	"mitternacht": "midnight", "uhr": "o'clock, as in 13:00", "um": "at", "bis": "until", "halb": "half an hour before", "viertel": "a quarter",
	"abend": "the evening", "abends": "in the evening", "heut": "today", "nachmittag": "the afternoon", "früh": "early",
	"stunde": "an hour", "stunden": "hours", "minuten": "minutes", "sekunden": "seconds", "tage": "days", "tagen": "days", "std": "hours",
	"montag": "Monday", "dienstag": "Tuesday", "mittwoch": "Wednesday", "donnerstag": "Thursday", "freitag": "Friday", "samstag": "Saturday", "sonnabend": "Saturday", "sonntag": "Sunday",
	"januar": "January", "jänner": "January", "februar": "February", "märz": "March", "mai": "May", "juni": "June", "juli": "July", "oktober": "October", "dezember": "December",

	"heddiw": "today", "yfory": "tomorrow", "trennydd": "the day after tomorrow", "heno": "tonight", "hanner": "half", "dydd": "day", "hwyr": "the evening", "nos": "the night", "bore": "the morning",
	"prynhawn": "the afternoon", "tan": "until", "hyd": "until", "ganol": "the middle of", "awr": "an hour", "munud": "a minute", "munudau": "minutes", "eiliad": "a second", "chwarter": "a quarter",
	"llun": "Monday", "mawrth": "Tuesday, or March", "mercher": "Wednesday", "iau": "Thursday", "gwener": "Friday", "sadwrn": "Saturday", "sul": "Sunday", "wythnos": "a week", "nesaf": "next",
	"ionawr": "January", "chwefror": "February", "ebrill": "April", "mehefin": "June", "gorffennaf": "July", "awst": "August", "medi": "September", "hydref": "October", "tachwedd": "November", "rhagfyr": "December",
}
