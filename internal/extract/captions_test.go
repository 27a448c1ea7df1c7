package extract

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/document"
)

func TestCaptionsBecomeATranscript(t *testing.T) {
	for _, tt := range []struct {
		name    string
		file    string
		content string
		want    string
		places  []string
	}{
		{
			"WebVTT with speakers, styles and markup", "a.vtt",
			"WEBVTT - a talk\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\nNOTE not to be read\n\nintro\n01:15:00.000 --> 01:15:02.500 region:none align:start\n<v.loud Mary Smith>Hello <i>there</i>,\n<00:01.000>all &amp; everyone &gt; none.</v>\n\n" +
				"01:15:03.000 --> 01:15:05.000\n<v Bob>Hi.</v> <v Mary Smith>Again!\n\n01:20:01.000 --> 01:20:05.000\n<v Mary Smith>a < b\n",
			"## 1:15:00\n\n**Mary Smith:** Hello there, all & everyone > none.\n\n**Bob:** Hi.\n\n**Mary Smith:** Again!\n\n## 1:20:00\n\n**Mary Smith:** a < b\n",
			[]string{"1:15:00", "1:20:00"},
		},
		{
			"SubRip", "a.srt",
			"\uFEFF1\r\n00:00:01,000 --> 00:00:02,500 X1:1\r\n<i>Hello</i>\r\n{\\an8}there.\r\n\r\n2\r\n00:00:03,000 --> 00:00:05,000\r\n42\r\n\r\n3\r\n00:00:30,000 --> 00:00:31,000\r\nAfter a pause.\r\n",
			"## 0:00\n\nHello there. 42\n\nAfter a pause.\n", []string{"0:00"},
		},
		{
			"chapters", "a.vtt",
			"WEBVTT\n\nNOTE Chapter: The opening\n\n00:00.000 --> 00:02.000\nWelcome.\n\nNOTE chapter The question\n\n00:07.000 --> 00:08.000\nWhy?\n",
			"## 0:00 The opening\n\nWelcome.\n\n## 0:07 The question\n\nWhy?\n", []string{"0:00", "0:07"},
		},
		{
			"lines that roll up are said once", "a.vtt",
			"WEBVTT\n\n00:00.000 --> 00:02.000\none\n\n00:02.000 --> 00:03.000\none\ntwo\n\n00:03.000 --> 00:04.000\ntwo\nthree\n",
			"## 0:00\n\none two three\n", []string{"0:00"},
		},
		{
			"cues out of order", "a.vtt",
			"WEBVTT\n\n10:01.000 --> 10:02.000\nlater\n\n00:01.000 --> 00:02.000\nsooner\n",
			"## 0:00\n\nsooner\n\n## 10:00\n\nlater\n", []string{"0:00", "10:00"},
		},
		{
			"what the library would take for its own", "a.vtt",
			"WEBVTT\n\n00:01.000 --> 00:02.000\nSTYLE matters\nNOTE this\nRegion: x\nX-TIMESTAMP-MAP=LOCAL\n\n00:03.000 -->\nx\n\n00:03.000 --> x\ny\n",
			"## 0:00\n\nSTYLE matters NOTE this Region: x X-TIMESTAMP-MAP=LOCAL\n", []string{"0:00"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Text(document.Captions, tt.file, []byte(tt.content), true)
			var places []string
			for _, p := range got.Places {
				places = append(places, p.ID)
			}
			if got.State != document.Ready || got.Markdown != tt.want || !slices.Equal(places, tt.places) {
				t.Errorf("it is %v, with places %q:\n%q, want\n%q", got.State, places, got.Markdown, tt.want)
			}
		})
	}
}

func TestLongSpeechesAreParagraphs(t *testing.T) {
	var b strings.Builder
	b.WriteString("WEBVTT\n\n")
	for range 60 {
		b.WriteString("00:01.000 --> 00:02.000\nSome words that someone says at length.\n\n00:01.500 --> 00:02.000\nAnd more\n\n")
	}
	got := Text(document.Captions, "a.vtt", []byte(b.String()), true)
	for p := range strings.SplitSeq(got.Markdown, "\n\n") {
		if len(p) > longest+maxCueLine {
			t.Errorf("a paragraph has %d bytes", len(p))
		}
	}
}

func TestTimesOfPlaces(t *testing.T) {
	for place, want := range map[string]time.Duration{"0:42": 42 * time.Second, "1:15:00": 75 * time.Minute, "4:05": 4*time.Minute + 5*time.Second} {
		if got, ok := Time(place); !ok || got != want {
			t.Errorf("%s is %v, %t", place, got, ok)
		}
	}
	for _, place := range []string{"", "12", "page-12", "a:b", "1:2:3:4", "-1:00", "99999999:00"} {
		if got, ok := Time(place); ok {
			t.Errorf("%q is %v", place, got)
		}
	}
}
