package replica

import (
	"fmt"
	"strings"
	"testing"
)

func TestAnUnknownNameIsAnsweredWithThoseThatThereAre(t *testing.T) {
	for _, tt := range []struct {
		name  string
		known []string
		want  string
	}{
		{"x", []string{"c", "a", "b"}, `no replica is called "x"; there are a, b and c`},
		{"x", []string{"a"}, `no replica is called "x"; the only one is a`},
		{"\x1b[2J", []string{"b", "a"}, `no replica is called "[2J"; there are a and b`},
		{"x", nil, `no replica is called "x"; there is none`},
	} {
		if got := Unknown(tt.name, tt.known).Error(); got != tt.want {
			t.Errorf("%q of %q: %s", tt.name, tt.known, got)
		}
	}
	var many []string
	for i := range MaxPeers {
		many = append(many, fmt.Sprintf("k%03d", i))
	}
	if got := Unknown("x", many).Error(); !strings.HasSuffix(got, ", k019 and 80 more") {
		t.Error(got)
	}
	if many[99] != "k099" {
		t.Error("the list was changed")
	}
}
