package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/site"
)

// load reads the pages that are to be shown.
func (f contentFlags) load() (*site.Site, error) {
	if f.Content == "" {
		s, err := site.Load(content.FS)
		if err != nil {
			return nil, fmt.Errorf("reading the built-in pages: %w", err)
		}
		return s, nil
	}
	info, err := os.Stat(f.Content)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, hint(fmt.Errorf("the content folder %s is not there", f.Content), "make it, with a site.yaml and a page in it, or name another with --content")
	case err != nil:
		return nil, hint(fmt.Errorf("the content folder cannot be read: %w", err), "see to its permissions, or name another with --content")
	case !info.IsDir():
		return nil, hint(fmt.Errorf("the content folder %s is a file", f.Content), "name the folder it stands in with --content")
	}
	s, err := site.Load(os.DirFS(f.Content))
	var problems *site.Error
	if errors.As(err, &problems) {
		return nil, f.explain(problems.Problems)
	}
	return s, err
}

// explain says the first problem, with the path as the organiser would open
// it, and how many more there are.
func (f contentFlags) explain(problems site.Problems) error {
	first := problems[0]
	first.File = filepath.Join(f.Content, first.File)
	err := errors.New(first.String())
	switch n := len(problems) - 1; n {
	case 0:
		return err
	case 1:
		return hint(err, "there is one more problem after this")
	default:
		return hint(err, "there are %d more problems after this", n)
	}
}
