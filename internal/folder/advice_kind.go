package folder

import (
	"slices"

	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// The kinds of advice, beside those of package site on texts.
const (
	tooMuch       report.Kind = "folders and pages over a bound, which are left out"
	notRead       report.Kind = "files that are not read"
	badSettings   report.Kind = "settings in site.yaml that cannot be used"
	styleIgnored  report.Kind = "parts of a style that say nothing here"
	badMatter     report.Kind = "front matter that cannot be read as it is written"
	missingMatter report.Kind = "pages that say too little of themselves"
	neverShown    report.Kind = "characters that are never shown"
	badText       report.Kind = "pages that are not UTF-8"
	conflicts     report.Kind = "marks of a merge conflict"
	badAddress    report.Kind = "addresses that nobody can open"
	deadLink      report.Kind = "links that lead to no page or file here"
	brokenLink    report.Kind = "links that are shown as text, for a blank"
	deadFragment  report.Kind = "links to a part of a page that is not there"
	badPicture    report.Kind = "header pictures that cannot be shown"
	badFigure     report.Kind = "pictures that cannot be shown"
	uncredited    report.Kind = "header pictures without a credit"
	sameName      report.Kind = "pages with one name or address"
	sameTitle     report.Kind = "pages with one title"
	homeless      report.Kind = "sites that do not say which page is their home"
	templates     report.Kind = "templates, which only a generator can fill in"
	copies        report.Kind = "pages that look like forgotten copies"
	unreached     report.Kind = "pages that no page leads to"
	cannotBeRead  report.Kind = "documents that cannot be read here"
	textless      report.Kind = "documents without text"
	unused        report.Kind = "files that no page names"
)

// AnnouncedInside is the kind of advice on a folder of announcements among the pages.
const AnnouncedInside report.Kind = "announcements among the pages"

// ranked are the kinds of advice, those first that matter most to visitors.
var ranked = []report.Kind{
	tooMuch, notRead, badSettings, conflicts, badMatter, badText, AnnouncedInside, homeless,
	deadLink, brokenLink, badAddress, deadFragment, templates, badPicture, badFigure, cannotBeRead, textless,
	site.EmptyPage, sameName, sameTitle, site.VagueLink, site.SilentPicture,
	site.ReferenceWithoutNote, site.HiddenNote, site.EmptyHeading, site.SkippedHeading, site.NoHeading,
	neverShown, missingMatter, uncredited, copies, unreached, styleIgnored, unused,
}

// Rank is where a kind of advice belongs in a list of kinds: those that matter most
// to visitors have the least.
func Rank(k report.Kind) int {
	if i := slices.Index(ranked, k); i >= 0 {
		return i
	}
	return len(ranked)
}
