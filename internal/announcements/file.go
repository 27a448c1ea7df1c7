package announcements

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"hackday.example/kiosk/internal/atomicfile"
	"hackday.example/kiosk/internal/files"
)

const (
	// mostGiven is the largest number that Add gives, and that a file's name has
	// as such. Those made of other names are larger.
	mostGiven = 9999
	mostMade  = 99_999
)

// numbersOf gives each name its number: first those that have one, then the
// others, which are moved on to the next that is free.
func numbersOf(names []string) map[string]int {
	given := make(map[string]int, len(names))
	taken := make(map[int]bool, len(names))
	for _, name := range names {
		if n := numberOf(name); n > 0 && !taken[n] {
			given[name], taken[n] = n, true
		}
	}
	for _, name := range names {
		if given[name] > 0 {
			continue
		}
		const most = mostMade - mostGiven
		n := int(crc32.ChecksumIEEE([]byte(name)) % most)
		for taken[mostGiven+1+n] {
			n = (n + 1) % most
		}
		given[name], taken[mostGiven+1+n] = mostGiven+1+n, true
	}
	return given
}

// numberOf is the number that a name begins with, or 0. A date is none.
func numberOf(name string) int {
	name = strings.TrimSuffix(name, ".md")
	rest := strings.TrimLeft(name, "0123456789")
	digits := name[:len(name)-len(rest)]
	n, err := strconv.Atoi(digits)
	if err != nil || n > mostGiven || rest != "" && !strings.ContainsRune("-_. ", rune(rest[0])) {
		return 0
	}
	if _, err := time.Parse(time.DateOnly, name[:min(len(name), len(time.DateOnly))]); err == nil {
		return 0
	}
	return n
}

// write writes a new file with the next number, which is there as a whole: of
// several processes that write at once, each gets a number of its own.
func (b *Board) write(text string, until time.Time) (entry, error) {
	source, err := compose(text, until)
	if err != nil {
		return entry{}, err
	}
	if err := os.MkdirAll(b.folder, 0o755); err != nil {
		return entry{}, b.unwritable(err)
	}
	names, _, err := b.names()
	if err != nil {
		return entry{}, err
	}
	if len(names) >= MaxFiles {
		return entry{}, fmt.Errorf("there are %d files in %s, which is the most; remove old ones", len(names), b.folder)
	}
	number, err := b.claim(names)
	if err != nil {
		return entry{}, err
	}
	name := fileName(number)
	file := filepath.Join(b.folder, name)
	// Others who share the folder may run as somebody else.
	if err := atomicfile.Replace(file, source, atomicfile.Options{Mode: 0o644}); err != nil {
		_ = os.Remove(file)
		return entry{}, b.unwritable(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		return entry{}, fmt.Errorf("the announcement was written to %s and is gone: %w", file, files.Reason(err))
	}
	return entry{Announcement{Number: number, Text: text, Until: until, Made: info.ModTime()}, name}, nil
}

// fileName is the file of the announcement with a number that Add gave.
func fileName(number int) string { return fmt.Sprintf("%04d.md", number) }

// tombstone is an empty file that remembers a number whose file is gone.
func tombstone(number int) string { return fmt.Sprintf(".%04d.withdrawn", number) }

// claim makes an empty file by the next number, which nobody else can have.
func (b *Board) claim(names []string) (number int, err error) {
	last, err := b.lastNumber(names)
	if err != nil {
		return 0, err
	}
	for number = last + 1; number <= mostGiven; number++ {
		file := filepath.Join(b.folder, fileName(number))
		f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue // somebody was faster
		}
		if err != nil {
			return 0, b.unwritable(err)
		}
		_ = f.Close()
		// Somebody may have given the number and taken it back since the folder
		// was listed.
		if _, err := os.Lstat(filepath.Join(b.folder, tombstone(number))); err == nil {
			_ = os.Remove(file)
			continue
		}
		return number, nil
	}
	return 0, fmt.Errorf("number %d was the last one; remove old files from %s", mostGiven, b.folder)
}

// lastNumber is the largest number that was ever given, as far as files tell.
func (b *Board) lastNumber(names []string) (int, error) {
	last := 0
	for _, name := range names {
		last = max(last, numberOf(name))
	}
	entries, err := os.ReadDir(b.folder)
	if err != nil {
		return 0, b.unwritable(err)
	}
	for _, e := range entries {
		if n, ok := buried(e.Name()); ok {
			last = max(last, n)
		}
	}
	return last, nil
}

// buried is the number that a tombstone remembers.
func buried(name string) (number int, ok bool) {
	digits, ok := strings.CutSuffix(strings.TrimPrefix(name, "."), ".withdrawn")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0 && n <= mostGiven && name == tombstone(n)
}

// remove removes an announcement's file. Its number is remembered, if Add could
// give it again; that of smaller ones is not, for which nobody asks any more.
func (b *Board) remove(e entry) error {
	if e.Number <= mostGiven {
		f, err := os.OpenFile(filepath.Join(b.folder, tombstone(e.Number)), os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return b.unwritable(err)
		}
		_ = f.Close()
	}
	if err := os.Remove(filepath.Join(b.folder, e.file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return b.unwritable(err)
	}
	if entries, err := os.ReadDir(b.folder); err == nil {
		var numbers []int
		for _, d := range entries {
			if n, ok := buried(d.Name()); ok {
				numbers = append(numbers, n)
			}
		}
		slices.Sort(numbers)
		for _, n := range numbers[:max(len(numbers)-1, 0)] {
			_ = os.Remove(filepath.Join(b.folder, tombstone(n)))
		}
	}
	return nil
}

func (b *Board) unwritable(err error) error {
	return fmt.Errorf("the folder of announcements, %s, cannot be written to: %w; let the kiosk write there, or name another with --announcements", b.folder, files.Reason(err))
}

// compose writes an announcement as a file that says the same when it is read:
// where Markdown would take a text otherwise, its marks are escaped.
func compose(text string, until time.Time) ([]byte, error) {
	head := ""
	if !until.IsZero() {
		head = "---\nuntil: " + until.Format(time.RFC3339Nano) + "\n---\n"
	}
	for _, t := range []string{text, escape(text)} {
		source := []byte(head + t + "\n")
		if read, _, problem := parse("", source); problem == nil && read.Text == text {
			return source, nil
		}
	}
	return nil, errors.New("this text cannot be kept as Markdown; say it in plainer words")
}

// escape puts a backslash before all that Markdown could take for a mark
// (CommonMark §2.4).
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < utf8.RuneSelf && strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
