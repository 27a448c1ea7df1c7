package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

const (
	// fewProblems is how many problems are listed one by one: about a screen. Of more
	// there is a summary by kind.
	fewProblems = 20

	// firstOfKind is how many of each kind a summary has.
	firstOfKind = 3

	// leftOutShown is how many pieces that were left out of pages it has.
	leftOutShown = 5
)

// writeText prints the problems, what was left out of pages, and a line on what was
// looked at, for each folder.
func (c *checkCommand) writeText(w io.Writer, all []checked) error {
	var b strings.Builder
	for _, r := range all {
		brief := !c.All && r.Errors+r.Advice > fewProblems
		if brief {
			summarize(&b, r.Report)
		} else {
			for _, p := range r.Problems {
				fmt.Fprintln(&b, p)
			}
			if n := r.Unlisted(); n > 0 {
				fmt.Fprintf(&b, "and %d more that are not listed\n", n)
			}
		}
		if r.pages != nil && r.pages.Form == folder.HTML {
			c.writeLeftOut(&b, r)
		}
		fmt.Fprintf(&b, "looked at %s in %s: %s\n", filesLookedAt(r.Files), report.Name(r.name), verdict(r.Report, c.ErrorsOnly && r.pages != nil))
		if r.pages == nil || r.pages.Site == nil || c.ErrorsOnly {
			continue
		}
		if brief || r.Errors+r.Advice == 0 {
			c.writeSeen(&b, r)
		} else {
			c.writeTaken(&b, r.pages.Site.Files())
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// summarize prints all errors, and of each kind of advice the first, those kinds first
// that matter most.
func summarize(b *strings.Builder, r *report.Report) {
	of := map[report.Kind][]report.Problem{}
	listed := 0
	for _, p := range r.Problems {
		if p.Severity == report.Fault {
			fmt.Fprintln(b, p)
			listed++
		} else if first := of[p.Kind]; len(first) < firstOfKind && (len(first) == 0 || first[len(first)-1] != p) {
			of[p.Kind] = append(of[p.Kind], p)
		}
	}
	if n := r.Errors - listed; n > 0 {
		fmt.Fprintf(b, "and %s\n", words.Counted(n, "more error that is not listed", "more errors that are not listed"))
	}
	kinds := slices.SortedFunc(maps.Keys(of), func(x, y report.Kind) int {
		return cmp.Or(cmp.Compare(folder.Rank(x), folder.Rank(y)), cmp.Compare(x, y))
	})
	for _, kind := range kinds {
		n := r.Kinds[kind]
		fmt.Fprintf(b, "%s: %s\n", cmp.Or(kind, "other advice"), thousands(n))
		for _, p := range of[kind] {
			fmt.Fprintf(b, "  %s\n", p)
		}
		if more := n - len(of[kind]); more > 0 {
			fmt.Fprintf(b, "  and %s more\n", thousands(more))
		}
	}
	fmt.Fprintln(b, "--all lists them one by one")
}

// writeLeftOut prints what was left out of built pages, what is on most of them first.
func (c *checkCommand) writeLeftOut(b *strings.Builder, r checked) {
	pieces := r.pages.LeftOut
	if len(pieces) == 0 {
		return
	}
	fmt.Fprintln(b, "left out of the pages, as what recurs or only leads through the site:")
	shown := pieces
	if !c.All && len(shown) > leftOutShown {
		shown = shown[:leftOutShown]
	}
	for _, piece := range shown {
		if piece.Pages == 1 {
			fmt.Fprintf(b, "  on %s: %s\n", c.inFolder(piece.File), report.Quote(piece.Text))
		} else {
			fmt.Fprintf(b, "  on %s pages, as on %s: %s\n", thousands(piece.Pages), c.inFolder(piece.File), report.Quote(piece.Text))
		}
	}
	if more := len(pieces) - len(shown); more > 0 {
		fmt.Fprintf(b, "  and %s more pieces, which --all lists\n", thousands(more))
	}
}

// writeSeen prints what visitors will see, and how to look at it.
func (c *checkCommand) writeSeen(b *strings.Builder, r checked) {
	s := r.pages.Site
	home := s.Home()
	what := "1 page"
	if n := len(s.Pages); n != 1 {
		what = thousands(n) + " pages"
	}
	what += fmt.Sprintf(", first %s (%s)", report.Quote(home.Title), c.inFolder(report.Name(home.File)))
	if l := languages(s); len(l) > 1 {
		what += "; languages: " + strings.Join(l, ", ")
	}
	switch n := pictures(s); n {
	case 0:
	case 1:
		what += "; 1 header picture"
	default:
		what += fmt.Sprintf("; %s header pictures", thousands(n))
	}
	if s.URL == "" {
		what += "; the site's web address is not known: set url in site.yaml"
	}
	fmt.Fprintf(b, "visitors will see %s\n", what)
	c.writeTaken(b, s.Files())
	command := "kiosk preview"
	if c.Content != "" {
		command += " --content " + shellWord(c.Content)
	}
	if c.From != "" {
		command += " --from " + c.From
	}
	fmt.Fprintf(b, "look at it: %s\n", command)
}

// writeTaken prints what visitors can take away by get, scp and sftp.
func (c *checkCommand) writeTaken(b *strings.Builder, files []*site.File) {
	if len(files) == 0 {
		return
	}
	total := int64(0)
	for _, f := range files {
		total += f.Size
	}
	what := "1 file"
	if n := len(files); n != 1 {
		what = thousands(n) + " files"
	}
	fmt.Fprintf(b, "visitors can take away %s that pages name (%s)", what, site.FormatSize(total))
	if !c.All {
		fmt.Fprintln(b, "; --all lists them")
		return
	}
	fmt.Fprintln(b, ":")
	for _, f := range files {
		fmt.Fprintf(b, "  %s (%s)", c.inFolder(f.Path), site.FormatSize(f.Size))
		if f.Page != "" {
			fmt.Fprint(b, ", which is read here too")
		}
		fmt.Fprintln(b)
	}
}

// languages are those that pages say they are in, sorted.
func languages(s *site.Site) []string {
	found := map[string]bool{}
	for _, p := range s.All() {
		if p.Language != "" {
			found[p.Language] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// pictures counts the header pictures that can be shown.
func pictures(s *site.Site) int {
	n := 0
	for _, p := range s.All() {
		if p.Picture != nil {
			n++
		}
	}
	return n
}

// shellWord is a word as it is typed at a shell.
func shellWord(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(report.Name(word), "'", `'\''`) + "'"
}

// thousands writes a number as people read it: 65,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
