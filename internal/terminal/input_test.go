package terminal

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"
)

// typed is what an input makes of what it is fed, by the names that Bubble Tea
// has for keys.
type typed struct {
	Input
	got []string
}

func (in *typed) emit(m tea.Msg) {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		in.got = append(in.got, m.String())
	case tea.BackgroundColorMsg:
		in.got = append(in.got, fmt.Sprintf("background dark=%v", m.IsDark()))
	case MarginsMsg:
		in.got = append(in.got, "margins")
	case tea.PasteMsg:
		in.got = append(in.got, fmt.Sprintf("paste %.20q", m.Content))
	default:
		panic(fmt.Sprintf("%T", m))
	}
}

func (in *typed) feed(chunks ...string) {
	for _, c := range chunks {
		in.Feed([]byte(c), in.emit)
	}
}

// wait has some time pass, in a bubble of synctest.
func (in *typed) wait(d time.Duration) {
	for end := time.Now().Add(d); ; in.Flush(in.emit) {
		deadline, ok := in.Deadline()
		if !ok || deadline.After(end) {
			time.Sleep(time.Until(end))
			return
		}
		time.Sleep(time.Until(deadline))
	}
}

// end flushes what is pending, however often that takes.
func (in *typed) end() {
	for {
		if _, ok := in.Deadline(); !ok {
			return
		}
		in.Flush(in.emit)
	}
}

// keys feeds chunks of input to an end.
func keys(chunks ...string) []string {
	in := typed{Input: Input{Alt: "v<>"}}
	in.feed(chunks...)
	in.end()
	return in.got
}

// background is what terminals answer when they are asked for it.
const background = "\x1b]11;rgb:ffff/ffff/ffff"

