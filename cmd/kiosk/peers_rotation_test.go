package main

import (
	"os"
	"path/filepath"
	"testing"

	"hackday.example/kiosk/internal/hostkey"
)

// A host key is changed as its room's README says, and no kiosk is parted from another at
// any step.
func TestARotationOfTheHostKeyPartsNobody(t *testing.T) {
	t.Parallel()
	u := unite(t, threeHosts).start()
	u.ask(0, "announce", "Earlgrey is served")
	before := u.agree(1)
	rotate := func(i int, args ...string) {
		t.Helper()
		if status, out, said := call(append([]string{"rotate", "--keys", u.keys[i]}, args...)...); status != exitDone {
			t.Fatalf("%s%s", out, said)
		}
	}
	fingerprint := func(i int) string {
		t.Helper()
		keys, err := hostkey.Load(u.keys[i])
		if err != nil {
			t.Fatal(err)
		}
		return hostkey.Fingerprint(keys.Current.PublicKey())
	}
	old := fingerprint(0)
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"the next key is announced", func() {
			rotate(0)
			copyKeys(t, u.keys[0], u.keys[1])
			copyKeys(t, u.keys[0], u.keys[2])
		}},
		{"it is switched to", func() {
			for i := range u.members {
				rotate(i, "--switch")
			}
		}},
		{"the previous one is deleted", func() {
			for _, folder := range u.keys {
				for _, name := range []string{hostkey.PreviousFileName, hostkey.PreviousFileName + ".pub"} {
					if err := os.Remove(filepath.Join(folder, name)); err != nil {
						t.Fatal(err)
					}
				}
			}
		}},
	} {
		step.do()
		for i, m := range u.members {
			m.stop()
			m.start()
			u.meet()
			if after := u.agree(1); after != before {
				t.Errorf("%s, and with kiosk %d restarted all announce\n%sbefore\n%s", step.name, i, after, before)
			}
		}
	}
	if now := fingerprint(0); now == old || now != fingerprint(1) || now != fingerprint(2) {
		t.Errorf("the keys are %s, %s and %s, and before %s", now, fingerprint(1), fingerprint(2), old)
	}
}
