package deploy

// panel is a part of the dashboard: a figure, or lines over time.
type panel struct {
	Title string
	About string // what it shows, and what to make of it
	Unit  string // as Grafana names units: "short", "s", "bytes", "percentunit", "reqps", "bool_yes_no", "dateTimeAsIso"
	Width int    // of the 24 columns
	Stat  bool   // a figure, of now
	// Bad is the value from which on a figure is red, and Good that from which on it is
	// green; 0 for neither.
	Bad, Good float64
	Queries   []query
}

// query is an expression of PromQL, in which WHERE stands for the matchers of the kiosks
// that were chosen, and what its lines are called.
type query struct{ Expr, Legend string }

// section is a row of the dashboard, with a headline.
type section struct {
	Title  string
	Panels []panel
}

const perKiosk = "{{instance}}"

// sections are the whole dashboard.
var sections = []section{
	{"Is all well?", []panel{
		{Title: "Kiosks that answer", About: "How many of the kiosks Prometheus reaches.", Unit: "short", Width: 4, Stat: true,
			Queries: []query{{`sum(up{WHERE})`, "answer"}, {`count(up{WHERE})`, "there are"}}},
		{Title: "Readers now", About: "People who read in a terminal, line by line, or look at a lobby's screen.", Unit: "short", Width: 4, Stat: true,
			Queries: []query{{`sum(kiosk_sessions{kind=~"reader|linear|lobby",WHERE})`, "readers"}}},
		{Title: "Refused, last hour", About: "Connections that were not let in. The panel below tells why.", Unit: "short", Width: 4, Stat: true, Bad: 20,
			Queries: []query{{`sum(increase(kiosk_refusals_total{WHERE}[1h]))`, "refused"}}},
		{Title: "Newest pages shown", About: "Whether all kiosks show the pages as they are in the folder. If not: kiosk check names the file.", Unit: "bool_yes_no", Width: 4, Stat: true, Good: 1,
			Queries: []query{{`min(kiosk_last_reload_successful{WHERE})`, "newest"}}},
		{Title: "Copy of the last good site", About: "How many kiosks were started with broken pages, and show the copy that they kept.", Unit: "short", Width: 4, Stat: true, Bad: 1,
			Queries: []query{{`sum(kiosk_last_good_site_shown{WHERE})`, "kiosks"}}},
		{Title: "Announcements", About: "How many announcements are shown now.", Unit: "short", Width: 4, Stat: true,
			Queries: []query{{`max(kiosk_announcements{WHERE})`, "announcements"}}},
	}},
	{"Visitors", []panel{
		{Title: "Sessions by kind", About: "What is open now: reader is a terminal, linear is read line by line, text is a command or a pipe, full is text for want of a place, rehearsal is an organiser's rehearsal.", Unit: "short", Width: 12,
			Queries: []query{{`sum by (kind) (kiosk_sessions{WHERE})`, "{{kind}}"}}},
		{Title: "Visits that ended, an hour", About: "Without the health checks, organisers' commands and rehearsals.", Unit: "short", Width: 12,
			Queries: []query{{`sum by (kind) (increase(kiosk_visits_total{kind!~"healthcheck|organiser|rehearsal",WHERE}[1h]))`, "{{kind}}"}}},
		{Title: "Pages opened most", About: "Since the kiosks were started.", Unit: "short", Width: 12,
			Queries: []query{{`topk(10, sum by (page) (kiosk_pages_opened_total{WHERE}))`, "{{page}}"}}},
		{Title: "Links opened most", About: "Since the kiosks were started, by the page and the number of the link there.", Unit: "short", Width: 12,
			Queries: []query{{`topk(10, sum by (page, number) (kiosk_resources_opened_total{WHERE}))`, "{{page}} {{number}}"}}},
	}},
	{"Who is not let in", []panel{
		{Title: "Refusals a minute, by reason", About: "source_full and source_fast: too many from one address (--venue, if it is the hall). full and handshake_full: too many in all. not_proxied and proxy_header: a load balancer and the kiosk do not agree. not_ssh: strangers who try other protocols; no harm.", Unit: "short", Width: 12,
			Queries: []query{{`60 * sum by (reason) (rate(kiosk_refusals_total{WHERE}[$__rate_interval]))`, "{{reason}}"}}},
		{Title: "Connections", About: "Open ones, those in their handshake, and how many addresses they come from.", Unit: "short", Width: 12,
			Queries: []query{{`sum(kiosk_connections{WHERE})`, "open"}, {`sum(kiosk_handshakes{WHERE})`, "in the handshake"}, {`sum(kiosk_sources{WHERE})`, "addresses"}}},
	}},
	{"How quick it is", []panel{
		{Title: "From connecting to the first page", About: "The median includes people who are asked whether they trust the host key, which takes them seconds. The quickest tenth are those who were not asked, and show how quick the kiosk is.", Unit: "s", Width: 12,
			Queries: []query{
				{`histogram_quantile(0.1, sum by (le) (rate(kiosk_first_frame_seconds_bucket{WHERE}[$__rate_interval])))`, "quickest tenth"},
				{`histogram_quantile(0.5, sum by (le) (rate(kiosk_first_frame_seconds_bucket{WHERE}[$__rate_interval])))`, "median"},
			}},
		{Title: "SSH handshake", About: "Up to logging in, the client's own time included.", Unit: "s", Width: 12,
			Queries: []query{
				{`histogram_quantile(0.1, sum by (le) (rate(kiosk_handshake_seconds_bucket{WHERE}[$__rate_interval])))`, "quickest tenth"},
				{`histogram_quantile(0.5, sum by (le) (rate(kiosk_handshake_seconds_bucket{WHERE}[$__rate_interval])))`, "median"},
			}},
	}},
	{"Kiosks that are one", []panel{
		{Title: "Peers reached", About: "How many of the other kiosks that --peers names each kiosk reaches, and how many there are; 0 where a kiosk is by itself. Where they differ for long, status names who does not answer.", Unit: "short", Width: 12,
			Queries: []query{{`kiosk_peers_reached{WHERE}`, perKiosk + " reaches"}, {`kiosk_peers_known{WHERE}`, perKiosk + " knows"}}},
		{Title: "Since the last exchange of announcements", About: "With any of the others. A few seconds are well; what grows is a kiosk that is alone.", Unit: "s", Width: 12,
			Queries: []query{{`kiosk_peers_last_exchange_age_seconds{WHERE}`, perKiosk}}},
	}},
	{"The pages", []panel{
		{Title: "Reloads an hour", About: "How often the pages were read again, and how often that failed, so that the old ones stayed.", Unit: "short", Width: 8,
			Queries: []query{{`sum by (result) (increase(kiosk_reloads_total{WHERE}[1h]))`, "{{result}}"}}},
		{Title: "Age of the pages", About: "How long ago the pages that are shown were loaded. Replicas that differ for long have other pages.", Unit: "s", Width: 8,
			Queries: []query{{`time() - kiosk_content_loaded_timestamp_seconds{WHERE}`, perKiosk}}},
		{Title: "Documents read, by what became of them", About: "PDFs that were read as pages since the start. All but ready have only a link; kiosk check says which.", Unit: "short", Width: 8,
			Queries: []query{{`sum by (result) (kiosk_documents_converted_total{WHERE})`, "{{result}}"}}},
	}},
	{"The machine", []panel{
		{Title: "Memory", About: "What the system counts as the kiosk's. Readers are refused a place before it is too much.", Unit: "bytes", Width: 8,
			Queries: []query{{`process_resident_memory_bytes{WHERE}`, perKiosk}}},
		{Title: "Processors in use", About: "1 is one processor wholly in use.", Unit: "short", Width: 8,
			Queries: []query{{`rate(process_cpu_seconds_total{WHERE}[$__rate_interval])`, perKiosk}, {`go_sched_gomaxprocs_threads{WHERE}`, perKiosk + " has"}}},
		{Title: "Open files", About: "Each connection is one.", Unit: "short", Width: 8,
			Queries: []query{{`process_open_fds{WHERE}`, perKiosk}, {`process_max_fds{WHERE}`, perKiosk + " may have"}}},
		{Title: "Bytes sent and received a second", About: "All that goes over the network that the kiosk is in, that of other programs included.", Unit: "Bps", Width: 8,
			Queries: []query{{`rate(process_network_transmit_bytes_total{WHERE}[$__rate_interval])`, perKiosk + " sent"}, {`rate(process_network_receive_bytes_total{WHERE}[$__rate_interval])`, perKiosk + " received"}}},
		{Title: "Running for", About: "How long each kiosk runs. A step down is a restart.", Unit: "s", Width: 8,
			Queries: []query{{`time() - process_start_time_seconds{WHERE}`, perKiosk}}},
		{Title: "Closing, and log lines lost", About: "1 while a kiosk drains, and takes no newcomers; and log lines that were lost in the last hour.", Unit: "short", Width: 8,
			Queries: []query{{`kiosk_draining{WHERE}`, perKiosk + " drains"}, {`increase(kiosk_log_lines_lost_total{WHERE}[1h])`, perKiosk + " lines lost"}}},
	}},
}
