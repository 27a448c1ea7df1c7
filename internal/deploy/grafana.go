package deploy

import (
	"encoding/json"
	"fmt"
	"strings"
)

// where are the matchers of the kiosks that are chosen above the dashboard.
const where = `job=~"$job",instance=~"$instance"`

// How the dashboard is laid out, in Grafana's units.
const (
	figureHeight = 4
	linesHeight  = 8
	// dashboardSchema is the version of Grafana's dashboards: that of Grafana 10. Newer
	// ones bring it up to their own when they read it.
	dashboardSchema = 38
)

// The JSON model of a dashboard (Grafana's documentation, "Dashboard JSON model"), as far
// as it is used here.
type (
	dashboard struct {
		UID           string     `json:"uid"`
		Title         string     `json:"title"`
		Description   string     `json:"description"`
		Tags          []string   `json:"tags"`
		SchemaVersion int        `json:"schemaVersion"`
		Editable      bool       `json:"editable"`
		GraphTooltip  int        `json:"graphTooltip"` // 1: all panels show the same moment
		Refresh       string     `json:"refresh"`
		Time          timeRange  `json:"time"`
		Templating    templating `json:"templating"`
		Annotations   marks      `json:"annotations"`
		Panels        []any      `json:"panels"` // dashboardRow or dashboardPanel
	}
	timeRange struct {
		From string `json:"from"`
		To   string `json:"to"`
	}
	marks struct {
		List []any `json:"list"`
	}
	templating struct {
		List []variable `json:"list"`
	}
	variable struct {
		Name       string      `json:"name"`
		Label      string      `json:"label"`
		Type       string      `json:"type"`
		Query      any         `json:"query"`
		Datasource *datasource `json:"datasource,omitempty"`
		Refresh    int         `json:"refresh"` // 1: with the dashboard; 2: with the time too
		Sort       int         `json:"sort,omitempty"`
		Multi      bool        `json:"multi"`
		IncludeAll bool        `json:"includeAll"`
		Current    *option     `json:"current,omitempty"`
	}
	option struct {
		Text  string `json:"text"`
		Value string `json:"value"`
	}
	datasource struct {
		Type string `json:"type"`
		UID  string `json:"uid"`
	}
	grid struct {
		X int `json:"x"`
		Y int `json:"y"`
		W int `json:"w"`
		H int `json:"h"`
	}
	dashboardRow struct {
		ID        int    `json:"id"`
		Type      string `json:"type"`
		Title     string `json:"title"`
		Collapsed bool   `json:"collapsed"`
		GridPos   grid   `json:"gridPos"`
		Panels    []any  `json:"panels"`
	}
	dashboardPanel struct {
		ID          int              `json:"id"`
		Type        string           `json:"type"`
		Title       string           `json:"title"`
		Description string           `json:"description"`
		Datasource  datasource       `json:"datasource"`
		GridPos     grid             `json:"gridPos"`
		FieldConfig fieldConfig      `json:"fieldConfig"`
		Options     any              `json:"options"`
		Targets     []dashboardQuery `json:"targets"`
	}
	fieldConfig struct {
		Defaults  fieldDefaults `json:"defaults"`
		Overrides []any         `json:"overrides"`
	}
	fieldDefaults struct {
		Unit       string      `json:"unit"`
		Min        *float64    `json:"min,omitempty"`
		NoValue    string      `json:"noValue,omitempty"`
		Thresholds *thresholds `json:"thresholds,omitempty"`
	}
	thresholds struct {
		Mode  string `json:"mode"`
		Steps []step `json:"steps"`
	}
	step struct {
		Color string   `json:"color"`
		Value *float64 `json:"value"`
	}
	dashboardQuery struct {
		RefID        string     `json:"refId"`
		Datasource   datasource `json:"datasource"`
		Expr         string     `json:"expr"`
		LegendFormat string     `json:"legendFormat"`
		Instant      bool       `json:"instant"`
		Range        bool       `json:"range"`
	}
)

