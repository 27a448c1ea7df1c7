//go:build linux

package hostile

import (
	"fmt"
	"math/rand/v2"
	"time"

	"hackday.example/kiosk/internal/replica"
)

// otherTypes are the channel types that the kiosk has no use for, with the
// fields that they have (RFC 4254 §6.3.2 and §7.2, OpenSSH's PROTOCOL).
var otherTypes = []struct {
	name string
	more []any
}{
	{"direct-tcpip", []any{"192.0.2.1", 80, "127.0.0.1", 1}},
	{"forwarded-tcpip", []any{"192.0.2.1", 80, "127.0.0.1", 1}},
	{"x11", []any{"127.0.0.1", 6000}},
	{"auth-agent@openssh.com", nil},
	{"direct-streamlocal@openssh.com", []any{"/tmp/socket", "", 0}},
	{"tun@openssh.com", []any{1, 0}},
	{"", nil},
	{"nobody-knows@example.org", []any{names[:1000]}},
}

// channels are attacks by those who open them.
func channels() group {
	return group{name: "channels", attacks: []attack{
		{name: "opens, and nothing is read", deaf: true, life: func(d *door) {
			for p := d.enter(); p.ok(); {
				p.ask("session", largeWindow)
			}
		}},
		{name: "opens of 250 KB, and nothing is read", each: 2, deaf: true, life: func(d *door) {
			p := d.enter()
			if d.number == 1 { // large ones are felt when no more answers go out
				const answers = 45_000 // 4 MB, which is what Linux keeps of a socket's output
				for range answers {
					p.ask("session", largeWindow)
				}
			}
			for p.ok() {
				p.ask("session", largeWindow, raw(zeros))
			}
		}},
		{name: "opens with a type of 100 KB, and nothing is read", deaf: true, life: func(d *door) {
			for p := d.enter(); p.ok(); {
				p.ask(names[:100_000], largeWindow)
			}
		}},
		{name: "opens of other types, and nothing is read", deaf: true, each: 3, life: func(d *door) {
			p := d.enter()
			for i := 0; p.ok(); i++ {
				kind := otherTypes[i%len(otherTypes)]
				p.ask(kind.name, largeWindow, kind.more...)
			}
		}},
		{name: "opens whose answers are read at 1 KB a second", deaf: true, each: 3, life: func(d *door) {
			p := d.enter()
			go p.sip(1000)
			for p.ok() {
				p.ask("session", largeWindow)
			}
		}},
		{name: "opens of every type, and the answers are read", each: 4, life: func(d *door) {
			p := d.enter()
			p.drain()
			for i := 0; p.ok(); i++ {
				kind := otherTypes[i%len(otherTypes)]
				p.ask(kind.name, largeWindow, kind.more...)
				p.ask("session", largeWindow)
			}
		}},
		{name: "opens with packets of no size", each: 4, deaf: true, life: func(d *door) {
			for p := d.enter(); p.ok(); {
				p.queue(msgChannelOpen, "session", 1, largeWindow, 0)
			}
		}},
		{name: "new keys that the server asks for, never made, then opens", deaf: true, life: func(d *door) {
			p := d.connect()
			p.suite = chacha20Poly1305
			p.meet()
			p.login()
			for n := 0; n <= 1<<30 && p.ok(); n += large {
				p.queue(msgIgnore, names)
			}
			for p.ok() {
				p.ask("session", largeWindow)
			}
		}},
		{name: "opens, then new keys that the client asks for, never made", each: 10, life: func(d *door) {
			p := d.enter()
			p.reader(largeWindow)
			p.reader(largeWindow)
			for range 10_000 {
				p.ask("session", largeWindow)
			}
			p.sendRaw(p.kexInit(0))
			p.stay()
		}},
		{name: "opens while the client's new keys are not made", each: 4, life: func(d *door) {
			p := d.enter()
			p.reader(largeWindow)
			p.sendRaw(p.kexInit(0))
			for p.ok() {
				p.ask("session", largeWindow)
			}
		}},
		{name: "data before the channel is there", each: 6, deaf: true, life: func(d *door) {
			p := d.enter()
			for range 16 {
				p.ask("session", largeWindow)
			}
			for i := 0; p.ok(); i++ {
				p.queue(msgChannelData, i%16, "x")
			}
		}},
		{name: "data before the shell, a byte a packet", each: 6, life: func(d *door) {
			p := d.enter()
			first, _ := p.reader(largeWindow)
			second, _ := p.open(largeWindow)
			p.drain()
			p.queue(msgChannelData, first, "j")
			for range 1 << 21 { // a window
				if !p.ok() {
					return
				}
				p.queue(msgChannelData, second, "x")
			}
			p.flush()
			p.stay()
		}},
		{name: "extended data into a reader, a byte a packet", life: extendedData(1, 1)},
		{name: "extended data into readers, other types", each: 4, life: func(d *door) {
			extendedData([]int{0, 2, -1}[d.lives%3], 1)(d)
		}},
		{name: "extended data into readers, 30 KB a packet", each: 4, life: extendedData(1, 30_000)},
		{name: "extended data before the shell, a byte a packet", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.open(largeWindow)
			p.drain()
			for p.ok() {
				p.queue(msgExtendedData, channel, 1, "x")
			}
		}},
		{name: "data into a command that reads none", each: 6, life: func(d *door) {
			p := d.enter()
			channel, _ := p.exec("read", 0)
			p.drain()
			for p.ok() {
				p.queue(msgChannelData, channel, "x")
			}
		}},
		{name: "a paste without an end", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(largeWindow)
			p.drain()
			for p.ok() {
				p.send(msgChannelData, channel, names[:30_000])
			}
		}},
		{name: "keys that paint all, and nothing is read", each: 4, deaf: true, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(largeWindow)
			for p.ok() && d.wait(time.Millisecond) {
				p.send(msgChannelData, channel, "\x0c")
			}
		}},
		{name: "a reader without a window, and opens", each: 4, deaf: true, life: func(d *door) {
			p := d.enter()
			p.reader(0)
			p.reader(0)
			for p.ok() {
				p.ask("session", 0)
			}
		}},
		{name: "window adjusts of nothing, and of too much", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(1000)
			p.drain()
			for i := 0; p.ok(); i++ {
				n := 0
				if i > 100_000 {
					n = -1 // 4 GiB
				}
				p.queue(msgWindowAdjust, channel, n)
			}
		}},
		{name: "closing in every order", each: 8, life: func(d *door) {
			for p := d.enter(); p.ok(); {
				channel, ok := p.open(largeWindow)
				if !ok {
					continue
				}
				steps := []func(){
					func() { p.queue(msgChannelEOF, channel) },
					func() { p.queue(msgChannelClose, channel) },
					func() { p.queue(msgChannelData, channel, "jk") },
					func() { p.queue(msgExtendedData, channel, 1, "x") },
					func() { p.queue(msgWindowAdjust, channel, 100) },
					func() { p.terminal(channel, 80, 24) },
					func() { p.request(channel, "shell", true) },
					func() { p.request(channel, "exec", true, "read") },
					func() { p.request(channel, "window-change", false, 10, 10, 0, 0) },
				}
				for _, i := range rand.Perm(len(steps)) {
					steps[i]()
				}
				p.send(msgChannelClose, channel)
			}
		}},
		{name: "a channel's messages for no channel", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.open(largeWindow)
			number := []byte{msgChannelConfirmed, msgChannelRefused, msgWindowAdjust, msgChannelData, msgChannelEOF,
				msgChannelClose, msgChannelSuccess, msgChannelFailure}[d.lives%8]
			p.send(number, int(channel)+d.lives%2, 0, 0, 0)
			for range 1000 {
				p.queue(msgChannelSuccess, channel)
				p.queue(msgChannelFailure, channel)
			}
			p.flush()
			p.await()
		}},
		{name: "sessions that are opened and closed", each: 8, life: func(d *door) {
			p := d.enter()
			for p.ok() {
				if channel, ok := p.open(largeWindow); ok {
					p.send(msgChannelClose, channel)
				}
			}
		}},
	}}
}

