package sshd

import "testing"

func TestEchoIsReadFromTheModes(t *testing.T) {
	for _, tt := range []struct {
		name, modes string
		want        bool
	}{
		{"none", "", true},
		{"an end alone", "\x00", true},
		{"off", "\x35\x00\x00\x00\x00\x00", false},
		{"on", "\x35\x00\x00\x00\x01\x00", true},
		{"off behind others", "\x81\x00\x00\x96\x00\x35\x00\x00\x00\x00\x00", false},
		{"off without an end", "\x35\x00\x00\x00\x00", false},
		{"cut short", "\x35\x00\x00\x00", true},
		{"an argument that looks like it", "\x03\x35\x00\x00\x00\x00", true},
		{"behind the end", "\x00\x35\x00\x00\x00\x00", true},
		{"behind an opcode that is not defined", "\xa0\x00\x00\x00\x00\x35\x00\x00\x00\x00", true},
	} {
		if got := echoes(tt.modes); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
