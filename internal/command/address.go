package command

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/anmitsu/go-shlex"
	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/nearest"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

const markdownFlag = "--markdown"

// goTo takes the first word of a line, which is no command's name, for the address of a
// page, if nothing but a flag for pages stands behind it; false if it is none, which was
// said.
func (c *Call) goTo(address string) bool {
	alone := len(c.args) == 0 && !slices.ContainsFunc(c.flags, func(f string) bool { return f != markdownFlag })
	if !alone {
		return c.unknown(address)
	}
	p, fragment, near := c.Site.Resolve(address, c.words.Code)
	if p == nil {
		return c.nowhere(address, near)
	}
	c.opened, c.fragment = p, fragment
	if c.command = c.reader(); len(c.flags) > 0 {
		c.command = c.named("read")
	}
	return true
}

// unknown answers a line whose first word is no command's name, with others behind it.
func (c *Call) unknown(name string) bool {
	names := namesOf(c.commands())
	if c.Organiser == "" && nearest.Name(name, names) == "" {
		return c.notAShell()
	}
	return c.fail(c.words.Errors.UnknownCommand, "name", clean.Quote(name), "suggestion", c.suggestion(name, names))
}

// nowhere answers an address that is neither a page's nor a command's name. near are the
// pages that may be meant.
func (c *Call) nowhere(address string, near []string) bool {
	commands := namesOf(c.commands())
	command := nearest.Name(address, commands)
	if command == "" && c.missing(address) {
		return false
	}
	if command != "" {
		near = append([]string{command}, near...)
	} else if len(near) == 0 {
		near = commands
	}
	return c.fail(c.words.Errors.Nowhere, "name", clean.Quote(address), "suggestion", c.oneOf(near))
}

// missing says why a page is not here that might be, or why a file that is here cannot be
// read; false if nothing is known of it.
func (c *Call) missing(address string) bool {
	if f := c.file(address); f != nil && f.Page == "" {
		why := c.words.Reads(&site.Resource{Kind: site.Document, File: f})
		c.fail(c.words.Errors.Unread, "name", clean.Quote(f.Path), "why", why, "take", words.Labelled(c.words.Document.Take, reading.Take(c.Visit.Join(), f)))
		return true
	}
	if why := c.Site.LeftOut(address); why != "" {
		c.fail(c.words.Errors.LeftOut, "name", clean.Quote(address), "reason", why)
		return true
	}
	if c.Site.Partial {
		c.fail(c.words.Errors.NotYet, "name", clean.Quote(address))
		return true
	}
	return false
}

// file is the file that an address names: by its path, or where it is on the web. It is
// nil if there is none.
func (c *Call) file(address string) *site.File {
	path, _, _ := strings.Cut(address, "#")
	if below, ok := strings.CutPrefix(path, c.Site.URL+"/"); ok && c.Site.URL != "" {
		path = below
	}
	if f := c.Site.File(path); f != nil {
		return f
	}
	if decoded, err := url.PathUnescape(path); err == nil {
		return c.Site.File(decoded)
	}
	return nil
}

// page is the page that was asked for, the home page if none was; nil if there
// is no such page, which was said.
func (c *Call) page() *site.Page {
	if c.opened != nil {
		return c.opened
	}
	if len(c.args) == 0 {
		return c.Site.In(c.Site.Home(), c.words.Code)
	}
	var near []string
	if c.opened, c.fragment, near = c.Site.Resolve(c.args[0], c.words.Code); c.opened == nil && !c.missing(c.args[0]) {
		suggestion := c.oneOf(near)
		if len(near) == 0 {
			suggestion = c.suggestion("", c.Site.PageNames())
		}
		c.fail(c.words.Errors.UnknownPage, "name", clean.Quote(c.args[0]), "suggestion", suggestion)
	}
	return c.opened
}

// oneOf says which of some names may be meant.
func (c *Call) oneOf(names []string) string {
	if len(names) == 1 {
		return words.Fill(c.words.Errors.DidYouMean, "name", strconv.Quote(names[0]))
	}
	return words.Fill(c.words.Errors.TryOneOf, "names", strings.Join(names, ", "))
}

// Public is the part of an organiser's line that may be kept: what is searched for is not.
func Public(line string) string {
	list, err := shlex.Split(line, true)
	if err != nil {
		list = strings.Fields(line)
	}
	for i := 0; i < len(list); i++ {
		switch word := unquoted(list[i]); {
		case strings.HasPrefix(word, languageFlag+"="):
		case word == languageFlag || word == languageWord && i == 0:
			i++
		case slices.ContainsFunc(visitorCommands, func(k command) bool { return k.wordy && k.name == word }):
			return strings.Join(list[:i+1], " ")
		default:
			return line
		}
	}
	return line
}
