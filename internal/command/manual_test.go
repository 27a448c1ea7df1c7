package command

import (
	"strings"
	"testing"

	"hackday.example/kiosk/internal/words"
)

func TestHelpExplainsEveryCommand(t *testing.T) {
	helpExplainsEveryCommand(t, ask(t, hackDays()).organising())
}

func TestHelpExplainsEveryCommandOfSeveralKiosks(t *testing.T) {
	a, _ := several(t)
	helpExplainsEveryCommand(t, a)
}

func helpExplainsEveryCommand(t *testing.T, a *asked) {
	several := a.kiosk.replicas != nil
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		for _, k := range append(New(a.Options).commands(), langCommand) {
			a.run(t, "lang "+code+" help "+k.name, Done, k.usage+"\n\n", "")
			told := a.out.String()
			if more := w.Manual.Replicas[k.name]; more != "" && strings.Contains(told, more[:20]) != several {
				t.Errorf("%s: of replicas it says: %s", code, told)
			}
			for _, name := range argument.FindAllString(k.usage, -1) {
				if w.Manual.Arguments[name] == "" || !strings.Contains(told, "  "+name+" ") {
					t.Errorf("%s: %s is not explained: %s", code, name, told)
				}
			}
			for _, e := range k.examples {
				if k.among != nil {
					e = strings.ReplaceAll(e, "NAME", "10.0.0.11")
				}
				if e = strings.ReplaceAll(e, "PAGE", "about"); !strings.Contains(told, " "+e+"\n") {
					t.Errorf("%s: the example %q is not in %s", code, e, told)
				}
			}
			if strings.ContainsAny(told, "{}") || !strings.Contains(told, w.Manual.Status) || !strings.Contains(told, "hackday.example "+k.name) {
				t.Errorf("%s: %s", code, told)
			}
		}
	}
}

// What is not among the commands is no name in the help's texts either.
func TestHelpExplainsNothingElse(t *testing.T) {
	known := map[string]bool{}
	used := map[string]bool{}
	for _, k := range append(append(allCommands(), organiserCommands...), langCommand) {
		known[k.name] = true
		usage := k.usage
		if k.among != nil {
			usage += " " + k.among.usage
		}
		for _, name := range argument.FindAllString(usage, -1) {
			used[name] = true
		}
	}
	m := words.English.Manual
	for name := range m.Replicas {
		if !known[name] {
			t.Errorf("more is said of %s of several kiosks", name)
		}
	}
	for name := range m.More {
		if !known[name] {
			t.Errorf("more is said of %s", name)
		}
	}
	for name := range m.Arguments {
		if !used[name] {
			t.Errorf("no usage has %s", name)
		}
	}
}

func TestExamplesOfTheHelpRun(t *testing.T) {
	a := ask(t, hackDays())
	for _, k := range allCommands() {
		if k.stays || k.name == "get" || k.name == "qr" || k.terminal {
			continue // they need a terminal, a pipe, or a link
		}
		for _, e := range k.examples {
			if strings.Contains(e, " 1") || strings.Contains(e, "hack day") {
				continue // what this site may not have
			}
			a.run(t, strings.ReplaceAll(e, "PAGE", "about"), Done, "\n", "")
		}
	}
}

func TestHelpByAFlag(t *testing.T) {
	a := ask(t, hackDays())
	for _, line := range []string{"help read", "read --help", "read about --help", "read -h"} {
		a.run(t, line, Done, "read [PAGE] [--markdown]\n\nA page as text, or as its Markdown source.\n", "")
	}
	a.run(t, "search --help", Done, "search WORDS [--json]\n\n", "")
	a.run(t, "help --help", Done, "help [COMMAND]\n\n", "")
	a.run(t, "lang cy help read", Done, "Er enghraifft:\n  ssh hackday.example read\n  ssh hackday.example read about\n", "")
	a.run(t, "help raed", NotUnderstood, "", `there is no command "raed"; did you mean "read"?`)
	a.run(t, "help status", NotUnderstood, "", `there is no command "status"`)
	a.run(t, "help read twice", NotUnderstood, "", "one word too many")
	a.organising().run(t, "announce --help", Done, "ssh organiser@hackday.example announce", "")
}

func TestPagesInALanguageThatTheKioskDoesNotSpeak(t *testing.T) {
	files := hackDays()
	files["about.fr.md"] = page("À propos", "Qui nous sommes.")
	a := ask(t, files)
	a.run(t, "lang fr about", Done, "Qui nous sommes.", "")
	if strings.Contains(a.out.String(), "This page is in") {
		t.Errorf("says of a page in the reader's language: %s", a.out.String())
	}
	a.run(t, "lang fr read events", Done, "This page is in English.", "")
	a.run(t, "lang cy read events", Done, "Saesneg yw iaith y dudalen hon.", "")
	a.run(t, "lang cy read about --markdown", Done, "Pwy ydym ni.\n", "")
	a.run(t, "help", Done, "en (English), fr (Français)", "")
	a.run(t, "lang de about", NotUnderstood, "", "cy, en, fr")
}
