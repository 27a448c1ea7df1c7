//go:build linux

package hostile

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The files that can be taken of a kiosk with files: a large one, and many small ones in a
// folder.
const (
	largeFile  = "taken/large.bin"
	largeBytes = 8 * mib
	smallFiles = 300
)

// writeFiles writes them, and a page that links to them.
func writeFiles(folder string) error {
	if err := os.Mkdir(filepath.Join(folder, "taken"), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, largeFile), make([]byte, largeBytes), 0o600); err != nil {
		return err
	}
	var page strings.Builder
	page.WriteString("---\ntitle: What can be taken\n---\n[large](" + largeFile + ")\n")
	for n := range smallFiles {
		name := fmt.Sprintf("taken/%03d-%s.bin", n, strings.Repeat("x", 150))
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			return err
		}
		fmt.Fprintf(&page, "[%d](%s)\n", n, name)
	}
	return os.WriteFile(filepath.Join(folder, "taken.md"), []byte(page.String()), 0o600)
}

// The requests of SFTP that attackers make (draft-ietf-secsh-filexfer-02 §3).
const (
	sftpInit    = 1
	sftpOpen    = 3
	sftpClose   = 4
	sftpRead    = 5
	sftpWrite   = 6
	sftpLstat   = 7
	sftpOpendir = 11
	sftpReaddir = 12
	sftpStat    = 17
)

// sftpPacket is a packet of SFTP, with its length in front.
func sftpPacket(kind byte, fields ...any) string {
	p := message(kind, fields...)
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(p)))) + string(p)
}

// The first handle is "1", and so on: an attacker need not wait to be told.
func opened(id int, path string) string { return sftpPacket(sftpOpen, id, path, 1, 0) }
func read(id int, handle string, offset, size int) string {
	return sftpPacket(sftpRead, id, handle, 0, offset, size)
}

// sftp opens a session that serves SFTP.
func (p *peer) sftp(window int) (channel uint32, ok bool) {
	channel, ok = p.open(window)
	if ok {
		p.request(channel, "subsystem", true, "sftp")
		p.flush()
		if p.await(msgChannelSuccess, msgChannelFailure) == nil {
			return channel, false
		}
		p.send(msgChannelData, channel, sftpPacket(sftpInit, 3))
	}
	return channel, ok
}

// asking makes requests on two sessions of each connection, for as long as they are taken.
// What the client is sent is read if reads.
func asking(window int, reads bool, first string, next func(d *door, i int) string) func(*door) {
	return func(d *door) {
		p := d.enter()
		var channels []uint32
		for range 2 {
			if channel, ok := p.sftp(window); ok {
				channels = append(channels, channel)
				p.send(msgChannelData, channel, first)
			}
		}
		if reads {
			p.drain()
		}
		for i := d.number; p.ok() && len(channels) > 0; i++ {
			for _, channel := range channels {
				p.send(msgChannelData, channel, next(d, i))
			}
		}
	}
}

// nonsense is the i-th packet that is none.
func nonsense(_ *door, i int) string {
	random := rand.New(rand.NewPCG(uint64(i), 3))
	b := make([]byte, 30_000)
	for k := range b {
		b[k] = byte(random.Uint32())
	}
	binary.BigEndian.PutUint32(b, 256<<10)
	return string(b)
}

