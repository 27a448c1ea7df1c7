package layout

import "hackday.example/kiosk/internal/turns"

const (
	// SmallPage is the most Markdown, in bytes, of a page whose layouts never
	// wait for those of larger pages. The seed page has 3 KiB.
	SmallPage = 16 << 10

	// MaxWaiting and MaxWaitingOfSource bound how many requests wait for their
	// turn, in all and of one source, for small and for large pages each. All
	// sessions that the usual limits allow are fewer, and those of a source that
	// is no venue. A request beyond them is told to come again.
	MaxWaiting         = 32 << 10
	MaxWaitingOfSource = 1024
)

// queue gives turns to requests that want something made. The cache's lock guards it.
type queue = turns.Queue[*request]

func newQueue(n int) *queue { return turns.New[*request](n, MaxWaiting, MaxWaitingOfSource) }
