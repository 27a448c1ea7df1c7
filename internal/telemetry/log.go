package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

// Format is how log lines are written.
type Format string

// The formats.
const (
	Text Format = "text"
	JSON Format = "json"
)

// maxValue bounds the text of one attribute, in bytes: a panic's stack, or the
// problems of a folder of pages.
const maxValue = 16 << 10

// Log is the kiosk's log. It is for people: however often a client has a line
// logged, the log has no more of them than somebody can read, and a count of the
// others. Nobody who logs waits for its reader; lines that are not taken are
// lost, counted, and named in the log when it is read again. It is safe for
// concurrent use.
type Log struct {
	*slog.Logger
	bound bound
	queue *queue
}

// NewLog makes a log that writes to w until Close. Addresses that a library logs
// as "remote" are replaced by their pseudonyms.
func NewLog(w io.Writer, f Format, p *Pseudonyms) (*Log, error) {
	direct, err := newHandler(w, f, p)
	if err != nil {
		return nil, err
	}
	q := newQueue(w, func(lost uint64) error {
		what := " log lines were lost"
		if lost == 1 {
			what = " log line was lost"
		}
		r := slog.NewRecord(time.Now(), slog.LevelWarn, thousands(lost)+what, 0)
		r.AddAttrs(slog.Uint64("lines", lost))
		return direct.Handle(context.Background(), r)
	})
	queued, _ := newHandler(q, f, p) // it is a format
	b := newBound(queued)
	return &Log{Logger: slog.New(b), bound: b, queue: q}, nil
}

// Write implements io.Writer, for a line that is to stand in the log as it is.
// It never blocks, and never fails.
func (l *Log) Write(line []byte) (int, error) { return l.queue.Write(line) }

// Lost is how many lines were lost since the start.
func (l *Log) Lost() uint64 { return l.queue.losses() }

// Close writes what waits, and how many lines were held back. It returns ctx's
// error when that ends before everything is written. What is logged after it is
// lost.
func (l *Log) Close(ctx context.Context) error {
	l.bound.counts.summarise()
	return l.queue.close(ctx)
}

// newHandler makes a handler that writes lines to w.
func newHandler(w io.Writer, f Format, p *Pseudonyms) (slog.Handler, error) {
	options := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch {
		case a.Key == "remote":
			return slog.String(sourceKey, p.of(a.Value.String()))
		case a.Value.Kind() == slog.KindString:
			a.Value = slog.StringValue(shortened(a.Value.String()))
		case a.Value.Kind() == slog.KindAny:
			if err, ok := a.Value.Any().(error); ok {
				a.Value = slog.StringValue(shortened(err.Error()))
			}
		}
		return a
	}}
	switch f {
	case Text:
		return slog.NewTextHandler(w, options), nil
	case JSON:
		return slog.NewJSONHandler(w, options), nil
	}
	return nil, fmt.Errorf("there is no log format %q, only text and json", f)
}

// shortened is a text of at most maxValue bytes, and a mark where it is cut.
func shortened(text string) string {
	if len(text) <= maxValue {
		return text
	}
	return strings.ToValidUTF8(text[:maxValue], "") + "…"
}