// sequences are what terminals send, and the keys it is.
var sequences = []struct {
	name, sent string
	want       []string
}{
	{"letters", "jk G", []string{"j", "k", "space", "G"}},
	{"controls", "\r\x03\x04\t\x7f", []string{"enter", "ctrl+c", "ctrl+d", "tab", "backspace"}},
	{"arrows and pages", "\x1b[A\x1b[B\x1bOA\x1b[5~\x1b[6~\x1b[H\x1b[F\x1b[1~", []string{"up", "down", "up", "pgup", "pgdown", "home", "end", "home"}},
	{"a key with modifiers", "\x1b[1;5B", []string{"ctrl+down"}},
	{"an old terminal's key with modifiers", "\x1bO5Bj", []string{"ctrl+down", "j"}},
	{"the keypad in application mode", "\x1bOM\x1bOp\x1bO j", []string{"enter", "0", "j"}},
	{"function keys", "\x1bOP\x1b[11~\x1b[15~\x1b[24~", []string{"f1", "f1", "f5", "f12"}},
	{"function keys of the console of Linux", "\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[Ej", []string{"f1", "f2", "f3", "f4", "f5", "j"}},
	{"no function key of the console of Linux", "\x1b[[Fj\x1b[[\x1b[Bj", []string{"j", "down", "j"}},
	{"rxvt's keys with Shift, Control and both", "\x1b[5$\x1b[6^\x1b[23@\x1b[a\x1bOaj", []string{"shift+pgup", "ctrl+pgdown", "ctrl+shift+f11", "shift+up", "ctrl+up", "j"}},
	{"modifyOtherKeys", "\x1b[27;5;106~\x1b[27;1;106~", []string{"ctrl+j", "j"}},
	{"kitty's keys", "\x1b[106u\x1b[106;5u\x1b[106;1:3u\x1b[57352u\x1b[1;1:3Bq", []string{"j", "ctrl+j", "up", "q"}},

	{"two escapes", "\x1b\x1b", []string{"esc", "esc"}},
	{"escape and a key", "\x1bj\x1bG\x1b\r\x1b\x7f\x1b \x1b/q", []string{"esc", "j", "esc", "G", "esc", "enter", "esc", "backspace", "esc", "space", "esc", "/", "q"}},
	{"escape and a character", "\x1bé\x1b日j", []string{"esc", "é", "esc", "日", "j"}},
	{"escape and an arrow", "\x1b\x1b[B\x1b\x1bOAj", []string{"esc", "down", "esc", "up", "j"}},
	{"escape and the key that begins a sequence, and another key", "\x1b]j\x1b]]\x1b[\x03\x1bO\r\x1b]\x1b]q", []string{"esc", "]", "j", "esc", "]", "]", "esc", "[", "ctrl+c", "esc", "O", "enter", "esc", "]", "esc", "]", "q"}},
	{"Alt that means something", "\x1bv\x1b<\x1b>v", []string{"alt+v", "alt+<", "alt+>", "v"}},

	{"characters", "é日🙂j", []string{"é", "日", "🙂", "j"}},
	{"broken UTF-8", "\xff\xc3j\x80\x9b31mk\xe6\x97\x1b[B\xf0\x9fj", []string{"j", "3", "1", "m", "k", "down", "j"}},

	{"the background", background + "\x07\x1b]11;rgb:0000/0000/0000\x1b\\j", []string{"background dark=false", "background dark=true", "j"}},
	{"other answers in OSC", "\x1b]10;rgb:0/0/0\x07\x1b]4;1;rgb:0/0/0\x1b\\\x1b]52;c;cQ==\x07\x1b]9\x07j", []string{"j"}},
	{"answers in DCS, APC, PM and SOS", "\x1bP>|tmux 3.4\x1b\\\x1bP1+r5463\x1b\\\x1b_Gi=1;OK\x1b\\\x1b^q\x1b\\\x1bXq\x1b\\j", []string{"j"}},
	{"BEL ends OSC alone", "\x1bPq\x07q\x1b\\\x1b_q\x07q\x1b\\j", []string{"j"}},
	{"other answers in CSI", "\x1b[?62;1c\x1b[>0;276;0c\x1b[24;80R\x1b[?2026;2$y\x1b[4;1$y\x1b[?1u\x1b[>4;2m\x1b[8;24;80t\x1b[?997;1n\x1b[0nj", []string{"j"}},
	{"margins", "\x1b[?69;2$y\x1b[?69;1$yj", []string{"margins", "margins", "j"}},
	{"no margins", "\x1b[?69;0$y\x1b[?69;4$y\x1b[69;2$y\x1b[?68;2$yj", []string{"j"}},
	{"focus", "\x1b[I\x1b[Oj", []string{"j"}},
	{"a string cut short by a key", "\x1b]11;rg\x1b[Bj", []string{"down", "j"}},
	{"a string cut short by escape", "\x1b]11;rg\x1bj\x1bPq\x1bj\x1b_\x1bj", []string{"esc", "j", "esc", "j", "esc", "_", "esc", "j"}},
	{"a string that is cancelled", "\x1b]11;rg\x18j\x1bPq\x1aj", []string{"j", "j"}},

	{"X10's mouse", "\x1b[M !!\x1b[M#qqj", []string{"j"}},
	{"X10's mouse far away", "\x1b[M\x20\xff\x9b\x1b[M\xe6\x7f\xc3j", []string{"j"}},
	{"X10's mouse cut short", "\x1b[M q\x1b[Bj\x1b[M\rj", []string{"down", "j", "enter", "j"}},
	{"rxvt's mouse", "\x1b[32;40;7Mj", []string{"j"}},
	{"SGR's mouse", "\x1b[<0;40;7M\x1b[<0;40;7m\x1b[<64;1;1Mj", []string{"j"}},

	{"pasted text", "\x1b[200~qqq\x1b[B\x03q\x1b[201~j", []string{`paste "qqq\x1b[B\x03q"`, "j"}},
	{"two pasted texts", "\x1b[200~q\x1b[201~j\x1b[200~\x1b[201~k", []string{`paste "q"`, "j", "k"}},
	{"pasted text that holds the start of one", "\x1b[200~q\x1b[200~q\x1b[201~j", []string{`paste "q\x1b[200~q"`, "j"}},
	{"pasted text that holds half an end", "\x1b[200~q\x1b[201q\x1b\x1b[20\x1b[201~j", []string{`paste "q\x1b[201q\x1b\x1b[20"`, "j"}},
	{"pasted text that holds the beginning of a sequence", "\x1b[200~q\x1b]11;\x1b[201~j\x1b[200~\x1b[M\x1b[201~j\x1b[200~\xe6\x1b[201~j\x1b[200~\x1b\x1b[201~j", []string{`paste "q\x1b]11;"`, "j", `paste "\x1b[M"`, "j", "j", `paste "\x1b"`, "j"}},
	{"the end of pasted text alone", "\x1b[201~j", []string{"j"}},

	{"thirty-two semicolons", "\x1b[" + strings.Repeat(";", 32) + "0j\x1b[" + strings.Repeat(";", 500) + "mk", []string{"k"}},
	{"a long sequence", "\x1b[" + strings.Repeat("1", 3000) + "mj\x1b]11;" + strings.Repeat("1", 3000) + "\x07k", []string{"j", "k"}},
	{"a control character in a sequence", "\x1b[1\x03j", []string{"ctrl+c", "j"}},
}

