package announcements

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hackday.example/kiosk/internal/atomicfile"
	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/report"
)

// recordPrefix begins the name of a withdrawal's file, which goes on with the item's ID.
const recordPrefix = ".withdrawn-"

const (
	// maxRecordBytes bounds a withdrawal's file.
	maxRecordBytes = 4 << 10

	// maxRecordsRead bounds how many are read at a time. Those that are known are not
	// read again, and so the rest are the next time.
	maxRecordsRead = 4 * ledger.MaxWithdrawals
)

// folderSurvey is what was found in the folder of a board that is replicated.
type folderSurvey struct {
	unread  bool            // the folder could not be read, and nothing follows from it
	names   map[string]bool // of announcements' files, bad ones included
	good    []goodFile
	records map[ledger.ID]bool  // withdrawals that have files
	read    []ledger.Withdrawal // those that were read now
	once    []error             // advice that is told once
}

// goodFile is a file that announces something.
type goodFile struct {
	name     string
	content  []byte
	made     time.Time
	identity files.Identity
}

// path is that of a file in the folder.
func (b *Board) path(name string) string { return filepath.Join(b.folder, name) }

func recordName(id ledger.ID) string { return recordPrefix + id.String() }

// readRecords reads which withdrawals have files in the folder, and those that are not known
// to be as they are there. b.files must be held.
func (b *Board) readRecords(s *survey, names []string) error {
	s.names, s.records = make(map[string]bool, len(names)), map[ledger.ID]bool{}
	for _, name := range names {
		s.names[name] = true
	}
	entries, err := os.ReadDir(b.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("the announcements cannot be read: %w; %s", files.Reason(err), seeTo)
	}
	root, err := os.OpenRoot(b.folder)
	if err != nil {
		return fmt.Errorf("the announcements cannot be read: %w; %s", files.Reason(err), seeTo)
	}
	defer func() { _ = root.Close() }()
	for _, e := range entries {
		digits, ok := strings.CutPrefix(e.Name(), recordPrefix)
		if !ok || len(s.read) == maxRecordsRead {
			continue
		}
		var id ledger.ID
		err := id.UnmarshalText([]byte(digits))
		if _, kept := b.shared.kept[id]; err == nil && !kept {
			var w ledger.Withdrawal
			if w, err = readRecord(root, e.Name()); err == nil && w.ID != id {
				err = errors.New("it is of another announcement than its name says")
			}
			if errors.Is(err, fs.ErrNotExist) { // it has gone since
				continue
			}
			if err == nil {
				s.read = append(s.read, w)
			}
		}
		if err != nil {
			s.advise(badRecord, b.path(e.Name()), report.Place{}, fmt.Sprintf("this does not say which announcement was withdrawn: %v", files.Reason(err)), "take it out")
			continue
		}
		s.records[id] = true
	}
	return nil
}

func readRecord(root *os.Root, name string) (w ledger.Withdrawal, err error) {
	text, err := readRegular(root, name, maxRecordBytes)
	if err != nil {
		return w, err
	}
	return w, json.Unmarshal(text, &w)
}

// errOther is why a file is none of this board's.
var errOther = errors.New("it is not a regular file of a size that it could have")

// readRegular reads a regular file of a bounded size, which no link out of the folder leads
// to. It is errOther where the file is something else.
func readRegular(root *os.Root, name string, most int64) ([]byte, error) {
	f, err := files.OpenNonblockingIn(root, name)
	if err != nil {
		if link, e := root.Lstat(name); e == nil && !link.Mode().IsRegular() {
			return nil, errOther
		}
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() || info.Size() > most {
		return nil, errOther
	}
	text, err := io.ReadAll(io.LimitReader(f, most+1)) // it may have grown by now
	if err == nil && int64(len(text)) > most {
		err = errOther
	}
	return text, err
}

// writeRecord writes a withdrawal's file. b.files must be held.
func (b *Board) writeRecord(w ledger.Withdrawal) error {
	text, err := json.Marshal(w)
	if err != nil {
		return err
	}
	// Others who share the folder may run as somebody else.
	if err := atomicfile.Replace(b.path(recordName(w.ID)), append(text, '\n'), atomicfile.Options{Mode: 0o644}); err != nil {
		return err
	}
	b.shared.kept[w.ID] = w.Tag()
	return nil
}

// createFile writes an item's file, unless there is one by its name: then the error is
// fs.ErrExist. The file says when the item was made. b.files must be held.
func (b *Board) createFile(i ledger.Item) error {
	file := b.path(i.Name)
	o := atomicfile.Options{Mode: 0o644, Prepare: func(temporary string) error {
		_ = os.Chtimes(temporary, i.Made, i.Made) // a file system without times has the item all the same
		return nil
	}}
	err := atomicfile.Create(file, i.Content, o)
	if link := (*os.LinkError)(nil); errors.As(err, &link) && !errors.Is(err, fs.ErrExist) {
		err = b.claimFile(file, i.Content, o) // a file system without hard links
	}
	if err != nil {
		return err
	}
	info, err := os.Lstat(file)
	if err != nil {
		return err
	}
	b.shared.sawFile(i.ID(), i.Name, info)
	return nil
}

// claimFile is createFile in two steps, between which the file is there and empty.
func (b *Board) claimFile(file string, content []byte, o atomicfile.Options) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_ = f.Close()
	if err := atomicfile.Replace(file, content, o); err != nil {
		_ = os.Remove(file)
		return err
	}
	return nil
}

// removeFile removes the file of an item, if it is that and nothing else. b.files must be
// held.
func removeFile(root *os.Root, id ledger.ID, name string) (removed bool, err error) {
	content, err := readRegular(root, name, MaxFileBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errOther):
		return false, nil
	case err != nil:
		return false, err
	case ledger.IDOf(name, content) != id:
		return false, nil
	}
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return true, nil
}