// chosen is the data source that is chosen above the dashboard.
var chosen = datasource{"prometheus", "${datasource}"}

// Grafana writes a dashboard for Grafana 10 and newer. Where its figures come from, and
// of which kiosks they are, is chosen above it.
func Grafana() (string, error) {
	d := dashboard{
		UID: "kiosk", Title: "Kiosk", Description: "SSH kiosks: who reads, who is not let in, and how they are.",
		Tags: []string{"kiosk", "ssh"}, SchemaVersion: dashboardSchema, Editable: true, GraphTooltip: 1,
		Refresh: "30s", Time: timeRange{"now-6h", "now"},
		Annotations: marks{[]any{}},
		Templating: templating{[]variable{
			{Name: "datasource", Label: "Prometheus", Type: "datasource", Query: "prometheus", Refresh: 1},
			choice("job", "Job", "label_values(kiosk_build_info, job)"),
			choice("instance", "Kiosk", `label_values(kiosk_build_info{job=~"$job"}, instance)`),
		}},
	}
	y := 0
	for _, s := range sections {
		d.Panels = append(d.Panels, dashboardRow{ID: len(d.Panels) + 1, Type: "row", Title: s.Title, GridPos: grid{0, y, 24, 1}, Panels: []any{}})
		y++
		x, height := 0, linesHeight
		for _, p := range s.Panels {
			if p.Stat {
				height = figureHeight
			}
			if x+p.Width > 24 {
				x, y = 0, y+height
			}
			d.Panels = append(d.Panels, p.draw(len(d.Panels)+1, grid{x, y, p.Width, height}))
			x += p.Width
		}
		y += height
	}
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return "", fmt.Errorf("writing the dashboard: %w", err)
	}
	return string(text) + "\n", nil
}

// choice is a variable whose values Prometheus knows, of which any number may be chosen.
func choice(name, label, query string) variable {
	return variable{
		Name: name, Label: label, Type: "query", Datasource: &chosen, Refresh: 2, Sort: 1, Multi: true, IncludeAll: true,
		Query:   map[string]string{"query": query, "refId": "values"},
		Current: &option{"All", "$__all"},
	}
}

// draw is a panel as Grafana has it.
func (p panel) draw(id int, at grid) dashboardPanel {
	out := dashboardPanel{
		ID: id, Type: "timeseries", Title: p.Title, Description: p.About, Datasource: chosen, GridPos: at,
		FieldConfig: fieldConfig{Defaults: fieldDefaults{Unit: p.Unit, Thresholds: p.thresholds()}, Overrides: []any{}},
		Options: map[string]any{
			"legend":  map[string]any{"displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": []string{}},
			"tooltip": map[string]any{"mode": "multi", "sort": "desc"},
		},
	}
	if p.Stat {
		out.Type = "stat"
		out.FieldConfig.Defaults.NoValue = "none"
		out.Options = map[string]any{
			"colorMode": "value", "graphMode": "none", "justifyMode": "auto", "orientation": "auto", "textMode": "auto",
			"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": false},
		}
	}
	if p.Unit != "bool_yes_no" {
		out.FieldConfig.Defaults.Min = new(float64)
	}
	for i, q := range p.Queries {
		out.Targets = append(out.Targets, dashboardQuery{
			RefID: string(rune('A' + i)), Datasource: chosen, Expr: strings.ReplaceAll(q.Expr, "WHERE", where),
			LegendFormat: q.Legend, Instant: p.Stat, Range: !p.Stat,
		})
	}
	return out
}

// thresholds are the colours of a figure; nil for the usual ones.
func (p panel) thresholds() *thresholds {
	switch {
	case p.Bad > 0:
		return &thresholds{"absolute", []step{{"green", nil}, {"red", &p.Bad}}}
	case p.Good > 0:
		return &thresholds{"absolute", []step{{"red", nil}, {"green", &p.Good}}}
	case p.Stat:
		return &thresholds{"absolute", []step{{"text", nil}}}
	}
	return nil
}
