package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestReasonsHaveNoPath(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	_, missing := os.Open(nowhere)
	plain := errors.New("something else")
	for _, tt := range []struct {
		name string
		err  error
		want error
	}{
		{"a path", missing, fs.ErrNotExist},
		{"two paths", os.Link(nowhere, nowhere+"2"), fs.ErrNotExist},
		{"one of several errors", errors.Join(missing, plain), fs.ErrNotExist},
		{"none", plain, plain},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Reason(tt.err)
			var p *fs.PathError
			var l *os.LinkError
			if !errors.Is(got, tt.want) || errors.As(got, &p) || errors.As(got, &l) {
				t.Errorf("the reason is %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAFileOpensInEitherWay(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	for _, open := range []func() (*os.File, error){
		func() (*os.File, error) { return OpenNonblocking(path) },
		func() (*os.File, error) { return OpenNonblockingIn(root, "file") },
	} {
		f, err := open()
		if err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
}
