package sites

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTreeIsAsItSays(t *testing.T) {
	dir := t.TempDir()
	tree, err := WriteTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	err = fs.WalkDir(os.DirFS(dir), ".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(file) == ".md" {
			files = append(files, file)
		}
		return err
	})
	if err != nil || len(files) != TreeFiles || tree.Count(Markdown) != TreeFiles {
		t.Fatalf("%d files, %d noted, %v", len(files), tree.Count(Markdown), err)
	}
	text := func(file string) string {
		b, err := os.ReadFile(path.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	// Each kind that a pattern tells is noted for the files that have it, and no others.
	for kind, pattern := range map[Kind]string{
		TOML:          `\A\+\+\+\n`,
		DotsClosed:    `(?s)\A---\n[^.]*\n\.\.\.\n|\A---\n(?:.*\n)*?\.\.\.\n`,
		NumberTitle:   `(?m)^title: (\d[\d.]*|yes)$`,
		HashTitle:     `(?m)^title: [^"\n]* #`,
		Slip:          `(?m)^subtitel:`,
		Redirecting:   `(?m)^(redirect_from:|aliases =)`,
		Permalinked:   `(?m)^(permalink|slug|url): `,
		Conflict:      `(?m)^<<<<<<< `,
		SlippedLink:   `\] \(`,
		MovedAway:     `(?m)^redirect_to:`,
		NoFrontMatter: `\A[^-+]`,
		Kramdown:      `\{: |\{#`,
	} {
		var have []string
		for _, f := range files {
			if regexp.MustCompile(pattern).MatchString(text(f)) && !slices.Contains(tree.Of[NeverRead], f) {
				have = append(have, f)
			}
		}
		noted := slices.Sorted(slices.Values(tree.Of[kind]))
		if slices.Sort(have); !slices.Equal(have, noted) {
			t.Errorf("%s:\nin the files %q\nnoted        %q", kind, have, noted)
		}
	}
	for _, kind := range []Kind{NeverRead, Draft, Translation, Readable, Post, Listed, Unkept, FrontMatterAlone, Dotted, FolderPage, ReadmeBeside, NoTitle, NamedByFile, Template, Copy, SameTitle, HeaderImage, HeaderMissing, TemplateLink, BrokenLink, MissingPicture} {
		if tree.Count(kind) == 0 {
			t.Errorf("there are none of %s", kind)
		}
		for _, f := range tree.Of[kind] {
			if !slices.Contains(files, f) {
				t.Errorf("%s: %s is not there", kind, f)
			}
		}
	}
	if n := tree.Count(NeverRead) + tree.Count(Draft) + tree.Count(Translation) + tree.Count(MovedAway) + tree.Count(Unkept) + tree.Count(Readable); n != TreeFiles {
		t.Errorf("the kinds that part all files come to %d", n)
	}
	names := map[string]string{}
	for file, name := range tree.Names {
		if other, ok := names[name]; ok {
			t.Errorf("%s and %s are both %s", file, other, name)
		}
		names[name] = file
	}
	if len(names) != tree.Count(Readable) {
		t.Errorf("%d names for %d pages", len(names), tree.Count(Readable))
	}
	for from, to := range tree.Redirects {
		if _, ok := names[to]; !ok && !strings.Contains(to, "://") {
			t.Errorf("%s redirects to %s, which is no page", from, to)
		}
	}
}

func TestTreeIsTheSameEachTime(t *testing.T) {
	var texts []map[string]string
	for range 2 {
		dir := t.TempDir()
		if _, err := WriteTree(dir); err != nil {
			t.Fatal(err)
		}
		have := map[string]string{}
		err := fs.WalkDir(os.DirFS(dir), ".", func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(os.DirFS(dir), file)
			have[file] = string(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, have)
	}
	if !maps.Equal(texts[0], texts[1]) {
		t.Error("two runs differ")
	}
}

var (
	treeCode  = regexp.MustCompile("(?s)```.*?```|`[^`]*`")
	treeLinks = regexp.MustCompile(`\]\(([^)]*)\)`)
)

// TestTreesLinksLead checks that no links and pictures are broken but those that are noted.
func TestTreesLinksLead(t *testing.T) {
	dir := t.TempDir()
	tree, err := WriteTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, name := range tree.Names {
		names[name] = true
	}
	for from := range tree.Redirects {
		names[from] = true
	}
	var broken, templates []string
	for _, file := range tree.Of[Readable] {
		text, err := os.ReadFile(path.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range treeLinks.FindAllStringSubmatch(treeCode.ReplaceAllString(string(text), ""), -1) {
			target, _, _ := strings.Cut(m[1], "#")
			switch {
			case slices.Contains(tree.Of[Template], file) || target == "":
				continue
			case strings.Contains(target, "{"):
				templates = append(templates, file)
				continue
			}
			at := path.Join(path.Dir(file), target)
			if strings.HasPrefix(target, "/") {
				at = strings.Trim(target, "/")
			}
			_, err := os.Stat(path.Join(dir, at))
			if name := strings.TrimSuffix(at, ".md"); !names[name] && !names[path.Clean(name)] && (err != nil || path.Ext(at) == "") {
				broken = append(broken, file)
			}
		}
	}
	want := slices.Sorted(slices.Values(append(slices.Clone(tree.Of[BrokenLink]), tree.Of[MissingPicture]...)))
	if slices.Sort(broken); !slices.Equal(broken, want) {
		t.Errorf("broken are %q\nnoted are %q", broken, want)
	}
	if slices.Sort(templates); !slices.Equal(templates, tree.Of[TemplateLink]) {
		t.Errorf("template code is in the targets of %q\nnoted are %q", templates, tree.Of[TemplateLink])
	}
}
