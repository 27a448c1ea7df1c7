package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/peers"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/settings"
)

// settingsFlags name the settings file. A command that has them takes from that file what
// it takes by a variable.
type settingsFlags struct {
	Config string `env:"KIOSK_CONFIG" placeholder:"FILE" help:"Settings file, which kiosk deploy settings prints. (default: ${settings})"`
}

// folderPlaceholder is how the help of a flag says that it takes a folder, which in the
// settings file is relative to that of the file.
const folderPlaceholder = "DIR"

// usualSettings is the settings file that is read if it is there and none is named; empty
// where there is no such place: on Windows anyone may make folders in that of all programs.
func usualSettings() string {
	if runtime.GOOS == "windows" {
		return ""
	}
	return "/etc/kiosk/kiosk.yaml"
}

// usualSettingsHelp says in help which that is.
func usualSettingsHelp() string {
	if path := usualSettings(); path != "" {
		return path + ", if it is there"
	}
	return "none"
}

// settingsSource has flags from the settings file, where neither the command line nor a
// variable says them. It implements kong.Resolver, and is for one command line.
type settingsSource struct {
	context *kong.Context // nil until the file was looked for
	file    *settings.File
	err     error
}

// settingsError is what is wrong with the settings file.
type settingsError struct{ error }

// Validate implements kong.Resolver. All is checked when the file is read.
func (*settingsSource) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver.
func (s *settingsSource) Resolve(c *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if s.context == nil {
		s.context = c
		s.file, s.err = readSettings(c)
	}
	if s.err != nil {
		return nil, &settingsError{s.err}
	}
	v, ok := s.file.Value(flag.Name)
	if !ok || len(flag.Envs) == 0 || variableOf(flag) != "" {
		return nil, nil
	}
	return v.Text, nil
}

// elsewhere is what serve would have of a flag that this command has not: from the
// variable, or else from the settings file.
func (s *settingsSource) elsewhere(flag, variable string) string {
	if value, ok := os.LookupEnv(variable); ok {
		return value
	}
	v, _ := s.file.Value(flag)
	return v.Text
}

// variableOf is the variable that sets a flag; empty if none does. kong has a resolver go
// before variables.
func variableOf(flag *kong.Flag) string {
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return name
		}
	}
	return ""
}

// readSettings reads the settings file of a command; nil where it has none.
func readSettings(c *kong.Context) (*settings.File, error) {
	flags := c.Flags()
	i := slices.IndexFunc(flags, func(f *kong.Flag) bool { return f.Name == "config" })
	if i < 0 {
		return nil, nil
	}
	path, _ := c.FlagValue(flags[i]).(string)
	named := onCommandLine(c, flags[i]) || variableOf(flags[i]) != ""
	if !named {
		path = usualSettings()
	}
	if path == "" {
		return nil, nil
	}
	f, err := settings.Read(path, settingsKeys(c.Model))
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, hint(fmt.Errorf("the settings file %s is not there", path), "kiosk deploy settings > %s makes one", path)
	case err != nil:
		if r := (*report.Error)(nil); errors.As(err, &r) {
			err = hint(err, "kiosk deploy settings prints a settings file with all that can be set")
		}
		return nil, err
	}
	return f, nil
}

// onCommandLine reports whether a flag was typed.
func onCommandLine(c *kong.Context, flag *kong.Flag) bool {
	return slices.ContainsFunc(c.Path, func(p *kong.Path) bool { return p.Flag == flag && !p.Resolved })
}

// settingsKeys are what a settings file may have: the flags of kiosk serve.
func settingsKeys(app *kong.Application) (keys []settings.Key) {
	for _, command := range app.Children {
		if command.Name != "serve" {
			continue
		}
		for _, flag := range command.Flags {
			if len(flag.Envs) > 0 && flag.Name != "config" {
				keys = append(keys, settingsKey(flag))
			}
		}
	}
	return keys
}

// settingsKey is a flag as a key of the settings file.
func settingsKey(flag *kong.Flag) settings.Key {
	k := settings.Key{Name: flag.Name, Help: flag.Help, Default: flag.Default, Sample: flag.Tag.Get("sample")}
	switch {
	case flag.IsBool():
		k.Form, k.Sample = settings.Truth, "true"
	case flag.IsSlice():
		k.Form = settings.List
	case flag.PlaceHolder == folderPlaceholder:
		k.Form = settings.Folder
	}
	k.Check = func(text string) error { return checkFlag(flag, text) }
	k.CheckList = listBounds[flag.Name]
	return k
}

