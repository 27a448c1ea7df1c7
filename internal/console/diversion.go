package console

// Sink takes what a client sends, in the order of what happens. While Feed waits, no more
// is read of the channel.
type Sink interface {
	Feed(p []byte) // p is used again when it returns
	End()          // nothing comes any more
}

// Divert hands what comes in, from now on, to a sink: for a program that is no person at a
// keyboard. Of what came before, the first 4 KiB are handed over at once.
func (k *Keyboard) Divert(to Sink) { k.attach(diversion{to}) }

// diversion is a Sink as a typist.
type diversion struct{ to Sink }

func (d diversion) feed(p []byte) { d.to.Feed(p) }
func (d diversion) end(bool)      { d.to.End() }
