package files

import (
	"testing"
	"testing/fstest"
	"time"
)

func TestAnIdentityIsTrustedOnceTheClockHasTicked(t *testing.T) {
	read := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	at := func(d time.Duration) int64 { return read.Add(d).UnixNano() }
	for _, tt := range []struct {
		name              string
		modified, changed int64
		want              bool
	}{
		{"long ago", at(-time.Hour), at(-time.Hour), true},
		{"a tick ago", at(-Tick), at(-Tick), true},
		{"less than a tick ago", at(-Tick + 1), at(-Tick + 1), false},
		{"less than a tick ago, and its time was put back", at(-time.Hour), at(-Tick + 1), false},
		{"less than a tick ago, where only the content has a time", at(-Tick + 1), at(-time.Hour), false},
		{"while it was read", at(0), at(0), false},
		{"in the future", at(time.Hour), at(time.Hour), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := (Identity{Modified: tt.modified, Changed: tt.changed}).Settled(read); got != tt.want {
				t.Errorf("settled: %t, want %t", got, tt.want)
			}
		})
	}
}

func TestFilesOfNoSystemHaveNoIdentity(t *testing.T) {
	info, err := fstest.MapFS{"file": {Data: []byte("one")}}.Stat("file")
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := IdentityOf(info); ok {
		t.Errorf("it is %+v", id)
	}
}
