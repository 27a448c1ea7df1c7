package deploy

import (
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"hackday.example/kiosk/internal/kiosktest"
)

func TestKubernetesManifests(t *testing.T) {
	o := full()
	o.Listen, o.Ops, o.Pages = ":2222", ":9090", fstest.MapFS{
		"site.yaml":            {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":              {Data: []byte("---\ntitle: P\n---\n  Text.\n\n\n")},
		"page.cy.md":           {Data: []byte("\n---\ntitle: Croeso\n---")},
		"header_images/a.png":  {Data: []byte("\x89PNG\r\n\x1a\n\x00\xff")},
		"odd name.md":          {Data: []byte("---\ntitle: \u0085\r\n---\n")},
		".hidden/x.md":         {Data: []byte("x")},
		"_draft.md":            {Data: []byte("x")},
		"README.md":            {Data: []byte("x")},
		"announcements/one.md": {Data: []byte("Lunch is served.\n")},
	}
	for name, o := range map[string]Options{"plain": plainOps(), "full": o} {
		text, err := Kubernetes(o)
		if err != nil {
			t.Fatal(err)
		}
		kiosktest.Golden(t, "testdata/"+name+".kubernetes.yaml", text)
	}
}

func plainOps() Options {
	o := plain()
	o.Ops = ":9090"
	return o
}

// documents reads a YAML file back.
func documents(t *testing.T, text string) []map[string]any {
	t.Helper()
	var all []map[string]any
	d := yaml.NewDecoder(strings.NewReader(text), yaml.Strict())
	for {
		var one map[string]any
		err := d.Decode(&one)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		all = append(all, one)
	}
}

// kind returns the manifest of a kind; where there are several, the first.
func kind(t *testing.T, all []map[string]any, kind string) map[string]any {
	t.Helper()
	return named(t, all, kind, "")
}

// named returns the manifest of a kind and a name; any name if that is empty.
func named(t *testing.T, all []map[string]any, kind, name string) map[string]any {
	t.Helper()
	for _, d := range all {
		if d["kind"] == kind && (name == "" || at(t, d, "metadata", "name") == name) {
			return d
		}
	}
	t.Fatalf("there is no %s %s", kind, name)
	return nil
}

// at goes down a tree by keys and indices.
func at(t *testing.T, tree any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, ok := tree.(map[string]any)
			if !ok {
				t.Fatalf("%v: %v is no mapping", path, tree)
			}
			tree = m[step]
		case int:
			l, ok := tree.([]any)
			if !ok || step >= len(l) {
				t.Fatalf("%v: %v has no %d", path, tree, step)
			}
			tree = l[step]
		}
	}
	return tree
}

func TestThePagesComeBackOutOfTheConfigMapAsTheyWere(t *testing.T) {
	pages := fstest.MapFS{
		"picture.png": {Data: []byte("\x00\x01\xfe\xff")},
		"latin.md":    {Data: []byte("caf\xe9\n")},
	}
	for i, text := range []string{
		"", "\n", "\n\n", " ", "x", "x\n", "x\n\n", " x\n  y\n", "\n x\n", "\tx\n", "x \n", "x\n \ny\n", "x\r\ny\r\n", "---\ntitle: X\n---\n", "...\n",
		"# x\n", "%YAML 1.2\n", "x\u0085y\u2028z\n", "\ufeffx\n", "a\x1bb\x7f\n", "- x: [\n", "é 😀\n", strings.Join(hostile, "\n"), "\n\n  x", "x\n\t\n",
	} {
		pages[string(rune('a'+i))+".md"] = &fstest.MapFile{Data: []byte(text)}
	}
	o := plainOps()
	o.Pages = pages
	text, err := Kubernetes(o)
	if err != nil {
		t.Fatal(err)
	}
	all := documents(t, text)
	config := kind(t, all, "ConfigMap")
	items := at(t, kind(t, all, "Deployment"), "spec", "template", "spec", "volumes", 1, "configMap", "items").([]any)
	if len(items) != len(pages) {
		t.Errorf("%d pages are mounted, want %d", len(items), len(pages))
	}
	for _, item := range items {
		key, path := at(t, item, "key").(string), at(t, item, "path").(string)
		got, _ := at(t, config, "data", key).(string)
		if data, ok := at(t, config, "binaryData", key).(string); ok {
			b, err := base64.StdEncoding.DecodeString(data)
			if err != nil {
				t.Error(err)
			}
			got = string(b)
		}
		if want := string(pages[path].Data); got != want {
			t.Errorf("%s came back as %q, want %q", path, got, want)
		}
	}
}

