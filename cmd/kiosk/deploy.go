package main

import (
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/deploy"
	"hackday.example/kiosk/internal/settings"
	"hackday.example/kiosk/internal/telemetry"
)

type deployCommand struct {
	Systemd    deploySystemd    `cmd:"" help:"Print kiosk.socket and kiosk.service, for a server of your own."`
	Compose    deployCompose    `cmd:"" help:"Print compose.yaml, for a container."`
	Kubernetes deployKubernetes `cmd:"" help:"Print manifests for several replicas, with the pages in them."`
	Settings   deploySettings   `cmd:"" help:"Print a settings file, with every setting that there is, as a comment."`
	HAProxy    deployHAProxy    `cmd:"" name:"haproxy" help:"Print haproxy.cfg, for HAProxy in front of several kiosks."`
	Alerts     deployAlerts     `cmd:"" help:"Print rules for Prometheus: what is wrong with a kiosk, and what to do."`
	Grafana    deployGrafana    `cmd:"" help:"Print a dashboard to import into Grafana 10 or newer."`
}

// deployFlags are those of kiosk serve that a file is printed for. They take no
// variables: what is set where a file is printed is not meant for where it runs.
type deployFlags struct {
	Listen        string           `default:":22" placeholder:"ADDR" help:"Address and port that visitors meet, for example :22 or 192.0.2.1:22. (default: ${default})"`
	Content       string           `placeholder:"DIR" help:"Folder of the pages."`
	Keys          string           `placeholder:"DIR" help:"Folder of the host key. (default: one that is kept for the kiosk)"`
	Announcements string           `placeholder:"DIR" help:"Folder of the announcements."`
	Venue         []network        `placeholder:"ADDR" help:"Addresses or networks from which a whole hall may come, for example 192.0.2.7 or 192.0.2.0/24."`
	Proxy         []network        `placeholder:"ADDR" help:"Addresses or networks of proxies, which have to send the PROXY protocol."`
	MaxSessions   int              `placeholder:"N" help:"Readers at once; the memory limit follows from it. (default: what 1 GiB has room for)"`
	Public        publicName       `placeholder:"HOST" help:"What visitors type behind ssh."`
	LogFormat     telemetry.Format `enum:"text,json," default:"" help:"How log lines are written: text or json."`
	Drain         time.Duration    `default:"30s" placeholder:"D" help:"Time that readers are given when a kiosk is stopped. (default: ${default})"`
}

func (f deployFlags) options() deploy.Options {
	return deploy.Options{
		Listen: f.Listen, Content: f.Content, Keys: f.Keys, Announcements: f.Announcements,
		Venue: prefixes(f.Venue), Proxy: prefixes(f.Proxy), MaxSessions: f.MaxSessions, Public: string(f.Public),
		LogFormat: string(f.LogFormat), Drain: f.Drain, Memory: capacity.MemoryFor(f.MaxSessions),
	}
}

// printFile prints a file, or says what is wrong with the flags.
func printFile(std streams, text string, err error) error {
	if err != nil {
		return err
	}
	if _, err = fmt.Fprint(std.out, text); err != nil {
		return fmt.Errorf("printing the file: %w", err)
	}
	return nil
}

type deploySystemd struct {
	deployFlags
	Ops    string   `placeholder:"ADDR" help:"Address and port for health and metrics; :9090 is for this machine alone."`
	Peers  []string `placeholder:"HOST:PORT" help:"SSH ports of all kiosks that are one, with commas between them; or one name that has the addresses of all. The unit then has the network that it takes."`
	Binary string   `default:"/usr/local/bin/kiosk" placeholder:"PATH" help:"Where the kiosk is installed. (default: ${default})"`
	Unit   string   `enum:"socket,service," default:"" help:"Print one of the two units: socket or service."`

	Packaged bool `hidden:"" help:"Print the units that a package has."`
}

// Run prints the units.
func (c *deploySystemd) Run(std streams) error {
	o := c.options()
	o.Ops, o.Peers, o.Binary, o.Packaged = c.Ops, c.Peers, c.Binary, c.Packaged
	socket, service, err := deploy.Systemd(o)
	text := socket + "\n" + service
	switch c.Unit {
	case "socket":
		text = socket
	case "service":
		text = service
	}
	return printFile(std, text, err)
}

type deployCompose struct {
	deployFlags
	Ops   string `placeholder:"ADDR" help:"Address and port of the machine for health and metrics; :9090 is for this machine alone."`
	Image string `default:"kiosk" placeholder:"NAME" help:"The container image. (default: ${default})"`
}

