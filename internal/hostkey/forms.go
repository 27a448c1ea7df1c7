package hostkey

import (
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"
)

// Fingerprint is the SHA-256 fingerprint of a key as OpenSSH writes it:
// "SHA256:" and 43 characters of base64 (RFC 4648 §4, without padding).
func Fingerprint(key ssh.PublicKey) string { return ssh.FingerprintSHA256(key) }

// KnownHost is the line that tells OpenSSH's known_hosts file (sshd(8)) about a
// key, without a line end. Another port than 22 is part of the name.
func KnownHost(host string, port uint16, key ssh.PublicKey) string {
	name := strings.ToLower(host) // as ssh looks for it
	if port != 22 {
		name = "[" + name + "]:" + strconv.Itoa(int(port))
	}
	return name + " " + strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// SSHFP are the records that tell DNS about an ed25519 key (RFC 4255 §3, RFC
// 7479), as ssh-keygen -r writes them: one with SHA-1, which is all that some old
// resolvers know, and one with SHA-256 (RFC 6594).
func SSHFP(host string, key ssh.PublicKey) []string {
	const ed25519, withSHA1, withSHA256 = 4, 1, 2
	blob := key.Marshal()
	return []string{
		fmt.Sprintf("%s IN SSHFP %d %d %x", host, ed25519, withSHA1, sha1.Sum(blob)),
		fmt.Sprintf("%s IN SSHFP %d %d %x", host, ed25519, withSHA256, sha256.Sum256(blob)),
	}
}

// The picture of a key: columns and rows within its border, and what stands for
// the visits of a field, from none to many; then for the first and the last one.
const (
	artColumns = 17
	artRows    = 9
	artVisits  = " .o+=*BOX@%&#/^"
	artFirst   = 'S'
	artLast    = 'E'
)

// Randomart is the picture of an ed25519 key that OpenSSH draws (VisualHostKey,
// ssh-keygen -lv): 11 lines of ASCII, each with a line end. The walk is that of
// "The drunken bishop" (Loss, Limmer, von Gernler, 2009), over the SHA-256
// fingerprint: two bits a step, the lowest first, one for left or right and one
// for up or down, and along the wall where there is one.
func Randomart(key ssh.PublicKey) string {
	var visits [artRows][artColumns]int
	x, y := artColumns/2, artRows/2
	for _, b := range sha256.Sum256(key.Marshal()) {
		for step := range 4 {
			bits := int(b) >> (2 * step)
			x = min(max(x+2*(bits&1)-1, 0), artColumns-1)
			y = min(max(y+(bits&2)-1, 0), artRows-1)
			visits[y][x]++
		}
	}
	var art strings.Builder
	border := func(title string) {
		left := (artColumns - len(title)) / 2
		right := artColumns - len(title) - left
		art.WriteString("+" + strings.Repeat("-", left) + title + strings.Repeat("-", right) + "+\n")
	}
	border("[ED25519 256]")
	for row := range visits {
		art.WriteByte('|')
		for column, n := range visits[row] {
			switch {
			case row == y && column == x:
				art.WriteByte(artLast)
			case row == artRows/2 && column == artColumns/2:
				art.WriteByte(artFirst)
			default:
				art.WriteByte(artVisits[min(n, len(artVisits)-1)])
			}
		}
		art.WriteString("|\n")
	}
	border("[SHA256]")
	return art.String()
}
