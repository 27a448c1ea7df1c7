package folder

import (
	"net/url"
	"path"
	"strings"

	"hackday.example/kiosk/internal/site"
)

// captioned finds the captions of the videos that one page links to.
type captioned struct {
	*assembly
	entry *entry
	named map[string]string // files that the page's front matter names, by videoKey
	only  bool              // the page links to one video alone
}

// captionsFor is made once for a page.
func (a *assembly) captionsFor(e *entry, resources []site.Resource) *captioned {
	c := &captioned{assembly: a, entry: e, only: true}
	first := ""
	for i := range resources {
		if r := &resources[i]; r.Kind == site.Video {
			key := videoKey(r.Destination)
			if first == "" {
				first = key
			}
			if c.only = key == first; !c.only {
				break
			}
		}
	}
	for _, t := range e.transcripts {
		u, bad := parseAddress(e.base, site.Video, t.URL)
		if bad != nil {
			continue
		}
		if file, ok := a.localFile(e, t.File); ok {
			if c.named == nil {
				c.named = map[string]string{}
			}
			c.named[videoKey(written(u))] = file
		}
	}
	return c
}

// find adds the captions of a video, which is the page's i-th resource: those that the
// page's front matter names, those beside the video's file, or those beside the page that
// are named as the video is. Those named as the page are of its only video.
func (c *captioned) find(r *site.Resource, i int) {
	e := c.entry
	file := ""
	if len(c.named) > 0 {
		file = c.named[videoKey(r.URL)]
	}
	if file == "" && len(e.local) > 0 && e.local[len(e.local)-1].resource == i {
		file = c.captionsOf(e.local[len(e.local)-1].file)
	}
	if name := videoName(r.URL); file == "" && name != "" {
		file = c.captionsOf(path.Join(path.Dir(e.file), name))
	}
	if file == "" && c.only {
		file = c.captionsOf(e.file)
	}
	if file != "" {
		e.local = append(e.local, localLink{resource: i, file: file, captions: true})
	}
}

// captionsOf is the file of captions beside a file, or empty.
func (a *assembly) captionsOf(file string) string {
	stem := strings.TrimSuffix(file, path.Ext(file))
	if base := path.Base(stem); base == "" || base == "." || base == "/" {
		return ""
	}
	for _, ending := range []string{".vtt", ".srt"} {
		if a.tree.isFile(stem + ending) {
			return stem + ending
		}
	}
	return ""
}

// videoKey is the same for addresses of one video, wherever they begin in it.
func videoKey(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	if id := youTubeID(u); id != "" {
		return "youtube:" + id
	}
	query := u.Query()
	for _, key := range []string{"t", "start", "time_continue"} {
		query.Del(key)
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimRight(u.Path, "/") + "?" + query.Encode()
}

// youTubeID is the ID of a video on YouTube; empty for any other address.
func youTubeID(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	switch {
	case host == "youtu.be":
		return strings.Trim(u.Path, "/")
	case host != "youtube.com" && !strings.HasSuffix(host, ".youtube.com") && host != "www.youtube-nocookie.com" && host != "youtube-nocookie.com":
		return ""
	case u.Query().Get("v") != "":
		return u.Query().Get("v")
	}
	folder, id := path.Split(strings.TrimRight(u.Path, "/"))
	if folder == "/embed/" || folder == "/live/" || folder == "/shorts/" || folder == "/v/" {
		return id
	}
	return ""
}

// videoName is what a file beside the page is called that belongs to a video on the web:
// its ID, or the last part of its address, as a file's name.
func videoName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	name := youTubeID(u)
	if name != "" {
		return path.Base(name) + ".id" // whose ending captionsOf takes off
	}
	if name = path.Base(u.Path); path.Ext(name) == "" {
		name += ".id"
	}
	return name
}
