package telemetry

import (
	"maps"
	"runtime"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/document"
)

// What is read when Prometheus asks.
var (
	sessionsMetric   = describe("kiosk_sessions", "Sessions that are open, by kind.", "kind")
	visitsMetric     = describe("kiosk_visits_total", "Sessions that are over, by kind and exit status: 0 done, 1 failed, 2 not understood.", "kind", "status")
	connectionMetric = describe("kiosk_connections", "Connections that are open.")
	handshakeMetric  = describe("kiosk_handshakes", "Connections whose handshake is under way.")
	sourceMetric     = describe("kiosk_sources", "Network addresses, or IPv6 networks, that are remembered to count their connections.")
	refusalMetric    = describe("kiosk_refusals_total", "Connections that were refused, by reason.", "reason")
	pageMetric       = describe("kiosk_pages_opened_total", "How often visitors opened each page.", "page")
	resourceMetric   = describe("kiosk_resources_opened_total", "How often visitors opened each resource, by its page and its number there.", "page", "number")
	reloadMetric     = describe("kiosk_reloads_total", "How often the content was loaded again, by how it went: ok or failed.", "result")
	lastReloadMetric = describe("kiosk_last_reload_successful", "1 unless the last reload failed, so that older content is shown than is there.")
	lastGoodMetric   = describe("kiosk_last_good_site_shown", "1 while the copy of the last good site is shown, because the content could not be loaded when the kiosk started.")
	loadedMetric     = describe("kiosk_content_loaded_timestamp_seconds", "When the content that is shown was loaded, in Unix time.")
	convertedMetric  = describe("kiosk_documents_converted_total", "Documents that were read to be shown as pages, by what became of them; those whose texts were kept are not among them.", "result")
	announceMetric   = describe("kiosk_announcements", "Announcements that hold now.")
	lostLinesMetric  = describe("kiosk_log_lines_lost_total", "Log lines that were lost because whoever reads the log did not take them.")
	drainingMetric   = describe("kiosk_draining", "1 while the kiosk drains before it closes, and takes no newcomers.")
	knownMetric      = describe("kiosk_peers_known", "Other kiosks that are one with this one, as --peers names them; 0 without --peers.")
	reachedMetric    = describe("kiosk_peers_reached", "Those of them that this kiosk reaches.")
	exchangeMetric   = describe("kiosk_peers_last_exchange_age_seconds", "How long ago announcements were last exchanged with any of them until both had the same; left out while there is none, and before the first exchange.")
	buildMetric      = describe("kiosk_build_info", "Always 1; which kiosk this is.", "version", "goversion")
)

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// collector is Metrics as Prometheus reads them.
type collector struct{ m *Metrics }

// Describe implements prometheus.Collector.
func (c collector) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		sessionsMetric, visitsMetric, connectionMetric, handshakeMetric, sourceMetric, refusalMetric, pageMetric,
		resourceMetric, reloadMetric, lastReloadMetric, lastGoodMetric, loadedMetric, convertedMetric, announceMetric, lostLinesMetric, drainingMetric,
		knownMetric, reachedMetric, exchangeMetric, buildMetric,
	} {
		descriptions <- d
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(metrics chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		metrics <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	counter := func(d *prometheus.Desc, n uint64, labels ...string) {
		metrics <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	o := c.m.options
	gauge(buildMetric, 1, strings.ToValidUTF8(o.Version, "?"), runtime.Version())
	gauge(drainingMetric, truth(o.Ready != nil && !o.Ready()))
	announced := 0
	if o.Announcements != nil {
		announced = o.Announcements()
	}
	gauge(announceMetric, float64(announced))
	lostLines := uint64(0)
	if o.LostLogLines != nil {
		lostLines = o.LostLogLines()
	}
	counter(lostLinesMetric, lostLines)
	var peers PeerCounts
	if o.Peers != nil {
		peers = o.Peers()
	}
	gauge(knownMetric, float64(peers.Known))
	gauge(reachedMetric, float64(peers.Reached))
	if peers.Known > 0 && !peers.Exchanged.IsZero() {
		gauge(exchangeMetric, max(0, o.Now().Sub(peers.Exchanged).Seconds()))
	}
	var in admission.Counts
	if o.Counts != nil {
		in = o.Counts()
	}
	gauge(connectionMetric, float64(in.Connections))
	gauge(handshakeMetric, float64(in.Handshakes))
	gauge(sourceMetric, float64(in.Sources))
	for _, r := range admission.Reasons() {
		counter(refusalMetric, in.Refused[r], string(r))
	}

	// No visitor waits for a scrape: what is locked is only copied.
	m := c.m
	m.mu.Lock()
	sessions, visits, reloads, lastGood, loaded := m.sessions, m.visits, m.reloads, m.lastGood, m.loaded
	pages, resources := maps.Clone(m.pages), maps.Clone(m.resources)
	converted := m.converted
	m.mu.Unlock()
	for k, kind := range kinds {
		gauge(sessionsMetric, float64(sessions[k]), kind)
		for s, status := range statuses {
			counter(visitsMetric, visits[k][s], kind, status)
		}
	}
	for page, n := range pages {
		counter(pageMetric, n, page)
	}
	for r, n := range resources {
		counter(resourceMetric, n, r.page, strconv.Itoa(r.number))
	}
	counter(reloadMetric, reloads[0], "failed")
	counter(reloadMetric, reloads[1], "ok")
	for state, n := range converted {
		if s := document.State(state); s != document.Waiting {
			counter(convertedMetric, n, s.String())
		}
	}
	kept := o.LastGood != nil && o.LastGood()
	gauge(lastGoodMetric, truth(kept))
	gauge(lastReloadMetric, truth(lastGood && !kept))
	gauge(loadedMetric, float64(loaded.UnixMilli())/1000)
}

// truth is a yes or no as a gauge has it.
func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
