package live

import (
	"context"
	"io/fs"

	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/report"
)

// logPictures says which pictures of the pages cannot be shown, each once, now and after each
// reload, until ctx ends.
func (p *Pages) logPictures(ctx context.Context) {
	said := map[report.Problem]bool{}
	for {
		now := map[report.Problem]bool{}
		for _, problem := range p.loader.PictureProblems() {
			if now[problem] = true; !said[problem] {
				p.options.Log.Warn("a picture cannot be shown, and its text stands", "error", p.options.Locate(problem).String())
			}
		}
		said = now
		select {
		case <-p.reloaded:
		case <-ctx.Done():
			return
		}
	}
}

// ReadPicture is the content of a picture's file. The error says what to do about it.
func (p *Pages) ReadPicture(_ context.Context, f *picture.File) (content []byte, err error) {
	opening := p.options.Open(func(fsys fs.FS) { content, err = p.loader.ReadPicture(fsys, f) })
	if opening != nil {
		return nil, opening
	}
	return content, err
}

// Spoil notes that a picture cannot be shown, and has its text shown in its place.
func (p *Pages) Spoil(f *picture.File, err error) {
	p.loader.Spoil(f, err)
	p.Refresh()
}
