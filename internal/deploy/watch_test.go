package deploy

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	grafana "github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"hackday.example/kiosk/internal/kiosktest"
)

func TestAlerts(t *testing.T) {
	text, err := Alerts("kiosk")
	if err != nil {
		t.Fatal(err)
	}
	kiosktest.Golden(t, "testdata/alerts.yaml", text)
	for _, job := range []string{"", "a\nb", "\xff", strings.Repeat("x", 2000)} {
		if _, err := Alerts(job); err == nil || !strings.Contains(err.Error(), "--job") {
			t.Errorf("a job %q: %v", job, err)
		}
	}
}

func TestEachAlertSaysWhatToDoInPlainWords(t *testing.T) {
	names := map[string]bool{}
	for _, a := range alerts {
		if names[a.Name] || !strings.HasPrefix(a.Name, "Kiosk") {
			t.Errorf("%s is a name of two, or of something else", a.Name)
		}
		names[a.Name] = true
		for _, s := range []string{a.Summary, a.Do} {
			if !strings.HasSuffix(s, ".") || strings.Contains(s, "\n") {
				t.Errorf("%s: no sentence: %q", a.Name, s)
			}
		}
		// 2 minutes are longer than a restart with the usual drain, in which Prometheus
		// reaches nobody.
		if strings.HasPrefix(a.Expr, "up") && a.For != "2m" {
			t.Errorf("%s holds for %s", a.Name, a.For)
		}
	}
}

// promtool runs promtool on files.
func promtool(t *testing.T, folder string, args ...string) {
	t.Helper()
	cmd := exec.Command(kiosktest.Need(t, "promtool"), args...)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("promtool %v: %v\n%s", args, err, out)
	}
}

