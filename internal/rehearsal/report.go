package rehearsal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"hackday.example/kiosk/internal/visitor"
	"hackday.example/kiosk/internal/words"
)

// maxReasons bounds how many different reasons of failure are told.
const maxReasons = 8

// Report is what the visitors of a rehearsal met. Its methods are safe for
// concurrent use. Times are counted in microseconds.
type Report struct {
	firstFrame  Histogram // from connecting to the first screen whole
	keyFirst    Histogram // from a key to the first byte of its answer
	keyWhole    Histogram // from a key to the last one
	resizeWhole Histogram // from a new size of the window to the last byte of its answer
	keyBytes    Histogram // of the terminal's output, a key
	visitBytes  Histogram // received over the network, a visit

	mu      sync.Mutex // guards what follows
	hostKey string
	served  uint64
	told    uint64 // to go, while they read
	refused uint64
	failed  uint64
	nothing uint64            // keys that showed nothing
	reasons map[string]uint64 // of refusals and failures
	about   circumstances
}

// begin notes what is played.
func (r *Report) begin(p Plan) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.about.address = p.Address
	if p.Organiser != nil {
		r.about.granted = &p.Organiser.Grant
	}
}

func microseconds(d time.Duration) uint64 { return uint64(max(d.Microseconds(), 0)) }

// arrived counts somebody's first screen.
func (r *Report) arrived(a visitor.Answer) { r.firstFrame.Add(microseconds(a.Whole)) }

// answered counts a key that showed something.
func (r *Report) answered(a visitor.Answer) {
	r.keyFirst.Add(microseconds(a.First))
	r.keyWhole.Add(microseconds(a.Whole))
	r.keyBytes.Add(uint64(a.Bytes))
}

// resized counts a new size of a window.
func (r *Report) resized(a visitor.Answer) { r.resizeWhole.Add(microseconds(a.Whole)) }

// silent counts a key that showed nothing.
func (r *Report) silent() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.nothing++
}

// left counts what a whole visit received.
func (r *Report) left(received int64) { r.visitBytes.Add(uint64(max(received, 0))) }

// visited counts a visit, by how it ended.
func (r *Report) visited(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		r.served++
		return
	case errors.Is(err, errSentAway):
		r.told++
		return
	case errors.Is(err, visitor.ErrRefused):
		r.refused++
	default:
		r.failed++
	}
	r.about.causes[causeOf(err)]++
	if told := (*toldError)(nil); errors.As(err, &told) {
		r.about.said = told.said
	}
	if r.reasons == nil {
		r.reasons = map[string]uint64{}
	}
	reason := reasonOf(err)
	if _, known := r.reasons[reason]; !known && len(r.reasons) >= maxReasons {
		reason = "other reasons"
	}
	r.reasons[reason]++
}

// reasonOf says why, without what differs from one visitor to the next: a
// network error names the visitor's own port.
func reasonOf(err error) string {
	reason := err.Error()
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		reason = strings.Replace(reason, op.Error(), op.Err.Error(), 1)
	}
	return reason
}

func (r *Report) setHostKey(fingerprint string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hostKey = fingerprint
}

// Summary is a report at one moment. Times are in milliseconds.
type Summary struct {
	// Verdict says in sentences whether the hall was served; and if not, who was not,
	// why, and what helps.
	Verdict     []string          `json:"verdict"`
	HostKey     string            `json:"host_key"` // fingerprint; empty if nobody saw one
	Served      uint64            `json:"served"`
	Told        uint64            `json:"told_to_go"` // the kiosk said goodbye while they read
	Refused     uint64            `json:"refused"`
	Failed      uint64            `json:"failed"`
	Reasons     map[string]uint64 `json:"reasons,omitempty"` // of refusals and failures
	FirstFrame  Times             `json:"connect_to_first_frame_ms"`
	KeyFirst    Times             `json:"key_to_first_byte_ms"`
	KeyWhole    Times             `json:"key_to_whole_frame_ms"`
	ResizeWhole Times             `json:"resize_to_whole_frame_ms"`
	KeyBytes    Bytes             `json:"bytes_per_key"`
	VisitBytes  Bytes             `json:"bytes_per_visit"`
	Silent      uint64            `json:"keys_that_showed_nothing"`
}

