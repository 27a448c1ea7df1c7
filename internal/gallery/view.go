package gallery

import (
	"context"

	"hackday.example/kiosk/internal/picture"
)

// View is how one session uses a Gallery. The zero View shows no pictures.
type View struct {
	*Gallery
	ctx    context.Context
	source string
}

// For is a view for a session that ends with ctx and comes from a source, any string. It
// takes turns at having pictures scaled with all other sessions of that source.
func (g *Gallery) For(ctx context.Context, source string) View { return View{g, ctx, source} }

// Lines is a picture in a size, see picture.Thumbnail.Lines. It is nil while the picture is
// not here, and then it is decoded soon and Options.Ready called; and nil when the session
// has ended. Nobody is to keep them for longer than it takes to write them.
//
// It waits while a picture is scaled that was not wanted in that size before: some 5 ms in
// 24 bits of colour, and 40 at 256, for the largest. One is scaled at a time, and sources
// take turns: whoever asks for very many sizes has all others wait for one picture at a
// time. A session waits for one, so that as many wait at the most as there may be readers.
func (v View) Lines(f *picture.File, size Size) []string {
	g := v.Gallery
	if g == nil || f == nil {
		return nil
	}
	lines, thumbnail := g.kept(f, size)
	if thumbnail == nil {
		return lines
	}
	turn, err := g.scaling.Take(v.ctx, v.ctx, v.source, true)
	if err != nil {
		return nil
	}
	defer g.scaling.Give(turn)
	if lines, thumbnail = g.kept(f, size); thumbnail == nil { // somebody was faster, or it went
		return lines
	}
	lines = thumbnail.Lines(size.Columns, size.Rows, size.Depth, size.ASCII)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts.Scaled++
	if g.records[f] != nil { // else it is no longer shown
		g.cache.addLines(f, size, lines)
	}
	return lines
}

// kept are a picture's lines, or else the thumbnail that they are made of; or neither, and
// then the picture is wanted.
func (g *Gallery) kept(f *picture.File, size Size) ([]string, *picture.Thumbnail) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if lines, ok := g.cache.lines(f, size); ok {
		return lines, nil
	}
	thumbnail := g.cache.thumbnail(f)
	if thumbnail == nil {
		g.want(f)
	}
	return nil, thumbnail
}