// extendedData is a flood of extended data into a reader, so many bytes a packet.
func extendedData(kind, bytes int) func(*door) {
	return func(d *door) {
		p := d.enter()
		channel, _ := p.reader(largeWindow)
		p.drain()
		for p.ok() {
			p.queue(msgExtendedData, channel, kind, names[:bytes])
		}
	}
}

// requests are attacks by requests on a channel.
func requests() group {
	return group{name: "requests", attacks: []attack{
		{name: "variables without an end", each: 4, life: requestFlood(func(p *peer, channel uint32, i int) {
			p.request(channel, "env", false, fmt.Sprintf("LC_%d", i), "C")
		})},
		{name: "variables of 250 KB", each: 4, life: requestFlood(func(p *peer, channel uint32, _ int) {
			p.request(channel, "env", false, "LANG", names)
		})},
		{name: "terminals without an end", each: 4, life: requestFlood(func(p *peer, channel uint32, i int) {
			p.request(channel, "pty-req", true, names[:i%1000], i, i, 0, 0, names[:i%100_000])
		})},
		{name: "window changes", each: 4, life: requestFlood(func(p *peer, channel uint32, i int) {
			p.request(channel, "window-change", false, 1+i%1000, 1+i%500, 0, 0)
		})},
		{name: "window changes of 250 KB", each: 4, life: requestFlood(func(p *peer, channel uint32, i int) {
			p.request(channel, "window-change", true, 1+i%1000, 1+i%500, 0, 0, raw(zeros))
		})},
		{name: "window changes under a reader", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(largeWindow)
			p.drain()
			for i := 0; p.ok(); i++ {
				p.request(channel, "window-change", false, 20+i%200, 5+i%100, 0, 0)
			}
		}},
		{name: "window changes under a reader that is not read", each: 4, deaf: true, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(largeWindow)
			for i := 0; p.ok(); i++ {
				p.request(channel, "window-change", false, 20+i%200, 5+i%100, 0, 0)
			}
		}},
		{name: "readers of lines that are gone before their first line, their windows changed", each: 4, life: func(d *door) {
			p := d.enter()
			var channels []uint32
			for range 4 { // of this connection, which ends then
				channel, _ := p.open(1)
				p.terminal(channel, 80, 24)
				p.request(channel, "exec", false, "linear")
				channels = append(channels, channel)
			}
			p.flush()
			time.Sleep(20 * time.Millisecond) // the first line waits to be taken
			for _, channel := range channels {
				p.request(channel, "window-change", false, 40, 10, 0, 0)
			}
			p.flush()
			time.Sleep(20 * time.Millisecond)
		}},
		{name: "signals and breaks", each: 4, life: requestFlood(func(p *peer, channel uint32, i int) {
			p.request(channel, []string{"signal", "break", "xon-xoff"}[i%3], i%2 == 0, "KILL")
		})},
		{name: "every other request", each: 4, life: requestFlood(func(p *peer, channel uint32, i int) {
			p.request(channel, []string{"subsystem", "x11-req", "auth-agent-req@openssh.com", "eow@openssh.com",
				"exit-status", "exit-signal", "keepalive@openssh.com", "winadj@putty.projects.tartarus.org"}[i%8], i%2 == 0, "sftp")
		})},
		{name: "requests with a name of 250 KB", each: 4, life: requestFlood(func(p *peer, channel uint32, _ int) {
			p.request(channel, names, true)
		})},
		{name: "requests whose answers are not read", each: 4, deaf: true, life: func(d *door) {
			p := d.enter()
			channel, _ := p.open(largeWindow)
			for p.ok() {
				p.request(channel, "window-change", true, 80, 24, 0, 0)
			}
		}},
		{name: "commands of 250 KB", each: 4, life: func(d *door) {
			p := d.enter()
			for p.ok() {
				p.exec("read "+names, largeWindow)
				p.await(msgChannelClose)
			}
		}},
	}}
}

