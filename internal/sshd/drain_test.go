package sshd

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestHowOftenADrainIsTold(t *testing.T) {
	var told []string
	for left := 35 * time.Second; left > 0; left = nextTold(left) {
		told = append(told, fmt.Sprint(left.Seconds()))
	}
	if got := strings.Join(told, " "); got != "35 30 20 10 5 4 3 2 1" {
		t.Errorf("told at %s", got)
	}
}
