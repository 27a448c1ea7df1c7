package capacity

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestTextOfThePagesTakesRoomTwice(t *testing.T) {
	old := debug.SetMemoryLimit(512 << 20)
	t.Cleanup(func() { debug.SetMemoryLimit(old) })
	none, some := FromMemory(0, 0), FromMemory(30<<20, 0)
	if want := 180 << 20 / ReaderBudget; none.Readers-some.Readers != want || none.Readers != (512<<20-BaseBudget)/ReaderBudget {
		t.Errorf("room for %d readers, and beside 30 MiB of text for %d", none.Readers, some.Readers)
	}
	if s := some.String(); !strings.Contains(s, "180 MiB that the pages take") {
		t.Errorf("said %q", s)
	}
	if l := FromMemory(500<<20, 0); l.Readers != fewestReaders {
		t.Errorf("room for %d readers beside more text than there is memory", l.Readers)
	}
}

func TestTheMemoryThatIsAskedForHasRoomForTheReaders(t *testing.T) {
	for _, readers := range []int{1, 10, 500, 1000, MostReaders} {
		limit := int64(MemoryFor(readers)) << 20 * 3 / 4
		if room := (limit - BaseBudget) / ReaderBudget; room < int64(readers) {
			t.Errorf("in what %d readers are given there is room for %d", readers, room)
		}
	}
}

func TestTheMostReadersFitInTheOpenFilesOfADeployment(t *testing.T) {
	const allowed = 65_536 // LimitNOFILE= and ulimits of internal/deploy
	if need := Connections(MostReaders) + spareDescriptors; need > allowed {
		t.Errorf("%d readers need %d open files, and there are %d", MostReaders, need, allowed)
	}
	if l := given(MostReaders, "asked for", allowed); l.Readers != MostReaders || l.Because != "asked for" {
		t.Errorf("room for %v", l)
	}
}

func TestFewOpenFilesMakeRoomForFewerReaders(t *testing.T) {
	for _, tt := range []struct {
		name                 string
		files                int
		readers, connections int
		because              string
	}{
		{"enough for all", 10_000, 1000, 1350, "asked for"},
		{"enough for the readers alone", 1000 + 400, 1000, 1336, "asked for"},
		{"too few", 464, 300, 400, "464 open files are allowed"},
		{"none to spare", 10, 1, 1, "10 open files are allowed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, want := given(1000, "asked for", tt.files), (Limit{tt.readers, tt.connections, tt.because}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