func TestWhatATerminalSendsInPiecesIsTheSame(t *testing.T) {
	for _, tt := range sequences {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, keys(tt.sent)); diff != "" {
				t.Fatalf("whole (-want +got):\n%s", diff)
			}
			for i := range tt.sent {
				if diff := cmp.Diff(tt.want, keys(tt.sent[:i], tt.sent[i:])); diff != "" {
					t.Errorf("%q, %q (-want +got):\n%s", tt.sent[:i], tt.sent[i:], diff)
				}
			}
			var bytes []string
			for _, c := range []byte(tt.sent) {
				bytes = append(bytes, string([]byte{c}))
			}
			if diff := cmp.Diff(tt.want, keys(bytes...)); diff != "" {
				t.Errorf("byte by byte (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAPause cuts what is sent, and has time pass in between.
func TestAPause(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before string
		pause  time.Duration
		after  string
		want   []string
	}{
		{"a lone escape", "\x1b", EscapeTime, "j", []string{"esc", "j"}},
		{"an escape that is not alone", "\x1b", EscapeTime - 1, "[B", []string{"down"}},
		{"escape and [", "\x1b[", EscapeTime, "j", []string{"esc", "[", "j"}},
		{"escape and O", "\x1bO", EscapeTime, "j", []string{"esc", "O", "j"}},
		{"escape and ]", "\x1b]", SequenceTime, "j", []string{"esc", "]", "j"}},
		{"escape and P", "\x1bP", SequenceTime, "j", []string{"esc", "P", "j"}},
		{"escape behind a string", "\x1bPq\x1b", SequenceTime, "j", []string{"esc", "j"}},
		{"a control sequence", "\x1b[5", SequenceTime - 1, "~j", []string{"pgup", "j"}},
		{"a control sequence without an end", "\x1b[5", SequenceTime, "j", []string{"j"}},
		{"SGR's mouse", "\x1b[<0;4", time.Second, "0;7Mj", []string{"j"}},
		{"X10's mouse", "\x1b[M", time.Second, " qqj", []string{"j"}},
		{"X10's mouse without an end", "\x1b[Mq", SequenceTime, "j", []string{"j"}},
		{"a function key of the console of Linux", "\x1b[[", time.Second, "Aj", []string{"f1", "j"}},
		{"a character", "\xe6\x97", time.Second, "\xa5j", []string{"日", "j"}},
		{"half a character", "\xe6\x97", SequenceTime, "\xa5j", []string{"j"}},
		{"an answer", "\x1bP>|tm", time.Second, "ux\x1b\\j", []string{"j"}},
		{"pasted text", "\x1b[200~q", PasteTime - 1, "q\x1b[201~j", []string{`paste "qq"`, "j"}},
		{"pasted text without an end", "\x1b[200~q", PasteTime, "q", []string{"q"}},
		{"pasted text whose end comes as it is given up", "\x1b[200~q\x1b[20", PasteTime, "1~q", []string{"q"}},
		{"late pasted text", "\x1b", time.Second, "[200~q\x1b[201~j", []string{"esc", `paste "q"`, "j"}},
		{"later pasted text", "\x1b[", time.Second, "200~q\x1b[201~j", []string{"esc", "[", `paste "q"`, "j"}},
		{"keys behind escape that are no answer", "\x1b", time.Second, "]11]", []string{"esc", "]", "1", "1", "]"}},
		{"keys behind escape that are no pasted text", "\x1b", time.Second, "[20q", []string{"esc", "[", "2", "0", "q"}},
		{"a key behind escape that might be the beginning of an answer", "\x1b", time.Second, "]", []string{"esc", "]"}},
		{"an answer too late", "\x1b", EscapeTime + SequenceTime, "]1", []string{"esc", "]", "1"}},
		{"escape behind escape", "\x1b", time.Second, "\x1b[B", []string{"esc", "down"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var in typed
				in.feed(tt.before)
				in.wait(tt.pause)
				in.feed(tt.after)
				in.wait(EscapeTime)
				if diff := cmp.Diff(tt.want, in.got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				in.end()
			})
		})
	}
}

func TestAnAnswerInTwoPiecesIsNoKeyHoweverLateTheSecond(t *testing.T) {
	for _, end := range []string{"\x07", "\x1b\\"} {
		for i := range background + end {
			for _, pause := range []time.Duration{0, EscapeTime - 1, EscapeTime, time.Second, SequenceTime - 1} {
				synctest.Test(t, func(t *testing.T) {
					in := typed{Input: Input{Asked: time.Now()}}
					sent := background + end
					in.feed(sent[:i])
					in.wait(pause)
					in.feed(sent[i:], "j")
					in.wait(0)
					want := []string{"background dark=false", "j"}
					if i == 1 && pause > ReplyTime { // ESC was a key long ago
						want = append([]string{"esc"}, want...)
					}
					if diff := cmp.Diff(want, in.got); diff != "" {
						t.Errorf("%q, %v, %q (-want +got):\n%s", sent[:i], pause, sent[i:], diff)
					}
				})
			}
		}
	}
}

func TestEscapeWaitsLongerOnlyWhileAnAnswerIsDue(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before time.Duration
		sent   string
		wait   time.Duration
	}{
		{"at once", 0, "", ReplyTime},
		{"soon", ReplyTime / 2, "", ReplyTime / 2},
		{"at last", ReplyTime, "", EscapeTime},
		{"behind the answer", 0, background + "\x07", EscapeTime},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in := typed{Input: Input{Asked: time.Now()}}
				time.Sleep(tt.before)
				in.feed(tt.sent)
				in.feed("\x1b")
				if deadline, ok := in.Deadline(); !ok || time.Until(deadline) != tt.wait {
					t.Errorf("ESC waits for %v, want %v", time.Until(deadline), tt.wait)
				}
			})
		})
	}
}

