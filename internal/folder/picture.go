package folder

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

const (
	// maxPictures bounds the pictures of a site. The texts of the others stand.
	maxPictures = 10_000

	// endBytes is how much of a picture's file is hashed at its beginning and at its end, to
	// tell whether one that was written again is another: sites are built again and again,
	// and few of their pictures change.
	endBytes = 64 << 10

	// maxTrying bounds for how long a look that advises has pictures decoded. Of the others
	// it says what their heads tell.
	maxTrying = 30 * time.Second
)

// pictures are the pictures of a folder that pages show.
type pictures struct {
	before, known map[string]*knownPicture // by their files' names
	problems      report.Problems          // of files that cannot be shown
	said          map[string]bool          // files of the text of which problems are told
	tried         time.Duration
}

// knownPicture is a version of a file: a picture, or why there is none.
type knownPicture struct {
	version
	file *picture.File
	err  error
}

// picture is the picture in a regular file, of which it reads the head, if the file is another than
// before. The error says why it cannot be shown and what to do about it.
func (a *assembly) picture(name string) (*picture.File, error) {
	if k := a.pictures.known[name]; k != nil {
		return k.file, k.err
	}
	if len(a.pictures.known) >= maxPictures {
		return nil, nil
	}
	if a.pictures.known == nil {
		a.pictures.known = map[string]*knownPicture{}
	}
	k := a.readPicture(name)
	a.pictures.known[name] = k
	return k.file, k.err
}

// readPicture reads the head of a picture's file, unless the file is as it was.
func (a *assembly) readPicture(name string) *knownPicture {
	info := a.tree.files[name]
	k := &knownPicture{version: versionOf(info)}
	old := a.pictures.before[name]
	if old != nil && k.version.same(old.version) {
		return old
	}
	f, err := a.tree.fsys.Open(name)
	if err != nil {
		k.err = unreadablePicture(err)
		return k
	}
	defer func() { _ = f.Close() }()
	if info, err = f.Stat(); err != nil || !info.Mode().IsRegular() { // to read a pipe would wait for someone to write
		k.err = errors.New("it is not a regular file; name a JPEG, PNG, GIF or WebP file")
		return k
	}
	if k.sum, err = sumOfEnds(f, info.Size()); err != nil {
		k.err = unreadablePicture(err)
		return k
	}
	if old != nil && old.sum == k.sum {
		return &knownPicture{k.version, old.file, old.err}
	}
	i, err := picture.Inspect(f, info.Size())
	if err == nil {
		err = a.tryPicture(name)
	}
	if k.err = err; err == nil {
		k.file = picture.NewFile(name, "", k.sum, i)
	}
	return k
}

// sumOfEnds hashes a file's size, its beginning and its end, and leaves it at its beginning.
func sumOfEnds(f fs.File, size int64) (sum [sha256.Size]byte, err error) {
	s, ok := f.(io.ReadSeeker) // as what is a file is, but in an archive
	if !ok {
		return sum, errors.ErrUnsupported
	}
	h := sha256.New()
	fmt.Fprintln(h, size)
	for _, from := range []int64{0, max(size-endBytes, endBytes)} {
		if from > size {
			break
		}
		if _, err := s.Seek(from, io.SeekStart); err != nil {
			return sum, err
		}
		if _, err := io.CopyN(h, s, endBytes); err != nil && !errors.Is(err, io.EOF) {
			return sum, err
		}
	}
	_, err = s.Seek(0, io.SeekStart)
	h.Sum(sum[:0])
	return sum, err
}

// tryPicture has a picture decoded, where that is asked for.
func (a *assembly) tryPicture(name string) error {
	if !a.advising || a.options.TryPicture == nil || a.pictures.tried >= maxTrying {
		return nil
	}
	began := time.Now()
	defer func() { a.pictures.tried += time.Since(began) }()
	content, bad := a.tree.read(name, picture.MaxFileBytes)
	if bad != nil {
		return errors.New(bad.what + "; " + bad.fix)
	}
	return a.options.TryPicture(content)
}

func unreadablePicture(err error) error {
	return errors.New("it cannot be read: " + files.Reason(err).Error() + "; see to its permissions")
}

// pictureFolders are where header pictures are looked for besides the page's own
// folder, the top of the content folder, and the folder that the settings name.
var pictureFolders = []string{"header_images", "assets/images/headers", "images"}

// findPicture is the file of a page's header picture by the name that the page gives;
// empty if the folder has none.
func findPicture(t *tree, s settings, page, name string) string {
	folders := append([]string{"", s.pictures, path.Dir(page)}, pictureFolders...)
	for _, folder := range folders {
		if found := inFolder(path.Join("/", folder, name)); t.files[found] != nil {
			return found
		}
	}
	return ""
}

