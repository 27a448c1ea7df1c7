package tui

import (
	"strings"
)

// action is what a key does.
type action int

const (
	noAction action = iota
	lineDown
	lineUp
	pageDown
	pageUp
	halfDown
	halfUp
	toTop
	toEnd
	nextHeading
	previousHeading

	number // a digit
	nextLink
	previousLink
	open
	listLinks
	nextCard
	previousCard
	copyAddress
	copyWay
	showBare

	showContents
	listPages
	showMenu
	goAbove
	goBefore
	goAfter
	goTo
	find
	searchAll
	nextMatch
	previousMatch
	back

	showPicture
	togglePictures
	toggleColumn
	showAnnouncements
	putAway
	changeTheme
	changeLanguage
	redraw
	toggleKeys
	suspend
	wayOut
	showHelp
	closeTop
	leave
)

// group is what keys have to do with, by its name in the words' groups.
type group string

// The groups, in the order of the help.
const (
	moving  group = "moving"
	linking group = "links"
	wayside group = "pages"
	other   group = "other"
)

// binding is an action: its keys, and how the help and the bottom line name it.
// Keys are named as Bubble Tea does; they are those of less, vi and the arrows
// together.
type binding struct {
	action action
	group  group
	keys   []string
	shown  string // the keys that the help shows; a binding without is in no help
	help   string // the name of what they do in the words' help
	bar    string // the keys that the bottom line shows, if it ever does
	hint   string // the name of what they do in the words' hints
}

// bindings are all keys, in the order of the help. Digits are the number of a
// link, or of an entry of a list.
var bindings = []binding{
	{lineDown, moving, []string{"down", "j", "e", "ctrl+n", "ctrl+e"}, "↓ j", "line_down", "↑↓", "scroll"},
	{lineUp, moving, []string{"up", "k", "ctrl+p", "ctrl+y"}, "↑ k", "line_up", "↑↓", "choose"},
	{pageDown, moving, []string{"pgdown", "space", "f", "ctrl+f", "ctrl+v"}, "Space PgDn", "page_down", "", ""},
	{pageUp, moving, []string{"pgup", "b", "ctrl+b", "alt+v", "shift+space"}, "b PgUp", "page_up", "", ""},
	{halfDown, moving, []string{"d", "ctrl+d"}, "d Ctrl-D", "half_down", "", ""},
	{halfUp, moving, []string{"u", "ctrl+u"}, "u Ctrl-U", "half_up", "", ""},
	{toTop, moving, []string{"home", "g", "alt+<"}, "g Home", "to_top", "", ""},
	{toEnd, moving, []string{"end", "G", "alt+>"}, "G End", "to_end", "", ""},
	{nextHeading, moving, []string{"]", "ctrl+down"}, "] Ctrl-↓", "next_heading", "", ""},
	{previousHeading, moving, []string{"[", "ctrl+up"}, "[ Ctrl-↑", "previous_heading", "", ""},

	{number, linking, nil, "1 2 3 …", "number", "1-9", "open_link"},
	{nextLink, linking, []string{"tab"}, "Tab", "next_link", "Tab", "complete"},
	{previousLink, linking, []string{"shift+tab"}, "Shift-Tab", "previous_link", "", ""},
	{open, linking, []string{"enter"}, "Enter", "open", "Enter", "open"},
	{listLinks, linking, []string{"r"}, "r", "list_links", "", ""},
	{nextCard, linking, []string{"right", "l"}, "", "", "→", "next_link"},
	{previousCard, linking, []string{"left"}, "", "", "", ""},
	{copyAddress, linking, []string{"y"}, "y", "copy", "y", "copy"},
	{copyWay, linking, []string{"Y"}, "Y", "copy_way", "", ""},
	{showBare, linking, []string{"v"}, "v", "bare", "v", "bare"},

	{listPages, wayside, []string{"p"}, "p", "pages", "p", "pages"},
	{showMenu, wayside, []string{"m"}, "m", "menu", "m", "menu"},
	{showContents, wayside, []string{"c"}, "c", "contents", "c", "contents"},
	{searchAll, wayside, []string{"s"}, "s", "search_all", "s", "search_all"},
	{find, wayside, []string{"/", "ctrl+s"}, "/ Ctrl-S", "find", "/", "find"},
	{nextMatch, wayside, []string{"n", "f3"}, "n F3", "next", "n", "next_match"},
	{previousMatch, wayside, []string{"N"}, "N", "previous", "", ""},
	{goTo, wayside, []string{":"}, ":", "go_to", "", ""},
	{goAbove, wayside, []string{"U"}, "U", "above", "", ""},
	{goBefore, wayside, []string{"<"}, "<", "before", "", ""},
	{goAfter, wayside, []string{">"}, ">", "after", "", ""},
	{back, wayside, []string{"esc", "backspace", "ctrl+h", "ctrl+g"}, "Esc Bksp", "back", "Esc", "back"},

	{showPicture, other, []string{"i"}, "i", "picture", "", ""},
	{togglePictures, other, []string{"I"}, "I", "toggle_pictures", "", ""},
	{toggleColumn, other, []string{"\\"}, "\\", "toggle_column", "", ""},
	{showAnnouncements, other, []string{"a"}, "a", "announcements", "a", "announcements"},
	{putAway, other, []string{"x"}, "x", "put_away", "x", "put_away"},
	{changeTheme, other, []string{"t"}, "t", "change_theme", "", ""},
	{changeLanguage, other, []string{"L"}, "L", "change_language", "", ""},
	{redraw, other, []string{"ctrl+l"}, "Ctrl-L", "redraw", "", ""},
	{toggleKeys, other, []string{"ctrl+k"}, "Ctrl-K", "toggle_keys", "", ""},
	{suspend, other, []string{"ctrl+z"}, "", "", "", ""},
	{wayOut, other, []string{"ctrl+q", "ctrl+x"}, "", "", "", ""},
	{showHelp, other, []string{"?", "h", "f1", "ctrl+o"}, "? Ctrl-O F1", "show_help", "?", "keys"},
	{closeTop, other, []string{"q"}, "q", "close", "q", "quit"},
	{leave, other, []string{"Q", "ctrl+c", "ctrl+\\"}, "Q Ctrl-C", "quit", "Ctrl-C", "quit"},
}

// groups are the groups in the order of the help.
var groups = []group{moving, linking, wayside, other}

// bindingOf is the binding of an action.
func bindingOf(a action) *binding {
	for i := range bindings {
		if bindings[i].action == a {
			return &bindings[i]
		}
	}
	return nil
}

// actions are what keys do, by their names: each key that somebody types is looked for.
var actions = func() map[string]action {
	of := map[string]action{}
	for _, b := range bindings {
		for _, key := range b.keys {
			if _, taken := of[key]; !taken {
				of[key] = b.action
			}
		}
	}
	return of
}()

// actionOf is what a key does, by its name; noAction if that is nothing.
func actionOf(key string) action { return actions[key] }

// AltKeys are the characters that do something together with Alt.
func AltKeys() string {
	var b strings.Builder
	for _, binding := range bindings {
		for _, key := range binding.keys {
			if c, ok := strings.CutPrefix(key, "alt+"); ok {
				b.WriteString(c)
			}
		}
	}
	return b.String()
}
