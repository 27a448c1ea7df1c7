//go:build linux

package hostile

import (
	"fmt"
	"strings"
	"time"

	"hackday.example/kiosk/internal/kiosktest/sites"
)

// manyPages is how many pages of 5 KB the kiosk has that is attacked by those who look
// for pages.
const manyPages = 2000

// queries are what no person searches for: a letter that is on every page, many words,
// nothing but signs, other scripts, and what no encoding has.
var queries = []string{
	"e", "a e i o", "the", "lantern01999q", "nowhere-at-all", strings.Repeat("e", 400), strings.Repeat("e ", 200),
	strings.Repeat("the bell rang ", 30), strings.Repeat("-/", 100), "ﷺ" + strings.Repeat("ﷺ", 99),
	strings.Repeat("e\u0301\u0316", 60), "漢字" + strings.Repeat("仮名", 40), "ελ Ёл ﬁ ß", "\xff\xfe\xc3", "\x1b[31m\x1b]52;c;", "--", "' \"",
}

// query is the i-th of them.
func query(i int) string { return queries[i%len(queries)] }

// letters are typed and taken back, so that there is always a next letter: "the bell",
// a letter at a time, and then nothing, a letter at a time.
func letters(i int) string {
	const text = "the bell rang e lantern0"
	if i %= 2 * len(text); i < len(text) {
		return text[i : i+1]
	}
	return "\x7f"
}

// many is 200 of some keys at once.
func many(keys func(i int) string) func(i int) string {
	return func(i int) string {
		const atOnce = 200
		var b strings.Builder
		for k := range atOnce {
			b.WriteString(keys(atOnce*i + k))
		}
		return b.String()
	}
}

// nowhere are addresses of no page, near to those of many.
func nowhere(i int) string {
	return []string{"part-00/pgae-0%d", "prt-001/page-%05d", "page %d 0 0", "Paeg %d", "part-%d#x", "%d", strings.Repeat("part-", 12) + "%d",
		"https://nhshackday.com/part-%d/", strings.Repeat("a/", 1000) + "%d", "%%ff%%fe%d", strings.Repeat("é", 30) + "%d"}[i%11]
}

// away is the i-th address of nowhere, with a number that was not asked for before.
func away(d *door, i int) string { return fmt.Sprintf(nowhere(i), 1000*d.number+i) }

// ways are attacks by those who look for a page among many: by searches, filters,
// addresses and lists.
func ways() group {
	return group{name: "ways", kiosk: processOptions{many: manyPages}, attacks: []attack{
		{name: "searches, a letter a packet", each: 4, life: typing("s", letters)},
		{name: "searches, a letter a packet, and nothing is read", each: 4, deaf: true, life: typing("s", letters)},
		{name: "searches, a letter a packet, many readers of one source", each: 20, life: typing("s", letters)},
		{name: "searches, a letter a packet, many readers of several sources", sources: 8, each: 5, life: typing("s", letters)},
		{name: "searches, many letters a packet", sources: 2, each: 4, life: typing("s", many(letters))},
		{name: "searches, a letter when the one before is answered", sources: 2, each: 4, life: answered("s", letters)},
		{name: "searches begun and closed", each: 4, life: typing("", func(i int) string { return "s" + letters(i%24) + "\x1b" })},
		{name: "searches, their pages opened one after another", each: 4, life: typing("", func(int) string { return "sthe\rnnNNn" })},
		{name: "searches for what nobody searches for", sources: 2, each: 4, life: typing("s", func(i int) string { return query(i) + "\x15" })},
		{name: "searches beside window changes", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(largeWindow)
			p.drain()
			p.send(msgChannelData, channel, "s")
			for i := 0; p.ok(); i++ {
				p.request(channel, "window-change", false, 20+i*7%200, 5+i%60, 0, 0)
				p.send(msgChannelData, channel, letters(i))
			}
		}},
		{name: "searches of readers that are hung up on", sources: 2, each: 5, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(largeWindow)
			p.send(msgChannelData, channel, "se")
			d.wait(time.Duration(d.lives%5) * 5 * time.Millisecond)
			p.close()
		}},

		{name: "search as a command in a loop", sources: 2, each: 8, life: running(func(_ *door, i int) string { return "search " + query(i) })},
		{name: "search as a command, closed at once", sources: 2, each: 8, life: closing(func(_ *door, i int) string { return "search " + query(i) })},
		{name: "search --json, closed at once", sources: 2, each: 8, life: closing(func(_ *door, i int) string { return "search --json " + query(i%3) })},
		{name: "search as a command, never read", sources: 2, each: 10, deaf: true, life: leaving("search the", largeWindow)},
		{name: "search --json without a window, never closed", sources: 2, each: 10, deaf: true, life: leaving("search the --json", 0)},
		{name: "search of 4 KB", each: 8, life: running(func(_ *door, i int) string {
			return "search " + strings.Repeat([]string{"e ", "eé", "ﷺ", "x", "'", "\xff"}[i%6], 680)
		})},

		{name: "pages filtered", each: 4, life: typing("p/", letters)},
		{name: "pages filtered, and nothing is read", each: 4, deaf: true, life: typing("p/", letters)},
		{name: "pages filtered by what nobody filters by", sources: 2, each: 4, life: typing("p/", func(i int) string { return query(i) + "\x15" })},
		{name: "pages filtered, many letters a packet", sources: 2, each: 4, life: typing("p/", many(letters))},
		{name: "a menu filtered", each: 4, life: typing("m/", letters)},
		{name: "links filtered", each: 4, life: typing("r/", letters)},
		{name: "addresses completed", sources: 2, each: 4, life: typing(":", func(i int) string { return letters(i) + "\t" })},
		{name: "addresses completed, many a packet", sources: 2, each: 4, life: typing(":", many(func(int) string { return "e\t\x15" }))},
		{name: "addresses completed, and nothing is read", each: 4, deaf: true, life: typing(":", func(i int) string { return letters(i) + "\t" })},
		{name: "addresses that are nowhere, by a reader", sources: 2, each: 4, life: func(d *door) {
			typing("", func(i int) string { return ":" + away(d, i) + "\r\x15" })(d)
		}},
		{name: "addresses that are nowhere, by a reader, many a packet", sources: 2, each: 4, life: func(d *door) {
			typing("", many(func(i int) string { return ":" + away(d, 11*i) + "\r\x15\x1b" }))(d)
		}},
		{name: "lists opened and closed", each: 4, life: typing("", func(i int) string { return string("pmrcs:"[i%6]) + "\x1b[F\x1b" })},
		{name: "lists walked through from end to end", each: 4, life: typing("p", func(i int) string { return string("Gg\x06\x02"[i%4]) })},

		{name: "pages in loops", sources: 2, each: 8, life: running(func(_ *door, i int) string { return lists[i%len(lists)] })},
		{name: "pages, closed at once", sources: 2, each: 8, life: closing(func(_ *door, i int) string { return lists[i%len(lists)] })},
		{name: "pages, never read", sources: 2, each: 10, deaf: true, life: leaving("pages", largeWindow)},
		{name: "pages --json without a window, never closed", sources: 2, each: 10, deaf: true, life: leaving("pages --json", 0)},
		{name: "pages --json, read at 1 KB a second", sources: 2, each: 10, deaf: true, life: func(d *door) {
			p := d.enter()
			for range 2 {
				p.exec("pages --json", largeWindow)
			}
			p.sip(1000)
		}},
		{name: "addresses that are nowhere, in a loop", sources: 2, each: 8, life: running(away)},
		{name: "addresses that are nowhere, closed at once", sources: 2, each: 8, life: closing(func(d *door, i int) string { return "read " + away(d, i) })},
		{name: "addresses of all pages, in a loop", sources: 2, each: 8, life: running(func(d *door, i int) string {
			return sites.ScaleName(1 + (97*d.number+i)%(manyPages-1))
		})},
		{name: "addresses of all pages, by readers", sources: 2, each: 8, life: func(d *door) {
			typing("", func(i int) string { return ":" + sites.ScaleName(1+(97*d.number+i)%(manyPages-1)) + "\r" })(d)
		}},

		{name: "line by line: find", each: 4, life: lines(func(_ *door, i int) string { return "find " + query(i) })},
		{name: "line by line: search", sources: 2, each: 4, life: lines(func(_ *door, i int) string { return "search " + query(i) })},
		{name: "line by line: pages", each: 4, life: lines(func(_ *door, i int) string { return "pages " + query(i)[:i%2] })},
		{name: "line by line: addresses that are nowhere", each: 4, life: lines(func(d *door, i int) string {
			return []string{"go ", "page "}[i%2] + away(d, i)
		})},
	}}
}

