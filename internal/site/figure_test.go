package site

import (
	"fmt"
	"strings"
	"testing"
)

func TestThePicturesOfAPageAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range maxPageFigures + 100 {
		fmt.Fprintf(&b, "![Alt](%d.png)\n", i) // in one paragraph, and in many
		if i%3 == 0 {
			b.WriteByte('\n')
		}
	}
	got := figures(Parse([]byte(b.String())))
	if len(got) != maxPageFigures || got[0] != "0.png" || got[maxPageFigures-1] != fmt.Sprint(maxPageFigures-1, ".png") {
		t.Errorf("%d pictures may be shown, and %d is the most: %v", len(got), maxPageFigures, got)
	}
}
