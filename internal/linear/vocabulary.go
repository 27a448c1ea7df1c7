package linear

import (
	"strings"

	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/nearest"
	"hackday.example/kiosk/internal/words"
)

// action is what a visitor can have done.
type action int

const (
	unknown action = iota
	readOn
	again
	back
	openLink
	read
	contents
	section
	nextHeading
	previousHeading
	where
	note
	links
	pages
	page
	menu
	searchAll
	more
	announcements
	goTo
	up
	before
	after
	find
	language
	help
	quit
)

// takesMore reports whether something may stand behind an action's word.
func (a action) takesMore() bool {
	return a == read || a == section || a == note || a == links || a == page || a == find || a == searchAll || a == goTo || a == language || a == help || a.filters()
}

// filters reports whether what stands behind an action's word filters a list.
func (a action) filters() bool { return a == contents || a == pages || a == menu }

// whole reports whether an action is asked for by its whole word alone, or the whole
// first of its words: it begins as that of another does.
func (a action) whole() bool {
	return a == nextHeading || a == note || a == menu || a == searchAll || a == more || a == announcements || a == language || a == before || a == after
}

// entry is an action as it is typed in a language.
type entry struct {
	action   action
	word     string // more than one word in some languages
	argument string // what stands behind it, for the help
	does     string
	folded   []string // word, as it is compared
}

// vocabulary is all that can be typed in a language, in the order of the help.
type vocabulary []entry

func newVocabulary(w *words.Linear) vocabulary {
	v := vocabulary{
		{readOn, w.Next, "", w.NextHelp, nil},
		{again, w.Again, "", w.AgainHelp, nil},
		{back, w.Back, "", w.BackHelp, nil},
		{openLink, "", w.Number, w.NumberHelp, nil},
		{read, w.ReadWord, w.Number, w.ReadHelp, nil},
		{contents, w.ContentsWord, "", w.ContentsHelp, nil},
		{section, w.SectionWord, w.Number, w.SectionHelp, nil},
		{nextHeading, w.NextHeading, "", w.NextHeadingHelp, nil},
		{previousHeading, w.PreviousHeading, "", w.PreviousHeadingHelp, nil},
		{where, w.Where, "", w.WhereHelp, nil},
		{note, w.NoteWord, w.Number, w.NoteHelp, nil},
		{links, w.LinksWord, "", w.LinksHelp, nil},
		{pages, w.PagesWord, "", w.PagesHelp, nil},
		{page, w.PageWord, w.Name, w.PageHelp, nil},
		{menu, w.MenuWord, "", w.MenuHelp, nil},
		{searchAll, w.SearchWord, w.WordsWord, w.SearchHelp, nil},
		{more, w.MoreWord, "", w.MoreHelp, nil},
		{announcements, w.AnnouncementsWord, "", w.AnnouncementsHelp, nil},
		{goTo, w.Go, w.AddressWord, w.GoHelp, nil},
		{up, w.Up, "", w.UpHelp, nil},
		{before, w.Before, "", w.BeforeHelp, nil},
		{after, w.After, "", w.AfterHelp, nil},
		{find, w.Find, w.Word, w.FindHelp, nil},
		{language, w.LanguageWord, w.Name, w.LanguageHelp, nil},
		{help, w.Help, "", w.HelpHelp, nil},
		{quit, w.Quit, "", w.QuitHelp, nil},
	}
	for i := range v {
		v[i].folded = strings.Fields(fold.Search(v[i].word))
	}
	return v
}

// near is what can be typed in a language that a mistyped line most likely stands for;
// empty where nothing is near.
func (v vocabulary) near(line string) string {
	var names []string
	for _, e := range v {
		if e.word != "" {
			names = append(names, e.word)
		}
	}
	return nearest.Name(line, names)
}

// usage is what is typed for an action: "find WORD".
func (e *entry) usage() string { return strings.TrimSpace(e.word + " " + e.argument) }

// understand finds the action that a line names in one of the vocabularies, and
// what stands behind its name. A whole name in any of them goes before the
// beginning of one. The action is unknown where the line names none, or could
// mean several.
func understand(line string, vocabularies ...vocabulary) (a action, rest string) {
	typed := strings.Fields(line)
	if len(typed) == 0 {
		return readOn, ""
	}
	if len(typed) == 1 && isNumber(typed[0]) {
		return openLink, typed[0]
	}
	for _, v := range vocabularies {
		if a, rest = v.whole(typed); a != unknown {
			return a, rest
		}
	}
	for _, v := range vocabularies {
		if a, rest = v.begun(typed); a != unknown {
			return a, rest
		}
	}
	return unknown, ""
}

// whole finds the action whose name is typed in full; the longest name, where
// one is the beginning of another.
func (v vocabulary) whole(typed []string) (a action, rest string) {
	length := 0
	for _, e := range v {
		n := len(e.folded)
		if n > length && n <= len(typed) && e.named(typed[:n]) && e.suits(typed[n:]) {
			a, rest, length = e.action, strings.Join(typed[n:], " "), n
		}
	}
	return a, rest
}

// begun finds the one action of whose name the beginning is typed.
func (v vocabulary) begun(typed []string) (a action, rest string) {
	for _, e := range v {
		n := e.beginning(typed)
		if n == 0 || !e.suits(typed[n:]) || e.action.whole() && n == 1 || e.action.filters() && n < len(typed) {
			continue
		}
		if a != unknown {
			return unknown, ""
		}
		a, rest = e.action, strings.Join(typed[n:], " ")
	}
	return a, rest
}

// named reports whether words are the entry's.
func (e *entry) named(typed []string) bool {
	return fold.Search(strings.Join(typed, " ")) == strings.Join(e.folded, " ")
}

// beginning is how many words typed are the beginning of the entry's; 0 if it
// does not begin so.
func (e *entry) beginning(typed []string) int {
	name := strings.Join(e.folded, " ")
	for n := min(len(e.folded), len(typed)); n > 0; n-- {
		begun := fold.Search(strings.Join(typed[:n], " "))
		if begun != "" && strings.HasPrefix(name, begun) {
			return n
		}
	}
	return 0
}

// suits reports whether what is typed behind the entry's word may stand there.
func (e *entry) suits(rest []string) bool { return len(rest) == 0 || e.action.takesMore() }

// isNumber reports whether a text is nothing but digits.
func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
