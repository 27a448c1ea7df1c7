package pdf

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/document"
)

// readInfo reads what the file says of itself.
func (r *reader) readInfo() {
	r.doc.Title = r.info("Title")
	r.doc.Author = r.info("Author")
	date, ok := parseDate(r.info("CreationDate"))
	if !ok {
		date, _ = parseDate(r.info("ModDate"))
	}
	r.doc.Date = date
}

// info is an entry of the document's information; "" if it is longer than a line may be.
func (r *reader) info(key string) string {
	r.put(key)
	const skip = 32 // for the key
	text := strings.TrimSpace(r.textAfter(skip, "FPDF_GetMetaText", r.document, r.at(0)))
	if len(text) > document.MaxLine {
		return ""
	}
	return text
}

// date is a date of PDF, ISO 32000-1 §7.9.4: D:YYYYMMDDHHmmSSOHH'mm, all but the year
// optional. Some producers leave out "D:", others write Z00'00'.
var date = regexp.MustCompile(`^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z.*|([+-])(\d\d)(?:'?(\d\d)'?)?)?$`)

// parseDate is the time that a date of PDF means; UTC where it does not say. A date that
// no calendar has is none.
func parseDate(text string) (time.Time, bool) {
	m := date.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	at := func(i, absent int) int {
		if m[i] == "" {
			return absent
		}
		n, _ := strconv.Atoi(m[i])
		return n
	}
	year, month, day := at(1, 0), at(2, 1), at(3, 1)
	hour, minute, second := at(4, 0), at(5, 0), at(6, 0)
	zone := time.UTC
	if m[7] != "" {
		offset := at(8, 0)*3600 + at(9, 0)*60
		if at(8, 0) > 23 || at(9, 0) > 59 {
			return time.Time{}, false
		}
		if m[7] == "-" {
			offset = -offset
		}
		zone = time.FixedZone("", offset)
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, zone)
	if year == 0 || int(t.Month()) != month || t.Day() != day || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	return t, true
}
