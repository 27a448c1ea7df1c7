package sftpd

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/pkg/sftp"

	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/site"
)

// fileBytes is the size of the file large.bin of a tree.
const fileBytes = 300_000

// view is a tree of a page and two files.
func view() download.View {
	written := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	content := fstest.MapFS{
		"large.bin":       {Data: bytes.Repeat([]byte("0123456789"), fileBytes/10), ModTime: written},
		"folder/name.bin": {Data: []byte("small"), ModTime: written},
	}
	large := &site.File{Path: "large.bin", Size: fileBytes, Modified: written}
	small := &site.File{Path: "folder/name.bin", Size: 5, Modified: written}
	s := site.New(site.Parts{
		Pages: []*site.Page{{Name: "index", Title: "Home", Markdown: "Home.\n", Resources: []site.Resource{{Number: 1, File: large}, {Number: 2, File: small}}}},
		Files: []*site.File{large, small},
	})
	return download.View{Tree: download.New(download.Options{Site: s, Content: content, Loaded: written}), Text: func(*site.Page) (string, error) { return "Home\n", nil }}
}

// served is a session, and its client's end.
type served struct {
	net.Conn
	outcome Outcome
	err     error
	ended   chan struct{} // closed when Serve returned
	mu      sync.Mutex
	opened  []string
}

// serve serves a session on a pipe.
func serve(t testing.TB, ctx context.Context, l Limits) *served {
	t.Helper()
	client, server := net.Pipe()
	s := &served{Conn: client, ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		s.outcome, s.err = Serve(ctx, server, Options{
			View:   view,
			Limits: l,
			Opened: func(page string, number int) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.opened = append(s.opened, fmt.Sprint(page, number))
			},
			Panicked: func(p any) { t.Errorf("it panicked: %v", p) },
		})
	}()
	t.Cleanup(func() { _ = client.Close(); <-s.ended })
	return s
}

