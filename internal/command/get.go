package command

import (
	"context"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/reading"
)

// getFile writes a file as it is: one that a page links to, by the link's number on the
// home page or on another, or by its name or address; or the Markdown of a page.
func getFile(_ context.Context, c *Call) Status {
	if !c.understood(2) {
		return NotUnderstood
	}
	if len(c.args) == 0 {
		c.fail(c.words.Errors.NeedsName, "usage", c.command.usage)
		return NotUnderstood
	}
	asked := quotedTwice(c.args) // before the number is taken off
	view := c.Downloads()
	e, number, status := c.taken(view)
	switch {
	case e == nil:
		return status
	case e.IsFolder():
		c.fail(c.words.Errors.IsFolder, "name", clean.Quote(e.Path()), "command", reading.TakeFolder(c.Visit.Join(), e.Path()))
		return Failed
	case c.PTY:
		c.fail(c.words.Errors.NeedsPipe, "command", c.Visit.Join()+" get "+asked+" > "+reading.Quoted(e.Name()))
		return NotUnderstood
	}
	f, err := view.Open(e)
	if err != nil {
		return c.notRead(path.Base(e.Path()), err)
	}
	defer func() { _ = f.Close() }()
	_, to, end, ok := c.Visit.Download()
	if !ok {
		c.complain(c.words.Errors.BusyDownloads)
		return Failed
	}
	defer end()
	c.count(f, number)
	name := path.Base(e.Path())
	c.letGo()
	if err := send(to, f); err != nil {
		return c.notRead(name, err)
	}
	return Done
}

// numbered is a link by whose number a file was asked for.
type numbered struct {
	page   string
	number int
}

// count counts the opening of a file, by the link that was named if there is one.
func (c *Call) count(f *download.File, by *numbered) {
	switch {
	case by != nil:
		c.Visit.Opened(by.page, by.number)
	case f.Counted:
		c.Visit.Opened(f.Page, f.Number)
	}
}

// quotedTwice are arguments as they are typed behind ssh: the shell there takes quotes off,
// and so do we.
func quotedTwice(args []string) string {
	plain := clean.Text(strings.Join(args, " "))
	words := make([]string, len(args))
	for i, word := range args {
		words[i] = reading.Quoted(clean.Text(word))
	}
	if all := strings.Join(words, " "); all != plain {
		return reading.Quoted(all)
	}
	return plain
}

// taken is the file that was asked for, and the link by whose number it was; nil and the
// exit status where there is none, which was said.
func (c *Call) taken(view download.View) (*download.Entry, *numbered, Status) {
	last := len(c.args) - 1
	number, err := strconv.Atoi(c.args[last])
	if err != nil && last > 0 {
		c.fail(c.words.Errors.OneTooMany, "name", clean.Quote(c.args[last]), "usage", c.command.usage)
		return nil, nil, NotUnderstood
	}
	if err != nil {
		return c.takenByName(view, c.args[0])
	}
	p, r, ok := c.link()
	if !ok {
		return nil, nil, NotUnderstood
	}
	by := &numbered{p.Name, number}
	e, err := view.FindFile(r.File)
	if err != nil && r.Target != "" {
		if target := c.Site.Page(r.Target); target != nil {
			e, err = view.FindPage(c.Site.In(target, c.words.Code))
		}
	}
	if err != nil {
		c.fail(c.words.Errors.NotHere, "number", number, "address", r.URL)
		return nil, nil, Failed
	}
	return e, by, Done
}

// takenByName is a file by its path or its address on the web, or the Markdown of a page by
// whatever names one.
func (c *Call) takenByName(view download.View, name string) (*download.Entry, *numbered, Status) {
	candidates := []string{name}
	if below, ok := strings.CutPrefix(name, c.Site.URL+"/"); ok && c.Site.URL != "" {
		candidates = append(candidates, below)
	}
	for _, candidate := range candidates {
		if e, err := view.Find(candidate); err == nil && e.Path() != "" {
			return e, nil, Done
		}
	}
	if e, err := view.FindLinked(name); err == nil {
		return e, nil, Done
	}
	if p, _ := c.Site.Meant(name, c.words.Code); p != nil {
		if e, err := view.FindPage(p); err == nil {
			return e, nil, Done
		}
	}
	c.fail(c.words.Errors.NoFile, "name", clean.Quote(name), "command", reading.Browse(c.Visit.Join()))
	return nil, nil, Failed
}

// notRead says why a file was not sent, or not all of it.
func (c *Call) notRead(name string, err error) Status {
	if errors.Is(err, context.Canceled) {
		c.complain(c.words.Server.Closing)
		return Failed
	}
	c.fail(c.words.Errors.NotRead, "name", clean.Quote(name), "reason", err)
	return Failed
}

// sendPiece is how much of a file is read at a time.
const sendPiece = 32 << 10

// send sends a file from its beginning to its end.
func send(to io.Writer, f *download.File) error {
	piece := make([]byte, sendPiece)
	for at := int64(0); at < f.Size(); {
		n, err := f.ReadAt(piece, at)
		if n == 0 {
			return err
		}
		if _, err := to.Write(piece[:n]); err != nil {
			return err
		}
		at += int64(n)
	}
	return nil
}
