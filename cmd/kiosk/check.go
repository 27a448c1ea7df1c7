package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/words"
)

// checkCommand's folder may also be named as in the other commands. The keys
// folder has no variable: who checks pages where a kiosk runs does not ask for it.
type checkCommand struct {
	settingsFlags
	contentFlags
	cacheFlags
	stateFlags
	Keys string `placeholder:"DIR" help:"Look at a keys folder, at its host keys and organisers' keys, as root or as the kiosk's user; and at pages only if they are named too."`
	// Announcements has no variable: what that or the settings file names is looked at too, and does not decide
	// on the exit status, by which a reload of the pages is held back.
	Announcements string `placeholder:"DIR" help:"Look at a folder of announcements; and at pages only if they are named too. (default: that which serve is given by KIOSK_ANNOUNCEMENTS or the settings file, beside the pages)"`
	Dir           string `arg:"" optional:"" name:"DIR" help:"The folder of pages. (default: that of --content, or the built-in pages)"`
	All           bool   `help:"List every problem, and all that was left out of built pages. (default: of more than 20 problems, the first of each kind)"`
	ErrorsOnly    bool   `help:"Look for errors alone, as the kiosk does when it reloads the pages: without advice, without reading PDFs, and without decoding pictures."`
	JSON          bool   `name:"json" help:"Print the report as JSON."`
}

// errPrinted has the program fail without another word.
var errPrinted = errors.New("what is wrong was printed")

// checked is a folder that was looked at.
type checked struct {
	*report.Report                // with the problems' files as the organiser would open them
	name           string         // of the folder
	pages          *folder.Report // the report on pages; nil for others
	beside         bool           // it was not asked for by a flag, and does not decide on the exit status
}

// Run prints what is wrong with the pages, and with the keys, and what could be
// better.
func (c *checkCommand) Run(ctx context.Context, std streams, source *settingsSource) error {
	if c.Dir != "" {
		c.Content = c.Dir
	}
	if err := checkZone(); err != nil {
		return err
	}
	confined.EndFirst() // systemd counts the memory of a check before a reload as the kiosk's
	all, err := c.look(ctx, std, source)
	if err != nil {
		return err
	}
	if c.JSON {
		err = c.writeJSON(std.out, all)
	} else {
		err = c.writeText(std.out, all)
	}
	if err != nil {
		return fmt.Errorf("printing what was found: %w", err)
	}
	for _, r := range all {
		if r.Errors > 0 && !r.beside {
			return errPrinted
		}
	}
	return nil
}

// look looks at the folders that are meant.
func (c *checkCommand) look(ctx context.Context, std streams, source *settingsSource) (all []checked, err error) {
	if c.Content != "" || c.Keys == "" && c.Announcements == "" {
		r, err := c.lookAtPages(ctx, std)
		if err != nil {
			return nil, err
		}
		c.refuseHomeless(c.stateFlags.folder(), r)
		c.findUnreadable(r)
		for i, p := range r.Problems {
			r.Problems[i] = c.located(p)
		}
		all = append(all, checked{Report: &r.Report, name: c.name(), pages: r})
	}
	if c.Keys != "" {
		r, err := checkKeys(c.Keys, c.stateFlags.folder())
		if err != nil {
			return nil, err
		}
		all = append(all, checked{Report: r, name: c.Keys})
	}
	return c.lookAtAnnouncements(all, source)
}

// lookAtAnnouncements adds what is found in the folder of announcements, if one is known.
func (c *checkCommand) lookAtAnnouncements(all []checked, source *settingsSource) ([]checked, error) {
	folder, named := c.Announcements, c.Announcements != ""
	if !named {
		folder = source.elsewhere("announcements", "KIOSK_ANNOUNCEMENTS")
	}
	if folder == "" {
		return all, nil
	}
	r, err := announcements.Review(folder, time.Now())
	switch {
	case err != nil && named:
		return nil, err
	case err != nil: // the kiosk makes it
		return all, nil
	}
	return append(all, checked{Report: r, name: folder, beside: !named}), nil
}

// lookAtPages looks at the pages.
func (c *checkCommand) lookAtPages(ctx context.Context, std streams) (r *folder.Report, err error) {
	if c.ErrorsOnly {
		err = c.open(func(fsys fs.FS) { r = new(folder.Loader).Load(fsys, c.options()) })
		if err == nil {
			r.Problems = slices.DeleteFunc(r.Problems, func(p report.Problem) bool { return p.Severity != report.Fault })
			r.Advice, r.Kinds = 0, nil
		}
		return r, err
	}
	defer c.tryPictures(ctx)()
	err = c.ready(ctx, std, c.cacheFlags, func() (err error) {
		r, err = c.check()
		return err
	})
	if err == nil {
		c.adviseInside(r)
	}
	return r, err
}

