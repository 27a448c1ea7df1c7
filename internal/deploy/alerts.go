package deploy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// The severities of alerts.
const (
	critical = "critical" // visitors are turned away, or soon will be
	warning  = "warning"  // something is to be done today
	info     = "info"     // something is to be known
)

// alert is one rule. It is about each kiosk by itself, which is told apart by the label
// instance, where its expression does not say otherwise.
type alert struct {
	Name     string
	Expr     string // in which JOB stands for the matcher of the kiosks' job
	For      string // how long it has to hold: longer than a restart takes, where one could set it off
	Severity string
	Summary  string // what is wrong
	Do       string // what to do, for somebody who was woken by it
}

// alerts are all there are. Counts are looked at over ten minutes or more, and so hold
// over a restart, which sets them to 0 (Prometheus' increase() knows that).
var alerts = []alert{
	{
		Name: "KioskDown", Expr: `up{JOB} == 0`, For: "2m", Severity: critical,
		Summary: `The kiosk {{ $labels.instance }} does not answer.`,
		Do:      `Log in to its machine and run: systemctl status kiosk. If it is not running: systemctl restart kiosk. If that fails, the last lines of journalctl -u kiosk say why. If it runs, and ssh to it works, only Prometheus cannot reach its --ops address: look at the firewall.`,
	},
	{
		Name: "KioskNotWatched", Expr: `absent(up{JOB})`, For: "10m", Severity: warning,
		Summary: `Prometheus watches no kiosk.`,
		Do:      `Nobody would be told if a kiosk broke. See that prometheus.yml has a scrape job with this name, and that its targets are the kiosks' --ops addresses.`,
	},
	{
		Name: "KioskRestartsAgainAndAgain", Expr: `changes(process_start_time_seconds{JOB}[30m]) >= 3`, For: "1m", Severity: critical,
		Summary: `The kiosk {{ $labels.instance }} was started anew {{ $value }} times in half an hour.`,
		Do:      `If nobody does that by hand, it breaks again and again: journalctl -u kiosk --since -30min says why. "oom" there means that it has too little memory: lower --max-sessions, or give it more.`,
	},
	{
		Name: "KioskFull", Expr: `increase(kiosk_visits_total{kind="full",JOB}[10m]) > 0`, For: "1m", Severity: critical,
		Summary: `The kiosk {{ $labels.instance }} has no place for some visitors, who get the page as plain text.`,
		Do:      `Ask an organiser for: ssh organiser@HOST status. "room" there says how many readers it has places for, and what bounds them. Give it more memory, or raise --max-sessions, and restart it. If the places are taken from one strange address, it is an attack; it takes no more than half of them.`,
	},
	{
		Name: "KioskRefusesEveryone", Expr: `sum by (job, instance) (increase(kiosk_refusals_total{reason=~"full|handshake_full",JOB}[10m])) > 20`, For: "1m", Severity: critical,
		Summary: `The kiosk {{ $labels.instance }} has as many connections as it can have, and refuses more.`,
		Do:      `Run: ssh organiser@HOST status. It names the addresses that are refused most often. If they are the hall's, raise --max-sessions or the memory. If they are strangers', block them in the firewall.`,
	},
	{
		Name: "KioskRefusesAnAddress", Expr: `sum by (job, instance) (increase(kiosk_refusals_total{reason=~"source_full|source_fast",JOB}[10m])) > 20`, For: "2m", Severity: warning,
		Summary: `The kiosk {{ $labels.instance }} refuses connections of an address from which too many come.`,
		Do:      `Run: ssh organiser@HOST status. It names the address. If that is the hall's or an office's, add it to --venue and restart the kiosk. If it is your load balancer's, add it to --proxy. If it is a stranger's, all is well: this is what keeps the kiosk up.`,
	},
	{
		Name: "KioskRefusesTheProxy", Expr: `sum by (job, instance) (increase(kiosk_refusals_total{reason=~"not_proxied|proxy_header",JOB}[10m])) > 5`, For: "5m", Severity: warning,
		Summary: `The kiosk {{ $labels.instance }} refuses connections, for it and a load balancer do not agree about the PROXY protocol.`,
		Do:      `Whoever comes through the load balancer may not get in: try it. The balancer has to send the PROXY protocol (send-proxy-v2 in HAProxy), and the kiosk has to have the balancer's address as --proxy. If there is no balancer, a stranger tries something, and all is well.`,
	},
	{
		Name: "KioskPagesBroken", Expr: `kiosk_last_reload_successful{JOB} == 0 unless kiosk_last_good_site_shown{JOB} == 1`, For: "5m", Severity: warning,
		Summary: `The newest pages cannot be shown; the kiosk {{ $labels.instance }} shows those from before.`,
		Do:      `Visitors see no fault, but no change either. Run on its machine: kiosk check, with the folder of the pages. It names the file and the line. When that is mended, the kiosk takes the pages by itself.`,
	},
	{
		Name: "KioskShowsTheLastGoodSite", Expr: `kiosk_last_good_site_shown{JOB} == 1`, For: "2m", Severity: warning,
		Summary: `The kiosk {{ $labels.instance }} was started with pages that cannot be shown, and shows a copy of the last good ones.`,
		Do:      `Visitors see the old pages. Run on its machine: kiosk check, with the folder of the pages. It names the file and the line. When that is mended, the kiosk takes the pages by itself. Until then, leave its state folder alone: the copy is there.`,
	},
	{
		Name: "KioskShortOfMemory", Expr: `process_resident_memory_bytes{JOB} > 1.1 * go_gc_gomemlimit_bytes{JOB}`, For: "5m", Severity: critical,
		Summary: `The kiosk {{ $labels.instance }} takes more memory than it means to, and may be ended by the system.`,
		Do:      `Lower --max-sessions, or give it more memory (MemoryMax and GOMEMLIMIT in its unit), and restart it; readers are told before.`,
	},
	{
		Name: "KioskShortOfFiles", Expr: `process_open_fds{JOB} > 0.9 * process_max_fds{JOB}`, For: "5m", Severity: critical,
		Summary: `The kiosk {{ $labels.instance }} has nearly as many files and connections open as it may.`,
		Do:      `Raise LimitNOFILE in its unit (systemctl edit kiosk), and restart it.`,
	},
	{
		Name: "KioskBusy", Expr: `rate(process_cpu_seconds_total{JOB}[5m]) > 0.9 * go_sched_gomaxprocs_threads{JOB}`, For: "10m", Severity: warning,
		Summary: `The kiosk {{ $labels.instance }} keeps its processors busy, and answers slowly.`,
		Do:      `See whether many people read (ssh organiser@HOST sessions), or one address floods it (ssh organiser@HOST status). Block a flood in the firewall; for a crowd, give the machine more processors, or run a second kiosk.`,
	},
	{
		Name: "KioskDrains", Expr: `kiosk_draining{JOB} == 1`, For: "10m", Severity: warning,
		Summary: `The kiosk {{ $labels.instance }} is closing for ten minutes already, and takes no newcomers.`,
		Do:      `Somebody stopped it, or asked for a long drain. If that was not meant: systemctl restart kiosk.`,
	},
	{
		Name: "KioskPeerNotReached", Expr: `kiosk_peers_reached{JOB} < kiosk_peers_known{JOB}`, For: "2m", Severity: warning,
		Summary: `The kiosk {{ $labels.instance }} does not reach all the kiosks that are one with it.`,
		Do:      `Visitors of those that are not reached may miss announcements. Ask an organiser for: ssh organiser@HOST status. It names each kiosk that does not answer; its own log says why: journalctl -u kiosk. If that kiosk runs, open its SSH port in the firewall to the others, and see that all have the same host key and the same --peers.`,
	},
	{
		Name: "KioskPeersSilent", Expr: `kiosk_peers_last_exchange_age_seconds{JOB} > 60`, For: "1m", Severity: warning,
		Summary: `The kiosk {{ $labels.instance }} has exchanged announcements with no other for a minute and more.`,
		Do:      `It is alone: what is announced elsewhere is not shown here, and the other way round. Until that is mended, announce at each kiosk by its own address. Look at the network of its machine, at the firewall, and at journalctl -u kiosk there.`,
	},
	{
		Name: "KioskLogLost", Expr: `increase(kiosk_log_lines_lost_total{JOB}[15m]) > 0`, For: "1m", Severity: warning,
		Summary: `Lines of the log of {{ $labels.instance }} are lost, because what takes them is too slow.`,
		Do:      `Visitors notice nothing. See whether the disk of the log is full (df -h /var/log), or what reads the log hangs.`,
	},
	{
		Name: "KioskDocumentUnread", Expr: `sum by (job, instance) (increase(kiosk_documents_converted_total{result!="ready",JOB}[1h])) > 0`, For: "1m", Severity: info,
		Summary: `A document of the pages of {{ $labels.instance }} cannot be read as pages; its link works.`,
		Do:      `Nothing at night. By day, kiosk check with the folder of the pages names the document, and what is wrong with it.`,
	},
	{
		Name: "KioskVersionsDiffer", Expr: `count by (job) (count by (job, version) (kiosk_build_info{JOB})) > 1`, For: "1h", Severity: info,
		Summary: `The kiosks do not all run the same version.`,
		Do:      `Nothing at night. By day, upgrade those that are behind: kiosk --version says which one a machine has.`,
	},
}

