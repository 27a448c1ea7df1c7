package linear

import (
	"strings"

	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/words"
)

// sayLanguage says which language the page is in, if that is another than what was read
// last, or of the first page, than the reader's.
func (r *Reader) sayLanguage() {
	if code := r.site.LanguageOf(r.page); code != "" && code != r.heard {
		r.heard = code
		r.say(r.words.InLanguage(code))
	}
}

// sayPassage says which language the lines that follow are in, if that is another than
// what was read last: whoever goes to a heading may come into the midst of a passage, or
// out of it.
func (r *Reader) sayPassage(lines layout.Range) {
	begin, end := r.layout.Languages(r.site, lines)
	if begin != "" && begin != r.heard {
		r.say(r.words.SpokenLanguage(begin, begin == r.site.LanguageOf(r.page), true))
	}
	if end != "" {
		r.heard = end
	}
}

// sayLanguages also says in which others the page is there.
func (r *Reader) sayLanguages() {
	r.sayLanguage()
	var names []string
	for _, v := range r.site.Versions(r.page) {
		if code := r.site.LanguageOf(v); code != r.site.LanguageOf(r.page) {
			names = append(names, r.words.NameOf(code))
		}
	}
	if len(names) > 0 {
		r.say(words.Fill(r.words.Linear.AlsoIn, "languages", strings.Join(names, ", ")))
	}
}

// changeLanguage has the reader go on in a language, which is named by its code or its
// name; in the next one, where none is.
func (r *Reader) changeLanguage(name string) {
	code := reading.NextLanguage(r.site, r.page, r.words.Code)
	if name != "" {
		var known []string
		if code, known = r.languageOf(name); code == "" {
			r.say(words.Fill(r.words.Linear.NoSuchLanguage, "name", name, "languages", strings.Join(known, ", ")))
			return
		}
	}
	r.speak(words.Foreign(code, r.ascii))
}

// languageOf is the code of a language that is named by it, by its own name, or by its
// name in the reader's language; else it is empty, and known are those there are.
func (r *Reader) languageOf(name string) (code string, known []string) {
	for _, code := range reading.Languages(r.site, r.page) {
		for _, called := range []string{code, words.OwnName(code), r.words.NameOf(code)} {
			if fold.Search(called) == fold.Search(name) {
				return code, nil
			}
		}
		known = append(known, words.OwnName(code))
	}
	return "", known
}

// speak goes on in other words, in the same place of the page's version in their language,
// as far as the two tell.
func (r *Reader) speak(w *words.Words) {
	old, line, entered, hunt := r.layout, r.read.First, r.entered, r.hunt
	r.words, r.own, r.listed = w, newVocabulary(&w.Linear), nil
	r.show(reading.Version(r.site, r.page, w.Code))
	r.hunt = hunt
	r.say(r.words.NowIn(r.site, r.page) + ".")
	r.heard = r.site.LanguageOf(r.page)
	r.say(r.page.Title)
	r.blank()
	r.entered = r.text.from(r.layout.Counterpart(old, entered)).First
	r.move(r.text.from(r.layout.Counterpart(old, line)))
}
