package library

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"hackday.example/kiosk/internal/document"
)

// entryMagic begins the file of a text.
const entryMagic = "kiosk text\n"

// maxEntry bounds the file of a text.
const maxEntry = len(entryMagic) + 4 + sha256.Size + maxEncoded + sha256.Size

// errEntry is why a file is not taken for the text of a document.
var errEntry = errors.New("this is not the text of that document, or damaged")

// encodeEntry is the file of a text: entryMagic, the conversion in four bytes, the key,
// the text, and the SHA-256 hash of all that.
func encodeEntry(k key, t document.Text) []byte {
	b := binary.BigEndian.AppendUint32([]byte(entryMagic), conversion)
	b = appendText(append(b, k[:]...), t)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// decodeEntry reads such a file. Of one that was damaged, cut off, renamed or made by
// another conversion it takes nothing.
func decodeEntry(k key, b []byte) (document.Text, error) {
	head := append(binary.BigEndian.AppendUint32([]byte(entryMagic), conversion), k[:]...)
	if len(b) > maxEntry || len(b) < len(head)+sha256.Size || !bytes.HasPrefix(b, head) {
		return document.Text{}, errEntry
	}
	body, end := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], end) {
		return document.Text{}, errEntry
	}
	return parseText(body[len(head):])
}