func writeFile(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPromtoolTakesTheRulesOfAnyJob(t *testing.T) {
	folder := t.TempDir()
	for i, job := range append([]string{"kiosk"}, hostile...) {
		text, err := Alerts(job)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 || job == `a"b\"c` || job == "{{.}}" || job == "%" { // promtool takes 0.1 s
			writeFile(t, folder, "rules.yaml", text)
			promtool(t, folder, "check", "rules", "rules.yaml")
		}
		var rules ruleFile
		if err := yaml.Unmarshal([]byte(text), &rules); err != nil || len(rules.Groups[0].Rules) != len(alerts) {
			t.Errorf("%q: %v", job, err)
		}
	}
}

// series is a metric of a kiosk's, minute by minute, in promtool's notation.
type series struct{ Series, Values string }

// alertCase is what sets an alert off, and what does not.
type alertCase struct {
	fires []series
	at    string // when it does
	value string // as the summary has it
	quiet []series
	// global is set where an alert is about no single kiosk: what its labels are.
	global map[string]string
}

const k1 = `{job="kiosk",instance="k1:9090"}`

// with is a metric of the kiosk k1's, with more labels.
func with(name, labels string) string {
	return name + `{job="kiosk",instance="k1:9090",` + labels + `}`
}

var alertCases = map[string]alertCase{
	"KioskDown": {
		fires: []series{{"up" + k1, "1 1 0x20"}}, at: "5m",
		quiet: []series{{"up" + k1, "1 1 0 0 1x20"}}, // a restart
	},
	"KioskNotWatched": {
		fires: []series{{`up{job="other",instance="k1:9090"}`, "1x30"}}, at: "11m", global: map[string]string{"job": "kiosk"},
		quiet: []series{{"up" + k1, "0x30"}},
	},
	"KioskRestartsAgainAndAgain": {
		fires: []series{{"process_start_time_seconds" + k1, "1 2 3 4 4x30"}}, at: "5m", value: "3",
		quiet: []series{{"process_start_time_seconds" + k1, "1 1 2 2 3x30"}}, // two upgrades
	},
	"KioskFull": {
		fires: []series{{with("kiosk_visits_total", `kind="full",status="0"`), "0 0 3x20"}}, at: "4m",
		quiet: []series{{with("kiosk_visits_total", `kind="full",status="0"`), "5 5 0x20"}, {with("kiosk_visits_total", `kind="reader",status="0"`), "0+9x20"}},
	},
	"KioskRefusesEveryone": {
		fires: []series{{with("kiosk_refusals_total", `reason="full"`), "0+10x20"}, {with("kiosk_refusals_total", `reason="handshake_full"`), "0+10x20"}}, at: "6m",
		quiet: []series{{with("kiosk_refusals_total", `reason="full"`), "0+1x20"}, {with("kiosk_refusals_total", `reason="not_ssh"`), "0+100x20"}},
	},
	"KioskRefusesAnAddress": {
		fires: []series{{with("kiosk_refusals_total", `reason="source_full"`), "0+10x20"}, {with("kiosk_refusals_total", `reason="source_fast"`), "0x20"}}, at: "8m",
		quiet: []series{{with("kiosk_refusals_total", `reason="source_full"`), "0+1x20"}, {with("kiosk_refusals_total", `reason="full"`), "0+100x20"}},
	},
	"KioskRefusesTheProxy": {
		fires: []series{{with("kiosk_refusals_total", `reason="not_proxied"`), "0+2x20"}}, at: "12m",
		quiet: []series{{with("kiosk_refusals_total", `reason="proxy_header"`), "0 1 2 2x20"}},
	},
	"KioskPagesBroken": {
		fires: []series{{"kiosk_last_reload_successful" + k1, "1 0x20"}, {"kiosk_last_good_site_shown" + k1, "0x20"}}, at: "7m",
		// Somebody writes the pages again; and a copy is shown, of which another alert tells.
		quiet: []series{{"kiosk_last_reload_successful" + k1, "1 0 0 0 1x20"}, {"kiosk_last_good_site_shown" + k1, "0x20"},
			{`kiosk_last_reload_successful{job="kiosk",instance="k2:9090"}`, "0x20"}, {`kiosk_last_good_site_shown{job="kiosk",instance="k2:9090"}`, "1x20"}},
	},
	"KioskShowsTheLastGoodSite": {
		fires: []series{{"kiosk_last_good_site_shown" + k1, "0 1x20"}}, at: "4m",
		quiet: []series{{"kiosk_last_good_site_shown" + k1, "0 1 0x20"}},
	},
	"KioskShortOfMemory": {
		fires: []series{{"process_resident_memory_bytes" + k1, "120x20"}, {"go_gc_gomemlimit_bytes" + k1, "100x20"}}, at: "6m",
		quiet: []series{{"process_resident_memory_bytes" + k1, "100 100 120 100x20"}, {"go_gc_gomemlimit_bytes" + k1, "100x20"},
			{`process_resident_memory_bytes{job="kiosk",instance="k2:9090"}`, "1e12x20"}, {`go_gc_gomemlimit_bytes{job="kiosk",instance="k2:9090"}`, "9.223372036854776e18x20"}},
	},
	"KioskShortOfFiles": {
		fires: []series{{"process_open_fds" + k1, "950x20"}, {"process_max_fds" + k1, "1000x20"}}, at: "6m",
		quiet: []series{{"process_open_fds" + k1, "850x20"}, {"process_max_fds" + k1, "1000x20"}},
	},
	"KioskBusy": {
		fires: []series{{"process_cpu_seconds_total" + k1, "0+119x30"}, {"go_sched_gomaxprocs_threads" + k1, "2x30"}}, at: "20m",
		quiet: []series{{"process_cpu_seconds_total" + k1, "0+60x30"}, {"go_sched_gomaxprocs_threads" + k1, "2x30"}},
	},
	"KioskDrains": {
		fires: []series{{"kiosk_draining" + k1, "0 1x30"}}, at: "12m",
		quiet: []series{{"kiosk_draining" + k1, "0 1 1 1 0x30"}},
	},
	"KioskPeerNotReached": {
		fires: []series{{"kiosk_peers_known" + k1, "2x20"}, {"kiosk_peers_reached" + k1, "2 1x20"}}, at: "4m",
		quiet: []series{{"kiosk_peers_known" + k1, "2x20"}, {"kiosk_peers_reached" + k1, "0 1 2 1 1 2 1 2x20"}, // restarts one by one
			{`kiosk_peers_known{job="kiosk",instance="k2:9090"}`, "0x20"}, {`kiosk_peers_reached{job="kiosk",instance="k2:9090"}`, "0x20"}},
	},
	"KioskPeersSilent": {
		fires: []series{{"kiosk_peers_last_exchange_age_seconds" + k1, "1 30 90+60x20"}}, at: "4m",
		quiet: []series{{"kiosk_peers_last_exchange_age_seconds" + k1, "1 59 1 70 2x20"}},
	},
	"KioskLogLost": {
		fires: []series{{"kiosk_log_lines_lost_total" + k1, "0 0 7x20"}}, at: "4m",
		quiet: []series{{"kiosk_log_lines_lost_total" + k1, "7 7 0x20"}},
	},
	"KioskDocumentUnread": {
		fires: []series{{with("kiosk_documents_converted_total", `result="broken"`), "0 1x20"}, {with("kiosk_documents_converted_total", `result="ready"`), "0 1x20"}}, at: "4m",
		quiet: []series{{with("kiosk_documents_converted_total", `result="broken"`), "1x20"}, {with("kiosk_documents_converted_total", `result="ready"`), "0+1x20"}},
	},
	"KioskVersionsDiffer": {
		fires: []series{{with("kiosk_build_info", `version="1.0"`), "1x90"}, {`kiosk_build_info{job="kiosk",instance="k2:9090",version="1.1"}`, "1x90"}}, at: "65m", global: map[string]string{"job": "kiosk"},
		quiet: []series{{with("kiosk_build_info", `version="1.0"`), "1x90"}, {`kiosk_build_info{job="kiosk",instance="k2:9090",version="1.0"}`, "1x90"}},
	},
}

func TestEachAlertIsSetOffByItsFaultAndByNothingElse(t *testing.T) {
	type expected struct {
		Labels      map[string]string `yaml:"exp_labels"`
		Annotations map[string]string `yaml:"exp_annotations"`
	}
	type check struct {
		At     string     `yaml:"eval_time"`
		Name   string     `yaml:"alertname"`
		Alerts []expected `yaml:"exp_alerts"`
	}
	type input struct {
		Series string `yaml:"series"`
		Values string `yaml:"values"`
	}
	type ruleTest struct {
		Name     string  `yaml:"name"`
		Interval string  `yaml:"interval"`
		Input    []input `yaml:"input_series"`
		Checks   []check `yaml:"alert_rule_test"`
	}
	inputs := func(all []series) (list []input) {
		for _, s := range all {
			list = append(list, input(s))
		}
		return list
	}
	var tests []ruleTest
	for _, a := range alerts {
		c, ok := alertCases[a.Name]
		if !ok {
			t.Errorf("%s is not tested", a.Name)
			continue
		}
		fill := strings.NewReplacer("{{ $labels.instance }}", "k1:9090", "{{ $value }}", c.value).Replace
		labels := map[string]string{"severity": a.Severity, "job": "kiosk", "instance": "k1:9090"}
		if strings.HasPrefix(a.Expr, "increase(kiosk_visits_total") {
			labels["kind"], labels["status"] = "full", "0"
		}
		if c.global != nil {
			labels = map[string]string{"severity": a.Severity}
			for k, v := range c.global {
				labels[k] = v
			}
		}
		tests = append(tests, ruleTest{a.Name, "1m", inputs(c.fires), []check{{c.at, a.Name, []expected{{labels, map[string]string{"summary": fill(a.Summary), "description": fill(a.Do)}}}}}})
		quiet := ruleTest{Name: a.Name + " is not set off", Interval: "1m", Input: inputs(c.quiet)}
		for _, minute := range []int{3, 4, 6, 11} {
			quiet.Checks = append(quiet.Checks, check{At: fmt.Sprintf("%dm", minute), Name: a.Name})
		}
		quiet.Checks = append(quiet.Checks, check{At: c.at, Name: a.Name})
		tests = append(tests, quiet)
	}
	folder := t.TempDir()
	rules, err := Alerts("kiosk")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, folder, "rules.yaml", rules)
	text, err := yaml.Marshal(map[string]any{"rule_files": []string{"rules.yaml"}, "tests": tests})
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, folder, "test.yaml", string(text))
	promtool(t, folder, "test", "rules", "test.yaml")
}

