package command

import (
	"context"
	"encoding/json"
	"io"

	"hackday.example/kiosk/internal/grant"
)

// rehearseCommand is what "kiosk rehearse --installed" runs. Nobody types it, and the help
// does not tell of it.
var rehearseCommand = command{name: grant.Command, usage: grant.Command, run: rehearse, organisers: true}

// rehearse has the organiser's source count as a venue for as long as the session lasts,
// as package grant says.
func rehearse(ctx context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	g, end, ok := c.Visit.Rehearse()
	if !ok {
		return c.trouble("another rehearsal is under way; try again when it is over, which is in %v at the latest", grant.Longest)
	}
	defer end()
	c.letGo()
	ctx, cancel := context.WithTimeout(ctx, grant.Longest)
	defer cancel()
	lines := json.NewEncoder(c.Output)
	if lines.Encode(g) != nil {
		return Failed
	}
	input := c.Input(ctx)
	_, _ = io.Copy(io.Discard, input)
	_ = input.Close()
	if lines.Encode(end()) != nil {
		return Failed
	}
	return Done
}