// lists are commands that list pages.
var lists = []string{"pages", "pages --json", "pages x", "pages page 1", "pages --json part", "menu", "pages " + strings.Repeat("e ", 2000)}

// typing opens a reader, types what comes first, and then keys without an end.
func typing(first string, keys func(i int) string) func(*door) {
	return func(d *door) {
		p := d.enter()
		channel, _ := p.reader(largeWindow)
		if !d.options.deaf {
			p.drain()
		}
		p.send(msgChannelData, channel, first)
		for i := 0; p.ok(); i++ {
			p.send(msgChannelData, channel, keys(i))
		}
	}
}

// answered is typing, and waits for something to be shown before the next key.
func answered(first string, keys func(i int) string) func(*door) {
	return func(d *door) {
		p := d.enter()
		channel, _ := p.reader(largeWindow)
		p.send(msgChannelData, channel, first)
		for i := 0; p.await(msgChannelData) != nil; i++ {
			p.send(msgChannelData, channel, keys(i))
		}
	}
}

// running has commands run one after another, and reads what they say.
func running(command func(d *door, i int) string) func(*door) {
	return func(d *door) {
		p := d.enter()
		for i := d.number; p.ok(); i++ {
			if channel, ok := p.exec(command(d, i), largeWindow); ok {
				p.await(msgChannelClose)
				p.send(msgChannelClose, channel)
			}
		}
	}
}

// closing has commands run, and closes each at once.
func closing(command func(d *door, i int) string) func(*door) {
	return func(d *door) {
		p := d.enter()
		for i := d.number; p.ok(); i++ {
			if channel, ok := p.exec(command(d, i), largeWindow); ok {
				p.send(msgChannelClose, channel)
			}
		}
	}
}

// leaving has a command run as often as it may, and reads nothing of what it says.
func leaving(command string, window int) func(*door) {
	return func(d *door) {
		p := d.enter()
		for p.ok() {
			if _, ok := p.exec(command, window); !ok {
				p.stay()
			}
		}
	}
}

// lines types lines to a reader of lines.
func lines(line func(d *door, i int) string) func(*door) {
	return func(d *door) {
		p := d.enter()
		channel, _ := p.open(largeWindow)
		p.terminal(channel, 80, 24)
		p.request(channel, "exec", false, "linear")
		p.flush()
		p.drain()
		for i := d.number; p.ok(); i++ {
			p.send(msgChannelData, channel, strings.ReplaceAll(line(d, i), "\n", " ")+"\r")
		}
	}
}
