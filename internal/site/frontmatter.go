package site

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"

	"github.com/goccy/go-yaml"
)

// Settings is what site.yaml says of the site as a whole.
type Settings struct {
	Title    string // the site's name, never empty
	Tagline  string // a few words on what it is; may be empty
	URL      string // its address on the web without a trailing slash, never empty
	Contact  string // an email address; may be empty
	HomeName string // the name of the page that is read first; may be empty where there is only one
	// Pictures is the folder of header pictures on the web site, for example
	// "/assets/images/headers/".
	Pictures string
	Social   []Social
}

// Social is one place where the people behind the site can be met.
type Social struct {
	Title string
	URL   string // absolute
}

// Credit says who made a header picture, and under which licence it is shown.
type Credit struct {
	Name    string
	URL     string // absolute; may be empty
	Licence string
}

// frontMatter is what stands between the two lines "---" at the top of a page.
type frontMatter struct {
	Title       string `yaml:"title"`
	Subtitle    string `yaml:"subtitle"`
	Permalink   string `yaml:"permalink"`
	HeaderImage string `yaml:"header_image"`
	ImageCredit []struct {
		Credit  string `yaml:"Credit"`
		URL     string `yaml:"URL"`
		Licence string `yaml:"Licence"`
	} `yaml:"image_credit"`
	SocialLinks bool `yaml:"social_links"`
}

// fence opens and closes the front matter.
const fence = "---"

// splitFrontMatter parts a page's front matter from its Markdown. The front
// matter begins on line 2 where there is any; line is where the Markdown
// begins.
func splitFrontMatter(text string) (matter, markdown string, line int, err error) {
	first, rest, _ := strings.Cut(text, "\n")
	if strings.TrimRight(first, " \t") != fence {
		return "", text, 1, nil
	}
	offset := 0
	for n, l := range strings.SplitAfter(rest, "\n") {
		if strings.TrimRight(l, " \t\n") == fence {
			return rest[:offset], rest[offset+len(l):], n + 3, nil
		}
		offset += len(l)
	}
	return "", "", 0, errors.New("the front matter has no end; close it with a line \"---\"")
}

func loadSettings(fsys fs.FS, problems *Problems) Settings {
	var y struct {
		Title    string `yaml:"title"`
		Tagline  string `yaml:"tagline"`
		URL      string `yaml:"url"`
		Contact  string `yaml:"contact"`
		Home     string `yaml:"home"`
		Pictures string `yaml:"header_images"`
		Social   []struct {
			Title string `yaml:"title"`
			URL   string `yaml:"url"`
		} `yaml:"social"`
	}
	// Pages are read even where the settings are broken, so that everything
	// that is wrong is said at once; their links are then resolved against a
	// name that nobody owns (RFC 6761 §6.4).
	broken := Settings{URL: "https://site.invalid"}
	text, ok := readFile(fsys, SettingsFile, problems)
	if !ok {
		return broken
	}
	if p := decodeYAML(text, &y); p != nil {
		p.File = SettingsFile
		problems.add(*p)
		return broken
	}
	s := Settings{
		Title:    cleanLine(y.Title),
		Tagline:  cleanLine(y.Tagline),
		URL:      strings.TrimRight(cleanLine(y.URL), "/"),
		Contact:  cleanLine(y.Contact),
		HomeName: cleanLine(y.Home),
		Pictures: cleanLine(y.Pictures),
	}
	if s.Title == "" {
		problems.addf(SettingsFile, "the site has no name; add \"title: …\"")
	}
	base, err := url.Parse(s.URL)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		problems.addf(SettingsFile, "\"url\" has to be the site's address on the web, for example \"url: https://nhshackday.com\"; it is %q", s.URL)
		return broken
	}
	for i, l := range y.Social {
		social := Social{Title: cleanLine(l.Title)}
		if social.Title == "" {
			problems.addf(SettingsFile, "social link %d has no title; add \"title: …\"", i+1)
		}
		social.URL, err = resolve(s.URL, "", l.URL)
		if err != nil {
			problems.addf(SettingsFile, "the address of social link %d %v", i+1, err)
		}
		s.Social = append(s.Social, social)
	}
	return s
}

// decodeYAML fills v from text, strictly: unknown and repeated keys are
// problems. The problem's File is the caller's to set.
func decodeYAML(text string, v any) (p *Problem) {
	// A parser that meets hostile text must not end the program.
	defer func() {
		if r := recover(); r != nil {
			p = &Problem{Message: fmt.Sprintf("this is not YAML that can be read: %v", r)}
		}
	}()
	err := yaml.NewDecoder(strings.NewReader(text), yaml.Strict()).Decode(v)
	if err == nil || errors.Is(err, io.EOF) { // an empty document
		return nil
	}
	p = &Problem{Message: cleanLine(err.Error())}
	var y yaml.Error
	if errors.As(err, &y) {
		p.Message = yamlMessage(y)
		if t := y.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
	}
	return p
}

// yamlMessage says in an organiser's words what is wrong with their YAML.
func yamlMessage(err yaml.Error) string {
	value := ""
	if t := err.GetToken(); t != nil {
		value = cleanLine(t.Value)
	}
	switch err.(type) {
	case *yaml.UnknownFieldError:
		return fmt.Sprintf("the key %q is not known; check its spelling, or take it out", value)
	case *yaml.TypeError, *yaml.UnexpectedNodeTypeError, *yaml.OverflowError:
		return fmt.Sprintf("the value %q does not fit here; it may be text where a list or true/false is asked for, or the other way round", value)
	}
	if strings.Contains(err.GetMessage(), "already defined") {
		return fmt.Sprintf("the key %q stands here a second time; take one out", value)
	}
	return "this is not YAML that can be read (" + cleanLine(err.GetMessage()) + "); check colons, quotes and indentation"
}
