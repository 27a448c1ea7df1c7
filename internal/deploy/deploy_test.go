package deploy

import (
	"bytes"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/kiosktest"
)

// plain are the options where an organiser gave none.
func plain() Options {
	return Options{
		Listen: ":22", Drain: 30 * time.Second, Memory: 1024, Binary: "/usr/local/bin/kiosk",
		Image: "registry.example/kiosk:1.0", Replicas: 3, Pages: content.FS,
	}
}

// full are options of which every one was given.
func full() Options {
	o := plain()
	o.Listen, o.Content, o.Keys, o.Announcements = "192.0.2.1:2222", "/srv/kiosk/our content", "/etc/kiosk/keys", "/srv/kiosk/news"
	o.Venue = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32")}
	o.Proxy = []netip.Prefix{netip.MustParsePrefix("198.51.100.7/32")}
	o.Peers = []string{"10.0.0.11:2222", "10.0.0.12:2222", "[2001:db8::13]:2222"}
	o.MaxSessions, o.Memory, o.Public, o.Ops, o.LogFormat, o.Drain = 500, 320, "-p 2222 hackday.example", "10.0.0.11:9090", "json", time.Minute
	return o
}

// packaged are those of the units in a package.
func packaged() Options {
	o := plain()
	o.Packaged, o.Binary = true, "/usr/bin/kiosk"
	return o
}

func TestPackagedUnitsHoldNoSetting(t *testing.T) {
	_, service, err := Systemd(packaged())
	if err != nil || strings.Contains(service, "KIOSK_") {
		t.Errorf("%v\n%s", err, service)
	}
	for flag, set := range map[string]func(*Options){
		"content": func(o *Options) { o.Content = "/srv/pages" },
		"ops":     func(o *Options) { o.Ops = ":9090" },
		"venue":   func(o *Options) { o.Venue = full().Venue },
		"peers":   func(o *Options) { o.Peers = full().Peers },
	} {
		o := packaged()
		set(&o)
		if _, _, err := Systemd(o); err == nil || !strings.Contains(err.Error(), "/etc/kiosk/kiosk.yaml") {
			t.Errorf("%s: %v", flag, err)
		}
	}
}

// hostile are what a format could take for more than a word. They can be
// printed, and so are allowed.
var hostile = []string{
	`"`, `'`, `\`, `%h`, `$HOME`, `${HOME}`, `$(KIOSK_KEYS)`, `"]`, `#`, ` # x`, `: x`, `- x`, `{{.}}`, `\n`, `a"b\"c`, `!x`, `&x *x`, `%`, `é – “ü”`, `|`, `>`,
}

func TestSystemdUnits(t *testing.T) {
	all := full()
	all.Keys = "/var/lib/kiosk/our keys"
	peers := plain()
	peers.Peers = []string{"kiosks.example:22"}
	for name, o := range map[string]Options{"plain": plain(), "full": all, "packaged": packaged(), "peers": peers} {
		socket, service, err := Systemd(o)
		if err != nil {
			t.Fatal(err)
		}
		kiosktest.Golden(t, "testdata/"+name+".socket", socket)
		kiosktest.Golden(t, "testdata/"+name+".service", service)
	}
}

