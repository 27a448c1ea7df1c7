//go:build linux

package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hackday.example/kiosk/internal/kiosktest/pictures"
)

// galleryPictures is how many pictures the page of pictures has.
const galleryPictures = 100

// writePictures writes a page of pictures, each with some words below it.
func writePictures(folder string) error {
	var page strings.Builder
	page.WriteString("---\ntitle: Pictures\n---\n")
	for n := range galleryPictures {
		name := fmt.Sprintf("picture-%d.png", n)
		if err := os.WriteFile(filepath.Join(folder, name), pictures.PNG(pictures.Landscape(360+n, 240)), 0o600); err != nil {
			return err
		}
		fmt.Fprintf(&page, "\n## Picture %d\n\n![A hill](%s)\n\nSome words.\n", n, name)
	}
	return os.WriteFile(filepath.Join(folder, "pictures.md"), []byte(page.String()), 0o600)
}

// terminals are names of terminals with every number of colours.
var terminals = []string{"xterm-direct", "xterm-256color", "xterm-color"}

// look opens a reader of the page of pictures, on a terminal of the i-th kind.
func look(d *door, i, columns, rows int) (p *peer, channel uint32) {
	p = d.enter()
	channel, _ = p.open(largeWindow)
	p.request(channel, "pty-req", false, terminals[i%len(terminals)], columns, rows, 0, 0, "\x00")
	p.request(channel, "shell", false)
	p.drain()
	p.send(msgChannelData, channel, ":pictures\r")
	return p, channel
}

// pictured are attacks by readers of a page of pictures, and by what a terminal answers.
func pictured() group {
	pressing := func(keys string) func(*door) {
		return func(d *door) {
			p, channel := look(d, d.number, 300, 100)
			for i := 0; p.ok() && d.wait(time.Millisecond); i++ {
				p.send(msgChannelData, channel, string(keys[i%len(keys)]))
			}
		}
	}
	answering := func(answer func(i int) string) func(*door) {
		return func(d *door) {
			p, channel := look(d, 0, 300, 100)
			for i := 0; p.ok() && d.wait(time.Millisecond); i++ {
				p.send(msgChannelData, channel, answer(i))
			}
		}
	}
	return group{name: "pictures", kiosk: processOptions{pictures: true}, attacks: []attack{
		{name: "pictures at ever other sizes", each: 20, life: func(d *door) {
			p, channel := look(d, d.number, 300, 100)
			for i := d.number; p.ok() && d.wait(time.Millisecond); i++ {
				p.request(channel, "window-change", false, 40+i*7%120, 12+i*11%90, 0, 0)
				p.send(msgChannelData, channel, " ")
			}
		}},
		{name: "pictures turned off and on", each: 10, life: pressing("I")},
		{name: "the contents beside pictures and away", each: 10, life: pressing("\\j")},
		{name: "languages of a page of pictures", each: 10, life: pressing("L")},
		{name: "painted themes on the largest screens", each: 10, life: pressing("t")},
		{name: "backgrounds of ever other colours", each: 10, life: answering(func(i int) string {
			return fmt.Sprintf("\x1b]11;rgb:%02x/%02x/%02x\x1b\\", i*91%256, i*91%256, i*91%256)
		})},
		{name: "answers that there are margins, whole and half", each: 10, life: answering(func(i int) string {
			return []string{"\x1b[?69;1$y", "\x1b[?69;2$y\\", "\x1b[?69;", "\x1b]11;rgb:ff"}[i%4]
		})},
	}}
}
