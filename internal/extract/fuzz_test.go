package extract

import (
	"strings"
	"testing"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/site"
)

// FuzzText reads any bytes as each format, and holds what a Text promises.
func FuzzText(f *testing.F) {
	for _, content := range []string{
		"", "hello\n", longLine + "\n\nx\n", "\xff\xfea\x00", "a,b\n1,\"2\"\n", "a;b\n", "<p id=x>a <a href=b>b</a><table><td>1<td>2</table>",
		"---\ntitle: a\n---\n# a\n\n> b\n", "\x00", "caf\xe9", "a\tb\n", "# a <b id=q>\n",
	} {
		for i := range 4 {
			f.Add(content, uint8(i), true)
		}
		f.Add(content, uint8(1), false)
	}
	names := []string{"a.txt", "a.csv", "a.md", "a.html", "a.tsv"}
	f.Fuzz(func(t *testing.T, content string, kind uint8, whole bool) {
		name := names[int(kind)%len(names)]
		hold(t, Text(document.FormatOf(name), name, []byte(content), whole))
	})
}

// FuzzCaptions reads any bytes as captions. Besides what a Text promises, a text has no
// markup of a cue's.
func FuzzCaptions(f *testing.F) {
	for _, content := range []string{
		"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi <i>you</i>\n", "WEBVTT\n\nNOTE chapter: x\n\n1\n01:15:00.000 --> 01:15:01.000 align:start\n- a\n- b\n",
		"1\n00:00:01,000 --> 00:00:02,000\n{\\an8}Hi\n2\n", "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\nSTYLE\n::cue {\n\nRegion: id\n00:01.000 -->", "-->", "\xff\xfe0\x00",
	} {
		f.Add(content, true)
		f.Add(content, false)
	}
	f.Fuzz(func(t *testing.T, content string, srt bool) {
		name := "a.vtt"
		if srt {
			name = "a.srt"
		}
		got := Text(document.Captions, name, []byte(content), true)
		hold(t, got)
		last := int64(-1)
		for _, p := range got.Places {
			at, ok := Time(p.ID)
			if !ok || int64(at) < last {
				t.Errorf("the place %q is no time behind those before it", p.ID)
			}
			last = int64(at)
		}
	})
}

// hold holds what a Text promises.
func hold(t *testing.T, got document.Text) {
	t.Helper()
	if got.State != document.Ready {
		if got.Markdown != "" || got.Title != "" || got.Places != nil {
			t.Errorf("it is %v, and has a text", got.State)
		}
		return
	}
	for _, s := range []string{got.Markdown, got.Title, got.Author} {
		if !utf8.ValidString(s) {
			t.Errorf("%q is not UTF-8", s)
		}
	}
	if len(got.Markdown) > document.MaxTextBytes || len(got.Title) > document.MaxLine || strings.Contains(got.Title, "\n") {
		t.Errorf("the text has %d bytes, its title %q", len(got.Markdown), got.Title)
	}
	if len(got.Places) > document.MaxPlaces {
		t.Errorf("there are %d places", len(got.Places))
	}
	for _, p := range got.Places {
		if p.Offset < 0 || p.Offset > len(got.Markdown) || len(p.ID) > document.MaxID {
			t.Errorf("the place %q is at %d of %d", p.ID, p.Offset, len(got.Markdown))
		}
	}
	_, _ = site.Read(clean.Markdown(got.Markdown))
}
