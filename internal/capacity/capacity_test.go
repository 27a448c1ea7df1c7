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

func TestReadingDocumentsTakesRoom(t *testing.T) {
	old := debug.SetMemoryLimit(768 << 20)
	t.Cleanup(func() { debug.SetMemoryLimit(old) })
	none, some := FromMemory(0, 0), FromMemory(0, ConversionBudget)
	if none.Readers-some.Readers != ConversionBudget/ReaderBudget {
		t.Errorf("room for %d readers, and beside documents for %d", none.Readers, some.Readers)
	}
	if s := some.String(); !strings.Contains(s, "but for 256 MiB that reading documents takes") {
		t.Errorf("said %q", s)
	}
	if s := FromMemory(30<<20, ConversionBudget).String(); !strings.Contains(s, "180 MiB that the pages take and 256 that reading documents takes") {
		t.Errorf("said %q", s)
	}
}

func TestDocumentsAreReadWhereThereIsRoom(t *testing.T) {
	for _, tt := range []struct {
		name      string
		container int64 // MiB, of which three quarters are reckoned with
		text      int64 // MiB
		readers   int
		ok        bool
		why       string
	}{
		{"a container of 256 MiB", 256, 0, 0, false, "reading them takes 256 MiB, and 192 MiB, it says, have no room for that beside 64 readers: give it 512 MiB"},
		{"what is asked for then", 512, 0, 0, true, ""},
		{"a container of 1 GiB", 1024, 0, 0, true, ""},
		{"beside a large site", 512, 26, 0, false, "reading them takes 256 MiB, and 384 MiB, it says, have no room for that beside 64 readers and the pages: give it 704 MiB"},
		{"what is asked for beside that", 704, 26, 0, true, ""},
		{"beside more readers than that has room for", 1024, 0, 2000, false, "reading them takes 256 MiB, and 768 MiB, it says, have no room for that beside 2000 readers: give it 1152 MiB"},
		{"what is asked for then, too", 1152, 0, 2000, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if ok, why := roomForDocuments(tt.container<<20*3/4, "it says", ConversionBudget, tt.text<<20, tt.readers); ok != tt.ok || why != tt.why {
				t.Errorf("%v, %q", ok, why)
			}
		})
	}
}

func TestTheMemoryThatIsAskedForHasRoomForTheReaders(t *testing.T) {
	for _, readers := range []int{1, 10, 500, 1000, MostReaders} {
		limit := int64(MemoryFor(readers)) << 20 * 3 / 4
		if room := (limit - BaseBudget - ConversionBudget) / ReaderBudget; room < int64(readers) {
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
