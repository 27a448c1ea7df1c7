package command

import (
	"fmt"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/words"
)

// list says what the site is, and lists what visitors may ask for.
func (c *Call) list() {
	name := c.Site.Called(c.words.Code)
	head := name.Title
	if name.Tagline != "" {
		head += ": " + name.Tagline
	}
	c.out.Text(head + "\n\n" + c.words.CommandHelp.Head + "\n")
	var rows [][2]string
	for _, k := range allCommands() {
		rows = append(rows, [2]string{k.usage, c.does(&k)})
	}
	rows = append(rows, [2]string{"PAGE[#PART] [--markdown]", c.words.CommandHelp.Address})
	rows = append(rows, [2]string{langCommand.usage, c.does(&langCommand)})
	c.out.Table(rows)
	c.out.Text("\n" + c.words.CommandHelp.Foot)
	if contact := c.Site.Contact; contact != "" {
		c.out.Text("\n" + words.Fill(c.words.CommandHelp.Contact, "contact", contact))
	}
}

// languageCodes are the languages that can be chosen: those that the kiosk speaks, and
// those that the site has pages in.
func (c *Call) languageCodes() []string {
	codes := append(words.Codes(), c.Site.Languages()...)
	slices.Sort(codes)
	return slices.Compact(codes)
}

// languages are the languages that can be chosen, as "cy (Cymraeg), en (English)".
func (c *Call) languages() string {
	var list []string
	for _, code := range c.languageCodes() {
		list = append(list, fmt.Sprintf("%s (%s)", code, words.OwnName(code)))
	}
	return strings.Join(list, ", ")
}
