package terminal

import "testing"

func TestWhatANameSays(t *testing.T) {
	for _, tt := range []struct {
		term         string
		links, wheel Known
		within       bool
	}{
		{"xterm", Perhaps, Perhaps, false},
		{"xterm-256color", Perhaps, Perhaps, false},
		{"xterm-kitty", Yes, Yes, false},
		{"xterm-ghostty", Yes, Yes, false},
		{"foot", Yes, Yes, false},
		{"foot-extra", Yes, Yes, false},
		{"wezterm", Yes, Yes, false},
		{"contour", Yes, Yes, false},
		{"iTerm2.app", Yes, Perhaps, false},
		{"mintty", Yes, Yes, false},
		{"vte-256color", Yes, Yes, false},
		{"gnome-256color", Yes, Yes, false},
		{"alacritty", Perhaps, Yes, false},
		{"konsole-256color", Perhaps, Yes, false},
		{"nsterm", Perhaps, Perhaps, false},
		{"rio", Perhaps, Perhaps, false},
		{"st-256color", No, Yes, false},
		{"rxvt-unicode-256color", No, No, false},
		{"putty-256color", No, No, false},
		{"tmux-256color", Perhaps, Perhaps, true},
		{"screen-256color", No, Perhaps, true},
		{"linux", No, No, false},
		{"vt100", No, No, false},
		{"eterm-color", No, No, false},
		{"", No, No, false},
	} {
		got := FactsOf(tt.term)
		if got.Links != tt.links || got.Wheel != tt.wheel || got.Within != tt.within {
			t.Errorf("%q: %+v", tt.term, got)
		}
		if p := Detect(Environment{"TERM": tt.term}); got.Links == Yes && !p.Links {
			t.Errorf("%q: links are known to work, and none is sent", tt.term)
		}
	}
}

func TestIsPuTTY(t *testing.T) {
	for version, want := range map[string]bool{
		"SSH-2.0-PuTTY_Release_0.78": true, "SSH-2.0-PuTTY_KiTTY": true, "SSH-2.0-OpenSSH_9.2p1": false, "SSH-2.0-NotPuTTY": false, "": false,
	} {
		if got := IsPuTTY(version); got != want {
			t.Errorf("%q: %v", version, got)
		}
	}
}
