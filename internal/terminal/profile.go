package terminal

import (
	"image/color"
	"regexp"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/fold"
)

// Environment is the part of a client's environment that may be believed: TERM,
// COLORTERM, COLORFGBG, NO_COLOR, LANG and LC_*, each with a harmless value.
type Environment map[string]string

// harmless is a value that names something and can be nothing else: no path, no
// blank, no control character. The at sign is for locales (de_DE@euro).
var harmless = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+@-]{0,31}$`)

// inkOnGround is a value of COLORFGBG: the numbers of the ink and the ground among the
// terminal's colours, or "default"; rxvt may have a third one between them.
var inkOnGround = regexp.MustCompile(`^([0-9]{1,3}|default)(;([0-9]{1,3}|default)){1,2}$`)

// known are the variables a client may set; those that begin with LC_ are
// listed, so that a client cannot store any number of them.
var known = map[string]bool{
	"TERM": true, "COLORTERM": true, "COLORFGBG": true, "NO_COLOR": true, "LANG": true,
	"LC_ALL": true, "LC_CTYPE": true, "LC_MESSAGES": true,
}

// Set stores a variable if it may be believed, and reports whether it did.
func (e Environment) Set(name, value string) bool {
	pattern := harmless
	if name == "COLORFGBG" {
		pattern = inkOnGround
	}
	if !known[name] || !pattern.MatchString(value) {
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
	// Colours is set where the terminal has colours, also if its owner asked not
	// to see any (NO_COLOR).
	Colours bool
	// ASCII is set where nothing else can be shown for sure.
	ASCII bool
	// Links is set where OSC 8 hyperlinks are known, or at least harmless.
	Links bool
	// Clipboard is set where a text may be handed to the visitor's clipboard
	// (OSC 52), or where asking for it is at least harmless.
	Clipboard bool
	// Title is set where the window's title can be saved and put back
	// (XTWINOPS 22 and 23).
	Title bool
	// Modern is set where private modes and queries are known, or at least
	// harmless: bracketed paste, alternate scroll, synchronized output, and
	// asking for the background colour.
	Modern bool
	// Margins is set once the terminal has answered that it has left and right margins
	// (MarginsMsg).
	Margins bool
	// Background is the window's, as far as it is known; its alpha is zero where nothing is.
	Background color.RGBA
	// Blanks is set where the background in force may not be that of what is erased, or
	// scrolled in (terminfo's bce): it takes blanks to paint it.
	Blanks bool
	// Unpaintable is set where a background of ours does no good: the console of Linux
	// shows underlined and italic text in colours that are made for black.
	Unpaintable bool
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
		return Profile{Dumb: true, Depth: colorprofile.NoTTY, ASCII: !unicodeLocale(e, true)}
	}
	p := Profile{Depth: depth(term, e), Colours: colours(term, e) > colorprofile.Ascii}
	p.ASCII = !unicodeLocale(e, hasAnyPrefix(term, modernNames))
	p.Modern = hasAnyPrefix(term, modernNames)
	screen := strings.HasPrefix(term, "screen") // GNU screen keeps some sequences to itself
	p.Links = p.Modern && !screen
	// PuTTY and old xterms call themselves plain "xterm"; not all of them can
	// put a title back.
	putty := strings.HasPrefix(term, "putty")
	p.Clipboard = p.Modern && !putty
	p.Title = p.Modern && !screen && !putty && term != "xterm"
	console := strings.HasPrefix(term, "linux")
	p.Background = knownBackground(term, e)
	p.Blanks = screen && !strings.HasSuffix(term, "-bce") || !p.Modern && !console && !strings.HasPrefix(term, "cygwin")
	p.Unpaintable = console
	return p
}

// IsPuTTY reports whether the version string of an SSH client (RFC 4253 §4.2) is that of
// PuTTY or one of its family. Its window calls itself xterm, or what its owner likes, and
// cannot put a title back. Plink has the same version, in any terminal.
func IsPuTTY(version string) bool { return strings.HasPrefix(version, "SSH-2.0-PuTTY") }

// knownBackground is what the environment tells of a window's background. Little of it is
// believed: consoles are black. Of COLORFGBG, black and white: how the other colours
// look is their owner's choice. What runs in tmux or screen has it from the terminal that
// these were begun in, which may not be the one where they are seen.
func knownBackground(term string, e Environment) color.RGBA {
	black, white := color.RGBA{A: 0xFF}, color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	switch {
	case hasAnyPrefix(term, []string{"linux", "cygwin"}):
		return black
	case hasAnyPrefix(term, []string{"tmux", "screen"}):
		return color.RGBA{}
	}
	numbers := strings.Split(e["COLORFGBG"], ";")
	switch numbers[len(numbers)-1] {
	case "0":
		return black
	case "15":
		return white
	}
	return color.RGBA{}
}

// Text is a text as the terminal can show it.
func (p Profile) Text(text string) string { return fold.Text(text, p.ASCII) }

// Language is the language that the environment asks for, as two letters (ISO
// 639-1); empty where it asks for none.
func (e Environment) Language() string {
	locale := e.locale("LC_ALL", "LC_MESSAGES", "LANG")
	if len(locale) < 2 || len(locale) > 2 && !strings.ContainsRune("_.@", rune(locale[2])) {
		return ""
	}
	return strings.ToLower(locale[:2])
}

// Charset is the locale that says which characters there are; it may be empty.
func (e Environment) Charset() string { return e.locale("LC_ALL", "LC_CTYPE", "LANG") }

// locale is the first of some variables that is set (POSIX.1-2024, 8.2).
func (e Environment) locale(names ...string) string {
	for _, name := range names {
		if e[name] != "" {
			return e[name]
		}
	}
	return ""
}

// unicodeLocale reports whether a locale's characters are Unicode's; unknown is
// what is believed where the locale does not say. The console of Linux has no
// more than 512 characters, whatever its locale.
func unicodeLocale(e Environment, unknown bool) bool {
	if strings.HasPrefix(strings.ToLower(e["TERM"]), "linux") {
		return false
	}
	locale := strings.ToLower(e.Charset())
	_, codeset, named := strings.Cut(locale, ".")
	switch {
	case locale == "c", locale == "posix":
		return false
	case named:
		return strings.HasPrefix(strings.ReplaceAll(codeset, "-", ""), "utf8")
	}
	return unknown
}

// depth is how many colours are to be used.
func depth(term string, e Environment) colorprofile.Profile {
	if e["NO_COLOR"] != "" {
		return colorprofile.Ascii
	}
	return colours(term, e)
}

// colours is how many colours a terminal has.
func colours(term string, e Environment) colorprofile.Profile {
	switch {
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
