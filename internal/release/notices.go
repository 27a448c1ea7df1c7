package main

import (
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// licenceFile matches the names of files that hold a licence, or what a licence asks to be
// passed on with it.
var licenceFile = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|copyright|notice|patents)([-.].*)?$`)

// programFile matches names that licenceFile matches, and that are none.
var programFile = regexp.MustCompile(`\.(go|s|py|sh|json)$`)

// notices is one text with the licences of Go itself and of every module that is linked
// into any of the programs, as these say themselves, and behind them the files beside. The
// modules are taken from the module cache, whose sums are checked. A module without any
// licence is an error.
func notices(binaries, beside []string) (string, error) {
	modules := make(map[string]string) // the version of each
	for _, b := range binaries {
		info, err := buildinfo.ReadFile(b)
		if err != nil {
			return "", fmt.Errorf("%s does not say of what it was built: %w", b, err)
		}
		if info.GoVersion != runtime.Version() {
			return "", fmt.Errorf("%s was built by %s, and this is %s", b, info.GoVersion, runtime.Version())
		}
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			if other, ok := modules[m.Path]; ok && other != m.Version {
				return "", fmt.Errorf("the programs have %s in two versions, %s and %s", m.Path, other, m.Version)
			}
			modules[m.Path] = m.Version
		}
	}
	var b strings.Builder
	b.WriteString("What is linked into kiosk was written by others too, and is here by their leave.\n")
	goroot, err := output("go", "env", "GOROOT")
	if err != nil {
		return "", err
	}
	if err := writeNotices(&b, "Go, its runtime and its standard library, "+runtime.Version(), strings.TrimSpace(goroot), false); err != nil {
		return "", err
	}
	for _, module := range slices.Sorted(maps.Keys(modules)) {
		dir, err := moduleFolder(module + "@" + modules[module])
		if err != nil {
			return "", err
		}
		if err := writeNotices(&b, module+" "+modules[module], dir, true); err != nil {
			return "", err
		}
	}
	for _, file := range beside {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		b.WriteString("\n" + strings.Repeat("=", ruler) + "\n" + strings.TrimSpace(string(text)) + "\n")
	}
	return b.String(), nil
}

// ruler is how many columns a line between two modules has.
const ruler = 72

// writeNotices writes every licence in a folder under a heading. Below its top, where deep
// says so, a file that says what another has said is left out.
func writeNotices(b *strings.Builder, heading, folder string, deep bool) error {
	fmt.Fprintf(b, "\n%s\n%s\n", strings.Repeat("=", ruler), heading)
	told := make(map[string]bool)
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (!deep || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || !licenceFile.MatchString(path.Base(name)) || programFile.MatchString(name):
			return nil
		}
		text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		content := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
		if !told[content] {
			told[content] = true
			fmt.Fprintf(b, "\n--- %s\n\n%s\n", name, content)
		}
		return nil
	})
	if err == nil && len(told) == 0 {
		err = errors.New("no licence is there")
	}
	if err != nil {
		return fmt.Errorf("the licences of %s in %s: %w", heading, folder, err)
	}
	return nil
}

// moduleFolder is where the module cache has a module.
func moduleFolder(module string) (string, error) {
	out, err := output("go", "mod", "download", "-json", module)
	var m struct{ Dir, Error string }
	if e := json.Unmarshal([]byte(out), &m); err == nil {
		err = e
	}
	if m.Error != "" {
		err = errors.New(m.Error)
	}
	if err != nil {
		return "", fmt.Errorf("the module %s cannot be had: %w", module, err)
	}
	return m.Dir, nil
}

// output is what a program prints.
func output(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return string(out), err
}
