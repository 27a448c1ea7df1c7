//go:build linux

package hostile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// holders are ways to have a session go on for as long as a client likes, on a connection of
// its own.
var holders = map[string]func(*door){
	"a reader": func(d *door) {
		p := d.enter()
		p.reader(largeWindow)
		p.await()
	},
	"a reader of lines": func(d *door) {
		p := d.enter()
		channel, _ := p.open(largeWindow)
		p.terminal(channel, 80, 24)
		p.request(channel, "exec", false, "linear")
		p.flush()
		p.await()
	},
	"a list that is read at 1 KB a second": func(d *door) {
		p := d.enter()
		channel, _ := p.exec("pages --json", 0)
		p.drain()
		for p.ok() && d.wait(time.Second/2) {
			p.send(msgWindowAdjust, channel, 500)
		}
	},
	"scp that is never answered": func(d *door) {
		p := d.enter()
		p.exec("scp -r -f part-001", largeWindow)
		p.await()
	},
	"a folder that is open by SFTP": func(d *door) {
		p := d.enter()
		channel, _ := p.sftp(largeWindow)
		p.send(msgChannelData, channel, sftpPacket(sftpOpendir, 1, "part-001"))
		p.await()
	},
}

// figure is one of the metrics.
func (p *process) figure(metric string) (int64, error) {
	text, err := p.get("/metrics")
	if err != nil {
		return 0, err
	}
	m := regexp.MustCompile(`(?m)^` + metric + ` (\S+)$`).FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("there is no %s among the metrics", metric)
	}
	f, err := strconv.ParseFloat(m[1], 64)
	return int64(f), err
}

// heap is how many bytes of it are in use when what is not any more was collected.
func (p *process) heap(t *testing.T) int64 {
	t.Helper()
	if _, err := p.get("/debug/pprof/heap?gc=1"); err != nil {
		t.Fatal(err)
	}
	n, err := p.figure("go_memstats_heap_alloc_bytes")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNobodyHoldsPagesThatWereReplaced has clients come before each of some edits of a large
// site, and stay in every way that there is.
func TestNobodyHoldsPagesThatWereReplaced(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	k, err := startProcess(processOptions{many: manyPages})
	if err != nil {
		t.Fatal(err)
	}
	defer k.stop()
	first := k.heap(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var sent, lived atomic.Int64
	const edits = 4
	for n := range edits {
		came := lived.Load()
		for _, life := range holders {
			d := &door{ctx: ctx, kiosk: k, lived: &lived, options: dialOptions{source: fmt.Sprintf("127.9.0.%d", 1+n), sent: &sent}}
			go life(d)
		}
		for deadline := time.Now().Add(patience); time.Now().Before(deadline) && lived.Load() < came+int64(len(holders)); {
			time.Sleep(10 * time.Millisecond)
		}
		if err := k.quiet(); err != nil {
			t.Fatal(err)
		}
		// Other settings have all pages made anew.
		settings := fmt.Sprintf("title: Edition %d\nurl: https://example.org\n", n)
		if err := os.WriteFile(filepath.Join(k.dir, "content", "site.yaml"), []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
			loads, err := k.figure(`kiosk_reloads_total\{result="ok"\}`)
			if err == nil && loads > int64(n) {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("edit %d is not shown (%v)\n%s", n, err, k.stderr)
			}
		}
	}
	if err := k.quiet(); err != nil {
		t.Fatal(err)
	}
	sessions, err := k.figure("go_goroutines")
	if err != nil {
		t.Fatal(err)
	}
	last := k.heap(t)
	t.Logf("%d clients stay, %d goroutines; %d MiB are in use, and %d were at first", lived.Load(), sessions, last/mib, first/mib)
	if lived.Load() != int64(edits*len(holders)) {
		t.Errorf("%d of %d attackers reached the kiosk", lived.Load(), edits*len(holders))
	}
	// One that was replaced may be there still, and what waits to be written.
	if last > 2*first+mostLeft {
		t.Errorf("%d MiB are in use, and %d were before %d edits", last/mib, first/mib, edits)
	}
}
