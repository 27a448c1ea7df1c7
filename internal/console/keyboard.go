package console

import "sync"

// typeAhead is how many bytes are kept of what a visitor types before what they
// asked for reads it: ssh sends its standard input right behind the request. The
// rest is dropped.
const typeAhead = 4 << 10

// typist takes what a client types. Its methods are called from one goroutine at
// a time, in the order of what happens.
type typist interface {
	feed(p []byte)
	// end says that nothing comes any more: the client closed its input; or, with
	// flooded, it sent more than it may.
	end(flooded bool)
}

// Keyboard is what comes in on a session's channel. It is safe for
// concurrent use; Feed and End have to be called in the order of what happens.
type Keyboard struct {
	mu      sync.Mutex // held while the typist is called
	typist  typist     // who reads; nil while nobody does
	early   []byte     // what came before somebody did, typeAhead bytes at most
	dropped bool       // nobody reads any more
	over    bool       // nothing comes any more
	flooded bool       // the client sent more than it may
}

// attach hands what was typed, and what will be, to a typist.
func (k *Keyboard) attach(t typist) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.typist = t
	if len(k.early) > 0 {
		t.feed(k.early)
		k.early = nil
	}
	if k.over {
		t.end(k.flooded)
	}
}

// detach drops what comes from now on.
func (k *Keyboard) detach() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.typist, k.dropped = nil, true
}

// Feed takes what was typed.
func (k *Keyboard) Feed(p []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.over:
	case k.typist != nil:
		k.typist.feed(p)
	case !k.dropped:
		k.early = append(k.early, p[:min(len(p), typeAhead-len(k.early))]...)
	}
}

// End takes note of the end, once. With flooded, the client sent more than it may.
func (k *Keyboard) End(flooded bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over {
		return
	}
	k.over, k.flooded = true, flooded
	if k.typist != nil {
		k.typist.end(flooded)
	}
}

// Taken reports whether somebody reads.
func (k *Keyboard) Taken() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.typist != nil
}