// requestFlood opens a channel and makes requests on it.
func requestFlood(one func(p *peer, channel uint32, i int)) func(*door) {
	return func(d *door) {
		p := d.enter()
		channel, _ := p.open(largeWindow)
		p.drain()
		for i := 0; p.ok(); i++ {
			one(p, channel, i)
		}
	}
}

// floods are attacks by messages that belong to no channel.
func floods() group {
	return group{name: "floods", attacks: []attack{
		{name: "IGNORE of one byte", each: 2, life: flood(msgIgnore, "x")},
		{name: "IGNORE of 250 KB", each: 2, life: flood(msgIgnore, names)},
		{name: "DEBUG", each: 2, life: flood(msgDebug, true, names[:1000], "")},
		{name: "PING, and the answers are read", each: 2, life: flood(msgPing, "x")},
		{name: "PING of 30 KB, and nothing is read", each: 4, deaf: true, life: deafFlood(msgPing, names[:30_000])},
		{name: "PING of 250 KB, read at 1 KB a second", each: 4, deaf: true, life: sippedFlood(1000, msgPing, names)},
		{name: "UNIMPLEMENTED", each: 2, life: flood(msgUnimplemented, 0)},
		{name: "a message that nobody knows", each: 2, life: flood(250, names[:1000])},
		{name: "EXT_INFO", each: 2, life: flood(msgExtInfo, 1<<30, names)},
		{name: "another login after the login", each: 2, life: flood(msgUserAuthRequest, "organiser", "ssh-connection", "none")},
		{name: "another service after the login", each: 2, life: flood(msgServiceRequest, "ssh-userauth")},
		{name: "NEWKEYS out of order", each: 2, life: flood(msgNewKeys)},
		{name: "a goodbye of 250 KB", each: 2, life: flood(msgDisconnect, 11, names, "")},
		{name: "answers to no request", each: 2, life: func(d *door) {
			p := d.enter()
			p.drain()
			for i := 0; p.ok(); i++ {
				p.queue(byte(msgRequestSuccess+i%2), raw(zeros[:i%1000]))
			}
		}},
		{name: "global requests", each: 2, life: flood(msgGlobalRequest, "x@example.org", false)},
		{name: "global requests, and the answers are read", each: 2, life: flood(msgGlobalRequest, "no-more-sessions@openssh.com", true)},
		{name: "global requests, and nothing is read", each: 4, deaf: true, life: deafFlood(msgGlobalRequest, "x@example.org", true)},
		{name: "keepalives, and nothing is read", each: 4, deaf: true, life: deafFlood(msgGlobalRequest, "keepalive@openssh.com", true)},
		{name: "tcpip-forward and its end", each: 4, deaf: true, life: func(d *door) {
			p := d.enter()
			for i := 0; p.ok(); i++ {
				p.queue(msgGlobalRequest, []string{"tcpip-forward", "cancel-tcpip-forward"}[i%2], true, "0.0.0.0", i%65536)
			}
		}},
		{name: "global requests of 16 KiB", each: 4, life: flood(msgGlobalRequest, "x@example.org", true, raw(zeros[:16<<10]))},
		{name: "global requests of 250 KB", each: 4, life: flood(msgGlobalRequest, "x@example.org", true, raw(zeros))},
		{name: "global requests of 250 KB, and nothing is read", each: 10, deaf: true, life: deafFlood(msgGlobalRequest, "x@example.org", true, raw(zeros))},
		{name: "requests of peers, by visitors", each: 4, life: flood(msgGlobalRequest, replica.Request, true, raw("{}"))},
		{name: "requests of peers, by visitors who do not read", each: 4, deaf: true, life: deafFlood(msgGlobalRequest, replica.Request, true, raw("{}"))},
		{name: "requests of peers, as large as may be, by visitors", each: 4, life: flood(msgGlobalRequest, replica.Request, true, raw(zeros[:replica.MaxMessage]))},
		{name: "hostkeys-prove of no key", each: 4, life: flood(msgGlobalRequest, "hostkeys-prove-00@openssh.com", true, names[:100])},
		{name: "hostkeys-prove of the kiosk's own key", each: 4, life: func(d *door) {
			p := d.enter()
			p.drain()
			for p.ok() {
				p.queue(msgGlobalRequest, "hostkeys-prove-00@openssh.com", true, p.hostKey)
			}
		}},
		{name: "hostkeys-prove of 250 KB", sources: 2, each: 20, life: func(d *door) {
			flood(msgGlobalRequest, "hostkeys-prove-00@openssh.com", true, raw(zeros))(d)
		}},
		{name: "packets of 250 KB, never whole", sources: 5, each: 20, life: func(d *door) {
			p := d.enter()
			p.begin(large-1000, large)
			p.stay()
		}},
		{name: "new keys again and again", each: 4, life: func(d *door) {
			p := d.enter()
			p.reader(largeWindow)
			for p.ok() {
				p.exchange(nil)
			}
		}},
		{name: "new keys, never made", sources: 4, each: 20, life: func(d *door) {
			p := d.enter()
			p.reader(largeWindow)
			p.sendRaw(p.kexInit(0))
			p.stay()
		}},
		{name: "new keys by KEXINIT of 250 KB, never made", sources: 4, each: 20, life: func(d *door) {
			p := d.enter()
			p.reader(largeWindow)
			p.sendRaw(p.kexInit(large))
			p.stay()
		}},
	}}
}

