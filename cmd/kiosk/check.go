package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

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
	Keys string `placeholder:"DIR" help:"Look at a keys folder, at its host keys and organisers' keys, as the user who runs this; and at pages only if they are named too."`
	Dir  string `arg:"" optional:"" name:"DIR" help:"The folder of pages. (default: that of --content, or the built-in pages)"`
	All  bool   `help:"List every problem, and all that was left out of built pages. (default: of more than 20 problems, the first of each kind)"`
	JSON bool   `name:"json" help:"Print the report as JSON."`
}

// errPrinted has the program fail without another word.
var errPrinted = errors.New("what is wrong was printed")

// checked is a folder that was looked at.
type checked struct {
	*report.Report                // with the problems' files as the organiser would open them
	name           string         // of the folder
	pages          *folder.Report // the report on pages; nil for that on keys
}

// Run prints what is wrong with the pages, and with the keys, and what could be
// better.
func (c *checkCommand) Run(ctx context.Context, std streams) error {
	if c.Dir != "" {
		c.Content = c.Dir
	}
	all, err := c.look(ctx, std)
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
		if r.Errors > 0 {
			return errPrinted
		}
	}
	return nil
}

// look looks at the folders that are meant.
func (c *checkCommand) look(ctx context.Context, std streams) (all []checked, err error) {
	if c.Content != "" || c.Keys == "" {
		defer c.tryPictures(ctx)()
		var r *folder.Report
		err := c.ready(ctx, std, c.cacheFlags, func() (err error) {
			r, err = c.check()
			return err
		})
		if err != nil {
			return nil, err
		}
		c.adviseInside(r)
		for i, p := range r.Problems {
			r.Problems[i] = c.located(p)
		}
		all = append(all, checked{&r.Report, c.name(), r})
	}
	if c.Keys != "" {
		r, err := checkKeys(c.Keys)
		if err != nil {
			return nil, err
		}
		all = append(all, checked{Report: r, name: c.Keys})
	}
	return all, nil
}

// filesLookedAt counts files and names the first.
func filesLookedAt(files []string) string {
	const most = 5
	switch n := len(files); {
	case n == 0:
		return "no file"
	case n > most:
		return fmt.Sprintf("%s (%s, …)", words.Counted(n, "file"), strings.Join(files[:most], ", "))
	default:
		return fmt.Sprintf("%s (%s)", words.Counted(n, "file"), strings.Join(files, ", "))
	}
}

func verdict(r *report.Report) string {
	if r.Errors == 0 && r.Advice == 0 {
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
		Folder   string    `json:"folder"`          // of the pages; empty for the built-in ones
		Form     string    `json:"form,omitempty"`  // of the pages: markdown or html
		Pages    int       `json:"pages,omitempty"` // how many visitors find in lists
		Keys     string    `json:"keys,omitempty"`  // the keys folder, if it was looked at
		Files    []string  `json:"files"`           // what was looked at, relative to its folder
		Errors   int       `json:"errors"`
		Advice   int       `json:"advice"`
		Unlisted int       `json:"unlisted"` // how many of these are not in problems
		Problems []problem `json:"problems"`
		LeftOut  []piece   `json:"left_out,omitempty"` // of built pages, what is on most of them first

		Downloads []download `json:"downloads,omitempty"` // what visitors can take away besides pages
	}{Folder: c.Content, Keys: c.Keys, Files: []string{}, Problems: []problem{}}
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
