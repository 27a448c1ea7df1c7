package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/library"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// cacheFlags say where the texts of PDFs are kept.
type cacheFlags struct {
	Cache string `env:"KIOSK_CACHE" sample:"/var/cache/kiosk" placeholder:"DIR" help:"Folder where the texts of PDFs are kept, 64 MiB of them at most, so that they are not made again at each start. (default: the cache folder that systemd gives, or else kiosk in that of the user; where it cannot be written to, memory)"`
}

// folder is where texts are kept; empty for memory. It is the folder that systemd gives
// the kiosk (systemd.exec(5), CacheDirectory=), or else that of the user, as the XDG Base
// Directory Specification has it.
func (f cacheFlags) folder() string {
	if f.Cache != "" {
		return f.Cache
	}
	if given := givenFolder("CACHE_DIRECTORY"); given != "" {
		return given
	}
	if user, err := os.UserCacheDir(); err == nil && filepath.IsAbs(user) {
		return filepath.Join(user, "kiosk")
	}
	return ""
}

// typedByHand reports whether a command that the kiosk starts by itself was typed on a
// terminal.
func typedByHand() bool {
	info, err := os.Stdin.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}

// convertCommand is the process that reads documents, for one that serves.
type convertCommand struct{}

// Run reads documents on standard input and writes their texts to standard output. It is
// for the kiosk alone: see internal/library.
func (convertCommand) Run(ctx context.Context, std streams) error {
	if typedByHand() {
		return hint(errors.New("kiosk starts this by itself, to read PDFs"), "kiosk preview DIR shows a folder with PDFs in it")
	}
	return library.Convert(ctx, os.Stdin, std.out)
}

// documents are a library of the PDFs of a folder of pages.
type documents struct {
	*library.Library
	readers int    // beside which they are read; 0 for as many as there is room for
	room    string // why there is none to read them; empty if there is
}

// library makes a library for the pages, beside so many readers: 0 for as many as there is
// room for. The options are what the caller adds.
func (f *contentFlags) library(c cacheFlags, readers int, o library.Options) documents {
	o.Folder, o.Open = c.folder(), f.openFile
	ok, why := capacity.RoomForDocuments(capacity.ConversionBudget, 0, readers)
	o.NoRoom = !ok
	d := documents{library.New(o), readers, why}
	f.Documents = d
	return d
}

// budget is how much memory the documents of a site take while they are read, and what is
// kept of them in memory; 0 where there are none, or where the pages leave no room for
// reading them. pdfs is how many there may be where the site is Partial.
func (d *documents) budget(s *site.Site, pdfs int) int64 {
	if d.Counts().Total() == 0 && (!s.Partial || pdfs == 0) {
		return 0
	}
	if d.room == "" {
		var ok bool
		if ok, d.room = capacity.RoomForDocuments(capacity.ConversionBudget, s.TextBytes(), d.readers); !ok {
			d.Refuse()
		}
	}
	switch {
	case d.room != "":
		return 0
	case d.Kept() == "":
		return capacity.ConversionBudget + capacity.CacheBudget
	}
	return capacity.ConversionBudget
}

// announce says what becomes of the documents, if there are any.
func (d *documents) announce(w io.Writer) {
	n := d.Counts().Total()
	switch {
	case n == 0:
	case d.room != "":
		fmt.Fprintf(w, "kiosk: PDFs are not read here, and their cards say so: %s\n", d.room)
	case d.Kept() == "":
		fmt.Fprintf(w, "kiosk: %s made ready to be read here; the texts are kept in memory, and --cache DIR keeps them for the next start\n", are(n))
	default:
		fmt.Fprintf(w, "kiosk: %s made ready to be read here; the texts are kept in %s\n", are(n), d.Kept())
	}
}

// are counts documents: "1 document is being".
func are(n int) string { return words.Counted(n, "document is being", "documents are being") }

// ready loads the pages with the texts of all their documents, for a command that shows
// them once. load is called again when they are there.
func (f *contentFlags) ready(ctx context.Context, std streams, c cacheFlags, load func() error) error {
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelError}))
	d := f.library(c, 1, library.Options{Log: log})
	if err := load(); err != nil {
		return err
	}
	n := d.Counts().Waiting
	if n == 0 {
		return nil
	}
	fmt.Fprintf(std.err, "kiosk: %s made ready\n", are(n))
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.Run(ctx)
	}()
	defer func() {
		cancel()
		<-ended
	}()
	if err := d.Wait(ctx); err != nil {
		return err
	}
	return load()
}

// openFile opens a file of the pages, long after their folder was read. If a pipe was put in
// its place by then, that is not waited for, and whoever reads it sees what it is.
func (f *contentFlags) openFile(name string) (fs.File, error) { return f.files().Open(name) }
