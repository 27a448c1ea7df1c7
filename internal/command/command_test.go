package command

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/console"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/terminal"
)

// visit is a Visit of nobody's.
type visit struct {
	size      terminal.Size
	client    string // its version; empty for a hostile one
	opened    []string
	kinds     []string
	places    int // that are left
	lobbies   int
	downloads int
	out       io.Writer       // of a download
	trip      time.Duration   // 0 if the client does not answer
	ran       []string        // the readers that were run
	options   reading.Options // what the last of them was made for
	left      error           // how they end
	rehearses bool            // somebody else does
}

func (v *visit) Size() terminal.Size { return v.size }
func (v *visit) Join() string        { return "ssh hackday.example" }
func (v *visit) Client() (string, string) {
	return cmp.Or(v.client, "SSH-2.0-\x1b[2Jclient"), "mlkem768x25519-sha256"
}
func (v *visit) RoundTrip(context.Context) (time.Duration, bool) { return v.trip, v.trip > 0 }
func (v *visit) Opened(page string, link int) {
	v.opened = append(v.opened, strings.TrimSpace(page+" "+strings.Repeat("I", link)))
}
func (v *visit) Became(kind string) { v.kinds = append(v.kinds, kind) }
func (v *visit) TakePlace() bool    { v.places--; return v.places >= 0 }
func (v *visit) LeavePlace()        { v.places++ }
func (v *visit) TakeLobby() bool    { v.lobbies--; return v.lobbies >= 0 }
func (v *visit) LeaveLobby()        { v.lobbies++ }
func (v *visit) LetGo()             {}
func (v *visit) Rehearse() (grant.Grant, func() grant.Account, bool) {
	return grant.Grant{User: "rehearsal-x"}, func() grant.Account { return grant.Account{Visits: 3} }, !v.rehearses
}
func (v *visit) Screen(_ context.Context, o reading.Options, _ terminal.Profile, lobby bool) error {
	v.options = o
	v.ran = append(v.ran, map[bool]string{false: "screen", true: "lobby"}[lobby])
	return v.left
}
func (v *visit) Lines(_ context.Context, o reading.Options, _ terminal.Profile) error {
	v.options = o
	v.ran = append(v.ran, "lines")
	return v.left
}

func (v *visit) Download() (context.Context, io.Writer, func(), bool) {
	if v.downloads == 0 {
		return nil, nil, nil, false
	}
	v.downloads--
	return context.Background(), v.out, func() { v.downloads++ }, true
}

// desk is a Kiosk of nobody's.
type desk struct {
	board      *announcements.Board
	left       time.Duration // of a drain; 0 if it does not drain
	trouble    string
	tally      telemetry.Tally
	sessions   []Session
	site       *site.Site
	replicas   Replicas       // nil where it is one by itself
	zone       *time.Location // nil for UTC
	reloads    Reloads
	operations Operations
}

// noon is what time it is.
var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func (d *desk) Board() *announcements.Board { return d.board }
func (d *desk) Ready() bool                 { return d.left == 0 }
func (d *desk) Now() time.Time              { return noon.In(cmp.Or(d.zone, time.UTC)) }
func (d *desk) DrainLeft() time.Duration    { return d.left }
func (d *desk) Trouble() string             { return d.trouble }
func (d *desk) Tally() telemetry.Tally      { return d.tally }
func (d *desk) Sessions() []Session         { return d.sessions }
func (d *desk) Operations() Operations      { return d.operations }
func (d *desk) Site() *site.Site            { return d.site }
func (d *desk) Reloads() *Reloads           { return &d.reloads }
func (d *desk) Replicas() Replicas          { return d.replicas }

// asked is a call that is made in a test.
type asked struct {
	visit *visit
	kiosk *desk
	Options
	typed       string // by the client
	content     fs.FS
	out, errors bytes.Buffer
}

func ask(t testing.TB, pages fs.FS) *asked {
	t.Helper()
	s, err := folder.Load(pages)
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{
		visit:   &visit{downloads: 1, size: terminal.Size{Columns: 80, Rows: 24}, places: 1, lobbies: 1, trip: 12 * time.Millisecond},
		kiosk:   &desk{site: s},
		content: pages,
	}
	a.Options = Options{
		Visit: a.visit, Kiosk: a.kiosk, Environment: terminal.Environment{}, Site: s,
		Layouts: layout.NewCache(0, nil).For(context.Background(), "somebody"),
		Finder:  search.NewEngine().For(context.Background(), "somebody"),
		Input:   func(context.Context) io.ReadCloser { return io.NopCloser(strings.NewReader(a.typed)) },
		Output:  &a.out, Errors: &a.errors,
		Downloads: func() download.View {
			return download.View{Tree: download.New(download.Options{Site: a.Site, Content: a.content, Loaded: noon})}
		},
	}
	a.visit.out = &a.out
	return a
}

