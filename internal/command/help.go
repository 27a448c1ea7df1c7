package command

import (
	"context"
	"fmt"
	"strings"

	"hackday.example/kiosk/internal/words"
)

func sayHelp(_ context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	name := c.Site.Called(c.words.Code)
	head := name.Title
	if name.Tagline != "" {
		head += ": " + name.Tagline
	}
	c.out.Text(head + "\n\n" + c.words.CommandHelp.Head + "\n")
	var rows [][2]string
	for _, k := range allCommands() {
		rows = append(rows, [2]string{k.usage, c.words.Commands[k.name]})
	}
	rows = append(rows, [2]string{"PAGE[#PART] [--markdown]", c.words.CommandHelp.Address})
	rows = append(rows, [2]string{languageWord + " CODE [COMMAND]", words.Fill(c.words.Commands["lang"], "languages", languages())})
	c.out.Table(rows)
	c.out.Text("\n" + c.words.CommandHelp.Foot)
	if contact := c.Site.Contact; contact != "" {
		c.out.Text("\n" + words.Fill(c.words.CommandHelp.Contact, "contact", contact))
	}
	return Done
}

// languages are the languages there are, as "cy (Cymraeg), en (English)".
func languages() string {
	var list []string
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		list = append(list, fmt.Sprintf("%s (%s)", code, w.Language))
	}
	return strings.Join(list, ", ")
}
