package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var at = time.Unix(1795953062, 0).UTC()

// folderOf writes a folder with a program and a text, at a time and in an order of its own.
func folderOf(t *testing.T, now time.Time, names ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "kiosk-1.0.0")
	for _, name := range names {
		path, mode := filepath.Join(folder, name), os.FileMode(0o600)
		if filepath.Base(name) == "kiosk" {
			mode = 0o700
		}
		for _, err := range []error{os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("in "+name), mode), os.Chtimes(path, now, now)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return folder
}

// packed is an entry of an archive.
type packed struct {
	Name, Mode, Content string
	At                  time.Time
}

func readTar(t *testing.T, b []byte) (list []packed) {
	t.Helper()
	for r := tar.NewReader(bytes.NewReader(b)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if h.Uname+h.Gname != "" || h.Uid != h.Gid {
			t.Errorf("%s is of %s, %d:%d", h.Name, h.Uname, h.Uid, h.Gid)
		}
		list = append(list, packed{h.Name, h.FileInfo().Mode().String(), string(content), h.ModTime.UTC()})
	}
}

func unzip(t *testing.T, b []byte) []byte {
	t.Helper()
	g, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(g)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestArchivesAreTheSameWheneverTheyAreMade(t *testing.T) {
	want := []packed{
		{"kiosk-1.0.0/", "drwxr-xr-x", "", at},
		{"kiosk-1.0.0/README.md", "-rw-r--r--", "in README.md", at},
		{"kiosk-1.0.0/completions/", "drwxr-xr-x", "", at},
		{"kiosk-1.0.0/completions/_kiosk", "-rw-r--r--", "in completions/_kiosk", at},
		{"kiosk-1.0.0/kiosk", "-rwxr-xr-x", "in kiosk", at},
	}
	one := folderOf(t, at.Add(time.Hour), "README.md", "completions/_kiosk", "kiosk")
	other := folderOf(t, at.Add(-time.Hour), "kiosk", "completions/_kiosk", "README.md")
	for _, name := range []string{"a.tar.gz", "a.zip"} {
		var first, second bytes.Buffer
		if err := archive(&first, name, one, at); err != nil {
			t.Fatal(err)
		}
		if err := archive(&second, name, other, at); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s differs from one time to the next", name)
		}
		var got []packed
		if name == "a.tar.gz" {
			got = readTar(t, unzip(t, first.Bytes()))
		} else {
			z, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range z.File {
				r, err := f.Open()
				if err != nil {
					t.Fatal(err)
				}
				content, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, packed{f.Name, f.Mode().String(), string(content), f.Modified.UTC()})
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestAnArchiveTakesFilesAlone(t *testing.T) {
	folder := folderOf(t, at, "kiosk")
	if err := archive(io.Discard, "a.rar", folder, at); err == nil {
		t.Error("it made a .rar")
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if err := archive(io.Discard, "a.tar.gz", folder, at); err == nil || !strings.Contains(err.Error(), "kiosk-1.0.0/link is no file") {
		t.Errorf("a link: %v", err)
	}
}

// image is what is in the archive of one: its blobs by name, and what they say.
func image(t *testing.T) (top index, m manifest, c map[string]any, files []packed) {
	t.Helper()
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := writeImage(b, []byte("program"), "arm64", "localhost/kiosk:1.0.0", at); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("it differs from one time to the next")
	}
	blobs := make(map[string]string)
	for _, e := range readTar(t, first.Bytes()) {
		blobs[e.Name] = e.Content
	}
	open := func(d descriptor, v any) []byte {
		t.Helper()
		blob := []byte(blobs["blobs/"+strings.Replace(d.Digest, ":", "/", 1)])
		if digest(blob) != d.Digest || len(blob) != d.Size {
			t.Fatalf("the blob %s of %d bytes is %s, of %d", d.Digest, d.Size, digest(blob), len(blob))
		}
		if v != nil {
			if err := json.Unmarshal(blob, v); err != nil {
				t.Fatal(err)
			}
		}
		return blob
	}
	if err := json.Unmarshal([]byte(blobs["index.json"]), &top); err != nil {
		t.Fatal(err)
	}
	if blobs["oci-layout"] != `{"imageLayoutVersion":"1.0.0"}` || len(top.Manifests) != 1 {
		t.Fatalf("it is %q, %v", blobs["oci-layout"], top)
	}
	open(top.Manifests[0], &m)
	open(m.Config, &c)
	if len(m.Layers) != 1 {
		t.Fatalf("it has %d layers", len(m.Layers))
	}
	layer := unzip(t, open(m.Layers[0], nil))
	if d := cmp.Diff(map[string]any{"type": "layers", "diff_ids": []any{digest(layer)}}, c["rootfs"]); d != "" {
		t.Error(d)
	}
	return top, m, c, readTar(t, layer)
}

func TestAnImageHoldsTheProgramAndItsFolders(t *testing.T) {
	top, _, c, files := image(t)
	if d := cmp.Diff([]packed{
		{"announcements/", "drwx------", "", at}, {"cache/", "drwx------", "", at}, {"keys/", "drwx------", "", at},
		{"kiosk", "-rwxr-xr-x", "program", at},
	}, files); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
	if c["architecture"] != "arm64" || c["os"] != "linux" || top.Manifests[0].Annotations["org.opencontainers.image.ref.name"] != "localhost/kiosk:1.0.0" {
		t.Errorf("it is for %v %v, and called %v", c["os"], c["architecture"], top.Manifests[0].Annotations)
	}
}

// What the Dockerfile says of the container is what the image says.
func TestImageIsTheDockerfiles(t *testing.T) {
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	_, last, _ := strings.Cut(string(text), "FROM scratch")
	said := make(map[string]string)
	for _, m := range regexp.MustCompile(`(?m)^([A-Z]+) (.*)$`).FindAllStringSubmatch(last, -1) {
		if m[1] != "COPY" {
			said[m[1]] = m[2]
		}
	}
	h := kioskConfig.Healthcheck
	list := func(words []string) string {
		b, err := json.Marshal(words)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(b), ",", ", ")
	}
	keys := func(m map[string]struct{}) (names []string) {
		for name := range m {
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	}
	want := map[string]string{
		"USER":       kioskConfig.User,
		"ENV":        strings.Join(kioskConfig.Env, " "),
		"VOLUME":     strings.Join(keys(kioskConfig.Volumes), " "),
		"EXPOSE":     strings.TrimSuffix(strings.Join(keys(kioskConfig.ExposedPorts), " "), "/tcp"),
		"STOPSIGNAL": kioskConfig.StopSignal,
		"ENTRYPOINT": list(kioskConfig.Entrypoint),
		"HEALTHCHECK": "--interval=" + h.Interval.String() + " --timeout=" + h.Timeout.String() + " --start-period=" + h.StartPeriod.String() +
			" --retries=3 " + h.Test[0] + " " + list(h.Test[1:]),
	}
	if d := cmp.Diff(want, said); d != "" {
		t.Errorf("the image's (-), and the Dockerfile's (+):\n%s", d)
	}
	if h.Retries != 3 {
		t.Errorf("retries %d", h.Retries)
	}
}

// This test is a program too, with modules linked into it.
func TestNoticesHaveEveryModuleThatIsLinked(t *testing.T) {
	beside := filepath.Join(t.TempDir(), "more")
	if err := os.WriteFile(beside, []byte("What no module says.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := notices([]string{os.Args[0]}, []string{beside})
	if err != nil {
		t.Fatal(err)
	}
	again, err := notices([]string{os.Args[0], os.Args[0]}, []string{beside})
	if err != nil || again != text {
		t.Errorf("it differs from one time to the next: %v", err)
	}
	for _, want := range []string{
		"\nGo, its runtime and its standard library, go", "Copyright 2009 The Go Authors.", "\n--- PATENTS\n",
		"\ngithub.com/alecthomas/kong v", "Copyright (C) 2018 Alec Thomas", "\nWhat no module says.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q", want)
		}
	}
	if strings.Contains(text, "glamour") {
		t.Error("a module is in it that is not linked")
	}
}

func TestNoticesNeedALicence(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "license.go"), []byte("package x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeNotices(new(strings.Builder), "example.org/x v1.0.0", folder, true); err == nil || !strings.Contains(err.Error(), "no licence is there") {
		t.Errorf("it says %v", err)
	}
	if _, err := notices([]string{filepath.Join(folder, "license.go")}, nil); err == nil {
		t.Error("it takes what is no program")
	}
}