// filesLookedAt counts files and names the first.
func filesLookedAt(files []string) string {
	const most = 5
	if len(files) == 0 {
		return "no file"
	}
	var names []string
	for _, name := range files[:min(len(files), most)] {
		names = append(names, report.Name(name))
	}
	if len(files) > most {
		names = append(names, "…")
	}
	return fmt.Sprintf("%s (%s)", words.Counted(len(files), "file"), strings.Join(names, ", "))
}

// verdict is what was found, in short. Where errors alone were looked for, it says no more.
func verdict(r *report.Report, errorsAlone bool) string {
	if r.Errors == 0 && r.Advice == 0 && !errorsAlone {
		return "all is well"
	}
	found := "no error"
	if r.Errors > 0 {
		found = words.Counted(r.Errors, "error")
	}
	if r.Advice > 0 {
		found += ", " + words.Counted(r.Advice, "piece of advice", "pieces of advice")
	}
	return found
}

// writeJSON prints the same as one object. A line or column of 0 is one that is
// not known: the whole file or line is meant.
func (c *checkCommand) writeJSON(w io.Writer, all []checked) error {
	type problem struct {
		File     string          `json:"file"` // as the organiser would open it
		Line     int             `json:"line"`
		Column   int             `json:"column"`
		Severity report.Severity `json:"severity"`
		Message  string          `json:"message"`
		Fix      string          `json:"fix"`
	}
	type piece struct {
		Text  string `json:"text"`  // its first words
		Pages int    `json:"pages"` // that have it
		File  string `json:"file"`  // of the first of them
	}
	type download struct {
		File  string `json:"file"`
		Bytes int64  `json:"bytes"`
		Page  string `json:"page,omitempty"` // where it is read, if it is
	}
	report := struct {
		Folder        string    `json:"folder"`                  // of the pages; empty for the built-in ones
		Form          string    `json:"form,omitempty"`          // of the pages: markdown or html
		Pages         int       `json:"pages,omitempty"`         // how many visitors find in lists
		Keys          string    `json:"keys,omitempty"`          // the keys folder, if it was looked at
		Announcements string    `json:"announcements,omitempty"` // their folder, if one was named
		Files         []string  `json:"files"`                   // what was looked at, relative to its folder
		Errors        int       `json:"errors"`
		Advice        int       `json:"advice"`
		Unlisted      int       `json:"unlisted"` // how many of these are not in problems
		Problems      []problem `json:"problems"`
		LeftOut       []piece   `json:"left_out,omitempty"` // of built pages, what is on most of them first

		Downloads []download `json:"downloads,omitempty"` // what visitors can take away besides pages
	}{Folder: c.Content, Keys: c.Keys, Announcements: c.Announcements, Files: []string{}, Problems: []problem{}}
	for _, r := range all {
		report.Files = append(report.Files, r.Files...)
		report.Errors += r.Errors
		report.Advice += r.Advice
		report.Unlisted += r.Unlisted()
		if r.pages != nil {
			report.Form = string(r.pages.Form)
			if r.pages.Site != nil {
				report.Pages = len(r.pages.Site.Pages)
				for _, f := range r.pages.Site.Files() {
					report.Downloads = append(report.Downloads, download{c.inFolder(f.Path), f.Size, f.Page})
				}
			}
			for _, p := range r.pages.LeftOut {
				report.LeftOut = append(report.LeftOut, piece{p.Text, p.Pages, c.inFolder(p.File)})
			}
		}
		for _, p := range r.Problems {
			report.Problems = append(report.Problems, problem{p.File, p.Line, p.Column, p.Severity, p.Message, p.Fix})
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}

// name is what the folder is called.
func (f contentFlags) name() string {
	if f.Content == "" {
		return "the built-in pages"
	}
	return f.Content
}

// located is a problem with the path as the organiser would open it.
func (f contentFlags) located(p report.Problem) report.Problem {
	p.File = f.inFolder(p.File)
	return p
}

// inFolder is the path of a file in the folder as the organiser would open it.
func (f contentFlags) inFolder(name string) string { return filepath.Join(f.Content, name) }
