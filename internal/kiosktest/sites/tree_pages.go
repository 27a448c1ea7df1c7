package sites

import (
	"fmt"
	"slices"
	"strings"
)

// traps writes the pages that each hold a trap of their own.
func (p *planter) traps() {
	p.page("index.md", front("layout: default", "title: Repair Hall", "header_image: hall.png", "description: Bring what is broken")+p.text(2)+
		"See [why]({{ \"/about/rationale/\" | relative_url }}), [who]({{ site.baseurl }}/people/), [the first post]({% post_url 2025-01-06-note-00 %}) and [the guide]({% link _guides/soldering.md %}).\n",
		HeaderImage)
	for range 4 {
		p.note(TemplateLink, "index.md")
	}
	p.page("README.md", "# How this site is built\n\n"+p.text(1), ReadmeBeside, NoFrontMatter, NoTitle)
	p.page("about/README.md", "# About\n\n"+p.text(2)+"[Rationale](rationale.md), [the hall](../hall-hire.md).\n", FolderPage, NoFrontMatter, NoTitle)
	p.page("about/rationale.md", front("title: Rationale", "header_image: door.png", "redirect_from:", "  - /why/", "  - /old/why.html")+p.text(3), HeaderImage, Redirecting)
	p.redirect("about/rationale", "why", "old/why")
	p.page("about/rationale.cy.md", front("title: Rhesymeg", "lang: cy")+"Dewch â'r hyn sydd wedi torri.\n", Translation)
	p.page("about/history.md", "+++\ntitle = \"History\"\nweight = 3\naliases = [\"/past\"]\n[extra]\nmood = \"calm\"\n+++\n"+p.text(2), TOML, Redirecting)
	p.redirect("about/history", "past")
	p.page("about/press.md", "+++\ntitle = 'Press'\ndate = 2026-02-03\n+++\n"+p.text(1), TOML)
	p.page("hall-hire.md", "---\ntitle: Hall hire\nheader_image: bench.png\n...\n"+p.text(2), DotsClosed, HeaderImage)
	p.page("terms.md", "---\ntitle: Terms\nheader_image: nowhere.png\n...\n"+p.text(2), DotsClosed, HeaderMissing)
	p.page("lamps.md", front("title: Lamps", "header_image: lamp.png")+p.text(1), HeaderImage)
	p.page("tower.md", front("title: The tower", "header_image: tower.png", "subtitel: Since 1911")+p.text(1), HeaderImage, Slip)
	for _, n := range [][2]string{{"one-ten", "1.10"}, {"one-one", "1.1"}, {"agent", "007"}, {"year", "2026"}, {"yes", "yes"}} {
		p.page("numbers/"+n[0]+".md", front("title: "+n[1])+p.text(1), NumberTitle)
	}
	p.page("tracks/two.md", front("title: Track #2 notes")+p.text(1), HashTitle)
	p.page("tracks/three.md", front("title: Room 4 # the big one")+p.text(1), HashTitle)
	p.page("tracks/index.md", front("title: Tracks", "nav_order: 2")+"[Two](two.md) and [three](./three.md).\n")
	p.page("plain.md", p.text(2), NoFrontMatter, NoTitle, NamedByFile)
	p.page("heading.md", front("layout: default")+"# A heading of its own\n\n"+p.text(1), NoTitle)
	p.page("moved.md", front("redirect_to: https://elsewhere.example/hall"), MovedAway, FrontMatterAlone)
	p.page("shop.md", front("redirect_to: /hall-hire/"), MovedAway, FrontMatterAlone)
	p.tree.Redirects["moved"], p.tree.Redirects["shop"] = "https://elsewhere.example/hall", "hall-hire"
	p.page("coming.md", front("title: Coming", "draft: true")+"draft-"+p.text(1), Draft)
	p.page("secret.md", front("title: Secret", "published: false")+"draft-"+p.text(1), Draft)
	p.page("_drafts/idea.md", front("title: Idea")+"draft-"+p.text(1), Draft)
	p.page("_drafts/another-idea.md", front("title: Another idea")+"draft-"+p.text(1), Draft)
	p.page("visit.md", front("title: Visit", "permalink: /come/here/")+p.text(1), Permalinked)
	p.named("visit.md", "come/here")
	p.page("contact.md", front("title: Contact", "slug: write-to-us")+p.text(1), Permalinked)
	p.named("contact.md", "write-to-us")
	p.page("donate.md", front("title: Donate", "url: /give")+p.text(1), Permalinked)
	p.named("donate.md", "give")
	p.page("programme.md", front("title: Programme")+p.text(2))
	p.page("programme copy.md", front("title: Programme")+p.text(1), Copy)
	p.page("programme.bak.md", front("title: Programme")+p.text(1), Copy)
	p.page("minutes.md", front("title: Minutes")+"<<<<<<< HEAD\nThe kettle is ours.\n=======\nThe kettle is lent.\n>>>>>>> kettle\n\n"+p.text(1), Conflict)
	p.page("slipped.md", front("title: Slipped")+"Read [the programme] (programme.md) first, then [the terms](terms.md).\n", SlippedLink)
	p.page("broken.md", front("title: Broken")+"[Gone](/gone/), [gone too](gone.md), [slipped](hhttps://repairhall.example/), [there](programme.md).\n\n![A picture](missing.png) ![Another](/assets/missing.png) ![Here](hall.png)\n")
	for range 3 {
		p.note(BrokenLink, "broken.md")
	}
	p.note(MissingPicture, "broken.md")
	p.note(MissingPicture, "broken.md")
	p.page("faq.md", front("title: Questions", "permalink: pretty")+"## What is it? {#what}\n\n"+p.text(1)+"A note.\n{: .note #careful}\n\n* one\n* two\n{: .list}\n\n[What](#what), [careful](#careful).\n", Kramdown, Permalinked)
	p.page("buttons.md", front("title: Buttons")+"[Press](/hall-hire/){: .button target=\"_blank\"}\n\n"+p.text(1), Kramdown)
	p.page("lists/tags.md", front("title: All tags", "eleventyExcludeFromCollections: true")+"{% for tag in collections.tags %}\n- {{ tag }}\n{% endfor %}\n\n"+p.text(1), Template)
	p.page("lists/sponsors.md", front("title: Sponsors")+p.text(1)+"{% include sponsors.html %}\n\n{%- if site.sponsors -%}\nThanks to {{ site.sponsors | size }}.\n{%- endif -%}\n", Template)
	p.page("lists/video.md", front("title: Video")+p.text(1)+"{{< youtube abc123 >}}\n\n{% youtube \"abc123\" %}\n", Template)
	p.page("lists/macro.md", front("title: Macro")+"{% import \"macros.njk\" as m %}{% set n = 3 %}{{ m.box(n) }}\n\n"+p.text(1), Template)
	p.page("lists/quoted.md", front("title: How we write templates")+"Write `{{ page.title }}` for the title:\n\n```liquid\n{% for p in site.pages %}{{ p.url }}{% endfor %}\n```\n\n"+p.text(1))
	for _, g := range []string{"soldering", "sewing", "sharpening", "glueing", "fuses"} {
		p.page("_guides/"+g+".md", front("title: "+strings.ToUpper(g[:1])+g[1:], "weight: 1")+p.text(3), Listed)
		p.named("_guides/"+g+".md", "guides/"+g)
	}
	for _, g := range []string{"iron", "awl", "file"} {
		p.page("_tools/"+g+".md", front("title: The "+g)+p.text(1), Listed)
		p.named("_tools/"+g+".md", "toolbox/"+g)
	}
	p.page("_attic/old.md", front("title: Old")+p.text(1), Unkept)
	p.page("docs/_index.md", front("title: Papers")+p.text(1))
	p.page("docs/first.md", front("title: First paper")+p.text(1)+"[Up](../docs/), [the second](second.md#part).\n")
	p.page("docs/second.md", front("title: Second paper")+"## Part\n\n"+p.text(1))
	p.page("docs/second.cy.md", front("title: Ail bapur")+"## Rhan\n\nMae'r papur yn fyr.\n", Translation)
	p.page("docs/alone.cy.md", front("title: Heb gymar")+"Nid oes tudalen arall.\n", Dotted)
}

