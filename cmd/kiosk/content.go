package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// load reads the pages that are to be shown.
func (f contentFlags) load() (*site.Site, error) {
	r, err := f.check()
	if err != nil {
		return nil, err
	}
	if r.Site == nil {
		return nil, f.explain(r)
	}
	return r.Site, nil
}

// check reads the pages, and finds what is wrong with them.
func (f contentFlags) check() (r *folder.Report, err error) {
	err = f.open(func(fsys fs.FS) { r = folder.Check(fsys, f.options()) })
	return r, err
}

// loadAgain is load for pages that are watched: see folder.Loader.
func (f contentFlags) loadAgain(l *folder.Loader) (*site.Site, error) {
	r, err := f.loadBy(l.Load)
	if err != nil {
		return nil, err
	}
	return r.Site, nil
}

// loadFirst loads what is shown until loadAgain has loaded all.
func (f contentFlags) loadFirst(l *folder.Loader) (*folder.Report, error) { return f.loadBy(l.First) }

// loadBy loads the pages by a Loader's method.
func (f contentFlags) loadBy(load func(fs.FS, folder.Options) *folder.Report) (*folder.Report, error) {
	var r *folder.Report
	if err := f.open(func(fsys fs.FS) { r = load(fsys, f.options()) }); err != nil {
		return nil, err
	}
	if r.Site == nil {
		return nil, f.explain(r)
	}
	return r, nil
}

// options say how the folder is read.
func (f contentFlags) options() folder.Options {
	name := ""
	if absolute, err := filepath.Abs(f.Content); err == nil && f.Content != "" {
		name = filepath.Base(absolute)
	}
	return folder.Options{Form: folder.Form(f.From), Name: name, Skip: f.skipped(), Private: f.Private, Documents: f.Documents, TryPicture: f.TryPicture, Styles: styles{f.AllowLowContrast}}
}

// files opens single files of the folder, to be taken away.
func (f contentFlags) files() fs.FS {
	if f.Content == "" {
		return content.FS
	}
	return download.Folder(f.Content)
}

// open opens the folder of pages while read reads it. No link leads out of it:
// what is in there is shown to everyone.
func (f contentFlags) open(read func(fs.FS)) error {
	if f.Content == "" {
		read(content.FS)
		return nil
	}
	info, err := os.Stat(f.Content)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return hint(fmt.Errorf("the content folder %s is not there", f.Content), "make it, with a page in it, or name another with --content%s", hiddenHere(f.Content))
	case err != nil:
		return hint(fmt.Errorf("the content folder cannot be read: %w", err), "see to its permissions, or name another with --content%s", hiddenHere(f.Content))
	case !info.IsDir():
		return hint(fmt.Errorf("the content folder %s is a file", f.Content), "name the folder it stands in with --content")
	}
	root, err := os.OpenRoot(f.Content)
	if err != nil {
		return hint(fmt.Errorf("the content folder cannot be read: %w", err), "see to its permissions, or name another with --content")
	}
	defer func() { _ = root.Close() }()
	read(root.FS())
	return nil
}

// hiddenHere says that a service does not see a folder that people see, if that may be why
// it is not there: kiosk.service has ProtectHome= and PrivateTmp= (systemd.exec(5)).
func hiddenHere(path string) string {
	if !underSystemd() {
		return ""
	}
	for _, hidden := range []string{"/home", "/root", "/run/user", "/tmp", "/var/tmp"} {
		if _, ok := within(hidden, path); ok {
			return fmt.Sprintf("; kiosk.service hides %s from the kiosk, so put it under /srv, for example", hidden)
		}
	}
	return ""
}

// explain says the first error as kiosk check does, and how many more there
// are.
func (f contentFlags) explain(r *folder.Report) error {
	first := r.Problems[slices.IndexFunc(r.Problems, func(p report.Problem) bool { return p.Severity == report.Fault })]
	command := strings.TrimSpace("kiosk check " + f.Content)
	err := errors.New(f.located(first).String())
	switch n := r.Errors - 1; n {
	case 0:
		return hint(err, "%s says whether all is well then", command)
	case 1:
		return hint(err, "there is one more error; %s lists both", command)
	default:
		return hint(err, "there are %s; %s lists them", words.Counted(n, "more error"), command)
	}
}
