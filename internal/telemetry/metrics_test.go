package telemetry

import (
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"hackday.example/kiosk/internal/admission"
)

// scrape is what Prometheus is given.
func scrape(t testing.TB, m *Metrics) string {
	t.Helper()
	r := httptest.NewRecorder()
	m.handler.ServeHTTP(r, httptest.NewRequest("GET", MetricsPath, nil))
	if r.Code != 200 {
		t.Fatalf("a scrape is answered with %d: %s", r.Code, r.Body)
	}
	return r.Body.String()
}

// holds checks that a scrape has these lines.
func holds(t testing.TB, scrape string, lines ...string) {
	t.Helper()
	for _, want := range lines {
		if !strings.Contains(scrape, "\n"+want+"\n") {
			t.Errorf("%q is not in\n%s", want, regexp.MustCompile(`(?m)^(#|go_|process_).*\n`).ReplaceAllString(scrape, ""))
		}
	}
}

func TestAScrapeTellsWhatWasCounted(t *testing.T) {
	ready, at := true, time.Unix(1_800_000_000, 0)
	m := NewMetrics(MetricsOptions{
		Version: "1.2.3",
		Counts: func() admission.Counts {
			return admission.Counts{Connections: 5, Handshakes: 2, Sources: 3, Refused: map[admission.Reason]uint64{admission.SourceFast: 7}}
		},
		Announcements: func() int { return 4 },
		LostLogLines:  func() uint64 { return 12 },
		Ready:         func() bool { return ready },
		Now:           func() time.Time { return at },
	})
	m.Handshake(3 * time.Millisecond)
	m.FirstFrame(20 * time.Second)
	m.SessionBegan(Plain)
	m.SessionBegan(Plain)
	kind := m.SessionBecame(Plain, Reader)
	m.SessionEnded(Plain, 2)
	m.Opened("rationale", 0)
	m.Opened("rationale", 3)
	m.Opened("rationale", 3)
	m.Reloaded(true, true)
	at = at.Add(time.Hour)
	m.Reloaded(false, false)
	s := scrape(t, m)
	holds(t, s,
		`kiosk_handshake_seconds_bucket{le="0.0025"} 0`, `kiosk_handshake_seconds_bucket{le="0.005"} 1`,
		`kiosk_first_frame_seconds_bucket{le="10"} 0`, `kiosk_first_frame_seconds_bucket{le="30"} 1`,
		`kiosk_sessions{kind="reader"} 1`, `kiosk_sessions{kind="text"} 0`,
		`kiosk_visits_total{kind="text",status="2"} 1`, `kiosk_visits_total{kind="reader",status="0"} 0`,
		`kiosk_connections 5`, `kiosk_handshakes 2`, `kiosk_sources 3`,
		`kiosk_refusals_total{reason="source_fast"} 7`, `kiosk_refusals_total{reason="full"} 0`,
		`kiosk_pages_opened_total{page="rationale"} 1`, `kiosk_resources_opened_total{number="3",page="rationale"} 2`,
		`kiosk_reloads_total{result="ok"} 1`, `kiosk_reloads_total{result="failed"} 1`,
		`kiosk_last_reload_successful 0`, `kiosk_content_loaded_timestamp_seconds 1.8e+09`,
		`kiosk_announcements 4`, `kiosk_log_lines_lost_total 12`, `kiosk_draining 0`,
	)
	if !regexp.MustCompile(`(?m)^kiosk_build_info\{goversion="go[^"]+",version="1\.2\.3"\} 1$`).MatchString(s) {
		t.Error("the version is not told")
	}
	for _, want := range []string{"go_goroutines ", "process_open_fds ", "process_resident_memory_bytes "} {
		if !strings.Contains(s, "\n"+want) {
			t.Errorf("%s is not told", want)
		}
	}
	ready = false
	m.SessionEnded(kind, 0)
	holds(t, scrape(t, m), `kiosk_draining 1`, `kiosk_sessions{kind="reader"} 0`, `kiosk_visits_total{kind="reader",status="0"} 1`)
}

func TestPeersAreTold(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	const age = "kiosk_peers_last_exchange_age_seconds"
	for _, tt := range []struct {
		name  string
		peers func() PeerCounts
		want  []string
		age   bool
	}{
		{"a kiosk by itself", nil, []string{"kiosk_peers_known 0", "kiosk_peers_reached 0"}, false},
		{"before the first exchange", func() PeerCounts { return PeerCounts{Known: 2} }, []string{"kiosk_peers_known 2", "kiosk_peers_reached 0"}, false},
		{"one of two", func() PeerCounts { return PeerCounts{2, 1, at.Add(-1500 * time.Millisecond)} }, []string{"kiosk_peers_known 2", "kiosk_peers_reached 1", age + " 1.5"}, true},
		{"a clock that was set back", func() PeerCounts { return PeerCounts{1, 1, at.Add(time.Hour)} }, []string{age + " 0"}, true},
		{"the others are gone for good", func() PeerCounts { return PeerCounts{0, 0, at} }, []string{"kiosk_peers_known 0"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := scrape(t, NewMetrics(MetricsOptions{Peers: tt.peers, Now: func() time.Time { return at }}))
			holds(t, s, tt.want...)
			if strings.Contains(s, "\n"+age+" ") != tt.age {
				t.Errorf("the age is told: %v", !tt.age)
			}
		})
	}
}

