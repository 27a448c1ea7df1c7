package markdown

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/dom"
)

// source is the address of a picture, whose place may be held by another until it is
// scrolled to; "" if there is none.
func source(n *html.Node) string {
	for _, key := range []string{"src", "data-src", "data-original", "data-lazy-src", "data-lazy"} {
		if v := strings.TrimSpace(attr(n, key)); v != "" && !isPlaceholder(v) {
			return v
		}
	}
	for _, key := range []string{"srcset", "data-srcset", "data-lazy-srcset"} {
		if v := firstCandidate(attr(n, key)); v != "" {
			return v
		}
	}
	if p := n.Parent; p != nil && p.Data == "picture" {
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && c.Data == "source" {
				for _, key := range []string{"srcset", "data-srcset"} {
					if v := firstCandidate(attr(c, key)); v != "" {
						return v
					}
				}
			}
		}
	}
	return ""
}

// firstCandidate is the first address of a srcset.
func firstCandidate(set string) string {
	set = strings.TrimSpace(set)
	if i := strings.IndexAny(set, " \n\t"); i >= 0 {
		set = set[:i]
	}
	if set = strings.TrimRight(set, ","); isPlaceholder(set) {
		return ""
	}
	return set
}

func isPlaceholder(address string) bool {
	const scheme = "data:"
	return len(address) >= len(scheme) && strings.EqualFold(address[:len(scheme)], scheme)
}

// image writes a picture, if it has a text. Pictures of formulas and of emoji are
// that text.
func (w *writer) image(n *html.Node) {
	text := attr(n, "alt")
	if text == "" && !has(n, "alt") { // an empty one says that there is nothing to say
		text = attr(n, "title")
	}
	alt := strings.Join(strings.Fields(cleaned(text)), " ")
	if alt == "" || isFileName(alt) || attr(n, "width") == "1" && attr(n, "height") == "1" {
		return
	}
	if w.noscript > 0 && alt == w.lastAlt { // for those who saw none before
		return
	}
	w.lastAlt = alt
	if hasClass(n, "emoji", "wp-smiley", "emojione", "latex", "tex", "math", "mwe-math-fallback-image-inline", "mwe-math-fallback-image-display") {
		w.text(alt)
		return
	}
	src := w.address(source(n))
	if src == "" {
		w.text(alt)
		return
	}
	w.add(token{kind: pictureToken, text: alt, src: src})
}

// isFileName reports whether a picture's text is but the name of its file, as
// generators put it where nobody wrote one.
func isFileName(alt string) bool {
	switch strings.ToLower(path.Ext(alt)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif":
		return !strings.Contains(alt, " ")
	}
	return false
}

// figure writes a figure. A caption that only repeats the picture's text is left out.
func (w *writer) figure(n *html.Node) {
	w.paragraphEnd()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "figcaption" && w.lastAlt != "" && find(c, 20, func(a *html.Node) bool { return a.Data == "a" }) == nil {
			image := find(n, 50, func(i *html.Node) bool { return i.Data == "img" })
			const most = 2 << 10 // bytes
			if image != nil && strings.Join(strings.Fields(cleaned(textOf(c, most))), " ") == w.lastAlt && source(image) != "" {
				continue
			}
		}
		w.ctx.RenderNodes(w.ctx, w, c)
	}
	w.paragraphEnd()
}

// noScript writes what those see who run no scripts. The parser gives it as text
// unless it was told that nothing runs.
func (w *writer) noScript(n *html.Node) {
	w.noscript++
	defer func() { w.noscript-- }()
	c := n.FirstChild
	if c == nil || c.NextSibling != nil || c.Type != html.TextNode || !strings.Contains(c.Data, "<") || w.noscript > 1 {
		w.children(n)
		return
	}
	nodes, err := dom.ParseFragment(c.Data)
	if err != nil {
		return
	}
	w.ctx.RenderNodes(w.ctx, w, nodes...)
}

