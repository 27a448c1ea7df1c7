package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"time"
)

// The image is the one that the Dockerfile describes: one program, folders of its user for
// what it keeps, and a check of its health. It is an image layout of the Open Container
// Initiative in a tar file (https://github.com/opencontainers/image-spec, v1.1.1), written
// out here since the libraries that make one need a hundred modules for these few lines.
//
// The manifest and the configuration inside are in Docker's form, version 2.2, of which
// OCI's is a part, and which every engine takes in such a layout: OCI's has no place for
// the check of health, and podman leaves it out of images in that form.
const (
	typeManifest = "application/vnd.docker.distribution.manifest.v2+json"
	typeConfig   = "application/vnd.docker.container.image.v1+json"
	typeLayer    = "application/vnd.docker.image.rootfs.diff.tar.gzip"
)

// imageUser is the id of the user, and of the group, as whom the program runs.
const imageUser = 65532

// descriptor names a blob, as OCI's descriptor.md has it.
type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Size        int               `json:"size"`
	Digest      string            `json:"digest"`
	Annotations map[string]string `json:"annotations,omitempty"`
	Platform    *platform         `json:"platform,omitempty"`
}

type platform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
}

type manifest struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType,omitempty"`
	Config        descriptor   `json:"config"`
	Layers        []descriptor `json:"layers"`
}

type index struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Manifests     []descriptor `json:"manifests"`
}

// imageConfig is what config.md of OCI has, and Healthcheck.
type imageConfig struct {
	platform
	Created time.Time        `json:"created"`
	Config  containerConfig  `json:"config"`
	RootFS  rootFS           `json:"rootfs"`
	History []map[string]any `json:"history"`
}

type rootFS struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

type containerConfig struct {
	User         string
	ExposedPorts map[string]struct{}
	Env          []string
	Entrypoint   []string
	Volumes      map[string]struct{}
	WorkingDir   string
	StopSignal   string
	Healthcheck  healthcheck
}

// healthcheck has its times in nanoseconds.
type healthcheck struct {
	Test                           []string
	Interval, Timeout, StartPeriod time.Duration
	Retries                        int
}

// kioskConfig is what the Dockerfile says of the container; TestImageIsTheDockerfiles holds
// both to one another.
var kioskConfig = containerConfig{
	User:         "65532:65532",
	ExposedPorts: map[string]struct{}{"2222/tcp": {}},
	Env:          []string{"KIOSK_KEYS=/keys", "KIOSK_CACHE=/cache"},
	Entrypoint:   []string{"/kiosk"},
	Volumes:      map[string]struct{}{"/keys": {}},
	WorkingDir:   "/",
	StopSignal:   "SIGTERM",
	Healthcheck: healthcheck{
		Test: []string{"CMD", "/kiosk", "healthcheck"}, Interval: 30 * time.Second, Timeout: 10 * time.Second,
		StartPeriod: 5 * time.Second, Retries: 3,
	},
}

// writeImage writes the archive of an image with this program, for Linux on an
// architecture. It is loaded under a name with a tag.
func writeImage(w io.Writer, program []byte, arch, name string, at time.Time) error {
	var layer bytes.Buffer
	t := tar.NewWriter(&layer)
	for _, e := range []entry{
		{name: "announcements/", mode: 0o700, owner: imageUser},
		{name: "cache/", mode: 0o700, owner: imageUser},
		{name: "keys/", mode: 0o700, owner: imageUser},
		{name: "kiosk", mode: 0o755, content: program},
	} {
		if err := addToTar(t, e, at); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	var packed bytes.Buffer
	g := gzip.NewWriter(&packed)
	if _, err := g.Write(layer.Bytes()); err != nil {
		return err
	}
	if err := g.Close(); err != nil {
		return err
	}

	p := platform{arch, "linux"}
	config, err := json.Marshal(imageConfig{
		platform: p, Created: at, Config: kioskConfig,
		RootFS:  rootFS{"layers", []string{digest(layer.Bytes())}},
		History: []map[string]any{{"created": at, "created_by": "COPY kiosk"}},
	})
	if err != nil {
		return err
	}
	man, err := json.Marshal(manifest{2, typeManifest, describe(typeConfig, config), []descriptor{describe(typeLayer, packed.Bytes())}})
	if err != nil {
		return err
	}
	named := describe(typeManifest, man)
	named.Platform = &p
	named.Annotations = map[string]string{"org.opencontainers.image.ref.name": name, "io.containerd.image.name": name}
	top, err := json.Marshal(index{2, "application/vnd.oci.image.index.v1+json", []descriptor{named}})
	if err != nil {
		return err
	}

	out := tar.NewWriter(w)
	entries := []entry{{name: "blobs/", mode: 0o755}, {name: "blobs/sha256/", mode: 0o755}}
	for _, blob := range [][]byte{config, man, packed.Bytes()} {
		entries = append(entries, entry{name: "blobs/sha256/" + digest(blob)[len("sha256:"):], mode: 0o644, content: blob})
	}
	entries = append(entries,
		entry{name: "index.json", mode: 0o644, content: top},
		entry{name: "oci-layout", mode: 0o644, content: []byte(`{"imageLayoutVersion":"1.0.0"}`)})
	for _, e := range entries {
		if err := addToTar(out, e, at); err != nil {
			return err
		}
	}
	return out.Close()
}

func describe(mediaType string, blob []byte) descriptor {
	return descriptor{MediaType: mediaType, Size: len(blob), Digest: digest(blob)}
}

// digest is the name of a blob.
func digest(blob []byte) string {
	sum := sha256.Sum256(blob)
	return "sha256:" + hex.EncodeToString(sum[:])
}
