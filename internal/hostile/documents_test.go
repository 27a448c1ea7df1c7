//go:build linux

package hostile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/kiosktest/papers"
)

// besideDocuments is how long honest visitors are watched beside hostile documents, at
// least: some are read meanwhile.
const besideDocuments = 5 * time.Second

// writeDocuments writes hostile PDFs, and a page that links to them and to an honest one.
func writeDocuments(folder string) error {
	var page strings.Builder
	page.WriteString("---\ntitle: Papers\n---\n")
	write := func(name string, content []byte) error {
		fmt.Fprintf(&page, "- [%s](%[1]s)\n", name)
		return os.WriteFile(filepath.Join(folder, name), content, 0o600)
	}
	if err := write("honest.pdf", papers.Talk()); err != nil {
		return err
	}
	for n, f := range bombs.PDF() {
		const most = 10 << 20
		if len(f.Content) > most {
			continue
		}
		if err := write(fmt.Sprintf("hostile-%d.pdf", n), f.Content); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(folder, "papers.md"), []byte(page.String()), 0o600)
}

// convertedMetric is how the metrics count documents.
var convertedMetric = regexp.MustCompile(`(?m)^kiosk_documents_converted_total\{result="([a-z ]+)"\} (\d+)`)

// converted is how many documents were read, and how many of them can be shown.
func (p *process) converted() (all, ready int, err error) {
	text, err := p.get("/metrics")
	for _, m := range convertedMetric.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[2])
		all += n
		if m[1] == "ready" {
			ready = n
		}
	}
	return all, ready, err
}

// TestHostileDocuments reads hostile documents beside honest visitors. It looks at some of
// them only, for all take minutes; -attack 10m has it look at all.
func TestHostileDocuments(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	// watch watches honest visitors for a while, and until enough says so.
	watch := func(k *process, least time.Duration, enough func() bool) (*honest, takes) {
		chair, err := arrive(k.address)
		if err != nil {
			t.Fatal(err)
		}
		k.reset()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() {
			defer cancel()
			for begin := time.Now(); k.alive() && (time.Since(begin) < least || !enough() && time.Since(begin) < least+latest); {
				time.Sleep(250 * time.Millisecond)
			}
		}()
		return visit(ctx, k, chair), k.most()
	}
	show := func(name string, h *honest) {
		t.Logf("%s: %d keys, p99 %v; %d pages, %v at most", name, len(h.keys), percentile(h.keys, 99).Round(time.Millisecond), len(h.reads), percentile(h.reads, 100).Round(time.Millisecond))
	}
	calm, err := startProcess(processOptions{})
	if err != nil {
		t.Fatal(err)
	}
	alone, _ := watch(calm, time.Second, func() bool { return true })
	calm.stop()
	show("alone", alone)

	k, err := startProcess(processOptions{documents: true})
	if err != nil {
		t.Fatal(err)
	}
	defer k.stop()
	before := k.now()
	beside, peak := watch(k, max(*duration, besideDocuments), func() bool { // some, of either kind
		all, ready, _ := k.converted()
		return ready > 0 && all > ready
	})
	show("beside documents", beside)
	all, ready, err := k.converted()
	if err != nil || ready == 0 || all == ready {
		t.Errorf("%d documents were read, and %d can be shown (%v): this attacks nothing\n%s", all, ready, err, k.stderr)
	}
	t.Logf("%d documents were read, and %d can be shown; the kiosk took %d MiB at most", all, ready, peak.bytes/mib)
	if !k.alive() {
		t.Fatalf("the kiosk ended: %s\n%s", k.ending(), k.stderr)
	}
	for _, err := range beside.failures {
		t.Errorf("an honest visitor was not served: %v", err)
	}
	if len(beside.keys) == 0 || len(beside.reads) == 0 {
		t.Error("the honest visitors measured nothing")
	}
	if grown := peak.bytes - before.bytes; grown > mostGrowth+largeLayouts {
		t.Errorf("the kiosk itself took %d MiB more", grown/mib)
	}
}