// TestBytesDoNotDefer shows that the bounds count from the start: what keeps
// coming keeps nothing pending.
func TestBytesDoNotDefer(t *testing.T) {
	for name, start := range map[string]string{"pasted text": "\x1b[200~", "a control string": "\x1bP", "a control sequence": "\x1b[1"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var in typed
				in.feed(start)
				for range 10 {
					in.feed("1")
					in.wait(SequenceTime / 10)
				}
				if in.feed("q"); !cmp.Equal(in.got, []string{"q"}) {
					t.Errorf("after %v the keys are %q", SequenceTime, in.got)
				}
			})
		})
	}
}

func TestAnUnfinishedSequenceIsGivenUp(t *testing.T) {
	for _, start := range []string{"\x1b[", "\x1b]1", "\x1bP", "\x1b_", "\x1b^", "\x1bX"} {
		in := typed{}
		in.feed(start + strings.Repeat("1", MaxSequence-len(start)))
		if in.feed("q"); !cmp.Equal(in.got, []string{"q"}) {
			t.Errorf("behind %q and %d bytes in all, q is %q", start, MaxSequence, in.got)
		}
	}
}

func TestPastedTextHasABound(t *testing.T) {
	for _, tt := range []struct {
		name, pasted, after string
		want                []string
	}{
		{"as long as it may be", strings.Repeat("q", MaxPaste-len(pasteEnd)), pasteEnd + "j", []string{`paste "qqqqqqqqqqqqqqqqqqqq"`, "j"}},
		{"too long", strings.Repeat("q", MaxPaste), "q", []string{"q"}},
		{"too long with its end", strings.Repeat("q", MaxPaste), pasteEnd + "j", []string{"j"}},
		{"too long within its end", strings.Repeat("q", MaxPaste-3), pasteEnd + "j", []string{"j"}},
		{"escapes", strings.Repeat("\x1b", MaxPaste-1), "\x1bj", []string{"esc", "j"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var in typed
			in.feed(pasteStart, tt.pasted)
			if len(in.got) > 0 {
				t.Errorf("keys were pasted: %q", in.got)
			}
			if in.feed(tt.after); !cmp.Equal(in.got, tt.want) {
				t.Errorf("the keys are %q, want %q", in.got, tt.want)
			}
		})
	}
}

