package announcements

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/when"
)

// claimTime is how long an empty file may be one that is about to be written.
const claimTime = 5 * time.Second

// The kinds of advice on a folder of announcements.
const (
	over      report.Kind = "announcements that are over"
	noName    report.Kind = "files whose names are not those of announcements"
	oneNumber report.Kind = "announcements with one number"
	cutShort  report.Kind = "announcements of which a part is shown"
	relative  report.Kind = "times that count from when a file was written"
	tooMany   report.Kind = "announcements that are not shown, for there are too many"
	badRecord report.Kind = "withdrawals that cannot be read"
	madeAgain report.Kind = "announcements that were withdrawn and made again"
)

// survey is what was found in the folder.
type survey struct {
	all       []entry
	report    report.Report // on the files as the organiser would open them
	unwritten time.Time     // until then somebody may be about to write a file that is empty; zero if there is none

	folderSurvey // for a board that is replicated
}

// fault adds what keeps a file from being shown. Line and column may be 0.
func (s *survey) fault(file string, at report.Place, message, fix string) {
	s.report.Add(report.Problem{File: file, Line: at.Line, Column: at.Column, Severity: report.Fault, Message: message, Fix: fix})
}

// advise adds what may be better.
func (s *survey) advise(kind report.Kind, file string, at report.Place, message, fix string) {
	s.report.Add(report.Problem{File: file, Line: at.Line, Column: at.Column, Severity: report.Advice, Kind: kind, Message: message, Fix: fix})
}

// read reads the folder: what holds, what is over, and what is wrong.
func (b *Board) read() *survey {
	s := &survey{}
	names, others, err := b.names()
	if err == nil && b.shared != nil {
		err = b.readRecords(s, names)
	}
	if err != nil {
		s.unread = true
		message, fix, _ := strings.Cut(err.Error(), "; ")
		s.fault(b.folder, report.Place{}, message, fix)
		return s
	}
	for _, name := range others {
		s.adviseName(filepath.Join(b.folder, name), name)
	}
	if len(names) == 0 {
		return s
	}
	// No link leads out of the folder: what is in there is shown to everyone. The
	// folder itself may be a link, and so may what it holds, as in Kubernetes.
	root, err := os.OpenRoot(b.folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s // it has gone since
	case err != nil:
		s.unread = true
		s.fault(b.folder, report.Place{}, fmt.Sprintf("the announcements cannot be read: %v", files.Reason(err)), seeTo)
		return s
	}
	defer func() { _ = root.Close() }()
	if len(names) > MaxFiles {
		s.fault(b.folder, report.Place{}, fmt.Sprintf("there are %d announcements, those that are over included, and %d is the most", len(names), MaxFiles), "remove old ones")
		names = names[:MaxFiles]
	}
	given := numbersOf(names)
	for _, name := range names {
		s.report.Files = append(s.report.Files, name)
		if a, ok := b.readFile(s, root, name); ok {
			a.Number = given[name]
			s.all = append(s.all, entry{a, name})
		}
		if b.shared == nil {
			s.adviseOnNumber(filepath.Join(b.folder, name), name, given[name])
		}
	}
	return s
}

// seeTo is what to do where the folder cannot be read.
const seeTo = "see to the folder's permissions, or name another with --announcements"

// names lists the announcements' files, in the order of their names, and others that
// somebody may take for announcements. A folder that is not there has none.
func (b *Board) names() (names, others []string, err error) {
	entries, err := os.ReadDir(b.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("the announcements cannot be read: %w; %s", files.Reason(err), seeTo)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case name[0] == '.', name[0] == '_', strings.EqualFold(name, "README.md"), strings.HasSuffix(name, "~"):
		case path.Ext(name) == ".md":
			names = append(names, name)
		default:
			others = append(others, name)
		}
	}
	return names, others, nil
}

// adviseName says that a file, or a folder, is none that is shown.
func (s *survey) adviseName(file, name string) {
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		s.advise(noName, file, report.Place{}, "this is a folder, and what is in it is not shown", "move its files up")
		return
	}
	stem := name
	for _, ext := range []string{".txt", ".markdown", ".MD", ".Md", ".mkd", ".text"} {
		stem = strings.TrimSuffix(stem, ext)
	}
	s.advise(noName, file, report.Place{}, "this is not shown, for its name does not end in .md", "name it "+strings.TrimSuffix(stem, ".md")+".md, or take it out")
}

