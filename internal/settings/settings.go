// Package settings reads the kiosk's settings file, keys and values in YAML, and writes
// one that explains every key. Which keys there are is its caller's to say.
//
// It reads strictly: a key that is not known, that stands there twice, or whose value
// cannot be taken is an error with its line and column.
package settings

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/nearest"
	"hackday.example/kiosk/internal/report"
)

// MaxBytes bounds a settings file.
const MaxBytes = frontmatter.MaxBytes

// Form is what a key's value looks like.
type Form int

// The forms of values.
const (
	Text   Form = iota // one text or number
	Truth              // true or false; yes, no, on and off are taken too
	List               // a list of texts, or one text with commas between them
	Folder             // a text: the path of a folder, relative to that of the settings file
)

// Key is a setting that a file may have.
type Key struct {
	Name string
	Form Form
	// Check says why a value cannot be taken; nil if it can. It is called for each entry
	// of a List. It may be nil.
	Check func(value string) error
	// CheckList says why the entries of a List cannot stand beside each other; nil if they
	// can. Check has taken each. It may be nil.
	CheckList func(entries []string) error

	// What follows is for Example.
	Help    string // one line
	Sample  string // a value that may stand there; empty for Default
	Default string // empty where that is no fixed text
}

// Value is what a file says of a key.
type Value struct {
	Text  string // the value as a flag takes it; of a List, with commas between the entries
	Line  int    // where it stands, from 1
	place string // file:line:column
}

// Place is where the value stands: file:line:column.
func (v Value) Place() string { return v.place }

// File is a settings file that was read. It never changes.
type File struct {
	Path   string // as it was named
	values map[string]Value
}

// Value is what the file says of a key; false if it says nothing. A nil File says nothing
// of any.
func (f *File) Value(name string) (Value, bool) {
	if f == nil {
		return Value{}, false
	}
	v, ok := f.values[name]
	return v, ok
}

// Read reads a settings file. A file that is not there is an error that is fs.ErrNotExist;
// one that is empty has no settings. What is wrong in the file is a *report.Error that
// lists all of it. A file that anyone may write to is refused: it says whose keys the
// kiosk uses, and whom it believes.
func Read(path string, keys []Key) (*File, error) {
	text, err := load(path)
	if err != nil {
		return nil, err
	}
	r := reader{file: &File{Path: path, values: map[string]Value{}}}
	text = strings.TrimPrefix(text, "\uFEFF")
	if r.characters(text); r.report.Errors > 0 {
		return nil, r.report.Err()
	}
	tree, issues := frontmatter.Whole(text).StrictTree(example(keys))
	for _, i := range issues {
		if i.Grave {
			r.fault(i.Place, i.Message, i.Fix)
		}
	}
	for _, e := range tree.Entries {
		r.entry(e, keys)
	}
	if r.report.Errors > 0 {
		r.report.Problems.Sort()
		return nil, r.report.Err()
	}
	return r.file, nil
}

// example is a line of a settings file.
func example(keys []Key) string {
	if len(keys) == 0 {
		return "key: value"
	}
	return keys[0].Name + ": " + cmp.Or(keys[0].Sample, keys[0].Default, "…")
}

// load reads the text of a file. The file that is checked is the one that is read.
func load(path string) (string, error) {
	f, err := files.OpenNonblocking(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("the settings file %s is not there: %w", path, fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission) && files.ModesProtect:
		mode, at := "a+r", files.Barrier(path)
		if at != filepath.Clean(path) {
			mode = "a+rx"
		}
		return "", fmt.Errorf("the settings file %s cannot be read by this user; run: chmod %s %s", path, mode, files.Quote(at))
	case err != nil:
		return "", fmt.Errorf("the settings file %s cannot be read: %w", path, files.Reason(err))
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("the settings file %s cannot be read: %w", path, files.Reason(err))
	}
	folder := filepath.Dir(path)
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return "", fmt.Errorf("the settings file %s is not a regular file; name another", path)
	case files.ModesProtect && mode.Perm()&0o002 != 0 && !files.OnReadOnlyMount(path):
		return "", fmt.Errorf("anyone may write to the settings file %s (mode %04o); run: chmod o-w %s", path, mode.Perm(), files.Quote(path))
	case replaceable(folder):
		return "", fmt.Errorf("anyone may put another file in the place of the settings file %s; run: chmod o-w %s", path, files.Quote(folder))
	case info.Size() > MaxBytes:
		return "", fmt.Errorf("the settings file %s has %d bytes, and %d is the most; take out comments", path, info.Size(), MaxBytes)
	}
	text, err := io.ReadAll(io.LimitReader(f, MaxBytes)) // it may have grown by now
	if err != nil {
		return "", fmt.Errorf("the settings file %s cannot be read: %w", path, files.Reason(err))
	}
	return string(text), nil
}

// replaceable reports whether anyone may replace what stands in a folder: it is open to all,
// and not as /tmp is, where each may remove their own alone.
func replaceable(folder string) bool {
	info, err := os.Stat(folder)
	return files.ModesProtect && err == nil && info.Mode().Perm()&0o002 != 0 && info.Mode()&os.ModeSticky == 0 && !files.OnReadOnlyMount(folder)
}

// reader gathers what a file says, and what is wrong with it.
type reader struct {
	file   *File
	report report.Report
}

func (r *reader) fault(at frontmatter.Place, message, fix string) {
	r.report.Add(report.Problem{File: r.file.Path, Line: at.Line, Column: at.Column, Severity: report.Fault, Message: message, Fix: fix})
}