func TestSystemdTakesTheUnitsAndFindsThemSafe(t *testing.T) {
	analyze := kiosktest.Need(t, "systemd-analyze")
	ops, keys := plain(), plain()
	ops.Ops, keys.Keys = "127.0.0.1:9090", "/var/lib/kiosk/our keys"
	peers, both := plain(), plain()
	peers.Peers = []string{"kiosks.example:22"}
	both.Peers, both.Ops = full().Peers, ":9090"
	everywhere := plain()
	everywhere.Listen = "[::1]:2222"
	all, odd := full(), full()
	all.Keys, odd.Keys = "", "/var/lib/kiosk/"+strings.Join(hostile, "x")
	odd.Public, odd.Content, odd.Announcements = strings.Join(hostile, " "), "/srv/"+strings.Join(hostile, " "), "/srv/"+strings.Join(hostile, "x")
	for name, o := range map[string]Options{"plain": plain(), "full": all, "ops": ops, "peers": peers, "peers and ops": both, "keys": keys, "one address": everywhere, "odd": odd, "packaged": packaged()} {
		t.Run(name, func(t *testing.T) {
			// The program has to be there, in a place that the unit does not hide.
			o.Binary = "/usr/bin/env"
			socket, service, err := Systemd(o)
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			for name, text := range map[string]string{"kiosk.socket": socket, "kiosk.service": service} {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			unit := filepath.Join(folder, "kiosk.service")
			verify := exec.Command(analyze, "verify", "--man=no", unit, filepath.Join(folder, "kiosk.socket"))
			if out, err := verify.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("systemd-analyze verify: %v\n%s", err, out)
			}
			security := exec.Command(analyze, "security", "--offline=true", "--threshold=15", "--no-pager", unit)
			out, err := security.CombinedOutput()
			if err != nil || !bytes.Contains(out, []byte("Overall exposure level")) {
				t.Errorf("systemd-analyze security: %v\n%s", err, out)
			}
			t.Log(string(bytes.TrimSpace(out[max(bytes.LastIndexByte(bytes.TrimSpace(out), '\n'), 0):])))
		})
	}
}

// Peers are dialled, and their names looked up: the unit must let the kiosk do both, and
// one that has none must go on without a network.
func TestTheUnitHasTheNetworkThatPeersTake(t *testing.T) {
	alone, peers := plain(), plain()
	peers.Peers = []string{"kiosks.example:22"}
	for _, tt := range []struct {
		name              string
		o                 Options
		private, families string
	}{
		{"alone", alone, "yes", "AF_UNIX"},
		{"peers", peers, "", "AF_UNIX AF_INET AF_INET6"},
		{"packaged", packaged(), "", "AF_UNIX AF_INET AF_INET6"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, service, err := Systemd(tt.o)
			if err != nil {
				t.Fatal(err)
			}
			found := map[string][]string{}
			for line := range strings.Lines(service) {
				if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(line, "#") {
					found[key] = append(found[key], value)
				}
			}
			if got := strings.Join(found["PrivateNetwork"], "|"); got != tt.private {
				t.Errorf("PrivateNetwork is %q, want %q", got, tt.private)
			}
			if got := strings.Join(found["RestrictAddressFamilies"], "|"); got != tt.families {
				t.Errorf("RestrictAddressFamilies is %q, want %q", got, tt.families)
			}
			for _, key := range []string{"IPAddressDeny", "SocketBindDeny", "InaccessiblePaths", "RootDirectory"} {
				if len(found[key]) > 0 {
					t.Errorf("%s=%v may keep it from its peers, or from /etc/resolv.conf", key, found[key])
				}
			}
		})
	}
}

func TestComposeFile(t *testing.T) {
	for name, o := range map[string]Options{"plain": plain(), "full": full()} {
		text, err := Compose(o)
		if err != nil {
			t.Fatal(err)
		}
		kiosktest.Golden(t, "testdata/"+name+".compose.yaml", text)
	}
}

func TestWhatWasGivenStaysOneWord(t *testing.T) {
	for _, word := range hostile {
		o := plainOps()
		o.Public, o.Content, o.Announcements = word, "./"+word, "./"+word
		text, err := Compose(o)
		if err != nil {
			t.Fatal(err)
		}
		undo := strings.NewReplacer("$$", "$")
		kiosk := at(t, documents(t, text)[0], "services", "kiosk")
		if got := undo.Replace(at(t, kiosk, "environment", "KIOSK_PUBLIC").(string)); got != word {
			t.Errorf("compose: %q became %q", word, got)
		}
		if got := undo.Replace(at(t, kiosk, "volumes", 2, "source").(string)); got != "./"+word {
			t.Errorf("compose: %q became %q", "./"+word, got)
		}

		o.Announcements = "/x" + strings.ReplaceAll(word, "/", "")
		if text, err = Kubernetes(o); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, v := range at(t, kind(t, documents(t, text), "Deployment"), "spec", "template", "spec", "containers", 0, "env").([]any) {
			if at(t, v, "name") == "KIOSK_PUBLIC" {
				found = undo.Replace(at(t, v, "value").(string)) == word
			}
		}
		if !found {
			t.Errorf("kubernetes: %q is not there as it was", word)
		}
	}
}