func (p *planter) redirect(to string, from ...string) {
	for _, f := range from {
		p.tree.Redirects[f] = to
	}
}

// dotted are names that end as those of translations do, and are none.
var dotted = []string{"nhs.me", "wobbli.es", "data.gov.uk", "fix.it", "bench.co", "lamp.tv", "wick.de", "tools.io", "oil.is", "repair.no", "hall.to", "node.js"}

// events writes a folder for each event, with its projects below it.
func (p *planter) events() {
	places := []string{"Cardiff", "Leith", "Whitby", "Truro", "Derry", "Oban", "Hull", "Bath"}
	p.page("events/index.md", front("title: Events", "eleventyNavigation:", "  key: Events", "  order: 2")+"{% for e in collections.events reversed %}[{{ e.data.title }}]({{ e.url }})\n{% endfor %}\n", Template)
	n := 0
	for year := 2023; year <= 2026; year++ {
		for i := range 4 {
			place := places[(year*4+i)%len(places)]
			dir := fmt.Sprintf("events/%d/%02d/%s", year, 3*i+1, strings.ToLower(place))
			kinds := []Kind{}
			image := ""
			if i == 0 {
				image, kinds = "header_image: bench.png", append(kinds, HeaderImage)
			}
			title := fmt.Sprintf("title: %s, %d", place, year)
			p.page(dir+"/index.md", front(slices.DeleteFunc([]string{"layout: event", title, fmt.Sprintf("date: %d-%02d-14", year, 3*i+1), "venue: {name: The Old Hall, rooms: 4}", image}, func(s string) bool { return s == "" })...)+p.text(2)+"[All events](/events/), [a project](projects/project-0.md), [why](../../../../about/rationale.md).\n", kinds...)
			for j := range 6 {
				p.project(dir, n, j)
				n++
			}
		}
	}
}

