package site

import "testing"

func TestAddressesLeadToThePartsOfADocument(t *testing.T) {
	f := &File{Path: "docs/plan.pdf", Page: "docs/plan.pdf", Parts: 2}
	part := func(i int, anchor string) *Page {
		return &Page{Name: f.PageName(i), Title: "The plan", Unlisted: true, Source: f, Part: i, Anchors: []Anchor{{ID: anchor}}, Headings: []Heading{{ID: "heading-" + anchor}}}
	}
	s := New(Parts{Pages: []*Page{{Name: IndexName, Title: "Home"}, part(1, "page-1"), part(2, "page-12")}, Files: []*File{f}})
	for address, want := range map[string][2]string{
		"docs/plan.pdf":                  {"docs/plan.pdf", ""},
		"/docs/plan.pdf":                 {"docs/plan.pdf", ""},
		"docs/plan.pdf#page=12":          {"docs/plan.pdf/2", "page-12"},
		"docs/plan.pdf#zoom=2&page=12":   {"docs/plan.pdf/2", "page-12"},
		"docs/plan.pdf#nameddest=page-1": {"docs/plan.pdf", "page-1"},
		"docs/plan.pdf#heading-page-12":  {"docs/plan.pdf/2", "heading-page-12"},
		"docs/plan.pdf#nowhere":          {"docs/plan.pdf", "nowhere"},
		"docs/plan.pdf/2":                {"docs/plan.pdf/2", ""},
		"plan.pdf#page=12":               {"docs/plan.pdf/2", "page-12"},
		"the plan":                       {"docs/plan.pdf", ""},
		"plan":                           {"docs/plan.pdf", ""},
	} {
		p, fragment, near := s.Resolve(address, "")
		if p == nil || p.Name != want[0] || fragment != want[1] {
			t.Errorf("%q leads to %v, %q, near %q", address, p, fragment, near)
		}
	}
	if _, _, near := s.Resolve("plan.pfd", ""); len(near) != 1 || near[0] != "docs/plan.pdf" {
		t.Errorf("near are %q", near)
	}
	if got := s.Complete("docs/"); got != "docs/plan.pdf" {
		t.Errorf("it is completed to %q", got)
	}
	if len(s.Searched("")) != 3 || len(s.List("")) != 1 {
		t.Errorf("%d pages are searched, %d listed", len(s.Searched("")), len(s.List("")))
	}
}