// characters names the first that a settings file cannot have: a file that is garbled
// must not count as one without settings.
func (r *reader) characters(text string) {
	number := 0
	for line := range strings.Lines(text) {
		number++
		for i, c := range strings.TrimRight(line, "\r\n") {
			at := frontmatter.Place{Line: number, Column: utf8.RuneCountInString(line[:i]) + 1}
			switch _, size := utf8.DecodeRuneInString(line[i:]); {
			case c == utf8.RuneError && size == 1:
				r.fault(at, "this is not UTF-8", "save the file as UTF-8")
				return
			case unicode.IsControl(c) && c != '\t':
				r.fault(at, fmt.Sprintf("this is the control character %U", c), "take it out")
				return
			}
		}
	}
}

// entry reads one key with its value.
func (r *reader) entry(e frontmatter.Entry, keys []Key) {
	for _, k := range keys {
		if k.Name == e.Key && e.Value.Kind == frontmatter.Null {
			r.fault(e.At, report.Quote(k.Name)+" has no value", "write one, or take the line out")
			return
		}
		if k.Name == e.Key {
			if text, ok := r.value(k, e.Value); ok {
				v := Value{Text: text, Line: e.Value.At.Line}
				v.place = fmt.Sprintf("%s:%d:%d", r.file.Path, e.Value.At.Line, e.Value.At.Column)
				r.file.values[k.Name] = v
			}
			return
		}
	}
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	fix := "take it out"
	// As a variable has it, or Go: KIOSK_MAX_SESSIONS.
	typed := strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(e.Key), "_", "-"), "kiosk-")
	if meant := nearest.Name(strings.TrimLeft(typed, "-"), names); meant != "" {
		fix = fmt.Sprintf("write %q if that is meant, or take it out", meant)
	}
	r.fault(e.At, "the setting "+report.Quote(e.Key)+" is not known", fix)
}

// value is a value as a flag takes it; false where it has the wrong form, or cannot be
// taken.
func (r *reader) value(k Key, v frontmatter.Value) (text string, ok bool) {
	switch {
	case k.Form == Truth:
		truth, ok := v.Truth()
		if !ok {
			r.fault(v.At, report.Quote(k.Name)+" has to be true or false"+is(v), "write one of these two")
		}
		return fmt.Sprint(truth), ok
	case k.Form == List && v.Kind == frontmatter.Sequence:
		return r.list(k, v)
	case v.Kind != frontmatter.Text && v.Kind != frontmatter.Number:
		what := "text or a number"
		if k.Form == List {
			what = "a list of texts"
		}
		r.fault(v.At, report.Quote(k.Name)+" has to be "+what+is(v), remedy(v))
		return "", false
	case strings.ContainsFunc(v.Text, unicode.IsControl):
		r.fault(v.At, report.Quote(k.Name)+" has to stand on one line, without control characters", "take them out")
		return "", false
	}
	entries := []string{v.Text}
	if k.Form == List {
		entries = strings.Split(v.Text, ",")
	}
	for _, text := range entries {
		if v.Text != "" && !r.check(k, text, v.At) {
			return "", false
		}
	}
	if v.Text != "" && !r.checkList(k, entries, v.At) {
		return "", false
	}
	if k.Form == Folder && v.Text != "" && !filepath.IsAbs(v.Text) {
		return filepath.Join(filepath.Dir(r.file.Path), v.Text), true
	}
	return v.Text, true
}

// list reads a list of texts.
func (r *reader) list(k Key, v frontmatter.Value) (text string, ok bool) {
	ok = true
	var entries []string
	for _, item := range v.Items {
		switch {
		case item.Kind != frontmatter.Text && item.Kind != frontmatter.Number || strings.ContainsFunc(item.Text, func(c rune) bool { return c == ',' || unicode.IsControl(c) }):
			r.fault(item.At, "an entry of "+report.Quote(k.Name)+" has to be one text, without commas"+is(item), "give each a line of its own, behind \"- \"")
			ok = false
		default:
			ok = r.check(k, item.Text, item.At) && ok
		}
		entries = append(entries, item.Text)
	}
	ok = ok && r.checkList(k, entries, v.At)
	return strings.Join(entries, ","), ok
}

// check says why a value cannot be taken, if that is so.
func (r *reader) check(k Key, text string, at frontmatter.Place) bool {
	return k.Check == nil || r.taken(k, k.Check(text), at)
}

// checkList says why the entries of a list cannot stand beside each other, if that is so.
func (r *reader) checkList(k Key, entries []string, at frontmatter.Place) bool {
	return k.Form != List || k.CheckList == nil || r.taken(k, k.CheckList(entries), at)
}

// taken reports whether there is no error, and adds it to what is wrong if there is.
func (r *reader) taken(k Key, err error, at frontmatter.Place) bool {
	if err != nil {
		message, fix, found := strings.Cut(err.Error(), "; ")
		if !found {
			fix = "write another, or take the line out"
		}
		r.fault(at, report.Quote(k.Name)+": "+message, fix)
	}
	return err == nil
}

// remedy says what to do with a value that is no text and no list of texts.
func remedy(v frontmatter.Value) string {
	switch v.Kind {
	case frontmatter.Mapping, frontmatter.Sequence:
		return "it takes one value: write that alone"
	case frontmatter.Dangling:
		return "write the value out, or put it in quotes if the sign before it belongs to it"
	}
	return "put it in quotes if it is meant as text"
}

// is says what form a value has, where that may be a surprise.
func is(v frontmatter.Value) string {
	switch v.Kind {
	case frontmatter.Mapping:
		return ", and is a list of keys"
	case frontmatter.Sequence:
		return ", and is a list"
	case frontmatter.Dangling:
		return ", and stands for a value that is nowhere here"
	case frontmatter.Null:
		return ", and is nothing"
	}
	return ", and is " + report.Quote(v.Text)
}