// ruleFile is Prometheus' form of rules (its documentation, "Recording rules").
type ruleFile struct {
	Groups []ruleGroup `yaml:"groups"`
}

type ruleGroup struct {
	Name  string `yaml:"name"`
	Rules []rule `yaml:"rules"`
}

type rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations annotations       `yaml:"annotations"`
}

// annotations are what is sent beside an alert: by these names whatever shows alerts
// shows them.
type annotations struct {
	Summary     string `yaml:"summary"`
	Description string `yaml:"description"`
}

// rule is an alert about the kiosks of a job.
func (a alert) rule(job string) rule {
	return rule{
		Alert: a.Name, For: a.For, Labels: map[string]string{"severity": a.Severity},
		Expr:        strings.ReplaceAll(a.Expr, "JOB", "job="+strconv.Quote(job)),
		Annotations: annotations{a.Summary, a.Do},
	}
}

// Alerts writes rules for Prometheus 2.42 and newer, for the kiosks whose metrics it
// reads by a job of this name.
func Alerts(job string) (string, error) {
	if err := checkJob(job); err != nil {
		return "", err
	}
	group := ruleGroup{Name: "kiosk"}
	for _, a := range alerts {
		group.Rules = append(group.Rules, a.rule(job))
	}
	rules, err := yaml.Marshal(ruleFile{Groups: []ruleGroup{group}})
	if err != nil {
		return "", fmt.Errorf("writing the rules: %w", err)
	}
	head, err := render("alerts.yaml", &data{Job: job})
	return head + string(rules), err
}

func checkJob(job string) error {
	if job == "" {
		return fmt.Errorf("--job is empty; give the job_name that the kiosks have in prometheus.yml, for example kiosk")
	}
	return printable("--job", job)
}
