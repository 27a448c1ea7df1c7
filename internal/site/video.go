package site

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// maxStart bounds a video's start time; a larger one is nonsense.
const maxStart = 1000 * time.Hour

// videoStart reads where a video is to begin from its address, in the forms
// that YouTube, Vimeo and media fragments (W3C Media Fragments §4.2.1) use:
// t=1h15m, t=4500, t=4500s, t=1:15:00, start=4500, and the same behind "#".
// It is 0 where the address does not say.
func videoStart(u *url.URL) time.Duration {
	fragment, err := url.ParseQuery(u.Fragment)
	if err != nil {
		fragment = nil
	}
	for _, values := range []url.Values{u.Query(), fragment} {
		for _, key := range []string{"t", "start", "time_continue"} {
			if d, ok := parseStart(values.Get(key)); ok {
				return d
			}
		}
	}
	return 0
}

var unitStart = regexp.MustCompile(`^(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})(?:\.\d+)?s?)?$`)

// parseStart reads one start time: "1h15m", "4500", "90s", "1:15:00", or the
// beginning of a range, "10,20".
func parseStart(text string) (time.Duration, bool) {
	text, _, _ = strings.Cut(strings.TrimPrefix(strings.ToLower(text), "npt:"), ",")
	if text == "" {
		return 0, false
	}
	var seconds int64
	if strings.Contains(text, ":") {
		for _, part := range strings.Split(text, ":") {
			n, err := strconv.ParseUint(part, 10, 32)
			if err != nil {
				return 0, false
			}
			seconds = seconds*60 + int64(n)
			if seconds > int64(maxStart/time.Second) {
				return 0, false
			}
		}
	} else {
		m := unitStart.FindStringSubmatch(text)
		if m == nil {
			return 0, false
		}
		for i, unit := range []int64{3600, 60, 1} {
			if m[i+1] == "" {
				continue
			}
			n, err := strconv.ParseInt(m[i+1], 10, 64)
			if err != nil {
				return 0, false
			}
			seconds += n * unit
		}
	}
	d := time.Duration(seconds) * time.Second
	return d, seconds <= int64(maxStart/time.Second)
}

// FormatTime writes a time in a video as people say it: 1:15:00, 4:05, 0:42.
func FormatTime(d time.Duration) string {
	s := int64(d / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
