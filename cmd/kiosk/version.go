package main

import (
	"fmt"
	"runtime/debug"
	"strings"
	"time"
)

// version is set by the linker where a release is made: -ldflags "-X main.version=1.2.3".
var version string

// unknownVersion is that of a kiosk that was built from files of no version.
const unknownVersion = "dev"

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(std streams) error {
	_, err := fmt.Fprintln(std.out, versionLine())
	return err
}

func versionLine() string { return "kiosk " + kioskVersion() }

// kioskVersion is the version of this program: the one that the linker set, or else what
// the build says of itself.
func kioskVersion() string {
	if version != "" {
		return version
	}
	info, _ := debug.ReadBuildInfo()
	return builtVersion(info)
}

// builtVersion is the version that Go's own tools found: that of the module where
// "go install …@v1.2.3" built it, or where a commit has a tag; of another commit, a version
// with its time and its revision, and "+dirty" where files had been changed. That is the
// form of https://go.dev/ref/mod#pseudo-versions, and put together here where Go itself
// had nothing but the revision.
func builtVersion(info *debug.BuildInfo) string {
	if info == nil {
		return unknownVersion
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return strings.TrimPrefix(v, "v")
	}
	settings := make(map[string]string, len(info.Settings))
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if revision == "" {
		return unknownVersion
	}
	v := "0.0.0-"
	if at, err := time.Parse(time.RFC3339, settings["vcs.time"]); err == nil {
		v += at.UTC().Format("20060102150405") + "-"
	}
	v += revision[:min(len(revision), 12)]
	if settings["vcs.modified"] == "true" {
		v += "+dirty"
	}
	return v
}