// on is a call from a terminal.
func (a *asked) on(term string) *asked {
	a.PTY = true
	a.Environment["TERM"] = term
	a.Environment["LANG"] = "en_GB.UTF-8"
	return a
}

// organising is a call of an organiser's.
func (a *asked) organising() *asked {
	a.Organiser = "ann"
	return a
}

// run runs a line, and checks what came of it: what the answer and the errors
// contain. Where nothing is wanted, nothing may come.
func (a *asked) run(t *testing.T, line string, status Status, out, complaint string) {
	t.Helper()
	a.out.Reset()
	a.errors.Reset()
	got := New(a.Options).Run(context.Background(), line)
	for _, stream := range []struct{ name, is, want string }{{"output", a.out.String(), out}, {"errors", a.errors.String(), complaint}} {
		if !strings.Contains(stream.is, stream.want) || stream.want == "" && stream.is != "" {
			t.Errorf("%q: %s: %q, want %q", line, stream.name, stream.is, stream.want)
		}
	}
	if got != status {
		t.Errorf("%q: status %d, want %d", line, got, status)
	}
}

// waiter is a client's stream that something is done on before anything is taken.
type waiter struct {
	io.Writer
	before func()
}

func (w waiter) Write(p []byte) (int, error) {
	w.before()
	return w.Writer.Write(p)
}

func TestOthersHaveTheirTurnsWhileAClientTakesAList(t *testing.T) {
	a := ask(t, content.FS)
	engine, taken := search.NewEngine(), 0
	a.Finder = engine.For(context.Background(), "hall")
	take := func() {
		turn, err := engine.For(context.Background(), "hall").Take(t.Context()) // which would wait for ever
		if err != nil {
			t.Fatal(err)
		}
		turn.Give()
		taken++
	}
	a.Output, a.Errors = waiter{&a.out, take}, waiter{&a.errors, take}
	for _, tt := range []struct {
		line           string
		status         Status
		out, complaint string
	}{
		{"pages", Done, "rationale", ""},
		{"pages --json", Done, "rationale", ""},
		{"pages rationale", Done, "rationale", ""},
		{"pages nowhere", Failed, "", "nowhere"},
		{"pages nowhere --json", Failed, "[]", "nowhere"},
		{"menu", Done, "menu", ""},
	} {
		taken = 0
		if a.run(t, tt.line, tt.status, tt.out, tt.complaint); taken == 0 {
			t.Errorf("%q wrote nothing", tt.line)
		}
		take() // it was given back
	}
}

func TestWhatVisitorsAskFor(t *testing.T) {
	a := ask(t, content.FS)
	for _, tt := range []struct {
		line   string
		status Status
		out    string
		errors string
	}{
		{"", Done, "Rationale\n=========", ""},
		{"read", Done, "Rationale\n=========", ""},
		{"read rationale --markdown", Done, "## Why are we doing this?", ""},
		{"read nowhere", NotUnderstood, "", "there is no page \"nowhere\""},
		{"pages", Done, "rationale", ""},
		{"resources 1 --url", Done, "https://", ""},
		{"resources --json", Done, `"url":`, ""},
		{"resources 99", NotUnderstood, "", "there is no link 99"},
		{"resources x 1", NotUnderstood, "", "there is no page \"x\""},
		{"qr 1", Done, "https://", ""},
		{"qr", NotUnderstood, "", "say which link"},
		{"privacy", Done, "address", ""},
		{"help", Done, "resources [PAGE] [NUMBER]", ""},
		{"--help", Done, "resources [PAGE] [NUMBER]", ""},
		{"--lang cy help", Done, "tudalen", ""},
		{"lang xx read", NotUnderstood, "", "there is no language \"xx\""},
		{"read --nonsense", NotUnderstood, "", `"--nonsense" is not known here`},
		{"raed", NotUnderstood, "", `did you mean "read"?`},
		{"rationale", Done, "Rationale\n=========", ""},
		{"read 'x", NotUnderstood, "", "a quote is opened"},
		{"linear", NotUnderstood, "", "this needs a terminal"},
		{"announce x", NotUnderstood, "", "this is not a shell; type: ssh hackday.example read"},
		{"announce", NotUnderstood, "", `there is no page or command "announce"`},
		{"ls -la; rm x", NotUnderstood, "", "this is not a shell"},
	} {
		a.run(t, tt.line, tt.status, tt.out, tt.errors)
	}
	if got := strings.Join(a.visit.opened, ", "); got != "rationale, rationale, rationale, rationale I, rationale I, rationale" {
		t.Errorf("opened: %s", got)
	}
}