// Times are quantiles in milliseconds.
type Times struct {
	Count uint64  `json:"count"`
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
}

// Bytes are quantiles in bytes.
type Bytes struct {
	Count uint64 `json:"count"`
	P50   uint64 `json:"p50"`
	P95   uint64 `json:"p95"`
	P99   uint64 `json:"p99"`
	Max   uint64 `json:"max"`
}

func times(h *Histogram) Times {
	q := h.Quantiles()
	ms := func(us uint64) float64 { return float64(us) / 1000 }
	return Times{q.Count, ms(q.P50), ms(q.P95), ms(q.P99), ms(q.Max)}
}

func sizes(h *Histogram) Bytes { return Bytes(h.Quantiles()) }

// Summary tells what was met so far.
func (r *Report) Summary() Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := Summary{
		HostKey: r.hostKey, Served: r.served, Told: r.told, Refused: r.refused, Failed: r.failed, Silent: r.nothing,
		Reasons:     map[string]uint64{},
		FirstFrame:  times(&r.firstFrame),
		KeyFirst:    times(&r.keyFirst),
		KeyWhole:    times(&r.keyWhole),
		ResizeWhole: times(&r.resizeWhole),
		KeyBytes:    sizes(&r.keyBytes),
		VisitBytes:  sizes(&r.visitBytes),
	}
	for reason, n := range r.reasons {
		s.Reasons[reason] = n
	}
	about := r.about
	about.arrived = s.FirstFrame.Count
	s.Verdict = s.verdict(about)
	return s
}

// Well reports whether there were visitors, and none was refused or failed. Who
// was told to go has not failed.
func (s Summary) Well() bool { return s.Served > 0 && s.Refused == 0 && s.Failed == 0 }

// WriteJSON writes a summary as one JSON object.
func (s Summary) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(s)
}

// WriteTable writes a summary for people: what it comes to in words, and then the figures.
func (s Summary) WriteTable(w io.Writer) error {
	var b strings.Builder
	for _, sentence := range s.Verdict {
		writeWrapped(&b, sentence)
	}
	if len(s.Verdict) > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "visitors: %d served, %d refused, %d failed\n", s.Served, s.Refused, s.Failed)
	if s.Told > 0 {
		fmt.Fprintf(&b, "  %d more were told to go while they read: the kiosk closed\n", s.Told)
	}
	for _, reason := range s.reasonsOf() {
		fmt.Fprintf(&b, "  %d × %s\n", s.Reasons[reason], reason)
	}
	if s.HostKey != "" {
		fmt.Fprintf(&b, "host key: %s\n", s.HostKey)
	}
	b.WriteByte('\n')
	table := tabwriter.NewWriter(&b, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tp50\tp95\tp99\tmost\tof\t")
	for _, row := range []struct {
		name string
		t    Times
	}{
		{"connect → first frame, ms", s.FirstFrame},
		{"key → first byte, ms", s.KeyFirst},
		{"key → whole frame, ms", s.KeyWhole},
		{"resize → whole frame, ms", s.ResizeWhole},
	} {
		fmt.Fprintf(table, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t%d\t\n", row.name, row.t.P50, row.t.P95, row.t.P99, row.t.Max, row.t.Count)
	}
	for _, row := range []struct {
		name string
		b    Bytes
	}{
		{"bytes per key", s.KeyBytes},
		{"bytes per visit, on the wire", s.VisitBytes},
	} {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", row.name, row.b.P50, row.b.P95, row.b.P99, row.b.Max, row.b.Count)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if s.Silent > 0 {
		fmt.Fprintf(&b, "\n%s showed nothing: the page went no further that way\n", words.Counted(int(s.Silent), "key"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
