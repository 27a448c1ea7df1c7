package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
	"hackday.example/kiosk/internal/words"
)

type previewCommand struct {
	settingsFlags
	contentFlags
	cacheFlags
	Lang  string `placeholder:"CODE" help:"The language, for example cy. (default: the one of LANG, or en)"`
	Print bool   `help:"Print one screen as text, and end."`
	Size  string `placeholder:"COLUMNSxROWS" default:"80x24" help:"The size of the screen that --print prints. (default: ${default})"`
	Lobby string `placeholder:"COMMAND" help:"With --print, print the lobby, with the command that it tells people to type."`
	Type  string `placeholder:"KEYS" help:"Keys to press before --print prints, with blanks between them, for example \"/ d o c enter\"."`
}

// Run shows the reader in the terminal that the command was typed in, with
// Bubble Tea's own input and renderer; or prints one screen of it.
func (c *previewCommand) Run(ctx context.Context, std streams) error {
	var s *site.Site
	err := c.ready(ctx, std, c.cacheFlags, func() (err error) {
		s, err = c.load()
		return err
	})
	if err != nil {
		return err
	}
	env := terminal.Environment{}
	for _, v := range os.Environ() {
		name, value, _ := strings.Cut(v, "=")
		env.Set(name, value)
	}
	w, err := c.words(env)
	if err != nil {
		return err
	}
	if c.Print {
		return c.print(std, s, w)
	}
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return hint(errors.New("a preview needs a terminal, and this is none"), "run it by itself, without a pipe, or with --print")
	}
	columns, rows, err := term.GetSize(os.Stdout.Fd())
	if err != nil {
		return fmt.Errorf("asking for the terminal's size: %w", err)
	}
	profile := terminal.Detect(env)
	w, _ = words.In(w.Code, profile.ASCII)
	var program *tea.Program
	hung := c.hang(s, func() { program.Send(reading.PicturesMsg{}) })
	model := previewOf(s, w, profile, terminal.Clamp(uint32(max(columns, 0)), uint32(max(rows, 0))), nil, hung)
	program = tea.NewProgram(model, tea.WithContext(ctx), tea.WithColorProfile(profile.Depth))
	decoding, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		hung.Run(decoding)
	}()
	defer func() {
		stop()
		<-ended
	}()
	if _, err := program.Run(); err != nil {
		return fmt.Errorf("showing the preview: %w", err)
	}
	fmt.Fprintln(std.out, model.Goodbye())
	return nil
}

func previewOf(s *site.Site, w *words.Words, profile terminal.Profile, size terminal.Size, lobby *tui.Lobby, hung *gallery.Gallery) *tui.Model {
	return tui.New(tui.Options{
		Options: reading.Options{
			Site:     s,
			Layouts:  layout.NewCache(0, nil).For(context.Background(), ""),
			Finder:   search.NewEngine().For(context.Background(), ""),
			Words:    w,
			Pictures: hung.For(context.Background(), ""),
		},
		Profile: profile,
		Size:    size,
		Lobby:   lobby,
	})
}

// words is the language that was asked for.
func (c *previewCommand) words(env terminal.Environment) (*words.Words, error) {
	if c.Lang == "" {
		w, _ := words.In(env.Language(), false)
		return w, nil
	}
	w, ok := words.In(c.Lang, false)
	if !ok {
		return nil, hint(fmt.Errorf("there is no language %q", c.Lang), "the languages are: %s", strings.Join(words.Codes(), ", "))
	}
	return w, nil
}

// print prints what is to be seen behind some keys.
func (c *previewCommand) print(std streams, s *site.Site, w *words.Words) error {
	var columns, rows uint32
	if n, err := fmt.Sscanf(c.Size, "%dx%d", &columns, &rows); n != 2 || err != nil {
		return hint(fmt.Errorf("%q is no size", c.Size), "write columns and rows, for example 80x24")
	}
	var lobby *tui.Lobby
	if c.Lobby != "" {
		lobby = &tui.Lobby{Join: c.Lobby, Fingerprint: "SHA256:" + strings.Repeat("x", 43), Now: func() time.Time { return time.Time{}.Add(9 * time.Hour) }}
	}
	model := previewOf(s, w, terminal.Profile{}, terminal.Clamp(columns, rows), lobby, nil)
	for _, name := range strings.Fields(c.Type) {
		key, ok := keyNamed(name)
		if !ok {
			return hint(fmt.Errorf("there is no key %q", name), "write a character, or one of: %s", strings.Join(keyNames(), ", "))
		}
		_, cmd := model.Update(key)
		follow(model, cmd)
	}
	f := model.Frame()
	for row := range f.Lines {
		fmt.Fprintln(std.out, strings.TrimRight(ansi.Strip(f.Row(row)), " "))
	}
	return nil
}

// follow runs what a key asks for, such as a search, until nothing is left of it.
func follow(model *tui.Model, cmd tea.Cmd) {
	if cmd == nil || model.Over() {
		return
	}
	msg := cmd()
	if commands, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range commands {
			follow(model, cmd)
		}
		return
	}
	_, cmd = model.Update(msg)
	follow(model, cmd)
}

// namedKeys are the keys that are no character.
var namedKeys = []struct {
	name string
	code rune
}{
	{"enter", tea.KeyEnter}, {"space", tea.KeySpace}, {"tab", tea.KeyTab}, {"esc", tea.KeyEscape}, {"backspace", tea.KeyBackspace},
	{"up", tea.KeyUp}, {"down", tea.KeyDown}, {"left", tea.KeyLeft}, {"right", tea.KeyRight},
	{"pgup", tea.KeyPgUp}, {"pgdown", tea.KeyPgDown}, {"home", tea.KeyHome}, {"end", tea.KeyEnd},
}

func keyNames() []string {
	var names []string
	for _, k := range namedKeys {
		names = append(names, k.name)
	}
	return names
}

func keyNamed(name string) (tea.KeyPressMsg, bool) {
	for _, k := range namedKeys {
		if k.name == name {
			key := tea.KeyPressMsg{Code: k.code}
			if k.code == tea.KeySpace {
				key.Text = " "
			}
			return key, true
		}
	}
	runes := []rune(name)
	if len(runes) != 1 {
		return tea.KeyPressMsg{}, false
	}
	return tea.KeyPressMsg{Code: runes[0], Text: name}, true
}