func TestWhatATerminalGets(t *testing.T) {
	for _, tt := range []struct{ term, line, ran, kind string }{
		{"xterm", "", "screen", "reader"},
		{"dumb", "", "lines", "linear"},
		{"xterm", "linear", "lines", "linear"},
		{"xterm", "lobby", "lobby", "lobby"},
		{"xterm", "tmux attach", "screen", "reader"},
		{"dumb", "exec $SHELL -l", "lines", "linear"},
	} {
		a := ask(t, content.FS).on(tt.term)
		a.run(t, tt.line, Done, "", "")
		if got := strings.Join(a.visit.ran, " "); got != tt.ran || strings.Join(a.visit.kinds, " ") != tt.kind {
			t.Errorf("%s, %q: %s ran, as %v; want %s, %s", tt.term, tt.line, got, a.visit.kinds, tt.ran, tt.kind)
		}
		if told, want := a.visit.options.Notice != "", strings.Contains(tt.line, " "); told != want {
			t.Errorf("%q: the reader says %q", tt.line, a.visit.options.Notice)
		}
		if a.visit.places != 1 || a.visit.lobbies != 1 {
			t.Errorf("%q: %d places and %d lobbies are left", tt.line, a.visit.places, a.visit.lobbies)
		}
	}
}

func TestHowReadersEnd(t *testing.T) {
	a := ask(t, content.FS).on("xterm")
	a.visit.left = console.ErrClosing
	a.run(t, "", Done, "The kiosk is closing", "")
	a.visit.left = console.ErrGone
	a.run(t, "", Failed, "", "")
	a.visit.left = errors.New("another")
	a.run(t, "linear", Failed, "", "")
	a.visit.lobbies = 0
	a.run(t, "lobby", Failed, "", "as many lobbies as it can have")
	a.visit.places = 0
	a.run(t, "", Done, "The kiosk is full just now", "")
	if last := a.visit.kinds[len(a.visit.kinds)-1]; last != telemetry.Full {
		t.Errorf("it became %s", last)
	}
}

func TestTheDoctorSaysWhatItSees(t *testing.T) {
	a := ask(t, content.FS)
	a.run(t, "doctor", Done, "SSH-2.0-[2Jclient", "")
	for _, want := range []string{"mlkem768x25519-sha256", "12.0 ms", "ssh -t"} {
		if !strings.Contains(a.out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, &a.out)
		}
	}
	a = ask(t, content.FS).on("xterm-256color")
	a.typed = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
	a.visit.size = terminal.Size{Columns: 60, Rows: 20}
	a.visit.trip = time.Second
	a.run(t, "doctor", Done, "#ffffff", "")
	for _, want := range []string{"60x20", "xterm-256color", "1000.0 ms"} {
		if !strings.Contains(a.out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, &a.out)
		}
	}
}