func (p *planter) project(dir string, n, j int) {
	file := fmt.Sprintf("%s/projects/project-%d.md", dir, j)
	title := fmt.Sprintf("title: Project %d of the bench", n)
	var kinds []Kind
	if j == 5 && n/6 < len(dotted) {
		file = fmt.Sprintf("%s/projects/%s.md", dir, dotted[n/6])
		kinds = append(kinds, Dotted)
	}
	if j == 4 && n/6 < 3 {
		title, kinds = "title: Untitled project", append(kinds, SameTitle)
	}
	text := p.text(2) + fmt.Sprintf("By [somebody](/people/person-%03d/).\n", n%90)
	if j == 3 {
		text = "" // known by its front matter alone
		kinds = append(kinds, FrontMatterAlone)
	}
	p.page(file, front(title, "team: [a, b]", "repo: https://code.example/"+fmt.Sprint(n), "tags:", "  - project")+text, kinds...)
}

// posts writes the posts of a blog, one a fortnight.
func (p *planter) posts() {
	for i := range 40 {
		year, month, day := 2025+i/24, i/2%12+1, 6+i%2*14
		file := fmt.Sprintf("_posts/%d-%02d-%02d-note-%02d.md", year, month, day, i)
		p.page(file, front("layout: post", fmt.Sprintf("title: \"Note %d: %s\"", i, what[i%len(what)]), "categories: notes", "tags: [hall, bench]")+p.text(2)+"![Nothing](/images/tower.png)\n", Post)
		p.named(file, fmt.Sprintf("%d/%02d/%02d/note-%02d", year, month, day, i))
	}
}

// people writes a page for each person, of front matter alone, and fills the tree up.
func (p *planter) people() {
	p.page("people/README.md", "# People\n\n"+p.text(1), FolderPage, NoFrontMatter, NoTitle)
	for i := 0; p.tree.Count(Markdown) < TreeFiles; i++ {
		p.page(fmt.Sprintf("people/person-%03d.md", i), front(fmt.Sprintf("title: Person %d", i), fmt.Sprintf("role: %s", dids[i%len(dids)]), "links:", "  - url: https://person.example/"+fmt.Sprint(i)), FrontMatterAlone)
	}
}
