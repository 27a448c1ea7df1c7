// Package deploy writes the files with which others run a kiosk: systemd,
// compose, Kubernetes, and HAProxy in front of several; and with which they watch
// it: Prometheus and Grafana. Options go in, text comes out; nothing is read but the
// pages that are handed in, and nothing is started. The texts are templates, one
// file each in templates, but for what is watched: alerts.go and dashboard.go have
// tables of that.
//
// What the organiser gave is checked, and then quoted as the format has it, so
// that no value ends its line and begins another. The host key is in none of
// the files: each says how it gets where it is needed.
package deploy

import (
	"embed"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"path"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/capacity"
)

//go:embed templates
var templates embed.FS

// Options are what the organiser wants. A target passes over those that it has
// no use for.
type Options struct {
	Listen        string         // HOST:PORT that visitors meet; the host may be empty, and has to be an IP address
	Content       string         // folder of the pages; empty for the built-in ones
	Keys          string         // folder of the host key; empty for one that the kiosk makes and keeps
	Announcements string         // folder of the announcements; empty for one that is kept with the key
	Venue         []netip.Prefix // as kiosk serve has them, and the next four too
	Proxy         []netip.Prefix
	MaxSessions   int // 0 for what the memory has room for
	Public        string
	Ops           string // ADDR:PORT for health and metrics; empty for none where a target can do without
	LogFormat     string // empty for the kiosk's own default
	Drain         time.Duration
	Memory        int // MiB that the kiosk may take, at least 64

	Binary   string   // systemd: path of the kiosk
	Peers    []string // systemd: HOST:PORT of each kiosk that is one with this one; empty for a kiosk by itself
	Packaged bool     // systemd: the units belong to a package, whose settings are in a file
	Image    string   // compose and Kubernetes
	Replicas int      // Kubernetes
	Pages    fs.FS    // Kubernetes: what goes into the ConfigMap
	Servers  []string // HAProxy: HOST:PORT of each kiosk
}

// UsualDrain is how long readers have where systemd stops a kiosk and nobody said
// another time.
const UsualDrain = 30 * time.Second

const (
	// afterDrain is what a kiosk is given beyond its drain before it is killed.
	// It takes at most 5 s of them to close.
	afterDrain = 15 * time.Second

	longestDrain  = time.Hour
	mostReplicas  = 100
	longestValue  = 1024
	leastMemory   = 64
	containerPort = 2222 // on which the image listens
)

// address is a host and a port; the host may be empty.
type address struct{ Host, Port string }

// Any reports whether it is every address of the machine.
func (a address) Any() bool {
	ip, err := netip.ParseAddr(a.Host)
	return a.Host == "" || err == nil && ip.IsUnspecified()
}

func (a address) String() string { return net.JoinHostPort(a.Host, a.Port) }

// setting is a variable of the kiosk's. Where the organiser did not give it,
// the file has its Example, as a comment.
type setting struct {
	Name, Value, Example, Why string
}

// data is what the templates see.
type data struct {
	Options
	Port     address // that visitors meet
	OpsAt    address
	Settings []setting
	Stop     int // seconds after which a kiosk that was told to stop is killed
	Soft     int // MiB that Go tries to keep below

	Files   []file   // Kubernetes
	Targets []target // HAProxy
	Job     string   // alerts
	Most    int      // HAProxy: connections at once
	Table   sourceTable
}

// ReaderKiB is the memory that is reckoned for one reader.
func (d *data) ReaderKiB() int { return capacity.ReaderBudget >> 10 }

// BaseMiB is the memory of a kiosk without visitors.
func (d *data) BaseMiB() int { return capacity.BaseBudget >> 20 }

// ConversionMiB is the memory of the process that reads documents.
func (d *data) ConversionMiB() int { return capacity.ConversionBudget >> 20 }

// CacheMiB is how much is kept of the texts of documents.
func (d *data) CacheMiB() int { return capacity.CacheBudget >> 20 }

// check makes of the options what the templates see, or says which is wrong.
func (o Options) check() (*data, error) {
	d := &data{Options: o, Stop: int((o.Drain + afterDrain).Round(time.Second) / time.Second), Soft: o.Memory / 4 * 3}
	var err error
	if d.Port, err = parseAddress("--listen", o.Listen); err != nil {
		return nil, err
	}
	if o.Ops != "" {
		if d.OpsAt, err = parseAddress("--ops", o.Ops); err != nil {
			return nil, err
		}
	}
	switch {
	case o.Drain < 0 || o.Drain > longestDrain:
		return nil, fmt.Errorf("--drain is %v; it has to be between 0s and %v", o.Drain, longestDrain)
	case o.MaxSessions < 0 || o.MaxSessions > capacity.MostReaders:
		return nil, fmt.Errorf("--max-sessions is %d; it has to be between 1 and %d", o.MaxSessions, capacity.MostReaders)
	case o.Memory < leastMemory:
		return nil, fmt.Errorf("%d MiB are too few for a kiosk; it takes %d", o.Memory, leastMemory)
	case o.LogFormat != "" && o.LogFormat != "text" && o.LogFormat != "json":
		return nil, fmt.Errorf("--log-format is %q; it has to be text or json", o.LogFormat)
	}
	for _, v := range []struct{ flag, value string }{
		{"--content", o.Content}, {"--keys", o.Keys}, {"--announcements", o.Announcements}, {"--public", o.Public}, {"--binary", o.Binary},
	} {
		if err := printable(v.flag, v.value); err != nil {
			return nil, err
		}
	}
	d.Settings = o.settings()
	return d, nil
}

