package dialect

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// value is what a tag leaves in its place. It is not ok where something is lost,
// which is of kind found.
func (t *templating) value(g tag) (with string, found Kind, ok bool) {
	switch g.form {
	case outputTag:
		value, ok := t.evaluate(g.args)
		return oneLine(value), Expression, ok
	case logicTag:
		return t.logic(g)
	case shortcodeTag:
		return t.shortcode(g)
	case includeTag:
		return "", Include, strings.HasPrefix(g.args, "!") || strings.HasPrefix(g.args, "#title")
	}
	return "", Expression, true // a comment
}

func oneLine(text string) string {
	if !strings.ContainsAny(text, "\r\n") {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}

// logic is the value of a tag of Liquid and its kin.
func (t *templating) logic(g tag) (with string, found Kind, ok bool) {
	switch g.name {
	case "link", "post_url":
		kind := FileLink
		if g.name == "post_url" {
			kind = PostLink
		}
		return t.linkValue(kind, unquote(g.args))
	case "include", "include_relative", "include_cached", "render", "partial", "component", "renderTemplate":
		if with, ok := media(arguments(g.args)); ok {
			return with, Include, true
		}
		return "", Include, false
	case "youtube", "vimeo", "embed", "video", "figure", "image", "img", "picture":
		a := arguments(g.args)
		if _, named := a.named["provider"]; !named && (g.name == "youtube" || g.name == "vimeo") {
			a.named["provider"] = g.name
		}
		if with, ok := media(a); ok {
			return with, Shortcode, true
		}
		return "", Shortcode, false
	case "tab", "stepper", "code-tab":
		if title := arguments(g.args).get("title", 0); title != "" && t.alone(g) {
			return "**" + title + "**", Shortcode, true
		}
		return "", Shortcode, true
	}
	if _, known := blocks[g.name]; known || slices.Contains(quietTags, g.name) || strings.HasPrefix(g.name, "end") {
		return "", Logic, true // what it leaves out is found by cut
	}
	return "", Shortcode, t.ends[g.name] // its contents are the text
}

// quietTags are tags without contents of their own.
var quietTags = []string{
	"assign", "set", "else", "elsif", "elseif", "elif", "when", "default", "raw", "verbatim", "break", "continue", "increment", "decrement", "cycle",
	"layout", "extends", "block", "import", "from", "do", "with", "filter", "autoescape", "apply", "spaceless", "call", "markdown", "hint", "tabs", "content-ref", "liquid", "echo", "note", "comment", "toc", "load",
}

// linkValue is the target of a link, or noTarget.
func (t *templating) linkValue(kind LinkKind, name string) (string, Kind, bool) {
	if target, ok := t.link(kind, name); ok {
		return target, DeadLink, true
	}
	if kind == FileLink && name != "" { // whoever checks links can say that it is not there
		return "/" + asTarget(strings.TrimPrefix(name, "/")), DeadLink, true
	}
	return noTarget, DeadLink, false
}

// alone reports whether a tag fills its line.
func (t *templating) alone(g tag) bool {
	start := strings.LastIndexByte(t.text[:g.start], '\n') + 1
	rest, _, _ := strings.Cut(t.text[g.end:], "\n")
	return strings.Trim(t.text[start:g.start], " \t>") == "" && strings.TrimSpace(rest) == ""
}

// body renders a block whose contents are no templates: raw text, code, a comment.
func (t *templating) body(open, end tag) {
	inner := t.text[open.end:end.start]
	switch open.name {
	case "raw", "verbatim":
		t.replace(open, "")
		t.replace(end, "")
		return
	case "comment":
		t.replace(tag{span: span{open.start, end.end}}, "")
		return
	}
	language := codeLanguage(open)
	if !strings.Contains(inner, "\n") {
		ticks := strings.Repeat("`", longestRun(inner)+1)
		blank := ""
		if strings.HasPrefix(inner, "`") || strings.HasSuffix(inner, "`") {
			blank = " "
		}
		if strings.TrimSpace(inner) == "" {
			ticks, blank = "", ""
		}
		t.replace(open, ticks+blank)
		t.replace(end, blank+ticks)
		return
	}
	if t.alone(open) && t.alone(end) {
		fence := strings.Repeat("`", max(3, longestRun(inner)+1))
		t.replace(open, fence+language)
		t.replace(end, fence)
		return
	}
	// Its first or last line stands beside a tag: indented code needs no lines more.
	t.replace(open, "    ")
	t.replace(end, "")
	for i := strings.IndexByte(inner, '\n'); i >= 0; {
		t.edits = append(t.edits, edit{span{open.end + i + 1, open.end + i + 1}, "    "})
		n := strings.IndexByte(inner[i+1:], '\n')
		if n < 0 {
			break
		}
		i += n + 1
	}
}

// longestRun is the longest run of backticks in a text.
func longestRun(text string) int {
	longest, run := 0, 0
	for i := range len(text) {
		if text[i] != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// codeLanguage is the language of a block of code.
func codeLanguage(open tag) string {
	if open.form == shortcodeTag && open.name != "highlight" {
		return open.name
	}
	a := arguments(open.args)
	language := cmp.Or(a.named["lang"], a.named["language"], a.get("lang", 0))
	language = strings.TrimPrefix(language, "lang:")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+-#_.", r) {
			return r
		}
		return -1
	}, language)
}

