package command

import "testing"

func TestAReplicaThatIsNamedWithoutItsFlagIsAskedAbout(t *testing.T) {
	a, g := several(t)
	for _, name := range []string{"status", "sessions", "reload"} {
		it := " It is: " + name + " [--replica NAME]\n"
		a.says(t, name+" 10.0.0.12", NotUnderstood, "", "kiosk: did you mean --replica 10.0.0.12?"+it)
		a.says(t, name+" web-1", NotUnderstood, "", "kiosk: did you mean --replica web-1?"+it)
		a.says(t, name+" ALL", NotUnderstood, "", "kiosk: did you mean --all?"+it)
		a.says(t, name+" --all --replica web-1", NotUnderstood, "", "kiosk: --replica means one, and --all means all; it is: "+name+" [--replica NAME]\n")
	}
	const it = " It is: drain --replica NAME|--all [SECONDS]\n"
	a.says(t, "drain 10.0.0.12 60", NotUnderstood, "", "kiosk: did you mean --replica 10.0.0.12?"+it)
	a.says(t, "drain all", NotUnderstood, "", "kiosk: did you mean --all?"+it)
	if out, complaints := a.answer(t, "status web-9", NotUnderstood); out != "" || complaints == "" {
		t.Errorf("%q, %q", out, complaints)
	}
	if len(g.asked) > 0 || a.kiosk.left > 0 {
		t.Errorf("some were asked: %v", g.asked)
	}
}

func TestAllIsWhatMostCommandsMean(t *testing.T) {
	a, _ := several(t)
	b := ask(t, hackDays()).organising() // by itself
	b.furnish(0)
	for _, name := range []string{"status", "sessions", "reload", "announcements"} {
		for _, k := range []*asked{a, b} {
			want, _ := k.answer(t, name, Done)
			for _, line := range []string{name + " --all", name + " —all", name + " –all"} {
				k.says(t, line, Done, want, "")
			}
		}
	}
	want, _ := a.answer(t, "status --replica web-2", Done)
	a.says(t, "status —replica web-2", Done, want, "")
	a.says(t, "status –replica=web-2", Done, want, "")
	a.says(t, "drain —replica web-2 60", Done, "10.0.0.12: The kiosk drains: everyone has 60 s, until 12:01:00 UTC.\n", "")
	for _, name := range []string{"announcements", "withdraw"} {
		a.says(t, name+" --replica web-2", NotUnderstood, "", "kiosk: "+name+" always means all replicas; leave --replica out\n")
	}
	a.run(t, "withdraw --all", NotUnderstood, "", `"--all" is not known here`) // not all announcements
}
