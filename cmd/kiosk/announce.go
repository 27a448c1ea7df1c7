package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"hackday.example/kiosk/internal/announcements"
)

// announcementsFolder is where the announcements are in the content folder.
const announcementsFolder = "announcements"

// announcementsFlags say where the announcements are.
type announcementsFlags struct {
	Announcements string `env:"KIOSK_ANNOUNCEMENTS" placeholder:"DIR" help:"Folder of announcements, a Markdown file each. (default: announcements in the folder of --content)"`
}

// announcements is the folder of announcements; empty if there is none, as
// beside the built-in pages.
func (c *serveCommand) announcements() string {
	if c.Announcements == "" && c.Content != "" {
		return filepath.Join(c.Content, announcementsFolder)
	}
	return c.Announcements
}

// board is what the organisers announce; nil if there is no folder for that.
func (c *serveCommand) board() (*announcements.Board, error) {
	folder := c.announcements()
	if folder == "" {
		return nil, nil
	}
	if inside, ok := c.inContent(folder); ok && inside == "." {
		return nil, hint(fmt.Errorf("--announcements %s is the folder of the pages", folder), "give announcements a folder of their own, for example %s", filepath.Join(folder, announcementsFolder))
	}
	return announcements.Open(folder, time.Now), nil
}

// passedOver is what in the content folder is no content.
func (c *serveCommand) passedOver() []string {
	if inside, ok := c.inContent(c.announcements()); ok {
		return []string{filepath.ToSlash(inside)}
	}
	return nil
}

// inContent is where in the content folder another folder is, if it is there.
func (c *serveCommand) inContent(folder string) (string, bool) {
	if c.Content == "" {
		return "", false
	}
	content, err := filepath.Abs(c.Content)
	if err != nil {
		return "", false
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return "", false
	}
	inside, err := filepath.Rel(content, folder)
	if err != nil || inside == ".." || strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return "", false
	}
	return inside, true
}

// announce has show show what the organisers announce, now and whenever that
// changes, until ctx ends.
func announce(ctx context.Context, board *announcements.Board, show func([]announcements.Announcement), log *slog.Logger) {
	before := 0
	board.Run(ctx, func(list []announcements.Announcement) {
		show(list)
		if len(list) > 0 || before > 0 {
			log.Info("the announcements changed", "announcements", len(list))
		}
		before = len(list)
	}, func(err error) {
		log.Error("something is wrong with the announcements", "error", err)
	})
}
