package tui

import (
	"image/color"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// stylesOf are the Glamour styles that a site brings.
func stylesOf(s *site.Site) theme.Styles {
	return theme.Styles{Dark: theme.StyleOf(s.Style.Dark), Light: theme.StyleOf(s.Style.Light)}
}

// themeNamed is a palette as this terminal has it. A terminal without colours keeps
// having none.
func (m *Model) themeNamed(n theme.Name) theme.Theme {
	return theme.New(n, m.depth).In(m.styles)
}

// learnBackground takes what the terminal says of its background, and the theme that
// suits it, unless the reader chose one. Colours change; lines do not move.
func (m *Model) learnBackground(c color.Color) {
	if c == nil {
		return
	}
	r, g, b, _ := c.RGBA()
	m.profile.Background = color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xFF}
	if !m.chosen {
		m.use(theme.Suiting(m.profile.Background, m.styles))
	}
}

// use changes the theme.
func (m *Model) use(n theme.Name) {
	if t := m.themeNamed(n); t != m.theme {
		m.theme = t
		m.lay()
	}
}

// nextTheme goes to the next palette, and says which it is.
func (m *Model) nextTheme() {
	if m.depth <= colorprofile.Ascii {
		m.notice = m.words.Bar.NoColours
		return
	}
	m.chosen = true
	m.use(theme.Next(m.theme.Name, theme.Choices(m.profile.Background, m.depth, !m.profile.Unpaintable, m.styles)))
	m.notice = m.words.Themes[string(m.theme.Name)]
}