// checkFlag says why a flag cannot have a value. The parts of what it says are what is
// wrong and what to do, with a semicolon between them.
func checkFlag(flag *kong.Flag, text string) error {
	if flag.Enum != "" {
		if words := flag.EnumSlice(); !slices.Contains(words, text) {
			words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
			return fmt.Errorf("%q cannot stand here; write %s", text, strings.Join(words, " or "))
		}
	}
	value := *flag.Value // which parsing would note as set
	err := value.Parse(kong.ScanFromTokens(kong.Token{Type: kong.FlagValueToken, Value: text}), reflect.New(flag.Target.Type()).Elem())
	if bounds := flagBounds[flag.Name]; err == nil && bounds != nil {
		return bounds(text)
	}
	if err == nil {
		return nil
	}
	switch flag.Target.Interface().(type) {
	case int:
		return fmt.Errorf("%q is no whole number; write one", text)
	}
	if cause := errors.Unwrap(err); cause != nil {
		err = cause // without the name of the flag
	}
	return err
}

// flagBounds are what kong does not know of the values that some flags take, so that
// kiosk check finds them before a restart does.
var flagBounds = map[string]func(text string) error{
	"listen": isAddress,
	"ops":    isAddress,
	"drain": func(text string) error {
		if d, err := lengthOfTime(text); err != nil || d < 0 || d > command.MaxDrain {
			return fmt.Errorf("%q is not between 0s and %v; write for example 30s", text, command.MaxDrain)
		}
		return nil
	},
	"max-sessions": func(text string) error {
		if strings.HasPrefix(text, "-") {
			return fmt.Errorf("%q is not 1 or more; write another, or take the line out", text)
		}
		return nil
	},
}

// listBounds are what no entry says by itself of the values of flags that take several.
var listBounds = map[string]func(entries []string) error{
	"peers": func(entries []string) error {
		list := make([]string, len(entries))
		for i, e := range entries {
			list[i] = strings.TrimSpace(e)
		}
		return peers.Check(list)
	},
}

// isAddress says why a text is no address and port.
func isAddress(text string) error {
	if n, err := strconv.ParseUint(text, 10, 16); err == nil {
		return fmt.Errorf("%q is no address and port; write :%d for port %[2]d", text, n)
	}
	if _, port, err := net.SplitHostPort(text); err != nil || port == "" {
		return fmt.Errorf("%q is no address and port; write for example :2222 or 192.0.2.1:2222", text)
	}
	return nil
}

// announce says which file is used, and which of its settings are not.
func (s *settingsSource) announce(w io.Writer) {
	if s.file == nil {
		return
	}
	fmt.Fprintf(w, "kiosk: the settings are those of %s\n", s.file.Path)
	for _, flag := range s.context.Flags() {
		v, ok := s.file.Value(flag.Name)
		switch variable := variableOf(flag); {
		case !ok:
		case onCommandLine(s.context, flag):
			fmt.Fprintf(w, "kiosk: %s is not used: the flag --%s wins over it\n", v.Place(), flag.Name)
		case variable != "":
			fmt.Fprintf(w, "kiosk: %s is not used: the variable %s wins over it\n", v.Place(), variable)
		}
	}
}

// flagName matches a flag where it is named.
var flagName = regexp.MustCompile(`--([a-z][a-z-]*[a-z])`)

// explain adds to an error where the settings stand whose flags it names.
func (s *settingsSource) explain(err error) error {
	if s.file == nil || err == nil {
		return err
	}
	text, said := err.Error(), ""
	if h := (*hintError)(nil); errors.As(err, &h) {
		text, said = text+" "+h.hint, h.hint
	}
	for _, flag := range s.context.Flags() {
		v, ok := s.file.Value(flag.Name)
		names := slices.ContainsFunc(flagName.FindAllStringSubmatch(text, -1), func(m []string) bool { return m[1] == flag.Name })
		if ok && names && !onCommandLine(s.context, flag) && variableOf(flag) == "" {
			said = strings.TrimPrefix(said+fmt.Sprintf("; --%s is set by %s", flag.Name, v.Place()), "; ")
		}
	}
	if said == "" {
		return err
	}
	return hint(err, "%s", said)
}