func TestWhatOrganisersAskFor(t *testing.T) {
	a := ask(t, content.FS).organising()
	for line, want := range map[string]string{
		"announce Lunch": "no folder for announcements",
		"withdraw 1":     "this kiosk has no announcements",
		"reload":         "are built in",
		"drain":          "cannot be closed from here",
	} {
		a.run(t, line, Failed, "", want)
	}
	a.run(t, "announcements", Done, "Nothing is announced.", "")

	a.kiosk.board = announcements.Open(filepath.Join(t.TempDir(), "announcements"), func() time.Time { return noon })
	a.kiosk.tally = telemetry.Tally{Now: 1, Today: 2, Peak: 3, Pages: []telemetry.Opened{{Page: "rationale", Count: 7}}}
	a.kiosk.sessions = []Session{{Kind: "reader", Began: noon, Window: terminal.Size{Columns: 80, Rows: 24}, Source: "abc"}, {Kind: "organiser", Began: noon, You: true}}
	a.kiosk.operations.Status = func() [][2]string { return [][2]string{{"version", "dev"}} }
	for _, tt := range []struct {
		line   string
		status Status
		out    string
		errors string
	}{
		{"announce Tea & cake; for all --until 13:30", Done, "Announcement 1 is shown to everyone until 13:30", ""},
		{"announcements", Done, "Tea & cake; for all", ""},
		{"announce", NotUnderstood, "", "there is nothing to announce"},
		{"announce --help", Done, "Show everyone a line.", ""},
		{"announce x --untill 1", NotUnderstood, "", `there is no flag "--untill" (did you mean --until?)`},
		{"announce x --until nonsense", Failed, "", "nonsense"},
		{"withdraw", NotUnderstood, "", "say which"},
		{"withdraw x", NotUnderstood, "", `"x" is no number`},
		{"withdraw 9", Failed, "", "9"},
		{"withdraw 1", Done, "Announcement 1 is taken back: Tea & cake; for all", ""},
		{"sessions", Done, "2 sessions, the oldest first", ""},
		{"sessions", Done, "80x24", ""},
		{"sessions", Done, "you", ""},
		{"status", Done, "1 now, 2 today, 3 at the most", ""},
		{"status", Done, "1 page, 9 links", ""},
		{"status", Done, "rationale: 7", ""},
		{"status", Done, "version", ""},
		{"", Done, "announce TEXT [--until TIME]", ""},
		{"", Done, "What visitors can write, you can too: read,", ""},
		{"anounce x", NotUnderstood, "", `did you mean "announce"?`},
		{"restart now", NotUnderstood, "", `there is no command "restart"`},
	} {
		a.run(t, tt.line, tt.status, tt.out, tt.errors)
	}
	a.kiosk.sessions = a.kiosk.sessions[:1]
	a.run(t, "sessions", Done, "1 session, the oldest first", "")
	if status := New(a.Options).Refuse("no longer"); status != Failed {
		t.Errorf("status %d of who is refused", status)
	}
}

func TestAReloadEndsWithItsSession(t *testing.T) {
	a := ask(t, content.FS).organising()
	a.kiosk.operations.Reload = func(ctx context.Context) (string, error) { return "All is well.", ctx.Err() }
	a.run(t, "reload", Done, "All is well.", "")
	ended, end := context.WithCancel(context.Background())
	end()
	if status := New(a.Options).Run(ended, "reload"); status != Failed {
		t.Errorf("status %d of a reload whose session has ended", status)
	}
}

func TestASecondDrainIsToldWhichCounts(t *testing.T) {
	a := ask(t, content.FS).organising()
	a.kiosk.operations.Drain = func(notice time.Duration) time.Duration {
		if a.kiosk.left == 0 || notice < a.kiosk.left {
			a.kiosk.left = notice
		}
		return a.kiosk.left
	}
	a.run(t, "drain 0", NotUnderstood, "", "the notice is 1 to 3600 seconds")
	a.run(t, "drain 60", Done, "The kiosk drains: everyone has 60 s, until 12:01:00 UTC.", "")
	a.run(t, "drain 600", Done, "The kiosk drains already, and the end that was set before counts, for it is\nsooner: everyone has 60 s, until 12:01:00 UTC.", "")
	a.run(t, "drain 10", Done, "The kiosk drains already, and closes sooner now: everyone has 10 s, until\n12:00:10 UTC.", "")
	a.run(t, "status", Done, "draining, closes in 10 s", "")
}

func TestWhatOnlyLooksLikeAShells(t *testing.T) {
	page := func(title string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: " + title + "\n---\nText of " + title + ".\n")}
	}
	a := ask(t, fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://e.org\nhome: home\n")},
		"home.md":   page("Home"), "q&a.md": page("Questions"), "faq (old).md": page("Old questions"),
	})
	for _, tt := range []struct {
		line   string
		status Status
		out    string
		errors string
	}{
		{`read q&a`, Done, "Text of Questions.", ""},
		{`read "q&a"`, Done, "Text of Questions.", ""},
		{`read 'faq (old)'`, Done, "Text of Old questions.", ""},
		{`read "$(x)"`, NotUnderstood, "", "this is not a shell"},
		{`read q&a; x`, NotUnderstood, "", "this is not a shell"},
		{`read q&a &`, NotUnderstood, "", "this is not a shell"},
		{`日本語`, NotUnderstood, "", "try one of"},
		{`日本語 x`, NotUnderstood, "", "this is not a shell"},
	} {
		a.run(t, tt.line, tt.status, tt.out, tt.errors)
	}
	a.organising()
	for _, tt := range []struct{ line, errors string }{
		{"ANNOUNCE R&D", `did you mean "announce"?`},
		{"announc R&D lunch", `did you mean "announce"?`},
		{"status; sessions", `there is no command "status;"`},
		{"announce " + strings.Repeat("x", 5000), "the command has 5009 bytes, and 4096 is the most"},
		{"announce Use -h or --help", `there is no flag "--help"`},
	} {
		status, complaint := NotUnderstood, tt.errors
		if strings.HasSuffix(tt.line, "--help") { // there is no board, which comes first
			status, complaint = Failed, "no folder for announcements"
		}
		a.run(t, tt.line, status, "", complaint)
	}
}

