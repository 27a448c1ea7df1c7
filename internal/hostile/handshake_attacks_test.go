//go:build linux

package hostile

import (
	"crypto/ed25519"
	"crypto/rand"
	"strings"
	"time"
)

// large is as long as a string may be in a packet that x/crypto takes (256 KiB).
const large = 250_000

var (
	zeros = make([]byte, large)
	names = strings.Repeat("x", large)
)

// newKey makes a key that the kiosk does not know.
func newKey() ed25519.PrivateKey {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
}

// beforeLogin are attacks by those who never log in.
func beforeLogin() group {
	return group{name: "before login", attacks: []attack{
		{name: "sockets that say nothing", sources: 10, each: 20, life: func(d *door) {
			d.connect().stay()
		}},
		{name: "an identification without an end", sources: 2, each: 5, life: func(d *door) {
			p := d.connect()
			for p.write("SSH-2.0-"); p.ok(); {
				p.write(names)
			}
		}},
		{name: "other protocols", sources: 2, each: 5, life: func(d *door) {
			p := d.connect()
			p.write([]string{
				"GET / HTTP/1.1\r\nHost: kiosk\r\n\r\n",
				"PROXY TCP4 127.0.0.1 127.0.0.1 1 22\r\nSSH-2.0-x\r\n",
				"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
				"SSH-1.5-old\r\n",
				"SSH-2.0-x\n\n\n\n\n\n\n\n",
				"SSH-2.0-x\r\n" + names,
			}[d.lives%6])
			p.await()
		}},
		{name: "a byte a second", sources: 4, each: 20, life: func(d *door) {
			p := d.connect()
			text := clientVersion + "\r\n" + string(p.packet(p.kexInit(0)))
			if d.number%2 == 1 { // every other is in the middle of the key exchange
				p.identify()
				text = text[len(clientVersion)+2:]
			}
			for i := 0; i < len(text) && p.ok(); i++ {
				p.write(text[i : i+1])
				d.wait(time.Second)
			}
		}},
		{name: "KEXINIT of 250 KB, then silence, one source", each: 20, life: func(d *door) {
			p := d.connect()
			p.identify()
			p.sendRaw(p.kexInit(large))
			p.stay()
		}},
		{name: "KEXINIT of 250 KB, then silence, ten sources", sources: 10, each: 20, life: func(d *door) {
			p := d.connect()
			p.identify()
			p.sendRaw(p.kexInit(large))
			p.stay()
		}},
		{name: "KEXINIT of 34 KB, then silence", sources: 10, each: 20, life: func(d *door) {
			p := d.connect()
			p.identify()
			p.sendRaw(p.kexInit(34_000))
			p.stay()
		}},
		{name: "KEXINIT of 250 KB, never whole", sources: 10, each: 20, life: func(d *door) {
			p := d.connect()
			p.identify()
			p.begin(large-1000, large)
			p.stay()
		}},
		{name: "KEXINIT of 34 KB again and again", sources: 4, each: 4, life: func(d *door) {
			p := d.connect()
			p.identify()
			for p.ok() {
				p.sendRaw(p.kexInit(34_000))
			}
		}},
		{name: "DEBUG between KEXINIT and the keys", sources: 4, each: 2, life: func(d *door) {
			p := d.connect()
			p.identify()
			p.sendRaw(p.kexInit(0))
			for p.ok() {
				p.send(msgDebug, true, names[:30_000], "")
			}
		}},
		{name: "IGNORE before KEXINIT", sources: 4, each: 2, life: func(d *door) {
			p := d.connect()
			p.identify()
			for p.ok() {
				p.send(msgIgnore, names[:30_000])
			}
		}},
		{name: "keys that are none", sources: 4, each: 2, life: func(d *door) {
			p := d.connect()
			p.identify()
			p.sendRaw(p.kexInit(0))
			p.send(msgKexECDHInit, []string{"", string(zeros[:32]), string(zeros[:33]), names}[d.lives%4])
			p.await()
		}},
		{name: "handshakes one after another", sources: 10, each: 2, life: func(d *door) { d.meet() }},
		{name: "handshakes, and no login", sources: 10, each: 20, life: func(d *door) { d.meet().stay() }},
		{name: "IGNORE before the login", sources: 2, each: 2, life: func(d *door) {
			for p := d.meet(); p.ok(); {
				p.send(msgIgnore, names)
			}
		}},
		{name: "PING before the login", sources: 2, each: 2, deaf: true, life: func(d *door) {
			for p := d.meet(); p.ok(); {
				p.send(msgPing, names[:1000])
			}
		}},
		{name: "new keys without an end before the login", sources: 4, each: 2, life: func(d *door) {
			for p := d.meet(); p.ok(); {
				p.exchange(nil)
			}
		}},
		{name: "a service name of 250 KB", sources: 4, each: 5, life: func(d *door) {
			p := d.meet()
			p.send(msgServiceRequest, names)
			p.stay()
		}},
		{name: "a user name of 255 KB, then silence", sources: 5, each: 20, life: func(d *door) {
			p := d.meet()
			p.service()
			p.send(msgUserAuthRequest, names+names[:5000], "ssh-connection", "password", false, "x")
			p.stay()
		}},
		{name: "a password of 250 KB without its end", sources: 5, each: 20, life: func(d *door) {
			p := d.meet()
			p.service()
			p.begin(large-1000, large)
			p.stay()
		}},
		{name: "logins without an end", sources: 4, each: 4, life: func(d *door) {
			p := d.meet()
			p.service()
			for p.ok() {
				p.send(msgUserAuthRequest, "organiser", "ssh-connection", "none")
				p.await(msgUserAuthFailure)
			}
		}},
		{name: "logins of 250 KB whose answers are not read", sources: 4, each: 4, deaf: true, life: func(d *door) {
			p := d.meet()
			p.service()
			for p.ok() {
				p.send(msgUserAuthRequest, "organiser", "ssh-connection", "password", false, names)
			}
		}},
		{name: "another user at each attempt", sources: 4, each: 4, life: func(d *door) {
			p := d.meet()
			p.service()
			for i := 0; p.ok(); i++ {
				p.send(msgUserAuthRequest, names[:i%2000], "ssh-connection", "hostbased", "x", "y", "z", "u", "s")
				p.await(msgUserAuthFailure)
			}
		}},
		{name: "keyboard-interactive, and answers to no question", sources: 4, each: 4, life: func(d *door) {
			p := d.meet()
			p.service()
			for p.ok() {
				p.send(msgUserAuthRequest, "organiser", "ssh-connection", "keyboard-interactive", "", "")
				p.send(msgUserAuthResponse, 1<<30, names)
			}
		}},
		{name: "which of many keys would do", sources: 4, each: 4, life: func(d *door) {
			p := d.meet()
			p.service()
			for i := 0; p.ok(); i++ {
				public := newKey().Public().(ed25519.PublicKey)
				blob := string(message(0, "ssh-ed25519", string(public))[1:])
				if i%3 == 2 {
					blob = names
				}
				p.send(msgUserAuthRequest, "organiser", "ssh-connection", "publickey", false, "ssh-ed25519", blob)
				p.await(msgUserAuthFailure)
			}
		}},
		{name: "signatures to be checked", sources: 10, each: 4, life: func(d *door) {
			p := d.meet()
			p.service()
			p.loginByKey([]string{"organiser", "visitor"}[d.lives%2], newKey())
		}},
		{name: "logins as a peer, without a key", sources: 4, each: 4, life: func(d *door) {
			p := d.meet()
			p.service()
			for i := 0; p.ok(); i++ {
				switch i % 3 {
				case 0:
					p.send(msgUserAuthRequest, "peer", "ssh-connection", "none")
				case 1:
					p.send(msgUserAuthRequest, "peer", "ssh-connection", "password", false, names[:i%1000])
				case 2:
					p.send(msgUserAuthRequest, "peer", "ssh-connection", "keyboard-interactive", "", "")
				}
				p.await(msgUserAuthFailure)
			}
		}},
		{name: "logins as a peer, with strangers' keys", sources: 4, each: 4, life: func(d *door) {
			p := d.meet()
			p.service()
			for p.ok() {
				p.loginByKey("peer", newKey())
			}
		}},
		{name: "logins as a peer, with the kiosk's own public key", sources: 4, each: 4, life: func(d *door) {
			p := d.meet()
			p.service()
			for i := 0; p.ok(); i++ {
				signature := string(message(0, "ssh-ed25519", names[:64])[1:])
				p.send(msgUserAuthRequest, "peer", "ssh-connection", "publickey", i%2 == 1, "ssh-ed25519", p.hostKey, signature)
				p.await(msgUserAuthFailure)
			}
		}},
		{name: "the client's channel messages before the login", sources: 2, each: 4, life: func(d *door) {
			p := d.meet()
			for p.ok() {
				p.ask("session", largeWindow)
				p.flush()
			}
		}},
		{name: "a reset at once", sources: 20, each: 4, life: func(d *door) { d.connect().reset() }},
		{name: "a reset in the middle of it", sources: 20, each: 4, life: func(d *door) {
			p := d.connect()
			steps := []func(){p.identify, func() { p.exchange(nil) }, p.login, func() { p.reader(0) }}
			for _, step := range steps[:1+(d.lives+d.number)%len(steps)] {
				step()
			}
			p.reset()
		}},
		{name: "sockets that are half closed", sources: 10, each: 20, life: func(d *door) {
			p := d.connect()
			steps := []func(){func() {}, p.identify, func() { p.exchange(nil) }, p.login, func() { p.reader(0) }}
			for _, step := range steps[:1+(d.lives+d.number)%len(steps)] {
				step()
			}
			p.closeWrite()
			p.stay()
		}},
		{name: "packets that are no packets", sources: 4, each: 4, life: func(d *door) {
			p := d.connect()
			if d.number%2 == 1 {
				p.meet()
			} else {
				p.identify()
			}
			p.write([]string{
				"\x00\x00\x00\x00", "\xff\xff\xff\xff", "\x00\x00\x00\x01\x00", "\x00\x00\x00\x0c\xff",
				"\x00\x04\x00\x00", "\x00\x00\x00\x0c\x0b", names,
			}[d.lives%7] + names[:1000])
			p.await()
		}},
	}}
}