// client is a client of the library's on a session.
func (s *served) client(t testing.TB) *sftp.Client {
	t.Helper()
	c, err := sftp.NewClientPipe(s.Conn, s.Conn)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestASessionIsReadAndCounted(t *testing.T) {
	s := serve(t, t.Context(), Limits{})
	c := s.client(t)
	for name, want := range map[string]string{"/folder/name.bin": "small", "2": "small", "index.md": "Home.\n", "index.txt": "Home\n"} {
		f, err := c.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if err != nil || string(got) != want {
			t.Errorf("%s is %q (%v), want %q", name, got, err, want)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if list, err := c.ReadDir("/"); err != nil || len(list) != 4 {
		t.Errorf("the root has %v (%v)", list, err)
	}
	if v, err := c.StatVFS("/"); err != nil || v.FreeSpace() != 0 || v.Flag&1 == 0 {
		t.Errorf("statvfs: %+v, %v", v, err)
	}
	if p, err := c.RealPath("../folder/./x/.."); err != nil || p != "/folder" {
		t.Errorf("realpath: %q, %v", p, err)
	}
	_ = s.Close()
	<-s.ended
	if s.err != nil || s.outcome != (Outcome{Bytes: 5 + 5 + 6 + 5}) {
		t.Errorf("it ended with %+v, %v", s.outcome, s.err)
	}
	if len(s.opened) != 4 {
		t.Errorf("what was opened is counted as %q", s.opened)
	}
}

func TestWritesAreDeniedAndCounted(t *testing.T) {
	s := serve(t, t.Context(), Limits{})
	c := s.client(t)
	writes := map[string]func() error{
		"create":   func() error { _, err := c.Create("/new"); return err },
		"append":   func() error { _, err := c.OpenFile("/index.md", os.O_WRONLY|os.O_APPEND); return err },
		"rdwr":     func() error { _, err := c.OpenFile("/index.md", os.O_RDWR); return err },
		"remove":   func() error { return c.RemoveDirectory("/folder") },
		"mkdir":    func() error { return c.Mkdir("/new") },
		"rename":   func() error { return c.Rename("/index.md", "/b.md") },
		"posix":    func() error { return c.PosixRename("/index.md", "/b.md") },
		"link":     func() error { return c.Link("/index.md", "/b.md") },
		"symlink":  func() error { return c.Symlink("/index.md", "/b.md") },
		"chmod":    func() error { return c.Chmod("/index.md", 0o777) },
		"chown":    func() error { return c.Chown("/index.md", 1, 1) },
		"truncate": func() error { return c.Truncate("/index.md", 1) },
		"times":    func() error { return c.Chtimes("/index.md", time.Now(), time.Now()) },
	}
	for name, write := range writes {
		if err := write(); !errors.Is(err, os.ErrPermission) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f, err := c.Open("/index.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("x")); !errors.Is(err, os.ErrPermission) {
		t.Errorf("writing to what is open to be read: %v", err)
	}
	if err := f.Chmod(0o777); !errors.Is(err, os.ErrPermission) {
		t.Errorf("changing what is open: %v", err)
	}
	_ = s.Close()
	<-s.ended
	if want := len(writes) + 2; s.outcome.Refused != want {
		t.Errorf("%d were counted, want %d", s.outcome.Refused, want)
	}
}

func TestHandlesAreBounded(t *testing.T) {
	c := serve(t, t.Context(), Limits{Handles: 3, InFlight: 8, Reading: maxRead, Idle: time.Hour}).client(t)
	var files []*sftp.File
	for {
		f, err := c.Open("large.bin")
		if err != nil {
			if !strings.Contains(err.Error(), "too many files are open") {
				t.Errorf("one too many: %v", err)
			}
			break
		}
		files = append(files, f)
	}
	if len(files) != 3 {
		t.Fatalf("%d files were opened, and 3 may be", len(files))
	}
	if _, err := c.ReadDir("/"); err == nil {
		t.Error("a folder was opened beside them")
	}
	if err := files[0].Close(); err != nil {
		t.Error(err)
	}
	for range 10 { // each gives back what it took
		if _, err := c.ReadDir("/"); err != nil {
			t.Fatal(err)
		}
		if f, err := c.Open("large.bin"); err != nil {
			t.Fatal(err)
		} else if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Open("nowhere"); !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// request is a packet of a client's.
func request(kind byte, id uint32, fields ...any) []byte {
	b := binary.BigEndian.AppendUint32(packet(kind), id)
	for _, f := range fields {
		switch f := f.(type) {
		case string:
			b = appendString(b, f)
		case int:
			b = binary.BigEndian.AppendUint32(b, uint32(f))
		}
	}
	return sized(b)
}

// greeting is what a client begins with.
var greeting = sized(binary.BigEndian.AppendUint32(packet(fxpInit), 3))

func TestRequestsOfWhoReadsNothingWait(t *testing.T) {
	const most = 8
	s := serve(t, t.Context(), Limits{Handles: 3, InFlight: most, Reading: 2 * maxRead, Idle: time.Hour})
	go func() { _, _ = io.CopyN(io.Discard, s, 200) }() // the version and the handle
	write := func(b []byte) error {
		_ = s.SetWriteDeadline(time.Now().Add(time.Second))
		_, err := s.Write(b)
		return err
	}
	if err := errors.Join(write(greeting), write(request(fxpOpen, 1, "large.bin", 1, 0))); err != nil {
		t.Fatal(err)
	}
	taken := 0
	for ; taken < 10*most; taken++ {
		if write(request(fxpRead, 2, "1", 0, 0, maxRead)) != nil {
			break
		}
	}
	if taken > most+1 { // one is being read
		t.Errorf("%d requests were taken, and %d may be", taken, most)
	}
}

func TestWhatIsNoSFTPEndsTheSession(t *testing.T) {
	long := make([]byte, 256<<10)
	binary.BigEndian.PutUint32(long, uint32(len(long)-4))
	for name, sent := range map[string][]byte{
		"no greeting":        request(fxpStat, 1, "/"),
		"two":                append(bytes.Clone(greeting), greeting...),
		"a length of 0":      append(bytes.Clone(greeting), 0, 0, 0, 0, 0),
		"256 KiB":            append(bytes.Clone(greeting), long...),
		"4 GiB":              append(bytes.Clone(greeting), 0xff, 0xff, 0xff, 0xff, 1),
		"another protocol":   []byte("GET / HTTP/1.1\r\n\r\n"),
		"nonsense":           []byte("\x00\x00\x00\x05\xc8\x00\x00\x00\x00"),
		"a request's end":    append(bytes.Clone(greeting), request(fxpStat, 1, "/")[:10]...),
		"a path that is cut": append(bytes.Clone(greeting), request(fxpStat, 1, "/")[:8]...),
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, t.Context(), Limits{})
			go func() { _, _ = io.Copy(io.Discard, s) }()
			_, _ = s.Write(sent)
			if strings.Contains(name, "end") || strings.Contains(name, "cut") {
				_ = s.Close()
			}
			<-s.ended
			if !errors.Is(s.err, ErrProtocol) {
				t.Errorf("it ended with %v", s.err)
			}
		})
	}
}

// status of the next answer that is one.
func (s *served) status(t *testing.T) (id, code uint32) {
	t.Helper()
	for {
		var head [5]byte
		if _, err := io.ReadFull(s, head[:]); err != nil {
			t.Fatal(err)
		}
		body := make([]byte, binary.BigEndian.Uint32(head[:])-1)
		if _, err := io.ReadFull(s, body); err != nil {
			t.Fatal(err)
		}
		if head[4] == fxpStatus {
			return binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])
		}
	}
}

func TestOddRequestsAreAnswered(t *testing.T) {
	s := serve(t, t.Context(), Limits{})
	if _, err := s.Write(greeting); err != nil {
		t.Fatal(err)
	}
	for i, tt := range []struct {
		name   string
		packet []byte
		code   uint32
	}{
		{"a path of 20 KB", request(fxpStat, 0, strings.Repeat("x", 20_000)), noSuchFile},
		{"a path of 9 KB", request(fxpStat, 0, strings.Repeat("x/", 4_500)), noSuchFile},
		{"a string without its end", request(fxpStat, 0, 1000), badMessage},
		{"one that is not known", request(99, 0), notUnderstood},
		{"an extension that is not known", request(fxpExtended, 0, "nobody@example.org"), notUnderstood},
		{"an extension without a name", request(fxpExtended, 0), badMessage},
		{"an extension that writes", request(fxpExtended, 0, "copy-data", 1, 2), denied},
		{"a write", request(fxpWrite, 0, "1", 0, 0, strings.Repeat("x", 32<<10)), denied},
		{"a handle that is none", request(fxpRead, 0, "77", 0, 0, 10), 4},
		{"a folder opened as a file", request(fxpOpen, 0, "folder", 1, 0), 4},
		{"a file listed", request(fxpOpendir, 0, "large.bin"), 4},
		{"a link that is none", request(fxpReadlink, 0, "large.bin"), 4},
		{"nothing to open for", request(fxpOpen, 0, "large.bin", 0, 0), 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			binary.BigEndian.PutUint32(tt.packet[5:], uint32(i))
			go func() { _, _ = s.Write(tt.packet) }()
			if id, code := s.status(t); id != uint32(i) || code != tt.code {
				t.Errorf("request %d is answered with %d, want %d and %d", id, code, i, tt.code)
			}
		})
	}
}

func TestWhoAsksForNothingIsIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, t.Context(), DefaultLimits)
		begin := time.Now()
		c := s.client(t)
		time.Sleep(DefaultLimits.Idle - time.Minute)
		if _, err := c.Stat("/"); err != nil {
			t.Fatal(err)
		}
		<-s.ended
		if took := time.Since(begin); !errors.Is(s.err, ErrIdle) || took != 2*DefaultLimits.Idle-time.Minute {
			t.Errorf("it ended after %v with %v", took, s.err)
		}
	})
}

func TestASessionEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, ctx, Limits{})
	c := s.client(t)
	if _, err := c.Open("large.bin"); err != nil {
		t.Fatal(err)
	}
	if n := runtime.NumGoroutine(); n < Goroutines {
		t.Errorf("there are %d goroutines, and the session alone has %d", n, Goroutines)
	}
	cancel()
	<-s.ended
	if !errors.Is(s.err, context.Canceled) {
		t.Errorf("it ended with %v", s.err)
	}
}

// panicking is a folder whose files cannot even be opened.
func TestAPanicEndsItsRequestAlone(t *testing.T) {
	client, server := net.Pipe()
	defer func() { _ = client.Close() }()
	v := view()
	v.Text = func(*site.Page) (string, error) { panic("no text") }
	var panics sync.WaitGroup
	panics.Add(1)
	go func() {
		_, _ = Serve(t.Context(), server, Options{View: func() download.View { return v }, Opened: func(string, int) {}, Panicked: func(any) { panics.Done() }})
	}()
	c, err := sftp.NewClientPipe(client, client)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Stat("index.txt"); err == nil {
		t.Error("it is there")
	}
	panics.Wait()
	if _, err := c.Stat("index.md"); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

// TestAListGoesOnInTheSiteThatIsShown lists a folder that is replaced after its first part.
func TestAListGoesOnInTheSiteThatIsShown(t *testing.T) {
	folder := func(first, step int) *download.View {
		var files []*site.File
		for n := first; n < 250; n += step {
			files = append(files, &site.File{Path: fmt.Sprintf("folder/%03d.bin", n), Size: int64(n)})
		}
		s := site.New(site.Parts{Pages: []*site.Page{{Name: "index", Title: "Home"}}, Files: files})
		return &download.View{Tree: download.New(download.Options{Site: s})}
	}
	var shown atomic.Pointer[download.View]
	shown.Store(folder(0, 1))
	s := &session{Options: Options{View: func() download.View { return *shown.Load() }, Limits: DefaultLimits}}
	list, err := s.Filelist(&sftp.Request{Method: "List", Filepath: "/folder"})
	if err != nil {
		t.Fatal(err)
	}
	var told []int64
	part := make([]os.FileInfo, 100)
	for from := int64(0); err == nil; {
		var n int
		n, err = list.ListAt(part, from)
		for _, i := range part[:n] {
			told = append(told, i.Size())
		}
		from += int64(n)
		shown.Store(folder(1, 2)) // half of them are gone
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	var want []int64
	for n := int64(0); n < 250; n++ {
		if n < 100 || n%2 == 1 {
			want = append(want, n)
		}
	}
	if !slices.Equal(told, want) {
		t.Errorf("it lists %d, want %d", told, want)
	}
}

func TestALongSessionFollowsTheSite(t *testing.T) {
	old, now := view(), view()
	file := &site.File{Path: "new.bin", Size: 3, Modified: now.Loaded}
	now.Tree = download.New(download.Options{
		Site:    site.New(site.Parts{Pages: []*site.Page{{Name: "index", Title: "Home"}}, Files: []*site.File{file}}),
		Content: fstest.MapFS{"new.bin": {Data: []byte("new"), ModTime: now.Loaded}}, Loaded: now.Loaded,
	})
	var shown atomic.Pointer[download.View]
	shown.Store(&old)
	client, server := net.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = Serve(t.Context(), server, Options{View: func() download.View { return *shown.Load() }, Opened: func(string, int) {}, Panicked: func(p any) { t.Errorf("it panicked: %v", p) }})
	}()
	t.Cleanup(func() { _ = client.Close(); <-ended })
	c, err := sftp.NewClientPipe(client, client)
	if err != nil {
		t.Fatal(err)
	}
	before, err := c.Open("large.bin")
	if err != nil {
		t.Fatal(err)
	}
	shown.Store(&now)
	if f, err := c.Open("new.bin"); err != nil {
		t.Errorf("what is there now cannot be taken: %v", err)
	} else if b, err := io.ReadAll(f); err != nil || string(b) != "new" {
		t.Errorf("it is %q (%v)", b, err)
	}
	if _, err := c.Stat("folder/name.bin"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what is gone is there: %v", err)
	}
	if b, err := io.ReadAll(before); err != nil || len(b) != fileBytes {
		t.Errorf("%d bytes were read of what was opened before (%v)", len(b), err)
	}
}
