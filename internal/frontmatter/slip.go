package frontmatter

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// wellKnown are keys of generators and their themes. However near they are to one
// of ours, they are meant.
var wellKnown = func() map[string]bool {
	keys := map[string]bool{}
	for _, key := range strings.Fields(`
		layout tags tag categories category author authors type keywords series image images
		cover thumbnail banner icon id name menu menus parent grand_parent has_children has_toc
		toc comments comment sidebar hide hidden template template_path extra taxonomies
		outputs resources cascade headless markup linktitle linkTitle updated lastmod modified
		pubdate publishdate publishDate expirydate expiryDate eleventyComputed
		eleventyExcludeFromCollections eleventyNavigation pagination data
		collection collections sitemap noindex robots search search_exclude nav_exclude nav
		nav_title nav_text lead tagline teaser intro caption credit credits text tocs
		status stage state link links href uri path file files source sources color colour
		head header footer theme style styles script scripts class classes css js
		math mathjax katex mermaid highlight gallery video audio duration speaker speakers
		event events venue location place start end time times day days place_name
		order orders ordering rank position priority level levels version versions label labels
		key value values page pages post posts feed rss license licence copyright email
		abstract bibliography output documentclass lang_ref langs locales translationKey
		translations ref slugs alias dates titles page_title short_title seo_title html_title
		sort sort_order sort_by redirect redirects root base body content contents section
		sections topic topics project projects product products published_at created created_at
		social image_alt image_caption header_image_alt header_video subheadline headline
	`) {
		keys[strings.ToLower(key)] = true
	}
	return keys
}()

// slipOf is the field that a key which is not known seems to mean: one that is at
// most two letters away, or one for keys of fewer than six letters. It is empty
// where there is none.
func slipOf(name string, fields Fields) string {
	const shortest, short, longest = 4, 6, 40
	lower := strings.ReplaceAll(strings.ToLower(name), "-", "_")
	n := utf8.RuneCountInString(lower)
	if n < shortest || n > longest || wellKnown[lower] {
		return ""
	}
	meant, nearest := "", 3
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		most := 2
		if min(n, len(field)) < short {
			most = 1
		}
		if d := distance(lower, strings.ToLower(field)); d <= most && d < nearest {
			meant, nearest = field, d
		}
	}
	return meant
}

// distance is how many letters have to be put in, taken out, changed or swapped with
// the next to make b of a.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var before []int
	last := make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row := make([]int, len(t)+1)
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(t)]
}
