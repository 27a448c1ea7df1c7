package folder

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// Styles knows Glamour's styles. It is safe for concurrent use.
type Styles interface {
	// Names are those of the styles that are there without a file.
	Names() []string
	// Named returns the text of one of them.
	Named(name string) (text string, ok bool)
	// Judge reads the text of a style for dark windows, for light ones, or for both.
	Judge(text string, dark, light bool) StyleJudgement
}

// StyleJudgement is what there is to say of a style.
type StyleJudgement struct {
	// Wrong says why the style cannot be read, and At at which byte, from 0; -1 is
	// nowhere in particular.
	Wrong string
	At    int
	// Dark and Light are the windows, of those that were asked for, in which it is to be
	// used: where it was asked for both, perhaps in one of them.
	Dark, Light bool
	// Low are the pairs of its colours that cannot be read, in words, the worst first.
	Low []string
	// Ignored are its fields that do not count.
	Ignored []string
}

// maxStyle is how many bytes a style file may have.
const maxStyle = 64 << 10

// styleMatter is what the settings say of styles: one for all windows, or one for each
// kind.
type styleMatter struct{ both, dark, light string }

// readStyles reads the styles that the settings name. What is wrong with one is an error:
// an organiser who writes a style is to see it, and visitors are to see what was there
// before.
func (c *inspection) readStyles(t *tree, m styleMatter, at report.Place) (s site.Style) {
	for _, side := range []struct {
		name        string
		dark, light bool
	}{{m.both, true, true}, {m.dark, true, false}, {m.light, false, true}} {
		if side.name = strings.TrimSpace(side.name); side.name == "" || c.styles == nil {
			continue
		}
		text, file, ok := c.styleText(t, side.name, at)
		if !ok {
			continue
		}
		j := c.styles.Judge(text, side.dark, side.light)
		if j.Wrong != "" {
			p := report.Problem{File: file, Severity: report.Fault, Message: "the style cannot be read: " + j.Wrong, Fix: "correct it, or take \"style\" out of " + SettingsFile}
			if j.At >= 0 {
				p.Line, p.Column = positionIn(text, j.At)
			}
			c.Add(p)
			continue
		}
		for _, pair := range j.Low {
			p := report.Problem{File: file, Severity: report.Fault, Message: pair, Fix: "change one of the two colours, or say with --allow-low-contrast that it is to be so"}
			if file == SettingsFile {
				p.Line, p.Column, p.Message = at.Line, at.Column, "the style "+side.name+": "+pair
				p.Fix = "name another style, or say with --allow-low-contrast that it is to be so"
			}
			c.Add(p)
		}
		if len(j.Ignored) > 0 && file != SettingsFile {
			c.advise(file, report.Place{}, styleIgnored, "of this style, these say nothing here: "+strings.Join(j.Ignored, ", "), "take them out, or leave them for other programs")
		}
		if j.Dark {
			s.Dark = text
		}
		if j.Light {
			s.Light = text
		}
	}
	return s
}

// styleText is the text of a style, and the file to which what is wrong with it belongs.
func (c *inspection) styleText(t *tree, name string, at report.Place) (text, file string, ok bool) {
	if text, ok := c.styles.Named(name); ok {
		return text, SettingsFile, true
	}
	fault := func(message, fix string) (string, string, bool) {
		c.Add(report.Problem{File: SettingsFile, Line: at.Line, Column: at.Column, Severity: report.Fault, Message: message, Fix: fix})
		return "", "", false
	}
	if !strings.EqualFold(path.Ext(name), ".json") {
		return fault("there is no style "+report.Quote(name), "write one of "+strings.Join(c.styles.Names(), ", ")+", or the name of a style file, which ends with .json")
	}
	if !fs.ValidPath(name) || !t.isFile(name) {
		return fault("the style file "+report.Quote(name)+" is not in the folder", "put it there, and write its path from the folder on, for example \"style: my-style.json\"")
	}
	b, bad := t.read(name, maxStyle)
	if bad != nil {
		return fault(fmt.Sprintf("the style file %s: %s", report.Quote(name), bad.what), bad.fix)
	}
	c.Files = append(c.Files, name)
	return c.decode(name, b), name, true
}

// positionIn is the line and the column, both from 1, of a byte of a text.
func positionIn(text string, at int) (line, column int) {
	before := text[:min(max(at, 0), len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + len([]rune(before[start:]))
}
