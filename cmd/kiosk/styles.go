package main

import (
	"errors"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/theme"
)

// styles are Glamour's, as package theme reads them.
type styles struct{ lowContrast bool }

// Names implements folder.Styles.
func (styles) Names() []string { return theme.StyleNames() }

// Named implements folder.Styles.
func (styles) Named(name string) (text string, ok bool) { return theme.NamedStyle(name) }

// Judge implements folder.Styles.
func (s styles) Judge(text string, dark, light bool) folder.StyleJudgement {
	c, err := theme.ParseStyle(text)
	if err != nil {
		j := folder.StyleJudgement{Wrong: err.Error(), At: -1}
		if bad := (*theme.StyleError)(nil); errors.As(err, &bad) {
			j.At = bad.At
		}
		return j
	}
	j := folder.StyleJudgement{Dark: dark, Light: light, Ignored: theme.Ignored(c)}
	if dark && light {
		j.Dark, j.Light = theme.SuitsStyle(c)
	}
	if s.lowContrast {
		return j
	}
	if j.Dark {
		j.Low = low(theme.Weak(c, theme.Dark))
	}
	if j.Light {
		j.Low = append(j.Low, low(theme.Weak(c, theme.Light))...)
	}
	return j
}

// low are pairs in words.
func low(pairs []theme.Pair) (all []string) {
	for _, p := range pairs {
		all = append(all, p.String())
	}
	return all
}