// readHeaderPicture finds the header picture of a page, if the folder has it.
func (a *assembly) readHeaderPicture(e *entry) {
	name := a.pictureName(e)
	if name == "" {
		a.adviseMissing(e)
	}
	var f *picture.File
	switch {
	case name == "" || a.isPrivate(name):
	case !a.tree.isFile(name):
		a.advise(e.file, e.pictureAt, badPicture, "the header picture "+report.Quote(name)+" is not a regular file", "name a JPEG, PNG, GIF or WebP file")
	default:
		a.Files = append(a.Files, name)
		var err error
		if f, err = a.picture(name); err != nil {
			a.advisePicture(name, "the header picture of "+e.file, badPicture, err)
		}
	}
	if e.page.Picture != f {
		e.revise(func(p *site.Page) { p.Picture = f })
	}
}

// adviseMissing says that a header picture is not where it should be.
func (a *assembly) adviseMissing(e *entry) {
	s, image := a.settings, e.page.HeaderImage
	if folder := inFolder(path.Join(s.pictures, path.Dir(image))); a.tree.isFolder(folder) {
		a.advise(e.file, e.pictureAt, badPicture, report.Quote(path.Base(image))+" is not in "+folder+", so that it is not shown here", "put it there, or correct its name")
	} else if !s.there && !s.onTheWeb(image) {
		a.advise(e.file, e.pictureAt, badPicture, "the header picture "+report.Quote(image)+" is not here", "put it beside the page, or correct its name")
	}
}

// advisePicture says why a picture cannot be shown, and where it would be.
func (a *assembly) advisePicture(name, where string, kind report.Kind, err error) {
	what, fix := err.Error(), "save it again"
	if i := strings.LastIndex(what, "; "); i >= 0 {
		what, fix = what[:i], what[i+len("; "):]
	}
	p := report.Problem{File: report.Name(name), Severity: report.Advice, Kind: kind, Message: "this is " + where + ", and it cannot be shown: " + what, Fix: fix}
	a.Add(p)
	a.pictures.problems = append(a.pictures.problems, p)
}

// readFigures finds the pictures in a page's text that the folder has, and that visitors
// may have.
func (a *assembly) readFigures(e *entry) {
	var figures map[string]*picture.File
	for _, address := range e.figures {
		name, ok := a.localFile(e, address)
		if !ok || !a.mayTake(name) || !mayBePicture(name) {
			continue
		}
		f, err := a.picture(name)
		switch {
		case err != nil && !a.pictures.said[name]: // once, however many pages show it
			if a.pictures.said == nil {
				a.pictures.said = map[string]bool{}
			}
			a.pictures.said[name] = true
			a.advisePicture(name, "a picture on "+e.file, badFigure, err)
		case f.Worth():
			if figures == nil {
				figures = map[string]*picture.File{}
			}
			figures[address] = f
		}
	}
	if !maps.Equal(figures, e.page.Figures) {
		e.revise(func(p *site.Page) { p.Figures = figures })
	}
}

// mayBePicture reports whether a file is one of those that can be shown, by its name.
func mayBePicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".svg", ".avif", ".ico", ".bmp", ".tif", ".tiff", ".heic", ".eps", ".pdf":
		return false
	}
	return true
}

// PictureProblems say which pictures of the site that was loaded last cannot be shown, and
// why; their texts stand instead.
func (l *Loader) PictureProblems() report.Problems {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.problems)
}

// errGone is that a picture is not there any more: the next load says so.
var errGone = errors.New("it is not there any more; load the pages again")

// ReadPicture is the content of a picture's file, from the same folder. The error says what
// to do about it.
func (l *Loader) ReadPicture(fsys fs.FS, f *picture.File) ([]byte, error) {
	l.mu.Lock()
	documents, scanned := l.documents, l.scanned
	l.mu.Unlock()
	if f.Part != "" {
		d, ok := scanned[f.Name]
		if !ok {
			return nil, errGone
		}
		return readScan(fsys, documents, d, f)
	}
	content, bad := (&tree{fsys: fsys}).read(f.Name, picture.MaxFileBytes)
	if bad != nil {
		return nil, errors.New(bad.what + "; " + bad.fix)
	}
	return content, nil
}

// Spoil notes that a picture cannot be decoded: the next Load has its text in its place,
// until the file is another.
func (l *Loader) Spoil(f *picture.File, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.spoilt == nil {
		l.spoilt = map[*picture.File]error{}
	}
	l.spoilt[f] = err
}

// spoiled takes what Spoil noted.
func (l *Loader) spoiled() map[*picture.File]error {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.spoilt
	l.spoilt = nil
	return all
}

// spoil has pictures be none that can be shown.
func (c *cached) spoil(spoilt map[*picture.File]error) {
	if len(spoilt) == 0 {
		return
	}
	all := maps.Clone(c.pictures)
	for name, k := range all {
		if err := spoilt[k.file]; k.file != nil && err != nil {
			all[name] = &knownPicture{k.version, nil, err}
		}
	}
	c.pictures = all
}