// readFile reads one file, and adds to the survey what is wrong with it, by line and
// column where it can. It is not ok if the file is bad, or is none, or none yet.
func (b *Board) readFile(s *survey, root *os.Root, name string) (a Announcement, ok bool) {
	file := filepath.Join(b.folder, name)
	wrong := func(message, fix string) (Announcement, bool) {
		s.fault(file, report.Place{}, message, fix)
		return Announcement{}, false
	}
	unreadable := func(err any) (Announcement, bool) {
		return wrong(fmt.Sprintf("the file cannot be read: %v", err), "see to its permissions, or take it out")
	}
	defer func() { // what is in a file must not end the program
		if r := recover(); r != nil {
			a, ok = unreadable(r)
		}
	}()
	f, err := files.OpenNonblockingIn(root, name)
	if errors.Is(err, fs.ErrNotExist) {
		return Announcement{}, false
	} else if err != nil {
		if link, e := root.Lstat(name); e == nil && link.Mode()&fs.ModeSymlink != 0 && !errors.Is(err, fs.ErrPermission) {
			return wrong("this symbolic link leads out of the folder, and such links are not followed", "copy the file itself here")
		}
		return unreadable(files.Reason(err))
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return unreadable(files.Reason(err))
	case !info.Mode().IsRegular():
		return wrong("this is not a regular file", "take it out")
	case info.Size() > MaxFileBytes:
		return wrong(fmt.Sprintf("the file has %d bytes, and %d is the most", info.Size(), MaxFileBytes), "say it in one sentence")
	case info.Size() == 0 && time.Since(info.ModTime()).Abs() < claimTime:
		s.unwritten = info.ModTime().Add(claimTime) // another process is about to write it
		return Announcement{}, false
	}
	source, err := io.ReadAll(io.LimitReader(f, MaxFileBytes)) // it may have grown by now
	if err != nil {
		return unreadable(files.Reason(err))
	}
	if b.shared != nil {
		made := b.shared.made(name, source, info.ModTime())
		if a, ok = b.understand(s, file, source, made); ok {
			id, _ := files.IdentityOf(info)
			s.good = append(s.good, goodFile{name, source, made, id})
		}
		return a, ok
	}
	return b.understand(s, file, source, info.ModTime())
}

// understand is what a file announces that was written at some time, or adds to the survey
// why it announces nothing.
func (b *Board) understand(s *survey, file string, source []byte, written time.Time) (a Announcement, ok bool) {
	wrong := func(message, fix string) (Announcement, bool) {
		s.fault(file, report.Place{}, message, fix)
		return Announcement{}, false
	}
	note, stated, problem := parse(file, source)
	if problem != nil {
		s.report.Add(*problem)
		return Announcement{}, false
	}
	switch n := utf8.RuneCountInString(note.Text); {
	case n == 0:
		return wrong("there are no words in it", "write what everyone is to know, or remove it")
	case n > MaxText:
		return wrong(fmt.Sprintf("its first paragraph has %d characters, and %d is the most", n, MaxText), "shorten it")
	case note.Heading && note.More:
		s.advise(cutShort, file, report.Place{}, "everyone is shown its heading alone, "+report.Quote(note.Text), "take the heading out, and write one paragraph")
	case note.More:
		s.advise(cutShort, file, report.Place{}, "everyone is shown its first paragraph alone", "say it in one paragraph")
	}
	a = Announcement{Text: note.Text, Made: written}
	if stated = strings.TrimSpace(stated); stated != "" {
		at := report.Place(note.Keys.At("until"))
		if a.Until, ok = b.readUntil(s, file, at, stated, written); !ok {
			return Announcement{}, false
		}
	}
	return a, true
}

// readUntil reads when a file's announcement is over. A text without a day counts from
// when the file was written, which all who share the folder agree on.
func (b *Board) readUntil(s *survey, file string, at report.Place, stated string, written time.Time) (until time.Time, ok bool) {
	written = written.In(b.now().Location()).Truncate(time.Second)
	until, err := when.Parse(stated, written)
	if err != nil {
		message, fix := untilTrouble(err)
		s.fault(file, at, "until: "+message, fix)
		return time.Time{}, false
	}
	const other = 8*24*time.Hour + 7*time.Hour // another week, day and time of day
	if again, err := when.Parse(stated, written.Add(other)); err != nil || !again.Equal(until) {
		s.advise(relative, file, at, fmt.Sprintf("%s counts from when the file was written, %s, and so it is %s", report.Quote(stated), stamp(written), stamp(until)),
			"write until: "+until.Format(plainForm)+", which stays the same where the file is edited or copied")
	}
	return until.In(written.Location()), true
}

// untilTrouble is what is wrong with a time in a file, and what to write instead: days by
// their dates, for it may be written on another one.
func untilTrouble(err error) (message, fix string) {
	message, fix, _ = strings.Cut(err.Error(), "; ")
	var u *when.Unclear
	if !errors.As(err, &u) {
		return message, cmp.Or(fix, "write a day and a time, such as 2027-03-01 13:30")
	}
	var list []string
	for _, r := range u.Readings {
		form := r.At.Format(plainForm)
		if strings.HasPrefix(r.Write, "2") && strings.Count(r.Write, "-") > 1 { // a day, perhaps with a distance from UTC
			form = r.Write
		}
		list = append(list, form)
	}
	return u.Text + " " + u.Why, "write " + strings.Join(list, ", or ")
}

// plainForm is how a time is written that says all of itself but for the zone.
const plainForm = "2006-01-02 15:04"

// stamp is a time in full, which does not change with the time at which it is said.
func stamp(t time.Time) string { return t.Format(plainForm) + " " + when.ZoneName(t) }

// parse reads a file's words, and what it says after "until".
func parse(file string, source []byte) (note folder.Note, until string, problem *report.Problem) {
	note, problem = folder.ParseNote(file, source, map[string]*string{"until": &until})
	return note, until, problem
}
