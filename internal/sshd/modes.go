package sshd

import "encoding/binary"

// Opcodes of encoded terminal modes (RFC 4254 §8). Those from maxModeOpcode on are not
// defined, and end the list.
const (
	opcodeEnd     = 0
	opcodeECHO    = 53
	maxModeOpcode = 160
)

// echoes reports whether the encoded terminal modes of a pty-req have what is typed echoed,
// as they do where they do not say. Emacs shows what it sends by itself (M-x shell) and
// turns ECHO off. It takes any bytes, in linear time.
func echoes(modes string) bool {
	const argument = 4 // bytes, of each opcode
	for b := []byte(modes); len(b) > argument && b[0] != opcodeEnd && b[0] < maxModeOpcode; b = b[1+argument:] {
		if b[0] == opcodeECHO {
			return binary.BigEndian.Uint32(b[1:]) != 0
		}
	}
	return true
}
