package kiosktest

import (
	"strings"
	"testing"
)

func TestNeedFindsAProgram(t *testing.T) {
	if path := Need(t, "sh"); !strings.HasSuffix(path, "/sh") {
		t.Errorf("sh is at %q", path)
	}
}

func TestNeedSkipsWithoutTheProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CI", "")
	tr := try(t, func(tb testing.TB) { Need(tb, "plink") })
	if !tr.skipped || tr.failed || !strings.Contains(tr.said, "apt-get install putty-tools") {
		t.Errorf("skipped %v, failed %v: %s", tr.skipped, tr.failed, tr.said)
	}
}

func TestNeedFailsWithoutTheProgramInCI(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CI", "true")
	tr := try(t, func(tb testing.TB) { Need(tb, "some-program") })
	if tr.skipped || !tr.failed || !strings.Contains(tr.said, "some-program is not installed") {
		t.Errorf("skipped %v, failed %v: %s", tr.skipped, tr.failed, tr.said)
	}
}