func TestReplicasInKubernetesFindOneAnother(t *testing.T) {
	for name, folder := range map[string]string{"plain": "", "another folder": "/srv/news"} {
		t.Run(name, func(t *testing.T) {
			o := plainOps()
			o.Announcements = folder
			if folder == "" {
				folder = "/announcements"
			}
			text, err := Kubernetes(o)
			if err != nil {
				t.Fatal(err)
			}
			all := documents(t, text)
			var kinds []string
			for _, d := range all {
				kinds = append(kinds, at(t, d, "kind").(string)+" "+at(t, d, "metadata", "name").(string))
			}
			// Nothing that asks the cluster for storage or for rights.
			want := []string{"ConfigMap kiosk-content", "Deployment kiosk", "Service kiosk-peers", "Service kiosk", "PodDisruptionBudget kiosk"}
			if !slices.Equal(kinds, want) {
				t.Errorf("there are %q, want %q", kinds, want)
			}

			spec := at(t, kind(t, all, "Deployment"), "spec")
			pod := at(t, spec, "template", "spec")
			container := at(t, pod, "containers", 0)
			env := map[any]any{}
			for _, v := range at(t, container, "env").([]any) {
				env[at(t, v, "name")] = at(t, v, "value")
			}
			peers := named(t, all, "Service", "kiosk-peers")
			port := at(t, peers, "spec", "ports", 0)
			for _, same := range []struct {
				what      string
				got, want any
			}{
				{"the address of the Service for peers", at(t, peers, "spec", "clusterIP"), "None"},
				{"that it has pods that are not ready", at(t, peers, "spec", "publishNotReadyAddresses"), true},
				{"the pods of it", fmt.Sprint(at(t, peers, "spec", "selector")), fmt.Sprint(at(t, spec, "template", "metadata", "labels"))},
				{"the port in the pod", at(t, port, "targetPort"), at(t, container, "ports", 0, "name")},
				// A headless Service maps no port.
				{"its own port", at(t, port, "port"), at(t, container, "ports", 0, "containerPort")},
				{"KIOSK_PEERS", env["KIOSK_PEERS"], fmt.Sprintf("kiosk-peers:%v", at(t, port, "port"))},
				{"KIOSK_ANNOUNCEMENTS", env["KIOSK_ANNOUNCEMENTS"], folder},
				{"more pods at once", fmt.Sprint(at(t, spec, "strategy", "rollingUpdate", "maxSurge")), "1"},
				{"fewer pods at once", fmt.Sprint(at(t, spec, "strategy", "rollingUpdate", "maxUnavailable")), "0"},
				{"the token of the cluster", at(t, pod, "automountServiceAccountToken"), false},
				{"the account", at(t, pod, "serviceAccountName"), nil},
				// A kiosk that waits for its peers has begun, is alive, and takes nobody.
				{"the startup probe", at(t, container, "startupProbe", "httpGet", "path"), "/healthz"},
				{"the liveness probe", at(t, container, "livenessProbe", "httpGet", "path"), "/healthz"},
				{"the readiness probe", at(t, container, "readinessProbe", "httpGet", "path"), "/readyz"},
			} {
				if same.got != same.want {
					t.Errorf("%s: %v, want %v", same.what, same.got, same.want)
				}
			}

			mounts := map[any]any{}
			for _, m := range at(t, container, "volumeMounts").([]any) {
				mounts[at(t, m, "mountPath")] = at(t, m, "name")
			}
			found := false
			for _, v := range at(t, pod, "volumes").([]any) {
				if at(t, v, "name") == mounts[folder] {
					found = true
					limit := fmt.Sprint(at(t, v, "emptyDir", "sizeLimit"))
					if limit != fmt.Sprintf("%dMi", announcementsMiB) || announcementsMiB < 1 {
						t.Errorf("the folder of the announcements is %v", v)
					}
				}
			}
			if !found {
				t.Errorf("there is no volume for %s", folder)
			}
		})
	}
}
