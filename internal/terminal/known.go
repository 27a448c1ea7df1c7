package terminal

import "strings"

// Known is what the name of a terminal says of something that it may do.
type Known int

// What a name says.
const (
	Perhaps Known = iota // some that call themselves so do it, and some do not
	Yes
	No
)

// Facts are what is known of a terminal by its name, beside its Profile, which is what
// may be tried. They are for telling its owner; nothing is sent or kept back for them.
type Facts struct {
	// Links says whether a hyperlink (OSC 8) can be clicked.
	Links Known
	// Wheel says whether the wheel sends arrows on the alternate screen, by itself or
	// because it is asked to (DECSET 1007).
	Wheel Known
	// Within is set where other terminals stand around it: what it can do is what they
	// can, and what it hands on.
	Within bool
}

// facts are the terminals of which something is known, by the beginning of their names.
// The first that fits is taken. Most terminals call themselves xterm, which says
// nothing, and a name does not say which version it is: Yes is what every version
// of the last five years does unless its owner turned it off.
//
// Links: https://github.com/Alhadis/OSC8-Adoption, and each one's own manual. Alacritty
// has had them since 0.11 (2022), and Konsole shows them where its owner allows it. tmux
// hands them on since 3.4, if it knows that what stands around it has them.
// Wheel: "alternate scroll" in each one's manual; st sends Ctrl-Y and Ctrl-E, which
// scroll as well. rxvt-unicode, PuTTY and Emacs scroll what was there before; so does xterm
// around tmux, which does not ask it for arrows.
var facts = []struct {
	name string
	Facts
}{
	{"xterm-kitty", Facts{Links: Yes, Wheel: Yes}},
	{"kitty", Facts{Links: Yes, Wheel: Yes}},
	{"xterm-ghostty", Facts{Links: Yes, Wheel: Yes}},
	{"ghostty", Facts{Links: Yes, Wheel: Yes}},
	{"foot", Facts{Links: Yes, Wheel: Yes}},
	{"wezterm", Facts{Links: Yes, Wheel: Yes}},
	{"contour", Facts{Links: Yes, Wheel: Yes}},
	{"iterm", Facts{Links: Yes}},
	{"mintty", Facts{Links: Yes, Wheel: Yes}},
	{"vte", Facts{Links: Yes, Wheel: Yes}},
	{"gnome", Facts{Links: Yes, Wheel: Yes}},
	{"alacritty", Facts{Wheel: Yes}},
	{"konsole", Facts{Wheel: Yes}},
	{"st-", Facts{Links: No, Wheel: Yes}},
	{"rxvt", Facts{Links: No, Wheel: No}},
	{"putty", Facts{Links: No, Wheel: No}},
	{"tmux", Facts{Within: true}},
	{"screen", Facts{Links: No, Within: true}},
	{"linux", Facts{Links: No, Wheel: No}},
	{"eterm", Facts{Links: No, Wheel: No}}, // Emacs
}

// FactsOf are what is known of a terminal by TERM. What is no terminal of xterm's kind
// has neither.
func FactsOf(term string) Facts {
	term = strings.ToLower(term)
	for _, f := range facts {
		if strings.HasPrefix(term, f.name) {
			return f.Facts
		}
	}
	if hasAnyPrefix(term, modernNames) {
		return Facts{}
	}
	return Facts{Links: No, Wheel: No}
}
