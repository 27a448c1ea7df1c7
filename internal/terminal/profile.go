package terminal

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// Environment is the part of a client's environment that may be believed: TERM,
// COLORTERM, NO_COLOR, LANG and LC_*, each with a harmless value.
type Environment map[string]string

// harmless is a value that names something and can be nothing else: no path, no
// blank, no control character. The at sign is for locales (de_DE@euro).
var harmless = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+@-]{0,31}$`)

// known are the variables a client may set; those that begin with LC_ are
// listed, so that a client cannot store any number of them.
var known = map[string]bool{
	"TERM": true, "COLORTERM": true, "NO_COLOR": true, "LANG": true,
	"LC_ALL": true, "LC_CTYPE": true, "LC_MESSAGES": true,
}

// Set stores a variable if it may be believed, and reports whether it did.
func (e Environment) Set(name, value string) bool {
	if !known[name] || !harmless.MatchString(value) {
		return false
	}
	e[name] = value
	return true
}

// List is the environment as "NAME=value" strings, in no order.
func (e Environment) List() []string {
	list := make([]string, 0, len(e))
	for name, value := range e {
		list = append(list, name+"="+value)
	}
	return list
}

// Profile says what a terminal can do.
type Profile struct {
	// Dumb is a terminal that shows lines and cannot move its cursor.
	Dumb bool
	// Depth is how many colours it has; Ascii is none, but bold and underline.
	Depth colorprofile.Profile
	// Links is set where OSC 8 hyperlinks are known, or at least harmless.
	Links bool
	// Title is set where the window's title can be saved and put back
	// (XTWINOPS 22 and 23).
	Title bool
	// Modern is set where private modes and queries are known, or at least
	// harmless: bracketed paste, alternate scroll, synchronized output, and
	// asking for the background colour.
	Modern bool
}

// modernNames begin the names of terminals that follow xterm.
var modernNames = []string{
	"xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty",
	"contour", "iterm", "mintty", "vte", "gnome", "konsole", "st-", "putty", "nsterm", "rio",
}

// trueColorNames are terminals with all colours that say so by name alone: ssh
// does not pass COLORTERM on.
var trueColorNames = []string{"kitty", "alacritty", "foot", "wezterm", "ghostty", "contour", "direct", "truecolor", "rio"}

// Detect tells a terminal's profile from its environment. It looks nothing up,
// on this machine or elsewhere.
func Detect(e Environment) Profile {
	term := strings.ToLower(e["TERM"])
	switch term {
	case "", "dumb", "unknown", "network", "emacs":
		return Profile{Dumb: true, Depth: colorprofile.NoTTY}
	}
	p := Profile{Depth: depth(term, e)}
	p.Modern = hasAnyPrefix(term, modernNames)
	screen := strings.HasPrefix(term, "screen") // GNU screen keeps some sequences to itself
	p.Links = p.Modern && !screen
	// PuTTY and old xterms call themselves plain "xterm"; not all of them can
	// put a title back.
	p.Title = p.Modern && !screen && term != "xterm"
	return p
}

func depth(term string, e Environment) colorprofile.Profile {
	switch {
	case e["NO_COLOR"] != "":
		return colorprofile.Ascii
	case e["COLORTERM"] == "truecolor", e["COLORTERM"] == "24bit", containsAny(term, trueColorNames):
		return colorprofile.TrueColor
	case strings.Contains(term, "256color"):
		return colorprofile.ANSI256
	case hasAnyPrefix(term, modernNames), hasAnyPrefix(term, []string{"linux", "ansi", "cygwin"}), strings.Contains(term, "color"):
		return colorprofile.ANSI
	}
	return colorprofile.Ascii
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
