package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
)

// unreadable is a kind of advice.
const unreadable report.Kind = "what the kiosk's user cannot read"

// reader is who reads the pages that root checks.
type reader struct {
	files.User
	known bool // else it is whoever the kiosk will be, who is not root
}

// findUnreadable adds which pages the kiosk cannot read, though root can: where root checks,
// and somebody else serves, who has the state folder. Where nobody has it yet, all is advice:
// it may be root who will serve.
func (c *checkCommand) findUnreadable(r *folder.Report) {
	if c.Content == "" || files.Self().UID != files.Root {
		return
	}
	defer func() { r.Problems.Sort() }()
	var by reader
	if by.User, by.known = files.StateOwner(c.stateFlags.folder()); by.known && by.UID == files.Root {
		return
	}
	if !by.known {
		by.User = files.User{UID: -1, GID: -1}
	}
	if at := by.barrier(c.Content); at != "" {
		c.addUnreadable(r, ".", at, by, true)
		return
	}
	home := ""
	names := slices.Clip(r.Files) // which stays as it is
	if r.Site != nil {
		home = r.Site.Home().File
		for _, f := range r.Site.Files() {
			names = append(names, f.Path)
		}
	}
	seen := map[string]bool{".": false, "/": false} // whether the reader is kept from each
	var look func(name string) bool
	look = func(name string) bool {
		kept, known := seen[name]
		if known {
			return kept
		}
		if kept = look(path.Dir(name)); !kept {
			if at := by.barrier(c.inFolder(name)); at != "" {
				kept = true
				c.addUnreadable(r, name, at, by, name == home || strings.HasPrefix(home, name+"/"))
			}
		}
		seen[name] = kept
		return kept
	}
	for _, name := range names {
		look(path.Clean(name))
	}
}

// barrier is what keeps the reader from a file; empty if nothing is known to.
func (by reader) barrier(name string) string {
	at := by.Barrier(name)
	if owner, ok := files.OwnerOf(at); at != "" && !by.known && (!ok || owner.UID != files.Root) {
		return "" // it may be the kiosk's
	}
	return at
}

// addUnreadable adds what keeps a reader from a file of the folder. Without what is vital
// the kiosk shows nothing.
func (c *checkCommand) addUnreadable(r *folder.Report, name, at string, by reader, vital bool) {
	p := report.Problem{File: name, Severity: report.Advice, Kind: unreadable}
	if vital && by.known {
		p.Severity, p.Kind = report.Fault, ""
	}
	if c.ErrorsOnly && p.Severity != report.Fault {
		return
	}
	who := "the kiosk's user cannot"
	if owner, ok := files.OwnerOf(at); ok && owner.UID == files.Root {
		who = "nobody but root can"
	}
	p.Message, p.Fix = who+" read this", "run: chmod a+rX "+files.Quote(c.inFolder(name))
	switch {
	case !files.Same(at, c.inFolder(name)):
		p.Message = fmt.Sprintf("%s enter %s, on the way to this", who, at)
		p.Fix = "put the pages elsewhere, for example under /srv, or run: chmod a+X " + files.Quote(at)
	case isFolder(c.inFolder(name)):
		p.Fix = "run: chmod -R a+rX " + files.Quote(c.inFolder(name))
	}
	r.Add(p)
	if p.Severity == report.Fault {
		r.Site = nil
	}
}
