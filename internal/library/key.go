package library

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// conversion is the version of the texts. Raise it when documents come out better, or
// when appendText writes something else: what is kept of an older one is made again.
const conversion = 2

// key is the hash of a file's content, by which its text is kept.
type key [sha256.Size]byte

// fileName is the name of the file that holds the text: that of another conversion has
// another name, so that kiosks of two versions share a folder in peace.
func (k key) fileName() string {
	return hex.EncodeToString(k[:]) + "." + strconv.Itoa(conversion) + fileEnding
}

// fileEnding is the ending of the files of texts, of all conversions.
const fileEnding = ".text"