func TestDashboard(t *testing.T) {
	text, err := Grafana()
	if err != nil {
		t.Fatal(err)
	}
	kiosktest.Golden(t, "testdata/dashboard.json", text)
	// Grafana's own types, which refuse keys that they do not know. Where there is nothing
	// to refuse, the error is an empty list.
	//lint:ignore SA1019 it is the form of Grafana 10, which newer ones read too
	var strict, d grafana.Dashboard
	if err := strict.UnmarshalJSONStrict([]byte(text)); err != nil && err.Error() != "" {
		t.Error(err)
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	if err := d.Validate(); err != nil {
		t.Error(err)
	}
	taken := map[[2]uint32]string{}
	ids := map[uint32]bool{}
	type record struct {
		Record string `yaml:"record"`
		Expr   string `yaml:"expr"`
	}
	var records []record
	for _, p := range d.Panels {
		if p.Panel == nil {
			continue
		}
		if ids[*p.Panel.Id] {
			t.Errorf("two panels have the number %d", *p.Panel.Id)
		}
		ids[*p.Panel.Id] = true
		at := p.Panel.GridPos
		for x := at.X; x < at.X+at.W; x++ {
			for y := at.Y; y < at.Y+at.H; y++ {
				if other, is := taken[[2]uint32{x, y}]; is {
					t.Fatalf("%s lies on %s", *p.Panel.Title, other)
				}
				taken[[2]uint32{x, y}] = *p.Panel.Title
			}
		}
		if at.X+at.W > 24 {
			t.Errorf("%s is %d columns too wide", *p.Panel.Title, at.X+at.W-24)
		}
		if *p.Panel.Datasource.Uid != "${datasource}" || *p.Panel.Description == "" {
			t.Errorf("%s has its figures from elsewhere, or says nothing of itself", *p.Panel.Title)
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^ +"expr": (".*"),$`).FindAllStringSubmatch(text, -1) {
		var expr string
		if err := json.Unmarshal([]byte(m[1]), &expr); err != nil {
			t.Fatal(err)
		}
		expr = strings.NewReplacer("$__rate_interval", "5m", "$job", "kiosk", "$instance", ".+").Replace(expr)
		records = append(records, record{fmt.Sprintf("panel:%d", len(records)), expr})
	}
	if len(records) < 20 {
		t.Errorf("there are %d expressions", len(records))
	}
	folder := t.TempDir()
	file, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "panels", "rules": records}}})
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, folder, "panels.yaml", string(file))
	promtool(t, folder, "check", "rules", "panels.yaml")
}
