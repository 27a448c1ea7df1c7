package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// decodeCommand is the process that decodes pictures, for one that serves.
type decodeCommand struct{}

// Run decodes pictures on standard input and writes their thumbnails to standard output. It
// is for the kiosk alone: see internal/gallery.
func (decodeCommand) Run(ctx context.Context, std streams) error {
	if typedByHand() {
		return hint(errors.New("kiosk starts this by itself, to show pictures"), "kiosk preview DIR shows a folder with pictures in it")
	}
	return gallery.Decode(ctx, os.Stdin, std.out)
}

// galleryOptions say how the pictures of the content folder are shown.
func (k *kiosk) galleryOptions(turn *confined.Turn) gallery.Options {
	return gallery.Options{
		Read:   func(ctx context.Context, f *picture.File) ([]byte, error) { return k.pages.ReadPicture(ctx, f) },
		Ready:  func() { k.server.TellPictures(context.Background()) },
		Failed: func(f *picture.File, err error) { k.pages.Spoil(f, err) },
		Turn:   turn,
		Log:    k.log,
	}
}

// pictureBudget is how much memory documents and pictures take, where documents take so
// much. Where there is no room for pictures, none are shown.
func (k *kiosk) pictureBudget(s *site.Site, documents int64) int64 {
	if len(s.Pictures()) == 0 && !s.Partial {
		return documents
	}
	most := max(documents, capacity.ConversionBudget) + gallery.MaxBytes // one process at a time
	ok, why := capacity.RoomForDocuments(most, s.TextBytes(), k.MaxSessions)
	if !ok {
		k.noPictures = why
		k.gallery.Refuse()
		return documents
	}
	return most
}

// pictures says how many pictures the pages show.
func (k *kiosk) pictures() string {
	n := len(k.pages.Store().Current().Pictures())
	if n > 0 && !k.gallery.Shows() {
		return fmt.Sprintf("%d, and none can be shown here", n)
	}
	c := k.gallery.Counts()
	return fmt.Sprintf("%s; %d decoded since the start, %d that cannot be; %d of %d KiB are taken", words.Counted(n, "picture"), c.Decoded, c.Failed, c.Bytes>>10, gallery.MaxBytes>>10)
}

// tryPictures has a look that advises decode pictures, until the function that it returns is
// called.
func (f *contentFlags) tryPictures(ctx context.Context) func() {
	g := gallery.New(gallery.Options{})
	f.TryPicture = func(content []byte) error {
		_, err := g.DecodeBytes(ctx, content)
		if errors.Is(err, gallery.ErrUnable) { // which says nothing of the picture
			return nil
		}
		return err
	}
	return g.Close
}

// hang makes a gallery of the pictures of a site that is shown to one reader in this process.
// ready is called when some are here, while Run runs.
func (f *contentFlags) hang(s *site.Site, ready func()) *gallery.Gallery {
	g := gallery.New(gallery.Options{
		Read: func(_ context.Context, p *picture.File) ([]byte, error) {
			file, err := f.openFile(p.Name)
			if err != nil {
				return nil, err
			}
			defer func() { _ = file.Close() }()
			return io.ReadAll(io.LimitReader(file, picture.MaxFileBytes+1))
		},
		Ready: ready,
	})
	g.Show(s.Pictures())
	return g
}
