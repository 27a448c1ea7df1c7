// Package module finds the source of modules that the kiosk requires, for tests
// that use what lies beside it.
package module

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Dir returns the folder of a module's source, as the go command has it. Without
// the go command the test is skipped, and in CI it fails.
func Dir(t testing.TB, path string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("go list -m %s: %v", path, err)
	}
	if err != nil {
		t.Fatalf("go list -m %s: %v", path, err)
	}
	return strings.TrimSpace(string(out))
}