// Run prints compose.yaml.
func (c *deployCompose) Run(std streams) error {
	o := c.options()
	o.Ops, o.Image = c.Ops, c.Image
	text, err := deploy.Compose(o)
	return printFile(std, text, err)
}

type deployKubernetes struct {
	deployFlags
	Ops      string `default:":9090" placeholder:"ADDR" help:"Port for health and metrics. (default: ${default})"`
	Image    string `required:"" placeholder:"NAME" help:"The container image, for example registry.example/kiosk:1.0."`
	Replicas int    `default:"3" placeholder:"N" help:"How many kiosks there are. (default: ${default})"`
}

// Run prints the manifests, with the pages as they are in the folder, if all is
// well with them.
func (c *deployKubernetes) Run(std streams) error {
	if c.Keys != "" {
		return hint(fmt.Errorf("--keys %s has no place in a manifest, which never holds a key", c.Keys),
			"the host key is the Secret kiosk-host-key; what is printed says how to make it")
	}
	if _, err := (contentFlags{Content: c.Content}).load(); err != nil {
		return err
	}
	o := c.options()
	o.Ops, o.Image, o.Replicas = c.Ops, c.Image, c.Replicas
	o.Pages = fs.FS(content.FS)
	if c.Content != "" {
		root, err := os.OpenRoot(c.Content) // out of which no link leads, as in check
		if err != nil {
			return hint(fmt.Errorf("the content folder cannot be read: %w", err), "see to its permissions, or name another with --content")
		}
		defer func() { _ = root.Close() }()
		o.Pages = root.FS()
	}
	text, err := deploy.Kubernetes(o)
	return printFile(std, text, err)
}

type deployHAProxy struct {
	Servers     []string  `arg:"" name:"HOST:PORT" help:"Where the kiosks are, for example 10.0.0.11:2222 10.0.0.12:2222."`
	Listen      string    `default:":22" placeholder:"ADDR" help:"Address and port that visitors meet. (default: ${default})"`
	Ops         string    `default:":9090" placeholder:"ADDR" help:"What the kiosks have as --ops; its port is asked for their health. (default: ${default})"`
	MaxSessions int       `placeholder:"N" help:"Readers at once that one kiosk has room for."`
	Venue       []network `placeholder:"ADDR" help:"Addresses or networks from which a whole hall may come, which HAProxy lets through; for example 192.0.2.7 or 192.0.2.0/24."`
}

// Run prints haproxy.cfg.
func (c *deployHAProxy) Run(std streams) error {
	text, err := deploy.HAProxy(deploy.Options{
		Listen: c.Listen, Ops: c.Ops, MaxSessions: c.MaxSessions, Venue: prefixes(c.Venue), Servers: c.Servers, Memory: capacity.MemoryFor(c.MaxSessions),
	})
	return printFile(std, text, err)
}

type deploySettings struct{}

// settingsHead is what a printed settings file begins with.
var settingsHead = []string{
	"/etc/kiosk/kiosk.yaml: the settings of kiosk serve, and of the commands beside it.",
	"",
	"To set something, take the # before it away, and write your own value. Then:",
	"",
	"  kiosk check                what is wrong here, and with the pages",
	"  systemctl restart kiosk    use it; \"systemctl reload kiosk\" reads pages alone",
	"",
	"A flag wins over a variable, a variable over this file: for max-sessions,",
	"--max-sessions and KIOSK_MAX_SESSIONS. The kiosk says at its start what is not used.",
	"",
	"Everybody has to be able to read this file, and no secret belongs here. A folder that",
	"does not begin with / is one beside this file.",
}

// Run prints a settings file.
func (deploySettings) Run(k *kong.Context, std streams) error {
	return printFile(std, settings.Example(settingsHead, settingsKeys(k.Model)), nil)
}

type deployAlerts struct {
	Job string `default:"kiosk" placeholder:"NAME" help:"The job_name that the kiosks have in prometheus.yml. (default: ${default})"`
}

// Run prints the rules.
func (c *deployAlerts) Run(std streams) error {
	text, err := deploy.Alerts(c.Job)
	return printFile(std, text, err)
}

type deployGrafana struct{}

// Run prints the dashboard.
func (c *deployGrafana) Run(std streams) error {
	text, err := deploy.Grafana()
	return printFile(std, text, err)
}
