//go:build !unix

package pdf

import "errors"

func readWithoutFiles() error { return errors.New("this system cannot forbid files") }
