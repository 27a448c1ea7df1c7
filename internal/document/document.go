// Package document says what a document is to the kiosk: a PDF, a text, a table or a
// page of HTML that a page links to and that is read on the screen. It has the types
// that the rooms which read documents hand to the rooms which show them, and the bounds
// of both. It reads nothing itself: pdf and extract do.
package document

import (
	"path"
	"strings"
	"time"
)

// The bounds of a document.
const (
	// MaxFileBytes bounds the file.
	MaxFileBytes = 64 << 20

	// MaxPages bounds how many pages it has.
	MaxPages = 2000

	// MaxTextBytes bounds its text as Markdown.
	MaxTextBytes = 1 << 20

	// MaxTime bounds the processor time that it is read for, and MaxWait the time by the
	// clock: a machine may be busy with something else.
	MaxTime = 30 * time.Second
	MaxWait = 4 * MaxTime

	// MaxRows bounds the rows of a table that are shown. A longer one is cut, and says so.
	MaxRows = 1000

	// MaxPlaces bounds the places of a Text, MaxID the bytes of a place's ID.
	MaxPlaces = 20_000
	MaxID     = 64

	// MaxPassages bounds the passages of a Text.
	MaxPassages = 2000

	// MaxLine bounds the bytes of a title and of an author.
	MaxLine = 4 << 10

	// MaxPictures bounds the pictures of a Text, MaxPictureBytes the file of each, and
	// MaxAllPictures all of them.
	MaxPictures     = 400
	MaxPictureBytes = 256 << 10
	MaxAllPictures  = 4 << 20
)

// Format is the format of a document.
type Format uint8

// The formats. The zero Format is none that is read here.
const (
	PDF Format = iota + 1
	PlainText
	CSV
	Markdown
	HTML
	Office   // OpenDocument and Word
	Captions // WebVTT and SubRip, read as a transcript
)

// FormatOf is the format of a file by the ending of its name; 0 if it is no document.
func FormatOf(name string) Format {
	return formats[strings.ToLower(path.Ext(name))]
}

var formats = map[string]Format{
	".pdf": PDF,
	".txt": PlainText, ".text": PlainText, ".log": PlainText,
	".csv": CSV, ".tsv": CSV,
	".md": Markdown, ".mdx": Markdown, ".markdown": Markdown, ".mdown": Markdown, ".mkd": Markdown, ".mkdn": Markdown,
	".html": HTML, ".htm": HTML, ".xhtml": HTML,
	".odt": Office, ".ods": Office, ".odp": Office, ".doc": Office, ".docx": Office,
	".vtt": Captions, ".srt": Captions,
}

// State is what became of reading a document.
type State uint8

// The states. All but Ready and Waiting say why a document cannot be read here.
const (
	Ready        State = iota // it can be read
	Waiting                   // it is being made ready
	Encrypted                 // it needs a password
	Broken                    // it is not what its name says, or damaged
	TooLarge                  // its file exceeds MaxFileBytes
	TooManyPages              // it exceeds MaxPages
	TooLong                   // its text exceeds MaxTextBytes
	TooSlow                   // it was not read within MaxTime, or its memory
	NoRoom                    // this kiosk lacks the memory to read such documents
	Unsupported               // nothing here reads its format
)

// String is the state as JSON and the log have it: "too many pages".
func (s State) String() string {
	return [...]string{"ready", "waiting", "encrypted", "broken", "too large", "too many pages", "too long", "too slow", "no room", "unsupported"}[s]
}

// Text is what was read of a document. Where State is not Ready the rest is empty. All
// strings are valid UTF-8, and come from a hostile file: they are cleaned by who makes
// pages of them.
type Text struct {
	State  State
	Title  string // as the file's own information has it; may be empty
	Author string // likewise
	Date   time.Time
	Pages  int // of a PDF; 0 where the format has none
	// Markdown is the text. Headings come from the document's bookmarks, or else from the
	// numbers of its pages ("## Page 2"). It does not repeat Title as its first heading.
	Markdown string
	// Places are where pages begin ("page-12"), and others that links within the document
	// lead to ("#page-12"), by their offsets.
	Places []Place
	// Passages are where the text changes its language, by their offsets. Of a PDF, which
	// may say that too, none are known.
	Passages []Passage
	// Pictures are the pages that have no text. Where one stands the Markdown has a link
	// "[This page is a picture](#picture-12)", 12 being the number of the page.
	Pictures []Picture
}

// Place is a place in the Markdown that a fragment names.
type Place struct {
	ID     string
	Offset int // in bytes
}

// Passage is where the Markdown goes on in another language, up to the next Passage.
type Passage struct {
	Offset   int    // in bytes
	Language string // as in ISO 639; empty for that of the page that links to the document
}

// Picture is a page as a picture.
type Picture struct {
	ID   string // "picture-12"
	File []byte // a PNG or JPEG
}