func TestASmallSite(t *testing.T) {
	a := ask(t, fstest.MapFS{"site.yaml": {Data: []byte("title: T\nurl: https://e.org\ncontact: a@e.org\n")}, "p.md": {Data: []byte("---\ntitle: P\npermalink: /p\n---\nText.\n")}})
	a.run(t, "resources", Done, "https://e.org/p", "")
	a.run(t, "help", Done, "a@e.org", "")
}

// sgr is all that a QR code has beside text.
var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// FuzzCommand runs any command line: nothing may panic, the exit status is one
// of three, a command that was not understood, or found nothing, prints nothing on its output,
// and no control character comes back.
func FuzzCommand(f *testing.F) {
	for _, line := range []string{
		"", "read", "read rationale --markdown", "pages", "resources --json", "resources x", "help", "privacy", "nonsense",
		"read 'a b' \"c", "-- --", "qr 1", "qr rationale 2", "qr 99", "resources 1 --url", "doctor", "--lang cy help", "help --lang=cy", "--lang", "--lang xx", "linear", "--help", "\x1b[2J\u202e\xff", strings.Repeat("x ", 3000), "$(x) `y` ; | & # \\",
	} {
		f.Add(line, uint16(80))
	}
	pages := ask(f, content.FS)
	f.Add("lobby", uint16(81)) // on a terminal
	for _, line := range []string{"search nhs & more", "search", "search zzz --json", "pages it's", "pages --json", "menu", "/rationale#why", "https://nhshackday.com/about/rationale", "ratoinale", "#", "/", "linear rationale"} {
		f.Add(line, uint16(80))
		f.Add(line, uint16(81))
	}
	f.Fuzz(func(t *testing.T, line string, width uint16) {
		a := *pages
		a.visit = &visit{size: terminal.Clamp(uint32(width), 0), places: 1, lobbies: 1}
		a.Visit, a.Output, a.Errors = a.visit, &a.out, &a.errors
		a.PTY = width%2 == 1
		status := New(a.Options).Run(context.Background(), line)
		if len(a.visit.ran) > 0 {
			return
		}
		out := strings.ReplaceAll(a.out.String(), "\r\n", "\n")
		errors := strings.ReplaceAll(a.errors.String(), "\r\n", "\n")
		switch status {
		case Done:
			if len(out) == 0 || len(errors) > 0 {
				t.Errorf("done, with %d bytes and the error %q", len(out), errors)
			}
		case NotUnderstood:
			if len(out) > 0 || len(errors) == 0 || len(errors) > 1000 {
				t.Errorf("not understood, with %d bytes and the error %q", len(out), errors)
			}
		case Failed: // nothing was found
			if len(out) > 0 && out != "[]\n" || len(errors) == 0 {
				t.Errorf("failed, with the output %q and the error %q", out, errors)
			}
		default:
			t.Errorf("status %d", status)
		}
		for _, r := range sgr.ReplaceAllString(out, "") + errors {
			if unicode.IsControl(r) && r != '\n' || r >= 0x202A && r <= 0x202E {
				t.Fatalf("a control character came back: %q", r)
			}
		}
	})
}

// PuTTY could not put its window's title back.
func TestPuTTYKeepsItsTitle(t *testing.T) {
	for client, want := range map[string]bool{"SSH-2.0-OpenSSH_9.9": true, "SSH-2.0-PuTTY_Release_0.83": false} {
		a := ask(t, content.FS).on("xterm-256color")
		a.visit.client = client
		if c := New(a.Options); c.profile.Title != want {
			t.Errorf("%s has its title changed: %v", client, c.profile.Title)
		}
	}
}
