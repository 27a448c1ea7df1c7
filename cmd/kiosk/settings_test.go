package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/settings"
)

// settingsFile writes a settings file, and returns its path.
func settingsFile(t *testing.T, text string) string {
	t.Helper()
	return filepath.Join(write(t, map[string]string{"kiosk.yaml": text}), "kiosk.yaml")
}

// parsed is the command line as kong has it.
func parsed(t *testing.T, args ...string) (*kong.Context, *settingsSource, error) {
	t.Helper()
	source := &settingsSource{}
	parser, err := newParser(&cli{}, source, streams{io.Discard, io.Discard}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	c, err := parser.Parse(args)
	return c, source, err
}

// flagOf is a flag of a command line.
func flagOf(t *testing.T, c *kong.Context, name string) *kong.Flag {
	t.Helper()
	for _, f := range c.Flags() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no flag --%s", name)
	return nil
}

// three are values that a setting may have, for what stands in a file, a variable and a
// flag.
func three(k settings.Key) [3]string {
	switch {
	case k.Form == settings.Truth:
		return [3]string{"true", "false", "true"}
	case k.Form == settings.Folder:
		return [3]string{"/file", "/variable", "/flag"}
	case k.Name == "peers":
		return [3]string{"192.0.2.1:2222,192.0.2.2:2222", "kiosks.example:22", "[2001:db8::1]:2222"}
	case k.Form == settings.List:
		return [3]string{"192.0.2.1", "192.0.2.2", "192.0.2.3"}
	}
	switch k.Name {
	case "listen", "ops":
		return [3]string{":1", ":2", ":3"}
	case "from":
		return [3]string{"html", "markdown", "html"}
	case "log-format":
		return [3]string{"json", "text", "json"}
	case "drain":
		return [3]string{"1s", "2s", "3s"}
	}
	return [3]string{"1", "2", "3"}
}

func TestAFlagGoesBeforeAVariableAndThatBeforeTheFile(t *testing.T) {
	c, _, err := parsed(t, "serve")
	if err != nil {
		t.Fatal(err)
	}
	keys := settingsKeys(c.Model)
	if len(keys) < 15 {
		t.Fatalf("there are but %d settings", len(keys))
	}
	for _, k := range keys {
		t.Run(k.Name, func(t *testing.T) {
			v := three(k)
			value := func(args ...string) string {
				t.Helper()
				c, _, err := parsed(t, append([]string{"serve"}, args...)...)
				if err != nil {
					t.Fatal(err)
				}
				return fmt.Sprint(flagOf(t, c, k.Name).Target.Interface())
			}
			variable := "KIOSK_" + strings.ToUpper(strings.ReplaceAll(k.Name, "-", "_"))
			t.Setenv(variable, "") // to be put back at the end
			if err := os.Unsetenv(variable); err != nil {
				t.Fatal(err)
			}
			flags := [3]string{}
			for i := range v {
				flags[i] = value("--" + k.Name + "=" + v[i])
			}
			file := settingsFile(t, k.Name+": "+settingsText(v[0])+"\n")
			if got := value("--config", file); got != flags[0] {
				t.Errorf("by the file it is %s, and by the flag %s", got, flags[0])
			}
			if usual := value(); usual == flags[0] {
				t.Fatalf("%s is its default too", usual)
			}
			t.Setenv(variable, v[1])
			if got := value("--config", file); got != flags[1] {
				t.Errorf("with a variable it is %s, want %s", got, flags[1])
			}
			if got := value("--config", file, "--"+k.Name+"="+v[2]); got != flags[2] {
				t.Errorf("with a flag it is %s, want %s", got, flags[2])
			}
		})
	}
}

// settingsText is a value in quotes, unless it is to be true or false.
func settingsText(text string) string {
	if text == "true" {
		return text
	}
	return "'" + text + "'"
}

func TestWhichCommandsReadTheFile(t *testing.T) {
	pages := write(t, map[string]string{"site.yaml": "title: Ours\nurl: https://e.org\n", "page.md": "---\ntitle: Hello\n---\nOur words.\n"})
	keys := filepath.Join(t.TempDir(), "keys")
	key(t, keys)
	loaded, err := hostkey.Load(keys)
	if err != nil {
		t.Fatal(err)
	}
	fingerprint := hostkey.Fingerprint(loaded.Current.PublicKey())
	t.Setenv("KIOSK_CONFIG", settingsFile(t, "content: "+pages+"\nkeys: "+keys+"\npublic: kiosk.example\nlisten: nowhere:1x\ndrain: 3s\nops: ':1'\n"))
	for _, tt := range []struct {
		args   string
		status int
		want   string // in what is printed
	}{
		{"check", 0, "looked at 2 files (page.md, site.yaml) in " + pages + ": no error"},
		{"check --content=", 0, "in the built-in pages"},
		{"preview --print", 0, "Our words."},
		{"fingerprint", 0, "kiosk.example IN SSHFP"},
		{"fingerprint --short", 0, fingerprint + "\n"},
		{"poster --format svg", 0, "ssh kiosk.example"},
		{"rotate", 0, "made the next host key"},
		{"healthcheck", 1, "--listen nowhere:1x: there is no port"},
		{"healthcheck --ops :1", 1, "takes no newcomers"},
		{"serve", 1, "cannot listen on nowhere:1x"},
		{"", 1, "cannot listen on nowhere:1x"},
		{"deploy systemd", 0, "\nListenStream=22\n"},
		{"version", 0, "kiosk "},
	} {
		status, out, said := call(strings.Fields(tt.args)...)
		if status != tt.status || !strings.Contains(out+said, tt.want) {
			t.Errorf("kiosk %s: status %d, want %d, and %q in\n%s%s", tt.args, status, tt.status, tt.want, out, said)
		}
		if strings.HasPrefix(tt.args, "deploy") && strings.Contains(out, "kiosk.example") {
			t.Errorf("kiosk %s prints this machine's settings:\n%s", tt.args, out)
		}
	}
	// A file that is broken says so to those, and lets the others be.
	t.Setenv("KIOSK_CONFIG", settingsFile(t, "x: y\n"))
	for args, want := range map[string]int{"check": exitUsage, "fingerprint": exitUsage, "serve": exitUsage, "deploy systemd": 0, "version": 0, "serve --help": 0} {
		if status, out, said := call(strings.Fields(args)...); status != want || want != 0 && !strings.Contains(said, "kiosk.yaml:1:1: error: the setting \"x\" is not known; take it out\nhint: kiosk deploy settings prints ") {
			t.Errorf("kiosk %s with a broken file: status %d, %s%s", args, status, out, said)
		}
	}
}

func TestASettingsFileThatIsNamedHasToBeThere(t *testing.T) {
	t.Chdir(t.TempDir())
	const want = "kiosk: the settings file ours.yaml is not there\nhint: kiosk deploy settings > ours.yaml makes one\n"
	if status, _, said := call("fingerprint", "--config", "ours.yaml"); status != exitUsage || said != want {
		t.Errorf("by the flag: status %d, %s", status, said)
	}
	t.Setenv("KIOSK_CONFIG", "ours.yaml")
	if status, _, said := call("fingerprint"); status != exitUsage || said != want {
		t.Errorf("by the variable: status %d, %s", status, said)
	}
	if _, _, said := call("fingerprint", "--config="); strings.Contains(said, "settings") {
		t.Errorf("with none: %s", said)
	}
	if err := os.WriteFile("ours.yaml", []byte("keys: beside\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, said := call("fingerprint"); !strings.Contains(said, "there is no host key in beside\n") {
		t.Errorf("a folder beside the file: %s", said)
	}
}

func TestASettingThatIsNotUsedIsSaid(t *testing.T) {
	file := settingsFile(t, "drain: 3s\npublic: a\nkeys: /k\n")
	t.Setenv("KIOSK_DRAIN", "4s")
	c, source, err := parsed(t, "serve", "--config", file, "--public", "b")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(flagOf(t, c, "drain").Target.Interface()); got != "4s" {
		t.Errorf("the drain is %s", got)
	}
	var b bytes.Buffer
	source.announce(&b)
	want := "kiosk: the settings are those of " + file + "\n" +
		"kiosk: " + file + ":2:9 is not used: the flag --public wins over it\n" +
		"kiosk: " + file + ":1:8 is not used: the variable KIOSK_DRAIN wins over it\n"
	if b.String() != want {
		t.Errorf("said\n%swant\n%s", b.String(), want)
	}
	if _, source, err = parsed(t, "serve"); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if source.announce(&b); b.Len() > 0 {
		t.Errorf("without a file: %s", b.String())
	}
}

func TestWhatIsWrongWithAValueIsSaidByItsPlace(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"drain: 30", `:1:8: error: "drain": "30" has no unit; write 30s for seconds, or 30m for minutes` + "\n"},
		{"drain: 2h", `:1:8: error: "drain": "2h" is not between 0s and 1h0m0s; write for example 30s` + "\n"},
		{"max-sessions: many", `:1:15: error: "max-sessions": "many" is no whole number; write one` + "\n"},
		{"max-sessions: -1", `:1:15: error: "max-sessions": "-1" is not 1 or more; write another, or take the line out` + "\n"},
		{"log-format: xml", `:1:13: error: "log-format": "xml" cannot stand here; write text or json` + "\n"},
		{"from: pdf", `:1:7: error: "from": "pdf" cannot stand here; write html or markdown` + "\n"},
		{"listen: 22", `:1:9: error: "listen": "22" is no address and port; write :22 for port 22` + "\n"},
		{"ops: localhost", `:1:6: error: "ops": "localhost" is no address and port; write for example :2222 or 192.0.2.1:2222` + "\n"},
		{"public: ssh hackday.example", `:1:9: error: "public": "ssh hackday.example" is not what visitors type behind ssh; write the name or the address alone, for example hackday.example, or with its port, -p 2222 hackday.example` + "\n"},
		{"public: https://hackday.example", `:1:9: error: "public": "https://hackday.example" is not what`},
		{"peers: [10.0.0.11]", `:1:9: error: "peers": "10.0.0.11" is no address of a peer; write HOST:PORT, such as `},
		{"peers: [a:22, 'A:022']", `:1:8: error: "peers": "A:022" is there twice; write each peer once` + "\n"},
		{"peers: a:22,b:22, a:22", `:1:8: error: "peers": "a:22" is there twice; write each peer once` + "\n"},
		{"words", `:1:1: error: here are no keys; write each as "key: value", for example "listen: :2222"` + "\n"},
		{"ops: [9090]", `:1:6: error: "ops" has to be text or a number, and is a list; it takes one value: write that alone` + "\n"},
		{"venue: [192.0.2.0/24, hall]", `:1:23: error: "venue": "hall" is no address and no network; write for example `},
		{"config: x", `:1:1: error: the setting "config" is not known; take it out` + "\n"},
		{"conten: x", `:1:1: error: the setting "conten" is not known; write "content" if that is meant, or take it out` + "\n"},
		// What is found wrong later names the line too.
		{"content: nowhere", "; --content is set by FILE:1:10\n"},
		{"ops: nowhere:1x\ncontent: ''", "; --ops is set by FILE:1:6\n"},
	} {
		file := settingsFile(t, tt.text+"\n")
		status, _, said := call("serve", "--listen", "127.0.0.1:0", "--config", file)
		if status == 0 || !strings.Contains(said, strings.ReplaceAll(tt.want, "FILE", file)) {
			t.Errorf("%s: status %d, said\n%swant\n%s", tt.text, status, said, tt.want)
		}
	}
}

func TestThePrintedSettingsAreAllThatThereAre(t *testing.T) {
	text := printed(t, "settings")
	if len(text) > settings.MaxBytes/2 {
		t.Errorf("%d bytes leave no room for an organiser's own", len(text))
	}
	c, _, err := parsed(t, "serve", "--config", settingsFile(t, text))
	if err != nil {
		t.Fatal(err)
	}
	all := text
	for _, flag := range c.Flags() {
		if len(flag.Envs) == 0 || flag.Name == "config" {
			continue
		}
		key := "\n#" + flag.Name + ": "
		if strings.Count(text, key) != 1 {
			t.Errorf("%s is not there once", flag.Name)
		}
		if strings.Contains(text, key+"\n") || strings.Contains(text, key+"''") {
			t.Errorf("%s has no sample", flag.Name)
		}
		all = strings.ReplaceAll(all, key, "\n"+flag.Name+": ")
	}
	// Every line that an organiser takes the sign from is a setting.
	if _, _, err := parsed(t, "serve", "--config", settingsFile(t, all)); err != nil {
		t.Error(err)
	}
}
