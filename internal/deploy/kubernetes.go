package deploy

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/ledger"
)

// mostConfig is what a ConfigMap may hold: 1 MiB, names included
// (kubernetes.io/docs/concepts/configuration/configmap).
const mostConfig = 1 << 20

// peersName is the Service by which the replicas find one another. Like all names in the
// manifests it is looked up within their namespace.
const peersName = "kiosk-peers"

// announcementsMiB bounds a pod's folder of announcements; Kubernetes evicts a pod that
// exceeds it. It is twice what the kiosk takes at most: a file of MaxFileBytes for each of
// MaxFiles announcements, and a block of 4 KiB for each withdrawal that is remembered.
const announcementsMiB = 2 * (announcements.MaxFiles*announcements.MaxFileBytes + ledger.MaxWithdrawals*4<<10) >> 20

// file is a file of the content folder in the ConfigMap.
type file struct {
	Key  string // [-._a-zA-Z0-9]+
	Path string // in the content folder
	Text string // if Data is empty
	Data string // in base64, of what is no text
}

// Kubernetes writes the manifests for several replicas that are one: ConfigMap,
// Deployment, a Service by which the replicas find one another, a Service for visitors,
// and PodDisruptionBudget, for Kubernetes 1.25 and newer. They are for whatever
// namespace they are applied to.
func Kubernetes(o Options) (string, error) {
	if o.Ops == "" {
		return "", errors.New("--ops is empty; Kubernetes asks there whether a kiosk takes visitors, so give an address, for example :9090")
	}
	d, err := o.check()
	if err != nil {
		return "", err
	}
	if err := d.inContainer(); err != nil {
		return "", err
	}
	if o.Announcements == "" {
		d.Announcements = "/announcements"
	}
	if err := absolute("--announcements", o.Announcements); err != nil {
		return "", err
	}
	switch {
	case o.Announcements == "/" || o.Announcements == "/keys" || o.Announcements == "/content" || o.Announcements == "/cache" || o.Announcements == "/kiosk":
		return "", fmt.Errorf("--announcements is %s, where something else is in the container; give another path, for example /announcements", o.Announcements)
	case !d.Port.Any():
		return "", fmt.Errorf("--listen is %s; the address of a Service is the cluster's to choose, so give the port alone, for example :22", o.Listen)
	case !d.OpsAt.Any():
		return "", fmt.Errorf("--ops is %s; Kubernetes asks at the pod's own address, so give the port alone, for example :9090", o.Ops)
	case o.Replicas < 1 || o.Replicas > mostReplicas:
		return "", fmt.Errorf("--replicas is %d; it has to be between 1 and %d", o.Replicas, mostReplicas)
	case o.Pages == nil:
		return "", errors.New("deploy: Pages has to be set")
	}
	if d.Files, err = files(o.Pages); err != nil {
		return "", err
	}
	return render("kubernetes.yaml", d)
}

// files are those of a content folder, without what the kiosk passes over.
func files(fsys fs.FS) ([]file, error) {
	var found []file
	total := 0
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && passedOver(fsys, name, entry) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		info, err := fs.Stat(fsys, name)
		if err != nil {
			return err
		}
		if info.IsDir() {
			return nil
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is neither a file nor a folder", name)
		}
		if total += len(name) + int(min(info.Size(), mostConfig)); total > mostConfig {
			return fmt.Errorf("with %s the pages take more than 1 MiB, and a ConfigMap holds no more; "+
				"leave large pictures out, or build an image of your own with the pages in it", name)
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if bytes.Contains(b, []byte("PRIVATE KEY-----")) {
			return fmt.Errorf("%s holds a private key; it has no place among the pages", name)
		}
		f, err := newFile(name, b)
		found = append(found, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the pages: %w", err)
	}
	if len(found) == 0 {
		return nil, errors.New("reading the pages: the folder is empty")
	}
	keys := map[string]string{}
	for _, f := range found {
		if other, taken := keys[f.Key]; taken {
			return nil, fmt.Errorf("reading the pages: %s and %s would have one name in a ConfigMap; rename one", other, f.Path)
		}
		keys[f.Key] = f.Path
	}
	return found, nil
}

// passedOver reports whether the kiosk does not read a file, or anything in a folder.
func passedOver(fsys fs.FS, name string, entry fs.DirEntry) bool {
	base := path.Base(name)
	switch {
	case base[0] == '.', strings.HasSuffix(base, ".go"):
		return true
	case entry.IsDir():
		return slices.Contains(folder.NoPages, base)
	case name == "README.md": // which is a page where nothing else says what is first
		_, err := fs.Stat(fsys, folder.SettingsFile)
		return err == nil
	}
	return base[0] == '_' && base != "_index.md"
}

// odd is what the key of a ConfigMap cannot have.
var odd = regexp.MustCompile(`[^-._a-zA-Z0-9]`)

func newFile(name string, b []byte) (file, error) {
	if err := printable(name, name); err != nil {
		return file{}, err
	}
	f := file{Key: odd.ReplaceAllString(strings.ReplaceAll(name, "/", "__"), "-"), Path: name}
	if len(f.Key) > 253 {
		return file{}, fmt.Errorf("%s: the name is too long for a ConfigMap, which takes 253 characters", name)
	}
	if utf8.Valid(b) && !bytes.ContainsRune(b, 0) {
		f.Text = string(b)
	} else {
		f.Data = base64.StdEncoding.EncodeToString(b)
	}
	return f, nil
}

// Texts and Blobs are the two parts of a ConfigMap.
func (d *data) Texts() []file { return d.filesWith(false) }

// Blobs are the files that are no text.
func (d *data) Blobs() []file { return d.filesWith(true) }

func (d *data) filesWith(blob bool) []file {
	var some []file
	for _, f := range d.Files {
		if (f.Data != "") == blob {
			some = append(some, f)
		}
	}
	return some
}

// PeersName is the name by which the replicas find one another.
func (d *data) PeersName() string { return peersName }

// PeersPort is where they reach one another: the port of visitors in the container.
func (d *data) PeersPort() int { return containerPort }

// AnnouncementsMiB bounds a pod's folder of announcements.
func (d *data) AnnouncementsMiB() int { return announcementsMiB }