// downloads are attacks by those who take files away.
func downloads() group {
	all := opened(1, largeFile)
	reading := func(_ *door, i int) string { return read(i, "1", i%256*(32<<10), 32<<10) }
	listing := func(_ *door, i int) string {
		handle := fmt.Sprint(i/2 + 1)
		return sftpPacket(sftpOpendir, i, "taken") + sftpPacket(sftpReaddir, i, handle) + sftpPacket(sftpReaddir, i, handle) + sftpPacket(sftpClose, i, handle)
	}
	return group{name: "downloads", kiosk: processOptions{files: true}, attacks: []attack{
		{name: "sftp: files opened and never closed", each: 4, life: asking(largeWindow, true, "", func(_ *door, i int) string { return opened(i, largeFile) })},
		{name: "sftp: files opened and never closed, and nothing is read", each: 4, deaf: true, life: asking(largeWindow, false, "", func(_ *door, i int) string { return opened(i, largeFile) })},
		{name: "sftp: reads, and nothing is read", sources: 2, each: 4, deaf: true, life: asking(largeWindow, false, all, reading)},
		{name: "sftp: reads without a window", sources: 2, each: 4, life: asking(0, true, all, reading)},
		{name: "sftp: reads as fast as they come", sources: 4, each: 2, life: asking(1<<30, true, all, reading)},
		{name: "sftp: reads of the whole file at once", each: 4, life: asking(1<<30, true, all, func(_ *door, i int) string { return read(i, "1", 0, 1<<31-1) })},
		{name: "sftp: reads a byte a packet, and nothing is read", each: 4, deaf: true, life: func(d *door) {
			p := d.enter()
			channel, ok := p.sftp(largeWindow)
			p.send(msgChannelData, channel, all)
			for i := 0; p.ok() && ok; i++ {
				for _, b := range []byte(reading(d, i)) {
					p.queue(msgChannelData, channel, string(b))
				}
			}
		}},
		{name: "sftp: reads of one that reads 1 KB a second", sources: 2, each: 4, deaf: true, life: func(d *door) {
			p := d.enter()
			channel, ok := p.sftp(largeWindow)
			p.send(msgChannelData, channel, all)
			go p.sip(1 << 10)
			for i := 0; p.ok() && ok; i++ {
				p.send(msgChannelData, channel, reading(d, i))
			}
		}},
		{name: "sftp: folders listed in a loop", each: 4, life: asking(1<<30, true, "", listing)},
		{name: "sftp: folders listed in a loop, and nothing is read", each: 4, deaf: true, life: asking(largeWindow, false, "", listing)},
		{name: "sftp: paths of 30 KB", each: 4, life: asking(1<<30, true, "", func(_ *door, i int) string { return sftpPacket(sftpStat, i, strings.Repeat("a/", 15_000)) })},
		{name: "sftp: paths of 4 KB that lead up", each: 4, life: asking(1<<30, true, "", func(_ *door, i int) string { return sftpPacket(sftpLstat, i, strings.Repeat("../", 1360)) })},
		{name: "sftp: writes of 30 KB", each: 4, life: asking(1<<30, true, "", func(_ *door, i int) string { return sftpPacket(sftpWrite, i, "1", 0, i, names[:30_000]) })},
		{name: "sftp: 256 KiB of nonsense", sources: 2, each: 4, life: asking(1<<30, true, "", nonsense)},
		{name: "sftp: half a request", sources: 2, each: 4, life: func(d *door) {
			p := d.enter()
			for range 2 {
				if channel, ok := p.sftp(largeWindow); ok {
					p.send(msgChannelData, channel, all[:9])
				}
			}
			p.drain()
			p.stay()
		}},
		{name: "sftp: sessions begun and closed", sources: 2, each: 4, life: func(d *door) {
			p := d.enter()
			for p.ok() {
				channel, _ := p.sftp(largeWindow)
				p.send(msgChannelData, channel, all+reading(d, 0))
				p.send(msgChannelClose, channel)
			}
		}},
		{name: "sftp: sessions that are hung up on", sources: 2, each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.sftp(largeWindow)
			p.send(msgChannelData, channel, all+strings.Repeat(reading(d, 0), 100))
			d.wait(time.Duration(d.lives%5) * 5 * time.Millisecond)
			p.reset()
		}},
		{name: "get in a loop", sources: 2, each: 4, life: running(func(*door, int) string { return "get taken 1" })},
		{name: "get, closed at once", sources: 2, each: 4, life: closing(func(*door, int) string { return "get " + largeFile })},
		{name: "get, never read", sources: 2, each: 8, deaf: true, life: leaving("get "+largeFile, largeWindow)},
		{name: "get without a window, never closed", sources: 2, each: 8, life: leaving("get "+largeFile, 0)},
		{name: "scp that is never answered", sources: 2, each: 8, life: leaving("scp -f "+largeFile, largeWindow)},
		{name: "scp with answers that nobody asked for", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.exec("scp -r -f taken", 1<<30)
			p.drain()
			for p.ok() {
				p.send(msgChannelData, channel, strings.Repeat("\x00", 1000))
			}
		}},
		{name: "scp that would write", sources: 2, each: 4, life: running(func(_ *door, i int) string { return "scp -t " + names[:1+i%3000] })},
	}}
}