func TestATallyIsOfTodayByTheLocalClock(t *testing.T) {
	// Midnight in a zone of its own, which is 22:30 in UTC.
	now := time.Date(2026, time.November, 25, 23, 50, 0, 0, time.FixedZone("", 90*60))
	m := NewMetrics(MetricsOptions{Now: func() time.Time { return now }})
	for range 3 {
		m.SessionBegan(Reader)
	}
	m.SessionBegan(Healthcheck)
	m.SessionEnded(Healthcheck, 0)
	m.SessionEnded(Reader, 0)
	if got := m.Tally(); got.Now != 2 || got.Today != 3 || got.Peak != 3 {
		t.Errorf("before midnight: %+v", got)
	}
	now = now.Add(20 * time.Minute)
	if got := m.Tally(); got.Now != 2 || got.Today != 0 || got.Peak != 3 {
		t.Errorf("after midnight: %+v", got)
	}
	m.SessionBegan(Lobby)
	if got := m.Tally(); got.Now != 3 || got.Today != 1 || got.Peak != 3 {
		t.Errorf("after the first of the day: %+v", got)
	}
}

func TestATallyHasTheMostOftenOpenedFirst(t *testing.T) {
	m := NewMetrics(MetricsOptions{})
	for _, r := range []struct {
		page   string
		number int
		times  int
	}{{"b", 0, 2}, {"a", 0, 2}, {"c", 0, 3}, {"a", 10, 1}, {"a", 9, 1}, {"b", 1, 5}} {
		for range r.times {
			m.Opened(r.page, r.number)
		}
	}
	got := m.Tally()
	if want := "[{c 0 3} {a 0 2} {b 0 2}]"; fmt.Sprint(got.Pages) != want {
		t.Errorf("pages: %v, want %s", got.Pages, want)
	}
	if want := "[{b 1 5} {a 9 1} {a 10 1}]"; fmt.Sprint(got.Resources) != want {
		t.Errorf("resources: %v, want %s", got.Resources, want)
	}
}

func TestThereAreNoMoreSeriesThanThereMayBe(t *testing.T) {
	m := NewMetrics(MetricsOptions{})
	m.PageOpened("first")
	for i := range 3000 {
		m.PageOpened(fmt.Sprintf("page-%d", i))
		m.ResourceOpened("page", i+1)
	}
	m.PageOpened("first") // is known, and stays
	s := scrape(t, m)
	if n := strings.Count(s, "\nkiosk_pages_opened_total{"); n != maxPages+1 {
		t.Errorf("%d series of pages, want %d and the rest", n, maxPages)
	}
	if n := strings.Count(s, "\nkiosk_resources_opened_total{"); n != maxResources+1 {
		t.Errorf("%d series of resources, want %d and the rest", n, maxResources)
	}
	holds(t, s, `kiosk_pages_opened_total{page="first"} 2`, `kiosk_pages_opened_total{page="other"} 2001`,
		`kiosk_resources_opened_total{number="0",page="other"} 1000`)
}

func TestNobodyMakesUpALabel(t *testing.T) {
	m := NewMetrics(MetricsOptions{Version: "\xff"})
	m.SessionBegan("\x1b[2J")
	m.SessionEnded("$(reboot)", 255)
	// What a file may be called: two names that differ in what cannot be told.
	m.PageOpened("a\xff\n\x1b")
	m.PageOpened("a\xfe\n\x07")
	s := scrape(t, m)
	holds(t, s, `kiosk_visits_total{kind="other",status="1"} 1`, "kiosk_pages_opened_total{page=\"a\uFFFD\uFFFD\uFFFD\"} 2")
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
		t.Errorf("the scrape holds a control character: %q", s[i:i+20])
	}
}

func TestNoMetricsCountNothing(t *testing.T) {
	var m *Metrics
	m.Handshake(1)
	m.FirstFrame(1)
	m.SessionBegan(Reader)
	m.SessionEnded(m.SessionBecame(Reader, Full), 0)
	m.Opened("p", 0)
	m.Opened("p", 1)
	m.Reloaded(true, true)
	if got := m.Tally(); got.Now != 0 || got.Pages != nil || got.Resources != nil {
		t.Errorf("%+v", got)
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	m := NewMetrics(MetricsOptions{})
	m.Opened("rationale", 0)
	m.Opened("rationale", 1)
	if n := testing.AllocsPerRun(100, func() {
		m.Handshake(time.Millisecond)
		m.FirstFrame(time.Millisecond)
		m.SessionBegan(Plain)
		m.SessionEnded(m.SessionBecame(Plain, Reader), 0)
		m.Opened("rationale", 0)
		m.Opened("rationale", 1)
	}); n > 0 {
		t.Errorf("a visit's counts allocate %v times", n)
	}
}

func TestVisitsAreCountedWhileTheyAreRead(t *testing.T) {
	m := NewMetrics(MetricsOptions{})
	const visitors, visits = 8, 200
	var done sync.WaitGroup
	for range visitors {
		done.Go(func() {
			for i := range visits {
				m.SessionBegan(Plain)
				m.Opened("page", i%3)
				m.SessionEnded(Plain, 0)
			}
		})
	}
	for range 20 {
		scrape(t, m)
		m.Tally()
	}
	done.Wait()
	holds(t, scrape(t, m), fmt.Sprintf(`kiosk_visits_total{kind="text",status="0"} %d`, visitors*visits), `kiosk_sessions{kind="text"} 0`)
}

func TestOrganisersAreNoVisitors(t *testing.T) {
	m := NewMetrics(MetricsOptions{})
	m.SessionBegan(Organiser)
	m.SessionBegan(Reader)
	m.SessionEnded(Organiser, 0)
	if got := m.Tally(); got.Now != 1 || got.Today != 1 || got.Peak != 1 {
		t.Errorf("%+v", got)
	}
}
