package main

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"hackday.example/kiosk/internal/kiosktest"
)

// sample is a metric of a scrape, and its labels.
type sample struct {
	name   string
	labels map[string]string
}

var (
	sampleLine = regexp.MustCompile(`(?m)^([a-z_]+)(?:\{(.*)\})? [^ ]+$`)
	labelPair  = regexp.MustCompile(`([a-z_]+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"`)
	// A selector of PromQL is told from a function by what follows, and begins with what
	// metrics of a kiosk's begin with.
	selector = regexp.MustCompile(`\b((?:kiosk|process|go|up)[a-z_]*)\{([^}]*)\}`)
	grouping = regexp.MustCompile(`\bby \(([a-z, ]+)\)`)
)

// attached are the labels that Prometheus adds to what it scrapes.
var attached = []string{"job", "instance"}

// samples are the metrics of a scrape, and those that Prometheus adds itself.
func samples(scrape string) []sample {
	list := []sample{{name: "up"}}
	for _, m := range sampleLine.FindAllStringSubmatch(scrape, -1) {
		s := sample{m[1], map[string]string{}}
		for _, l := range labelPair.FindAllStringSubmatch(m[2], -1) {
			s.labels[l[1]] = l[3]
		}
		list = append(list, s)
	}
	return list
}

// matches reports whether a sample has what a matcher of PromQL asks for.
func (s sample) matches(t *testing.T, label, operator, value string) bool {
	t.Helper()
	is, has := s.labels[label]
	switch operator {
	case "=":
		return is == value
	case "!=":
		return has && is != value
	}
	r, err := regexp.Compile("^(?:" + value + ")$")
	if err != nil {
		t.Fatal(err)
	}
	return has && r.MatchString(is) == (operator == "=~")
}

// watched are the expressions of PromQL that the dashboard and the alerts have.
func watched(t *testing.T) (list []string) {
	t.Helper()
	var rules struct {
		Groups []struct {
			Rules []struct {
				Expr string `yaml:"expr"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	if err := yaml.Unmarshal([]byte(printed(t, "alerts")), &rules); err != nil {
		t.Fatal(err)
	}
	for _, r := range rules.Groups[0].Rules {
		list = append(list, r.Expr)
	}
	var dashboard struct {
		Panels []struct {
			Targets []struct{ Expr string }
		}
		Templating struct {
			List []struct{ Query any }
		}
	}
	if err := json.Unmarshal([]byte(printed(t, "grafana")), &dashboard); err != nil {
		t.Fatal(err)
	}
	for _, p := range dashboard.Panels {
		for _, q := range p.Targets {
			list = append(list, q.Expr)
		}
	}
	if len(list) < 40 || len(dashboard.Templating.List) != 3 {
		t.Fatalf("there are %d expressions and %d choices", len(list), len(dashboard.Templating.List))
	}
	return list
}

func TestAllThatIsWatchedIsInAScrapeOfAKiosk(t *testing.T) {
	u := unite(t, threeHosts[:2]).start()
	address, ops := u.members[0].address, u.ops[0]
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, kiosktest.ClientOptions{}))
	term.WaitForText("q quit")
	term.Type("1") // opens a link
	term.WaitForText("youtu.be")
	_, scrape := get(t, "http://"+ops+"/metrics")
	all := samples(scrape)
	of := func(name string) (list []sample) {
		for _, s := range all {
			if s.name == name {
				list = append(list, s)
			}
		}
		return list
	}
	seen := map[string]bool{}
	for _, expr := range watched(t) {
		selectors := selector.FindAllStringSubmatch(expr, -1)
		if len(selectors) == 0 {
			t.Errorf("%s is about no metric", expr)
		}
		for _, m := range selectors {
			seen[m[1]] = true
			found := of(m[1])
			if len(found) == 0 {
				t.Errorf("%s is in no scrape: %s", m[1], expr)
				continue
			}
			for _, l := range labelPair.FindAllStringSubmatch(m[2], -1) {
				label, operator, value := l[1], l[2], l[3]
				if slices.Contains(attached, label) {
					continue
				}
				values := []string{value}
				if strings.HasSuffix(operator, "~") {
					values = strings.Split(value, "|")
				}
				for _, v := range values { // each by itself
					if !slices.ContainsFunc(found, func(s sample) bool { return s.matches(t, label, strings.Replace(operator, "!", "", 1), v) }) {
						t.Errorf("no %s has %s as %s: %s", m[1], v, label, expr)
					}
				}
				if !slices.ContainsFunc(found, func(s sample) bool { return s.matches(t, label, operator, value) }) {
					t.Errorf("nothing is left of %s: %s", m[1], expr)
				}
			}
		}
		for _, m := range grouping.FindAllStringSubmatch(expr, -1) {
			for label := range strings.SplitSeq(m[1], ", ") {
				if !slices.Contains(attached, label) && !slices.ContainsFunc(of(selectors[0][1]), func(s sample) bool { _, ok := s.labels[label]; return ok }) {
					t.Errorf("%s has no label %s: %s", selectors[0][1], label, expr)
				}
			}
		}
	}
	// What a kiosk says of itself is on the dashboard, or sets an alert off.
	for _, s := range all {
		name := strings.TrimSuffix(strings.TrimSuffix(s.name, "_sum"), "_count")
		if strings.HasPrefix(name, "kiosk_") && !seen[name] && !seen[name+"_bucket"] {
			t.Errorf("%s is watched by nothing", s.name)
			seen[name] = true
		}
	}
}
