package linear

import (
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/layout"
)

// say adds a text, wrapped.
func (r *Reader) say(text string) {
	for paragraph := range strings.SplitSeq(text, "\n") {
		for _, l := range layout.Wrap(r.shown(paragraph), r.width) {
			r.line(l)
		}
	}
}

// line adds a line as it is, however long.
func (r *Reader) line(text string) {
	r.unsent.WriteString(strings.TrimRight(r.shown(text), " "))
	r.newLine()
}

func (r *Reader) blank() { r.newLine() }

func (r *Reader) newLine() { r.unsent.WriteString(endOfLine) }

// prompt asks what to do, behind an empty line.
func (r *Reader) prompt() {
	r.blank()
	r.ask()
}

// ask asks what to do, followed by what is typed of it already. What can be typed is
// said at first, and again when something was not understood: it would be heard behind
// every answer.
func (r *Reader) ask() {
	prompt := r.words.Linear.PromptShort
	switch {
	case r.brief:
	case len(r.site.Pages) > 1:
		prompt = r.words.Linear.PromptPages
	default:
		prompt = r.words.Linear.Prompt
	}
	r.brief = true
	question := layout.Wrap(strings.TrimSpace(r.shown(prompt)), r.width-1)
	r.unsent.WriteString(strings.Join(question, endOfLine) + " " + r.shown(r.typed))
}

// shown is a text, or a part of a line, as this terminal can show it.
func (r *Reader) shown(text string) string {
	return strings.ReplaceAll(clean.Text(fold.Text(text, r.ascii)), "\n", " ")
}

// send writes what was gathered.
func (r *Reader) send() error {
	if r.unsent.Len() == 0 {
		return nil
	}
	answer := r.unsent.String()
	r.unsent.Reset()
	_, err := r.out.Write([]byte(answer))
	return err
}
