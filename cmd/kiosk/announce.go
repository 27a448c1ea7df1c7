package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"hackday.example/kiosk/internal/announcements"
)

// announcementsFolder names the folder of announcements where no other is given.
const announcementsFolder = "announcements"

// announcementsFlags say where the announcements are.
type announcementsFlags struct {
	Announcements string `env:"KIOSK_ANNOUNCEMENTS" sample:"/var/lib/kiosk/announcements" placeholder:"DIR" help:"Folder of announcements, a Markdown file each. (default: announcements in the state folder of systemd, or else beside the folder of --keys)"`
}

// announcements is the folder of announcements. It is not in the folder of the pages,
// which generators empty, unless --announcements says so or announcements are there
// already.
func (c *serveCommand) announcements() string {
	if c.Announcements != "" {
		return c.Announcements
	}
	if c.announcedInside() {
		return filepath.Join(c.Content, announcementsFolder)
	}
	folder := filepath.Join(c.stateFolder(), announcementsFolder)
	if _, ok := c.inContent(folder); ok {
		folder = filepath.Join(c.Keys, announcementsFolder)
	}
	return folder
}

// stateFolder is where the announcements folder stands: the folder that systemd gives the
// kiosk (systemd.exec(5), StateDirectory=), or else the one in which the keys folder stands.
func (c *serveCommand) stateFolder() string {
	if given := givenFolder("STATE_DIRECTORY"); given != "" {
		return given
	}
	keys := filepath.Clean(c.Keys)
	if base := filepath.Base(keys); base == "." || base == ".." {
		if absolute, err := filepath.Abs(keys); err == nil {
			keys = absolute
		}
	}
	return filepath.Dir(keys)
}

// board is what the organisers announce in a folder.
func (c *serveCommand) board(folder string) (*announcements.Board, error) {
	if inside, ok := c.inContent(folder); ok && inside == "." {
		return nil, hint(fmt.Errorf("--announcements %s is the folder of the pages", folder), "give announcements a folder of their own, for example %s", filepath.Join(folder, announcementsFolder))
	}
	if len(c.Peers) > 0 {
		return announcements.OpenReplicated(folder, time.Now), nil
	}
	return announcements.Open(folder, time.Now), nil
}

// passedOver is what in the content folder is no content, where announcements are in a
// folder.
func (c *serveCommand) passedOver(folder string) []string {
	if inside, ok := c.inContent(folder); ok {
		return []string{filepath.ToSlash(inside)}
	}
	return nil
}

// private are the kiosk's own folders that are in the content folder: a page there may link
// to anything.
func (c *serveCommand) private() (folders []string) {
	for _, folder := range []string{c.Keys, c.cacheFlags.folder()} {
		if inside, ok := c.inContent(folder); ok {
			folders = append(folders, filepath.ToSlash(inside))
		}
	}
	return folders
}

// inContent is where in the content folder another folder is, if it is there.
func (c *serveCommand) inContent(folder string) (string, bool) {
	if c.Content == "" {
		return "", false
	}
	return within(c.Content, folder)
}

// within is where in a folder another one is, if it is there.
func within(folder, other string) (string, bool) {
	inside, err := filepath.Rel(absolute(folder), absolute(other))
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
		if a := (*announcements.Advice)(nil); errors.As(err, &a) {
			log.Warn("look at the announcements", "advice", err)
			return
		}
		log.Error("something is wrong with the announcements", "error", err)
	})
}
