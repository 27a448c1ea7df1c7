package reading

import (
	"os/exec"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/site"
)

func TestTheCommandThatTakesAFileAway(t *testing.T) {
	for _, tt := range []struct{ join, path, want string }{
		{"ssh hackday.example", "docs/slides.pdf", "scp hackday.example:docs/slides.pdf ."},
		{"ssh -p 2222 localhost", "docs/slides.pdf", "scp -P 2222 localhost:docs/slides.pdf ."},
		{"ssh -p 2222 ::1", "a.pdf", `scp -P 2222 "[::1]:a.pdf" .`},
		{"ssh h", "my slides.pdf", `scp "h:my slides.pdf" .`},
		{"ssh h", "it's (old) & so on.pdf", `scp "h:it's (old) & so on.pdf" .`},
		{"ssh h", "50 $HOME.pdf", "scp 'h:50 $HOME.pdf' ."},
		{"ssh h", "it's `x`.pdf", `scp 'h:it'\''s ` + "`x`.pdf' ."},
		{"ssh h", "~root/a.pdf", `scp "h:./~root/a.pdf" .`},
		{"ssh h", "tŷ/cynllun.pdf", "scp h:tŷ/cynllun.pdf ."},
		{"ssh h", "a\nb.pdf", ""},
		{"ssh h", "a\xff.pdf", ""},
		{"", "a.pdf", ""},
	} {
		if got := Take(tt.join, &site.File{Path: tt.path}); got != tt.want {
			t.Errorf("%s, %q: %s, want %s", tt.join, tt.path, got, tt.want)
		}
	}
}

func TestTheCommandThatShowsWhatCanBeTaken(t *testing.T) {
	for _, tt := range []struct{ join, want string }{
		{"ssh hackday.example", "sftp hackday.example"},
		{"ssh -p 2222 localhost", "sftp -P 2222 localhost"},
		{"ssh -p 2222 ::1", `sftp -P 2222 "[::1]"`},
		{"", ""},
	} {
		if got := Browse(tt.join); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.join, got, tt.want)
		}
	}
}

// What a shell makes of the command is the file's path, whatever is in its name.
func TestAShellTakesThePathWhole(t *testing.T) {
	for _, path := range []string{"a b.pdf", "it's.pdf", `say "x".pdf`, "$HOME `id` $(id).pdf", "a;b|c&d<e>f.pdf", `back\slash.pdf`, "wow!!.pdf", "a*b?[c].pdf", "#x.pdf", "{a,b}.pdf", "tŷ.pdf"} {
		command := Take("ssh h", &site.File{Path: path})
		out, err := exec.Command("sh", "-c", strings.Replace(command, "scp ", `printf '%s\n' `, 1)).Output()
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		if got, want := string(out), "h:"+path+"\n.\n"; got != want {
			t.Errorf("%s: a shell makes %q of it, want %q", command, got, want)
		}
	}
}

func TestTheCommandThatPlaysAVideo(t *testing.T) {
	home := &site.Page{Name: "index", Title: "Home"}
	talks, odd := &site.Page{Name: "talks/2026", Title: "Talks"}, &site.Page{Name: "-a b", Title: "Odd"}
	s := site.New(site.Parts{Pages: []*site.Page{home, talks, odd}})
	for _, tt := range []struct {
		join string
		page *site.Page
		want string
	}{
		{"ssh h", home, `mpv "$(ssh h resources 3 --url)"`},
		{"ssh -p 2222 localhost", talks, `mpv "$(ssh -p 2222 localhost resources talks/2026 3 --url)"`},
		{"ssh h", odd, `mpv "$(ssh h resources /-a%20b 3 --url)"`},
		{"", home, ""},
	} {
		if got := Play(tt.join, s, tt.page, 3); got != tt.want {
			t.Errorf("%s, %s: %s, want %s", tt.join, tt.page.Name, got, tt.want)
		}
	}
}

func TestAFileIsTakenByItsNumberWhereItsPathCannotBeShown(t *testing.T) {
	home, talks := &site.Page{Name: "index", Title: "Home"}, &site.Page{Name: "talks", Title: "Talks"}
	s := site.New(site.Parts{Pages: []*site.Page{home, talks}})
	ascii := func(text string) string {
		return strings.Map(func(c rune) rune {
			if c >= 0x80 {
				return '?'
			}
			return c
		}, text)
	}
	for _, tt := range []struct {
		join, path string
		page       *site.Page
		want       string
	}{
		{"ssh -p 2222 h", "plan.pdf", home, "scp -P 2222 h:plan.pdf ."},
		{"ssh -p 2222 h", "tŷ.pdf", home, "ssh -p 2222 h get 7 > 7.pdf"},
		{"ssh h", "tŷ.pdf", talks, "ssh h get talks 7 > 7.pdf"},
		{"ssh h", "tŷ", home, "ssh h get 7 > 7"},
		{"ssh h", "a.tŷ", home, ""},
		{"ssh h", "a.x;y\u00e9", home, ""},
		{"", "tŷ.pdf", home, ""},
	} {
		r := &site.Resource{Number: 7, File: &site.File{Path: tt.path}}
		if got := TakeShown(tt.join, s, tt.page, r, ascii); got != tt.want {
			t.Errorf("%s, %q: %s, want %s", tt.join, tt.path, got, tt.want)
		}
	}
}
