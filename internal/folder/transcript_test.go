package folder

import (
	"slices"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/site"
)

const talk = "WEBVTT\n\n01:15:00.000 --> 01:15:04.000\n<v Ann>Welcome.\n\n01:21:00.000 --> 01:21:04.000\nGoodbye.\n"

func TestAVideoLeadsToItsTranscript(t *testing.T) {
	for _, tt := range []struct {
		name     string
		page     string // of talks/index.md
		captions string // the file
		target   string
		fragment string
	}{
		{"that front matter names", "---\ntranscripts:\n  https://www.youtube.com/watch?v=abc: ../words/a.vtt\n---\n[The talk](https://youtu.be/abc?t=1h15m)", "words/a.vtt", "words/a.vtt", "1:15:00"},
		{"that front matter names from the top", "---\ntranscripts: {https://vimeo.com/12: /words/a.vtt}\n---\n[The talk](https://vimeo.com/12#t=1h25m)", "words/a.vtt", "words/a.vtt", "1:20:00"},
		{"beside the video's file", "[The talk](../films/talk.mp4)", "films/talk.vtt", "films/talk.vtt", ""},
		{"beside the page, named as the video on the web", "[The talk](https://example.com/x/talk.webm?t=1:16:00) [other](https://vimeo.com/1)", "talks/talk.vtt", "talks/talk.vtt", "1:15:00"},
		{"beside the page, named by its ID", "[The talk](https://www.youtube.com/watch?v=a-b_c&t=4500) [other](https://vimeo.com/1)", "talks/a-b_c.vtt", "talks/a-b_c.vtt", "1:15:00"},
		{"beside the page, named as that", "[The talk](https://vimeo.com/1?t=10s) [again](https://vimeo.com/1?t=20m)", "talks/index.vtt", "talks/index.vtt", ""},
		{"but not one of two videos", "[The talk](https://vimeo.com/1) [other](https://vimeo.com/2)", "talks/index.vtt", "", ""},
		{"but no other's", "[The talk](https://vimeo.com/1) [other](https://vimeo.com/2)", "talks/3.vtt", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Load(filesOf(map[string]string{"index.md": "# Home\n", "talks/index.md": tt.page, tt.captions: talk, "films/talk.mp4": "film"}))
			if err != nil {
				t.Fatal(err)
			}
			r := s.Page("talks").Resources[0]
			if r.Kind != site.Video || r.Target != tt.target || r.Fragment != tt.fragment {
				t.Fatalf("%s leads to %q, %q", r.URL, r.Target, r.Fragment)
			}
			if tt.target == "" {
				return
			}
			p := s.Page(tt.target)
			if p == nil || p.Up != "talks" || p.Title != "The talk" || p.Source != s.File(tt.captions) || !strings.Contains(p.Markdown, "**Ann:** Welcome.") {
				t.Fatalf("%+v", p)
			}
			if tt.fragment != "" && p.Anchor(tt.fragment) < 0 {
				t.Errorf("it has no place %q", tt.fragment)
			}
			if r.File != nil && r.File.Path != "films/talk.mp4" {
				t.Errorf("the video's file is %s", r.File.Path)
			}
		})
	}
}

func TestALinkToCaptionsOpensThem(t *testing.T) {
	s, err := Load(filesOf(map[string]string{"index.md": "# Home\n\n[The words](a.vtt#1:20:00)\n", "a.vtt": talk}))
	if err != nil {
		t.Fatal(err)
	}
	if r := s.Home().Resources[0]; r.Target != "a.vtt" || r.Fragment != "1:20:00" || !slices.Equal(paths(s), []string{"a.vtt"}) {
		t.Errorf("it leads to %q, %q", r.Target, r.Fragment)
	}
}