// flood logs in and sends a message again and again. It reads what comes.
func flood(number byte, fields ...any) func(*door) {
	return func(d *door) {
		p := d.enter()
		p.drain()
		for p.ok() {
			p.queue(number, fields...)
		}
	}
}

// deafFlood is flood, and reads nothing.
func deafFlood(number byte, fields ...any) func(*door) {
	return func(d *door) {
		for p := d.enter(); p.ok(); {
			p.queue(number, fields...)
		}
	}
}

// sippedFlood is flood, and reads so many bytes a second.
func sippedFlood(perSecond int, number byte, fields ...any) func(*door) {
	return func(d *door) {
		p := d.enter()
		go p.sip(perSecond)
		for p.ok() {
			p.queue(number, fields...)
		}
	}
}

// commands are what visitors may ask for, and a few that there are not.
var commands = []string{
	"read", "read --markdown", "read large", "read nowhere", "pages", "resources", "resources --json", "qr 1",
	"linear", "lobby", "doctor", "privacy", "help", "lang cy read", "", "'", "status", names[:4000],
}

// work are attacks that have the kiosk do much.
func work() group {
	return group{name: "work", kiosk: processOptions{large: true}, attacks: []attack{
		{name: "every command in a loop", sources: 2, each: 8, life: func(d *door) {
			p := d.enter()
			for i := d.number; p.ok(); i++ {
				if channel, ok := p.open(largeWindow); ok {
					p.terminal(channel, 40+i%100, 24)
					p.request(channel, "exec", false, commands[i%len(commands)])
					p.queue(msgChannelData, channel, "q")
					p.flush()
					p.await(msgChannelClose)
					p.send(msgChannelClose, channel)
				}
			}
		}},
		{name: "every command, closed at once", sources: 2, each: 8, life: func(d *door) {
			p := d.enter()
			for i := d.number; p.ok(); i++ {
				if channel, ok := p.open(largeWindow); ok {
					p.terminal(channel, 40+i%100, 24)
					p.request(channel, "exec", false, commands[i%len(commands)])
					p.send(msgChannelClose, channel)
				}
			}
		}},
		{name: "doctor, closed at once, no keepalive answered", life: func(d *door) {
			for p := d.enter(); p.ok(); {
				if channel, ok := p.exec("doctor", largeWindow); ok {
					p.send(msgChannelClose, channel)
				}
			}
		}},
		{name: "a large page at ever other widths, closed at once", each: 2, life: func(d *door) {
			p := d.enter()
			for i := d.number; p.ok(); i++ {
				if channel, ok := p.open(largeWindow); ok {
					p.terminal(channel, 20+i%400, 24)
					p.request(channel, "exec", false, []string{"read large", "lang cy read large"}[i/400%2])
					p.send(msgChannelClose, channel)
				}
			}
		}},
		{name: "a large page at ever other widths, never closed", sources: 2, each: 10, life: func(d *door) {
			p := d.enter()
			for i := d.number; p.ok(); i++ {
				if channel, ok := p.open(0); ok {
					p.terminal(channel, 20+i*7%400, 24)
					p.request(channel, "exec", false, "read large")
					p.flush()
				} else {
					p.stay()
				}
			}
		}},
		{name: "window adjusts of one byte while a large page comes", each: 10, life: func(d *door) {
			p := d.enter()
			channel, _ := p.exec("read large", 0)
			p.drain()
			for p.ok() {
				p.queue(msgWindowAdjust, channel, 1)
			}
		}},
		{name: "large pages, read at 100 bytes a second", sources: 2, each: 20, deaf: true, life: func(d *door) {
			p := d.enter()
			for range 2 {
				p.exec("read large", largeWindow)
			}
			p.sip(100)
		}},
		{name: "large variables on ten channels without a window, and nothing is read", sources: 4, each: 20, deaf: true, life: func(d *door) {
			p := d.enter()
			var channels []uint32
			for range 10 {
				channel, _ := p.exec("read large", 0)
				channels = append(channels, channel)
			}
			for i := 0; i < 60 && p.ok(); i++ {
				p.request(channels[i%len(channels)], "env", true, names[:4000], names[:3000])
				p.flush()
			}
			p.stay()
		}},
		{name: "global requests of 250 KB behind a page, read at 1 KB a second", each: 10, deaf: true, life: func(d *door) {
			p := d.enter()
			for range 2 {
				channel, _ := p.open(largeWindow)
				p.request(channel, "exec", false, "read large")
				p.flush()
			}
			go p.sip(1000)
			for p.ok() {
				p.queue(msgGlobalRequest, "x@example.org", true, raw(zeros))
			}
		}},
		{name: "read in a loop, one source", each: 20, life: func(d *door) {
			for p := d.enter(); p.ok(); {
				p.exec("read", largeWindow)
				p.await(msgChannelClose)
			}
		}},
		{name: "a reader of a large page at ever other widths", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(largeWindow)
			p.drain()
			p.send(msgChannelData, channel, ":large\r")
			for i := 0; p.ok() && d.wait(time.Millisecond); i++ {
				p.request(channel, "window-change", false, 20+i*7%400, 24, 0, 0)
				p.flush()
			}
		}},
		{name: "searches", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.reader(largeWindow)
			p.drain()
			p.send(msgChannelData, channel, ":large\r/")
			for i := 0; p.ok() && d.wait(time.Millisecond); i++ {
				p.send(msgChannelData, channel, string(rune('a'+i%26)))
				if i%20 == 19 {
					p.send(msgChannelData, channel, "\r/")
				}
			}
		}},
		{name: "lobbies", sources: 4, each: 10, life: func(d *door) {
			p := d.enter()
			for range 2 {
				channel, _ := p.open(largeWindow)
				p.terminal(channel, 200, 100)
				p.request(channel, "exec", false, "lobby")
				p.flush()
			}
			p.await()
		}},
		{name: "line by line, without an end of line", each: 4, life: func(d *door) {
			p := d.enter()
			channel, _ := p.open(largeWindow)
			p.request(channel, "pty-req", false, "dumb", 80, 24, 0, 0, "")
			p.request(channel, "shell", false)
			p.drain()
			for p.ok() {
				p.queue(msgChannelData, channel, "xxxxxxxxxxxxxxxx")
			}
		}},
		{name: "the largest screens", sources: 2, each: 10, life: func(d *door) {
			p := d.enter()
			channel, _ := p.open(largeWindow)
			p.terminal(channel, -1, -1)
			p.request(channel, "shell", false)
			p.drain()
			for p.ok() && d.wait(time.Millisecond) {
				p.send(msgChannelData, channel, "\x0c")
			}
		}},
	}}
}

// places are attacks on how many readers and connections there may be.
func places() group {
	shells := func(n int) func(*door) {
		return func(d *door) {
			p := d.enter()
			for range n {
				p.reader(largeWindow)
			}
			p.await()
		}
	}
	return group{name: "places", kiosk: processOptions{limit: "256MiB"}, attacks: []attack{
		{name: "325 connections from 17 addresses, two shells each", sources: 17, each: 20, readers: 2, life: shells(2)},
		{name: "325 connections from 17 addresses, ten shells each", sources: 17, each: 20, readers: 2, life: shells(10)},
		{name: "800 connections without a session", sources: 40, each: 20, life: func(d *door) { d.enter().stay() }},
	}}
}

// groups are all attacks.
func groups() []group {
	return []group{beforeLogin(), channels(), requests(), floods(), work(), ways(), pictured(), places(), downloads()}
}
