// Package console runs a reader for somebody at the other end of a channel: on a
// whole screen, or line by line. It takes what they type, paints, ends a reader in
// which nobody presses a key, and tells it what is new. It knows the channel as
// what is typed and what is written, and nothing of SSH.
package console

import (
	"context"
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
)

// Options is what a reader is run with. All of it is required, but for Lobby and
// Silent. It is handed on by address: what runs a reader stays on the stack for as long as
// it is read. Screen and Lines may change it.
type Options struct {
	Reading     reading.Options
	Profile     terminal.Profile
	Environment terminal.Environment // of the client, of which few variables are believed
	Lobby       *tui.Lobby           // pages that turn by themselves; nil for a reader
	Silent      bool                 // Lines does not echo what is typed: the terminal shows it

	Output   io.Writer
	Keyboard *Keyboard
	Post     *Post
	// HangUp ends the context that the reader is run with. Screen calls it, at its
	// end or before, any number of times.
	HangUp func()
	// Go runs a function that ends soon after the context does.
	Go func(func())

	Idle      time.Duration // without a key, before a notice
	LobbyIdle time.Duration // the same, of somebody who stopped a lobby's pages
	Notice    time.Duration // from the notice to the end

	Framed   func()    // is called when the first frame was written
	Panicked func(any) // is told of a panic, which ends the reader
}

// Errors of Screen and Lines.
var (
	// ErrClosing says that the kiosk closes, and nothing was shown.
	ErrClosing = errors.New("the kiosk is closing")
	// ErrGone says that the visitor went away, or cannot be written to.
	ErrGone = errors.New("the visitor is gone")
	// ErrPanicked says that the reader on a screen panicked, for which the visitor
	// was told that the kiosk is sorry.
	ErrPanicked = errors.New("the reader panicked")
)

// letGo lets go of the site that the reader began with: it follows those that are shown
// meanwhile, and this one would be held for as long as it stays.
func (o *Options) letGo() { o.Reading.Site, o.Reading.Page = nil, nil }

// receiver is who reads: a Bubble Tea program, or a mailbox. Send waits until the
// message is taken, or nobody reads any more.
type receiver interface{ Send(tea.Msg) }

// read hands what the visitor types to a reader, from now on until the function
// that it returns is called: after the reader takes no more.
func (o *Options) read(to receiver, idle *idleTimer, decoder terminal.Input) (stop func()) {
	in := &input{to: to, idle: idle, decoder: decoder, panicked: o.Panicked}
	o.Go(func() { o.Keyboard.attach(in) }) // which waits until the reader takes what was typed already
	return func() {
		o.Keyboard.detach()
		in.stop()
	}
}

// idleTimer is the timer that ends what a visitor reads.
func (o *Options) idleTimer(to receiver) *idleTimer {
	return newIdleTimer(to, o.Idle, o.Notice, reading.CloseMsg{Why: reading.Idle})
}

// lobbyIdleTimer is the timer that has the pages turn again when whoever stopped
// them is gone. It begins with their key.
func (o *Options) lobbyIdleTimer(to receiver) *idleTimer {
	return newIdleTimer(to, o.LobbyIdle, o.Notice, tui.LobbyMsg{})
}

// turnPages sends a lobby's turns until ctx ends.
func turnPages(ctx context.Context, to receiver) *time.Ticker {
	turns := time.NewTicker(tui.LobbyEvery)
	go func() {
		defer turns.Stop()
		for {
			select {
			case <-turns.C:
				to.Send(tui.TurnMsg{})
			case <-ctx.Done():
				return
			}
		}
	}()
	return turns
}
