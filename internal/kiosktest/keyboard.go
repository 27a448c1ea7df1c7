package kiosktest

import "sync"

// keysLimit is the most bytes that wait for the program to read them. It bounds
// what a program gets that asks and asks and never reads an answer.
const keysLimit = 1 << 20

// keyboard holds what was typed until the program takes it, so that neither a
// test nor the emulator waits for a program that does not read. It is safe for
// concurrent use.
type keyboard struct {
	pressed chan struct{} // has room for one: there is something to take

	mu       sync.Mutex // guards what follows
	keys     []byte
	answered []byte // what the emulator answered, and among it nothing typed
	closed   bool
}

func newKeyboard() *keyboard { return &keyboard{pressed: make(chan struct{}, 1)} }

// press adds keys, and drops what is over the limit.
func (k *keyboard) press(keys []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if room := keysLimit - len(k.keys); len(keys) > room {
		keys = keys[:room]
	}
	k.keys = append(k.keys, keys...)
	k.wake()
}

// answer adds what the emulator answers to a question.
func (k *keyboard) answer(answer []byte) {
	k.press(answer)
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.answered)+len(answer) <= keysLimit {
		k.answered = append(k.answered, answer...)
	}
}

// answers are all answers so far. Keys that are typed from now on come after them.
func (k *keyboard) answers() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return string(k.answered)
}

// close makes take return false.
func (k *keyboard) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	k.wake()
}

func (k *keyboard) wake() {
	select {
	case k.pressed <- struct{}{}:
	default:
	}
}

// take waits for keys, and returns false once the keyboard is closed.
func (k *keyboard) take() ([]byte, bool) {
	for range k.pressed {
		k.mu.Lock()
		keys, closed := k.keys, k.closed
		k.keys = nil
		k.mu.Unlock()
		if closed {
			return nil, false
		}
		if len(keys) > 0 {
			return keys, true
		}
	}
	return nil, false
}
