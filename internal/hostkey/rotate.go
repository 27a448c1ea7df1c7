package hostkey

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"hackday.example/kiosk/internal/files"
)

// ErrNoNext is returned by Switch where there is no next key.
var ErrNoNext = errors.New("there is no next host key")

// MakeNext makes the next key of a folder that has a key, unless it has a next
// one already; made reports whether it did. A kiosk announces it from its next
// start on.
func MakeNext(folder string) (keys Keys, made bool, err error) {
	keys, err = Load(folder)
	if err != nil || keys.Next != nil {
		return keys, false, err
	}
	// What may be there under that name is no more than a copy of another key.
	err = absent(os.Remove(filepath.Join(folder, NextFileName)))
	if err == nil {
		made, err = makeKey(folder, NextFileName)
	}
	if err != nil {
		return Keys{}, false, fmt.Errorf("making the next host key in %s: %w", folder, files.Reason(err))
	}
	keys, err = Load(folder)
	return keys, made, err
}

// Switch makes the next key the current one, and the current one the previous
// one. There is a current key at any moment. A kiosk uses the new one from its
// next start on.
func Switch(folder string) (Keys, error) {
	keys, err := Load(folder)
	if err != nil {
		return Keys{}, err
	}
	if keys.Next == nil {
		return Keys{}, ErrNoNext
	}
	if err := switchFiles(folder, keys); err != nil {
		return Keys{}, fmt.Errorf("switching to the next host key in %s: %w", folder, files.Reason(err))
	}
	return Load(folder)
}

func switchFiles(folder string, keys Keys) error {
	path := func(name string) string { return filepath.Join(folder, name) }
	if err := absent(os.Remove(path(PreviousFileName))); err != nil {
		return err
	}
	if err := os.Link(path(FileName), path(PreviousFileName)); err != nil {
		return err
	}
	if err := os.Rename(path(NextFileName), path(FileName)); err != nil {
		return err
	}
	return errors.Join(
		writePublic(folder, FileName, keys.Next),
		writePublic(folder, PreviousFileName, keys.Current),
		absent(os.Remove(path(NextFileName+".pub"))),
	)
}