// callArguments are what stands behind a tag's name.
type callArguments struct {
	positional []string
	named      map[string]string
}

var argument = regexp.MustCompile("(?:([\\w-]+)[ \t]*[=:][ \t]*)?(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|`([^`]*)`|([^\\s,\"'`]+))")

// arguments reads them: "a.html", src="b" or "c", in any order.
func arguments(text string) callArguments {
	a := callArguments{named: map[string]string{}}
	for _, m := range argument.FindAllStringSubmatch(text, 50) {
		value := oneLine(cmp.Or(strings.ReplaceAll(m[2], `\"`, `"`), m[3], m[4], m[5]))
		if m[1] != "" && !strings.HasPrefix(m[5], "//") { // an address has a colon, too
			a.named[m[1]] = value
		} else {
			a.positional = append(a.positional, cmp.Or(value, ""))
		}
	}
	return a
}

// get is an argument by its name, or else by its position.
func (a callArguments) get(name string, position int) string {
	if value, ok := a.named[name]; ok {
		return value
	}
	if position >= 0 && position < len(a.positional) {
		return a.positional[position]
	}
	return ""
}

var (
	videoID  = regexp.MustCompile(`^[\w-]{5,20}$`)
	pictures = []string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"}
)

// media writes a picture or a video as Markdown, where the arguments of an include
// or plugin name one.
func media(a callArguments) (string, bool) {
	alt := cmp.Or(a.named["alt"], a.named["caption"], a.named["title"])
	source := ""
	for _, key := range []string{"src", "url", "image_path", "image", "file", "path"} {
		source = cmp.Or(source, a.named[key])
	}
	for _, value := range a.positional {
		if source == "" && slices.Contains(pictures, strings.ToLower(path.Ext(value))) || strings.HasPrefix(value, "https://") {
			source = value
		}
	}
	if slices.Contains(pictures, strings.ToLower(path.Ext(source))) {
		return picture(source, alt, a.named["caption"]), true
	}
	provider := strings.ToLower(a.named["provider"])
	for _, value := range a.positional {
		switch name := strings.ToLower(strings.TrimSuffix(path.Base(value), path.Ext(value))); name {
		case "youtube", "vimeo":
			provider = cmp.Or(provider, name)
		}
	}
	id := cmp.Or(a.named["id"], a.named["video_id"], a.named["youtube_id"])
	if id == "" && len(a.positional) > 0 {
		id = a.positional[len(a.positional)-1]
	}
	if source == "" && videoID.MatchString(id) {
		switch provider {
		case "youtube":
			source = "https://www.youtube.com/watch?v=" + id
		case "vimeo":
			source = "https://vimeo.com/" + id
		}
	}
	if strings.HasPrefix(source, "https://") || strings.HasPrefix(source, "http://") {
		return address(source, a.named["title"]), true
	}
	return "", false
}

// picture writes a picture as Markdown, with its caption if that is not its text.
func picture(source, alt, caption string) string {
	text := "![" + bracketed(alt) + "](" + asTarget(source) + ")"
	if caption != "" && caption != alt {
		text += " *" + strings.Trim(caption, "* ") + "*"
	}
	return text
}

// address writes a link as Markdown.
func address(target, title string) string {
	if title == "" {
		return "<" + asTarget(target) + ">"
	}
	return "[" + bracketed(title) + "](" + asTarget(target) + ")"
}

// bracketed is text that may stand between brackets.
func bracketed(text string) string {
	return strings.NewReplacer("[", "(", "]", ")").Replace(text)
}

// unquote takes the quotes from around a text.
func unquote(text string) string {
	text = strings.TrimSpace(text)
	if n := len(text); n >= 2 && strings.IndexByte("\"'`", text[0]) >= 0 && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}
