package telemetry

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Visit is the message of the line that says that a visit is over. It may be
// logged more often than others.
const Visit = "visit"

// allowance is how often one message may be logged. What goes beyond it is
// counted, and said in short.
type allowance struct {
	period time.Duration
	source int // lines with the same attribute "source" in a period
	all    int // lines of any source, or none, in a period
	bytes  int // of the lines' attributes in a period; the one that goes beyond it is the last
}

var (
	visitAllowance = allowance{period: time.Second, source: 10, all: 100, bytes: 32 << 10}
	lineAllowance  = allowance{period: 10 * time.Second, source: 10, all: 30, bytes: 32 << 10}
)

const (
	// summaryAfter is how long after the first line that was held back a summary
	// of all of them is logged.
	summaryAfter = 10 * time.Second
	// maxSummaries bounds how many sources a message's summary names. One more
	// line is for all others.
	maxSummaries = 8
	// maxHeldSources bounds the sources of a message whose lines are counted apart.
	maxHeldSources = 256
	// maxMessages bounds the messages that are counted apart. The kiosk has some
	// thirty, nearly all of them constants; a library may make up more. Those of
	// which nothing was logged for a while are forgotten; where all were, new ones
	// count as one.
	maxMessages = 128
)

const (
	sourceKey    = "source"         // the attribute that says whom a line is about, by their pseudonym
	otherMessage = "other messages" // what messages beyond maxMessages are counted as
)

// bound is a handler that passes on as many lines as a person can read, however
// often a client has one logged: of each message a number in a period, a number
// from each source, and so many bytes, then "and 4,312 more". No line is missing
// in these counts.
type bound struct {
	slog.Handler
	counts *lineCounts
}

// Bounded is a handler that passes on to h, which must not block, as many lines
// as a Log has. Summaries come to h from a goroutine of their own.
func Bounded(h slog.Handler) slog.Handler { return newBound(h) }

func newBound(h slog.Handler) bound {
	return bound{h, &lineCounts{log: h, messages: map[string]*messageCount{}}}
}

// Handle implements slog.Handler.
func (b bound) Handle(ctx context.Context, r slog.Record) error {
	if !b.counts.admit(r) {
		return nil
	}
	return b.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (b bound) WithAttrs(attrs []slog.Attr) slog.Handler {
	return bound{b.Handler.WithAttrs(attrs), b.counts}
}

// WithGroup implements slog.Handler.
func (b bound) WithGroup(name string) slog.Handler {
	return bound{b.Handler.WithGroup(name), b.counts}
}

// lineCounts counts the lines of each message. It is safe for concurrent use.
type lineCounts struct {
	log slog.Handler // of the summaries

	mu       sync.Mutex // guards what follows
	messages map[string]*messageCount
	summary  *time.Timer // nil while no line is held back
}

// messageCount is what was logged of one message in a period that began at
// began, and what was held back since the last summary.
type messageCount struct {
	allowance
	level   slog.Level
	began   time.Time
	all     int
	bytes   int
	sources map[string]int    // lines that were logged, by source: no more entries than all
	held    map[string]uint64 // lines that were not, by source
	rest    uint64            // those of further sources
}

// admit counts a line, and reports whether it is to be logged.
func (c *lineCounts) admit(r slog.Record) bool {
	source, bytes := measure(r)
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.message(r.Message, now)
	if m.over(now) {
		m.began, m.all, m.bytes = now, 0, 0
		clear(m.sources)
	}
	if m.all < m.allowance.all && m.bytes < m.allowance.bytes && (source == "" || m.sources[source] < m.source) {
		m.all++
		m.bytes += bytes
		if source != "" {
			m.sources[source]++
		}
		return true
	}
	m.level = max(m.level, r.Level)
	if _, known := m.held[source]; known || len(m.held) < maxHeldSources {
		m.held[source]++
	} else {
		m.rest++
	}
	if c.summary == nil {
		c.summary = time.AfterFunc(summaryAfter, c.summarise)
	}
	return false
}

// over reports whether the period has ended.
func (m *messageCount) over(now time.Time) bool { return now.Sub(m.began) >= m.period }

// message is what was counted of a message. c.mu must be held.
func (c *lineCounts) message(text string, now time.Time) *messageCount {
	if m, ok := c.messages[text]; ok {
		return m
	}
	if len(c.messages) >= maxMessages {
		maps.DeleteFunc(c.messages, func(_ string, m *messageCount) bool {
			return m.over(now) && len(m.held) == 0
		})
	}
	if len(c.messages) >= maxMessages && text != otherMessage {
		return c.message(otherMessage, now)
	}
	m := &messageCount{allowance: lineAllowance, sources: map[string]int{}, held: map[string]uint64{}}
	if text == Visit {
		m.allowance = visitAllowance
	}
	c.messages[text] = m
	return m
}

// measure is whom a line is about, empty if it does not say; and how many bytes
// its attributes are, before they are quoted.
func measure(r slog.Record) (source string, bytes int) {
	r.Attrs(func(a slog.Attr) bool {
		value := a.Value.String()
		if a.Key == sourceKey {
			source = value
		}
		bytes += len(a.Key) + min(len(value), maxValue)
		return true
	})
	return source, bytes
}

// summarise logs how many lines were held back.
func (c *lineCounts) summarise() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.summary != nil {
		c.summary.Stop()
		c.summary = nil
	}
	for _, text := range slices.Sorted(maps.Keys(c.messages)) {
		m := c.messages[text]
		sources := slices.SortedFunc(maps.Keys(m.held), func(a, b string) int {
			return cmp.Or(cmp.Compare(m.held[b], m.held[a]), cmp.Compare(a, b))
		})
		rest := m.rest
		for i, source := range sources {
			if i >= maxSummaries {
				rest += m.held[source]
				continue
			}
			c.say(m.level, text, m.held[source], source)
		}
		if rest > 0 {
			c.say(m.level, text, rest, "others")
		}
		clear(m.held)
		m.rest, m.level = 0, slog.LevelDebug
	}
}

// say logs how many more lines there were of a message.
func (c *lineCounts) say(level slog.Level, message string, lines uint64, source string) {
	r := slog.NewRecord(time.Now(), level, "and "+thousands(lines)+" more", 0)
	r.AddAttrs(slog.String("of", message), slog.Uint64("lines", lines))
	if source != "" {
		r.AddAttrs(slog.String(sourceKey, source))
	}
	_ = c.log.Handle(context.Background(), r)
}

// thousands writes a number as people do: 4,312.
func thousands(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
