package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestTextOfThePagesTakesRoomTwice(t *testing.T) {
	old := debug.SetMemoryLimit(512 << 20)
	t.Cleanup(func() { debug.SetMemoryLimit(old) })
	room := func(text int64) room {
		r, err := (&serveCommand{}).room(text)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	none, some := room(0), room(100<<20)
	if want := 200 << 20 / readerBudget; none.readers-some.readers != want || none.readers != (512<<20-baseBudget)/readerBudget {
		t.Errorf("room for %d readers, and beside 100 MiB of text for %d", none.readers, some.readers)
	}
	if s := some.String(); !strings.Contains(s, "200 MiB that the pages take") {
		t.Errorf("said %q", s)
	}
	if r := room(500 << 20); r.readers != fewestReaders {
		t.Errorf("room for %d readers beside more text than there is memory", r.readers)
	}
}