// frame writes a link to what a frame holds: to the video's page where it is one.
func (w *writer) frame(n *html.Node) {
	src := attr(n, "src")
	if src == "" || strings.HasPrefix(src, "about:") {
		src = attr(n, "data-src")
	}
	if src == "" || attr(n, "width") == "0" || attr(n, "height") == "0" {
		return
	}
	title := attr(n, "title")
	page, ok := videoPage(src)
	switch {
	case ok && strings.TrimSpace(title) == "":
		title = "video"
	case !ok && strings.TrimSpace(title) == "":
		if u, err := url.Parse(strings.TrimSpace(src)); err == nil {
			if title = u.Hostname(); title == "" {
				title = path.Base(u.Path)
			}
		}
	}
	w.paragraphEnd()
	w.labelled(page, title)
	w.paragraphEnd()
}

// videoPage is the page of a video that is played in a frame. It is false, and the
// address as it was, for others.
func videoPage(src string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(src))
	if err != nil {
		return src, false
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	id := path.Base(u.Path)
	start := u.Query().Get("start")
	switch host {
	case "youtube.com", "youtube-nocookie.com", "m.youtube.com":
		if !strings.HasPrefix(u.Path, "/embed/") && !strings.HasPrefix(u.Path, "/v/") {
			return src, true
		}
		if list := u.Query().Get("list"); id == "videoseries" && list != "" {
			return "https://www.youtube.com/playlist?list=" + url.QueryEscape(list), true
		}
		page := "https://www.youtube.com/watch?v=" + url.QueryEscape(id)
		if start != "" {
			page += "&t=" + url.QueryEscape(start)
		}
		return page, true
	case "player.vimeo.com":
		page := "https://vimeo.com/" + url.PathEscape(id)
		if u.Fragment != "" {
			page += "#" + u.EscapedFragment()
		}
		return page, true
	case "vimeo.com", "youtu.be":
		return src, true
	case "player.twitch.tv":
		if v := u.Query().Get("video"); v != "" {
			return "https://www.twitch.tv/videos/" + url.PathEscape(strings.TrimPrefix(v, "v")), true
		}
	case "dailymotion.com", "geo.dailymotion.com":
		if strings.HasPrefix(u.Path, "/embed/video/") {
			return "https://www.dailymotion.com/video/" + url.PathEscape(id), true
		}
	case "media.ccc.de":
		return strings.TrimSuffix(src, "/oembed"), true
	case "archive.org":
		if strings.HasPrefix(u.Path, "/embed/") {
			return "https://archive.org/details/" + url.PathEscape(id), true
		}
	}
	if before, ok := strings.CutSuffix(u.Path, "/videos/embed/"+id); ok { // PeerTube
		return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: before + "/w/" + id, RawQuery: u.RawQuery}).String(), true
	}
	return src, false
}

// media writes a link to a video, a recording or another object. What stands in it for
// those who cannot play it is its name, or shown if there is nothing to lead to.
func (w *writer) media(n *html.Node) {
	src := attr(n, "src")
	if n.Data == "object" {
		src = attr(n, "data")
	}
	if src == "" {
		if s := find(n, 50, func(c *html.Node) bool { return c.Data == "source" && attr(c, "src") != "" }); s != nil {
			src = attr(s, "src")
		}
	}
	if src == "" || isPlaceholder(src) {
		w.children(n)
		return
	}
	page, video := videoPage(src)
	title := ""
	for _, s := range []string{attr(n, "title"), attr(n, "aria-label")} {
		if title == "" {
			title = strings.TrimSpace(s)
		}
	}
	if title == "" && n.Data == "object" {
		const most = 200 // bytes
		if title = strings.TrimSpace(textOf(n, most)); title == "" {
			title = labelWithin(n)
		}
	}
	if title == "" {
		switch {
		case video, n.Data == "video":
			title = "video"
		case n.Data == "audio":
			title = "audio"
		default:
			title, _, _ = strings.Cut(path.Base(src), "?")
		}
	}
	w.text(" ")
	w.labelled(page, title)
	w.text(" ")
}