// settings are the variables that are the same wherever the kiosk runs.
func (o Options) settings() []setting {
	sessions := ""
	if o.MaxSessions > 0 {
		sessions = strconv.Itoa(o.MaxSessions)
	}
	return []setting{
		{"KIOSK_VENUE", join(o.Venue), "192.0.2.0/24", "The networks of the venue, from which a whole hall comes behind one address."},
		{"KIOSK_PROXY", join(o.Proxy), "198.51.100.7/32", "The addresses of HAProxy or another proxy in front, which has to send the PROXY protocol."},
		{"KIOSK_PUBLIC", o.Public, "hackday.example", "What visitors type behind ssh; the lobby shows it."},
		{"KIOSK_MAX_SESSIONS", sessions, "1000", "Readers at once. Without it, as many as the memory has room for."},
		{"KIOSK_LOG_FORMAT", o.LogFormat, "json", "How log lines are written: text or json."},
	}
}

func join(prefixes []netip.Prefix) string {
	words := make([]string, len(prefixes))
	for i, p := range prefixes {
		words[i] = p.String()
	}
	return strings.Join(words, ",")
}

// printable refuses what no path, name or address has in it: control
// characters, and the others that end a line or hide in it.
func printable(flag, value string) error {
	if len(value) > longestValue {
		return fmt.Errorf("%s has %d bytes; %d are allowed", flag, len(value), longestValue)
	}
	if !utf8.ValidString(value) {
		return fmt.Errorf("%s is not UTF-8: %q", flag, value)
	}
	for _, r := range value {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("%s holds the character %U, which cannot be printed: %q", flag, r, value)
		}
	}
	return nil
}

// absolute refuses a path that depends on where a program was started.
func absolute(flag, value string) error {
	if value != "" && (!path.IsAbs(value) || path.Clean(value) != value) {
		return fmt.Errorf("%s is %q; give the whole path, from / on and without a / at its end", flag, value)
	}
	return nil
}

// parseAddress takes an address of this machine and a port.
func parseAddress(flag, text string) (address, error) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return address{}, fmt.Errorf("%s is %q, which is no address and port; give for example :22 or 192.0.2.1:22", flag, text)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || port != strconv.FormatUint(n, 10) {
		return address{}, fmt.Errorf("%s has the port %q; it has to be a number from 1 to 65535", flag, port)
	}
	if host != "" {
		ip, err := netip.ParseAddr(host)
		if err != nil || ip.Zone() != "" {
			return address{}, fmt.Errorf("%s has the host %q; it has to be an IP address, or nothing for all of the machine's", flag, host)
		}
		host = ip.String()
	}
	return address{host, port}, nil
}

// reference is the name of an image, as registries have it but less strict.
var reference = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}$`)

func checkImage(image string) error {
	if !reference.MatchString(image) {
		return fmt.Errorf("--image is %q, which is no name of an image; give for example registry.example/kiosk:1.0", image)
	}
	return nil
}

// inContainer refuses for --ops the port on which the image serves visitors.
func (d *data) inContainer() error {
	if d.OpsAt.Port == fmt.Sprint(containerPort) {
		return fmt.Errorf("--ops is %s, the port that visitors meet in the container; give another, for example :9090", d.Ops)
	}
	return checkImage(d.Image)
}

// render fills a template in.
func render(name string, d *data) (string, error) {
	text, err := templates.ReadFile("templates/" + name)
	if err != nil {
		return "", fmt.Errorf("reading the template: %w", err)
	}
	t, err := template.New(name).Option("missingkey=error").Funcs(template.FuncMap{
		"usualDrain": func() time.Duration { return UsualDrain },
		"systemd":    quoteSystemd,
		"yaml":       quoteYAML,
		"compose":    quoteCompose,
		"kubernetes": quoteKubernetes,
		"literal":    blockYAML,
		"join":       func(words []string) string { return strings.Join(words, ",") },
	}).Parse(string(text))
	if err != nil {
		return "", fmt.Errorf("reading the template: %w", err)
	}
	var b strings.Builder
	if err := t.Execute(&b, d); err != nil {
		return "", fmt.Errorf("writing the file: %w", err)
	}
	return b.String(), nil
}