func TestRefusedOptionsSayWhatToDo(t *testing.T) {
	systemd := func(o Options) error { _, _, err := Systemd(o); return err }
	compose := func(o Options) error { _, err := Compose(o); return err }
	kubernetes := func(o Options) error { _, err := Kubernetes(o); return err }
	haproxy := func(o Options) error { _, err := HAProxy(o); return err }
	pages := func(files map[string]string) func(*Options) {
		return func(o *Options) {
			m := fstest.MapFS{}
			for name, text := range files {
				m[name] = &fstest.MapFile{Data: []byte(text)}
			}
			o.Pages = m
		}
	}
	for _, tt := range []struct {
		name   string
		write  func(Options) error
		change func(*Options)
		want   string
	}{
		{"a line in a path", systemd, func(o *Options) { o.Content = "/srv/x\nExecStart=/bin/sh" }, "--content holds the character U+000A, which cannot be printed: \"/srv/x\\nExecStart=/bin/sh\""},
		{"a line of Unicode", compose, func(o *Options) { o.Public = "x\u2028y" }, "--public holds the character U+2028, which cannot be printed: \"x\\u2028y\""},
		{"an escape", kubernetes, func(o *Options) { o.Public = "\x1b[2J" }, "--public holds the character U+001B, which cannot be printed: \"\\x1b[2J\""},
		{"no UTF-8", compose, func(o *Options) { o.Public = "\xff" }, "--public is not UTF-8: \"\\xff\""},
		{"a long value", compose, func(o *Options) { o.Public = strings.Repeat("x", 1025) }, "--public has 1025 bytes; 1024 are allowed"},
		{"no port", systemd, func(o *Options) { o.Listen = "nowhere" }, "--listen is \"nowhere\", which is no address and port; give for example :22 or 192.0.2.1:22"},
		{"port 0", systemd, func(o *Options) { o.Listen = ":0" }, "--listen has the port \"0\"; it has to be a number from 1 to 65535"},
		{"a named port", systemd, func(o *Options) { o.Listen = ":ssh" }, "--listen has the port \"ssh\"; it has to be a number from 1 to 65535"},
		{"a line in a port", systemd, func(o *Options) { o.Listen = ":22\n" }, "--listen has the port \"22\\n\"; it has to be a number from 1 to 65535"},
		{"a named host", systemd, func(o *Options) { o.Listen = "host:22" }, "--listen has the host \"host\"; it has to be an IP address, or nothing for all of the machine's"},
		{"a bad ops address", compose, func(o *Options) { o.Ops = "x" }, "--ops is \"x\", which is no address and port; give for example :22 or 192.0.2.1:22"},
		{"a long drain", systemd, func(o *Options) { o.Drain = 2 * time.Hour }, "--drain is 2h0m0s; it has to be between 0s and 1h0m0s"},
		{"too many readers", systemd, func(o *Options) { o.MaxSessions = 50_001 }, "--max-sessions is 50001; it has to be between 1 and 50000"},
		{"no memory", systemd, func(o *Options) { o.Memory = 63 }, "63 MiB are too few for a kiosk; it takes 64"},
		{"a log format", compose, func(o *Options) { o.LogFormat = "xml" }, "--log-format is \"xml\"; it has to be text or json"},
		{"a relative path", systemd, func(o *Options) { o.Content = "content" }, "--content is \"content\"; give the whole path, from / on and without a / at its end"},
		{"a path that goes up", systemd, func(o *Options) { o.Keys = "/etc/../keys" }, "--keys is \"/etc/../keys\"; give the whole path, from / on and without a / at its end"},
		{"somebody's home", systemd, func(o *Options) { o.Content = "/home/ada/content" }, "--content is /home/ada/content, and the unit hides /home from the kiosk; put it under /srv or /usr/local, for example"},
		{"a key that cannot be read", systemd, func(o *Options) { o.Keys = "/etc/kiosk/keys" }, "--keys is /etc/kiosk/keys, where the kiosk's user cannot read a key that others cannot; copy it to /var/lib/kiosk/keys, and leave --keys out"},
		{"no binary", systemd, func(o *Options) { o.Binary = "" }, "--binary is \"\"; name the kiosk's file by letters, digits and - _ . + / alone, for example /usr/local/bin/kiosk"},
		{"a binary with arguments", systemd, func(o *Options) { o.Binary = "/bin/sh -c" }, "--binary is \"/bin/sh -c\"; name the kiosk's file by letters, digits and - _ . + / alone, for example /usr/local/bin/kiosk"},
		{"a volume's name", compose, func(o *Options) { o.Keys = "keys" }, "--keys is \"keys\"; give the whole path, or one from compose.yaml on that begins with ./"},
		{"an image", compose, func(o *Options) { o.Image = "-x" }, "--image is \"-x\", which is no name of an image; give for example registry.example/kiosk:1.0"},
		{"no image", kubernetes, func(o *Options) { o.Image = "" }, "--image is \"\", which is no name of an image; give for example registry.example/kiosk:1.0"},
		{"no replicas", kubernetes, func(o *Options) { o.Replicas = 0 }, "--replicas is 0; it has to be between 1 and 100"},
		{"an address of a Service", kubernetes, func(o *Options) { o.Listen = "192.0.2.1:22" }, "--listen is 192.0.2.1:22; the address of a Service is the cluster's to choose, so give the port alone, for example :22"},
		{"probes that reach nothing", kubernetes, func(o *Options) { o.Ops = "127.0.0.1:9090" }, "--ops is 127.0.0.1:9090; Kubernetes asks at the pod's own address, so give the port alone, for example :9090"},
		{"one port for both", kubernetes, func(o *Options) { o.Ops = ":2222" }, "--ops is :2222, the port that visitors meet in the container; give another, for example :9090"},
		{"one port for both in a container", compose, func(o *Options) { o.Ops = ":2222" }, "--ops is :2222, the port that visitors meet in the container; give another, for example :9090"},
		{"no ops", kubernetes, func(o *Options) { o.Ops = "" }, "--ops is empty; Kubernetes asks there whether a kiosk takes visitors, so give an address, for example :9090"},
		{"announcements over the keys", kubernetes, func(o *Options) { o.Announcements = "/keys" }, "--announcements is /keys, where something else is in the container; give another path, for example /announcements"},
		{"too many pages", kubernetes, pages(map[string]string{"a.md": strings.Repeat("x", 1<<19), "b.md": strings.Repeat("x", 1<<19)}), "reading the pages: with b.md the pages take more than 1 MiB, and a ConfigMap holds no more; leave large pictures out, or build an image of your own with the pages in it"},
		{"a key among the pages", kubernetes, pages(map[string]string{"a.md": "-----BEGIN OPENSSH" + " PRIVATE KEY-----\n"}), "reading the pages: a.md holds a private key; it has no place among the pages"},
		{"no pages", kubernetes, pages(nil), "reading the pages: the folder is empty"},
		{"two pages of one name", kubernetes, pages(map[string]string{"a b.md": "x", "a-b.md": "x"}), "reading the pages: a b.md and a-b.md would have one name in a ConfigMap; rename one"},
		{"a page's name", kubernetes, pages(map[string]string{"a\nb.md": "x"}), "reading the pages: a\nb.md holds the character U+000A, which cannot be printed: \"a\\nb.md\""},
		{"no kiosks", haproxy, func(o *Options) { o.Servers = nil }, "no kiosk was named; give each as HOST:PORT"},
		{"too many kiosks", haproxy, func(o *Options) { o.Servers = make([]string, 101) }, "101 kiosks were named; 100 is the most"},
		{"a peer without a port", systemd, func(o *Options) { o.Peers = []string{"kiosks.example"} }, "the kiosk \"kiosks.example\" has no address and port; give for example 10.0.0.11:2222"},
		{"a line in a peer", systemd, func(o *Options) { o.Peers = []string{"a\nExecStart=/bin/sh:22"} }, "the kiosk \"a\\nExecStart=/bin/sh:22\" has the host \"a\\nExecStart=/bin/sh\"; it has to be an IP address or a name"},
		{"two peers in one word", systemd, func(o *Options) { o.Peers = []string{"a:22,b:22"} }, "the kiosk \"a:22,b:22\" has no address and port; give for example 10.0.0.11:2222"},
		{"a peer twice", systemd, func(o *Options) { o.Peers = []string{"[::1]:22", "[0::1]:22"} }, "the kiosk [::1]:22 was named twice"},
		{"a peer that is every machine", systemd, func(o *Options) { o.Peers = []string{"[::ffff:0.0.0.0]:22"} }, "the kiosk \"[::ffff:0.0.0.0]:22\" has the host \"::ffff:0.0.0.0\", which is not the address of one machine"},
		{"a kiosk that is many machines", haproxy, func(o *Options) { o.Servers = []string{"[ff02::1]:22"} }, "the kiosk \"[ff02::1]:22\" has the host \"ff02::1\", which is not the address of one machine"},
		{"a kiosk in capitals too", haproxy, func(o *Options) { o.Servers = []string{"kiosk-a:22", "Kiosk-A:22"} }, "the kiosk Kiosk-A:22 was named twice"},
		{"too many peers", systemd, func(o *Options) { o.Peers = make([]string, 101) }, "101 kiosks were named; 100 is the most"},
		{"a kiosk without a port", haproxy, func(o *Options) { o.Servers = []string{"10.0.0.1"} }, "the kiosk \"10.0.0.1\" has no address and port; give for example 10.0.0.11:2222"},
		{"a kiosk's port", haproxy, func(o *Options) { o.Servers = []string{"10.0.0.1:2222 backup"} }, "the kiosk \"10.0.0.1:2222 backup\" has the port \"2222 backup\"; it has to be a number from 1 to 65535"},
		{"a kiosk's name", haproxy, func(o *Options) { o.Servers = []string{"a\nglobal:22"} }, "the kiosk \"a\\nglobal:22\" has the host \"a\\nglobal\"; it has to be an IP address or a name"},
		{"a kiosk twice", haproxy, func(o *Options) { o.Servers = []string{"10.0.0.1:22", "10.0.0.1:22"} }, "the kiosk 10.0.0.1:22 was named twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := plainOps()
			o.Servers = []string{"10.0.0.1:2222"}
			tt.change(&o)
			if err := tt.write(o); err == nil || err.Error() != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

func FuzzLiteralTextComesBackAsItWas(f *testing.F) {
	for _, text := range append(hostile, "", "\n", " x\n", "x\n\n", "\tx", "x\r\n", "---\n", "x\n \n") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		var got struct {
			Data map[string]string
		}
		file := "data:\n  \"key\": " + blockYAML(text) + "\n  \"next\": " + quoteYAML(text) + "\n"
		if err := yaml.Unmarshal([]byte(file), &got); err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		if got.Data["key"] != text || got.Data["next"] != text || len(got.Data) != 2 {
			t.Errorf("%q became %q", text, got.Data)
		}
	})
}
