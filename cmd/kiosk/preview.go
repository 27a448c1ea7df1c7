package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/tui"
)

type previewCommand struct {
	contentFlags
}

// Run shows the reader in the terminal that the command was typed in, with
// Bubble Tea's own input and renderer.
func (c *previewCommand) Run(ctx context.Context, std streams) error {
	s, err := c.load()
	if err != nil {
		return err
	}
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return hint(errors.New("a preview needs a terminal, and this is none"), "run it by itself, without a pipe")
	}
	columns, rows, err := term.GetSize(os.Stdout.Fd())
	if err != nil {
		return fmt.Errorf("asking for the terminal's size: %w", err)
	}
	env := terminal.Environment{}
	for _, v := range os.Environ() {
		name, value, _ := strings.Cut(v, "=")
		env.Set(name, value)
	}
	profile := terminal.Detect(env)
	model := tui.New(tui.Options{
		Site:    s,
		Layouts: layout.NewCache(0, nil),
		Palette: theme.Dark,
		Depth:   profile.Depth,
		Links:   profile.Links,
		Size:    terminal.Clamp(uint32(max(columns, 0)), uint32(max(rows, 0))),
	})
	if _, err := tea.NewProgram(model, tea.WithContext(ctx), tea.WithColorProfile(profile.Depth)).Run(); err != nil {
		return fmt.Errorf("showing the preview: %w", err)
	}
	fmt.Fprintln(std.out, model.Goodbye())
	return nil
}
