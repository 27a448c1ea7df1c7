package reading

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/site"
)

// Take is the command that fetches a file of the site into the folder where it is typed:
// "scp -P 2222 localhost:docs/slides.pdf .". It is empty where join is, and where no
// terminal could show the file's path.
func Take(join string, f *site.File) string {
	host, port, ok := hostOf(join)
	if !ok || !utf8.ValidString(f.Path) || strings.ContainsFunc(f.Path, unicode.IsControl) {
		return ""
	}
	return scp("", host, port, f.Path)
}

// TakeFolder is the command that fetches a folder with all that can be taken of it. It is
// empty where join is.
func TakeFolder(join, path string) string {
	host, port, ok := hostOf(join)
	if !ok {
		return ""
	}
	return scp("-r ", host, port, path)
}

func scp(flags, host, port, path string) string {
	if strings.HasPrefix(path, "~") { // which scp takes for somebody's home
		path = "./" + path
	}
	if port != "" {
		flags += "-P " + port + " "
	}
	return "scp " + flags + Quoted(host+":"+path) + " ."
}

// Browse is the command that shows all that can be taken: "sftp -P 2222 localhost". It is
// empty where join is.
func Browse(join string) string {
	host, port, ok := hostOf(join)
	switch {
	case !ok:
		return ""
	case port != "":
		return "sftp -P " + port + " " + Quoted(host)
	}
	return "sftp " + Quoted(host)
}

// TakeShown is Take where the terminal can show it, and else the command that fetches the
// file by the number of its link: "ssh hackday.example get about 2 > 2.pdf". shown is a
// text as the terminal shows it. It is empty where join is.
func TakeShown(join string, s *site.Site, p *site.Page, r *site.Resource, shown func(string) string) string {
	if take := Take(join, r.File); take != "" && shown(take) == take {
		return take
	}
	ending := path.Ext(r.File.Path)
	if join == "" || strings.ContainsFunc(ending, func(c rune) bool { return c >= 0x80 || special(c) }) {
		return ""
	}
	return fmt.Sprintf("%s get %s%d > %d%s", join, pageArgument(s, p), r.Number, r.Number, ending)
}

// Read is the command that prints a page of the site as text:
// "ssh hackday.example read docs/slides". It is empty where join is.
func Read(join string, p *site.Page) string {
	if join == "" {
		return ""
	}
	return join + " read " + argument(p)
}

// argument is a page's name as an argument of a command, which no shell changes and which
// is no flag.
func argument(p *site.Page) string {
	name := escaped(p.Name)
	if strings.HasPrefix(name, "-") {
		name = "/" + name
	}
	return name
}

// Play is the command that plays a video of a page: it has the kiosk say the video's
// address. It is empty where join is.
func Play(join string, s *site.Site, p *site.Page, number int) string {
	if join == "" {
		return ""
	}
	return fmt.Sprintf(`mpv "$(%s resources %s%d --url)"`, join, pageArgument(s, p), number)
}

// pageArgument is a page before the number of its link, with a blank behind it; empty for
// the home page, which is meant without.
func pageArgument(s *site.Site, p *site.Page) string {
	if p.Name == s.Home().Name {
		return ""
	}
	return argument(p) + " "
}

// hostOf takes apart what is typed to come here: "ssh -p 2222 localhost". The host is as
// scp and sftp want it; the port is empty where it is the usual one.
func hostOf(join string) (host, port string, ok bool) {
	words := strings.Fields(join)
	if len(words) == 4 && words[1] == "-p" {
		port, words = words[2], append(words[:1], words[3])
	}
	if len(words) != 2 {
		return "", "", false
	}
	host = words[1]
	if strings.Contains(host, ":") { // or they would end it there
		host = "[" + host + "]"
	}
	return host, port, true
}

// Quoted is a word as a shell takes it whole. Where it can be, that is between double
// quotes, which PowerShell and cmd know, too.
func Quoted(word string) string {
	switch {
	case !strings.ContainsFunc(word, special):
		return word
	case !strings.ContainsAny(word, "\"$`\\!"):
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// special reports whether a character may have a meaning to some shell.
func special(r rune) bool {
	return !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("._-/+:@,=", r)
}