// FuzzInput feeds hostile bytes, whole and in pieces: the messages are the same
// while no time passes, what is kept is within bounds, and in the end a key is a
// key again.
func FuzzInput(f *testing.F) {
	for i, s := range sequences {
		f.Add([]byte(s.sent), i, 2*i, i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, data []byte, first, second int, flush bool) {
		bounds := func(in *typed) {
			if len(in.pasted) > MaxPasted+len(pasteEnd) {
				t.Fatalf("%d bytes of pasted text are kept", len(in.pasted))
			}
			if in.n > maxKept || in.length > MaxPaste || in.state != paste && in.length > MaxSequence || in.taken > 2 {
				t.Fatalf("%d bytes are kept of %d in state %d, %d of them taken", in.n, in.length, in.state, in.taken)
			}
			if _, pending := in.Deadline(); pending != (in.state != ground) || !pending && in.n+in.length+in.taken > 0 {
				t.Fatalf("pending is %v in state %d, with %d bytes of %d", pending, in.state, in.n, in.length)
			}
		}
		whole := typed{Input: Input{Alt: "v<>"}}
		whole.feed(string(data))
		bounds(&whole)
		first = min(max(first, 0), len(data))
		second = min(max(second, first), len(data))
		pieces := typed{Input: Input{Alt: "v<>"}}
		pieces.feed(string(data[:first]), string(data[first:second]), string(data[second:]))
		single := typed{Input: Input{Alt: "v<>"}}
		for _, c := range data {
			single.feed(string([]byte{c}))
			bounds(&single)
		}
		for _, other := range []*typed{&pieces, &single} {
			if !slices.Equal(whole.got, other.got) {
				t.Fatalf("%q cut at %d and %d (-whole +in pieces):\n%s", data, first, second, cmp.Diff(whole.got, other.got))
			}
		}
		if flush { // time passes
			pieces = typed{}
			pieces.feed(string(data[:first]))
			pieces.end()
			pieces.feed(string(data[first:second]))
			pieces.Flush(pieces.emit)
			bounds(&pieces)
			pieces.feed(string(data[second:]))
			bounds(&pieces)
		}
		for range 3 { // pasted text, the end of its end, and Escape behind it
			pieces.Flush(pieces.emit)
		}
		if _, pending := pieces.Deadline(); pending {
			t.Errorf("state %d is left", pieces.state)
		}
		if pieces.feed("j"); len(pieces.got) == 0 || pieces.got[len(pieces.got)-1] != "j" {
			t.Errorf("j is among %q", pieces.got)
		}
	})
}

// The answer on margins is no key either, however late its second piece comes.
func TestAnAnswerOnMarginsInTwoPiecesIsNoKey(t *testing.T) {
	const answer = "\x1b[?69;2$y"
	for i := range answer {
		for _, pause := range []time.Duration{0, EscapeTime, time.Second, SequenceTime - 1} {
			synctest.Test(t, func(t *testing.T) {
				in := typed{}
				in.feed(answer[:i])
				in.wait(pause)
				in.feed(answer[i:], "j")
				in.wait(0)
				want := []string{"margins", "j"}
				switch {
				case i == 1 && pause >= EscapeTime:
					want = []string{"esc", "margins", "j"}
				case i == 2 && pause >= EscapeTime: // what was taken for two keys
					want = []string{"esc", "[", "margins", "j"}
				}
				if diff := cmp.Diff(want, in.got); diff != "" {
					t.Errorf("%q, %v, %q (-want +got):\n%s", answer[:i], pause, answer[i:], diff)
				}
			})
		}
	}
}
