package webpage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// nameOf returns the class and the id of n as words between dashes:
// "-theme-doc-toc-mobile-". Capitals within begin a word.
func nameOf(n *html.Node) string {
	s := attr(n, "class")
	if id := attr(n, "id"); id != "" && namesItself(n) {
		s += " " + id
	}
	return wordsOf(s)
}

// wordsOf returns a list of classes as words between dashes.
func wordsOf(s string) string {
	if s = clip(s, 400); strings.TrimSpace(s) == "" {
		return ""
	}
	b := make([]byte, 0, len(s)+8)
	b = append(b, '-')
	lower := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			if lower {
				b = append(b, '-')
			}
			b = append(b, c|0x20)
			lower = false
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80:
			b = append(b, c)
			lower = true
		default:
			if b[len(b)-1] != '-' {
				b = append(b, '-')
			}
			lower = false
		}
	}
	return string(append(b, '-'))
}

// namesItself reports whether an id is likely to say what n is. That of a
// section or a heading is made of its heading's words instead.
func namesItself(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Section, atom.Article, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dt, atom.Dd, atom.Li,
		atom.P, atom.Span, atom.A, atom.Table, atom.Tr, atom.Td, atom.Pre, atom.Code, atom.Figure, atom.Img:
		return false
	}
	if strings.Contains(" "+attr(n, "class")+" ", " section ") {
		return false
	}
	if c := firstElement(n); c != nil && isHeading(c) { // <div id="related"><h2>Related</h2>
		return n.DataAtom != atom.Div || strings.Contains(attr(n, "id"), "sidebar")
	}
	return true
}

func firstElement(n *html.Node) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return c
		}
	}
	return nil
}

func any(names string, of ...string) bool {
	if names == "" {
		return false
	}
	for _, s := range of {
		if strings.Contains(names, s) {
			return true
		}
	}
	return false
}

// always are names that generators and themes give to furniture alone.
var always = []string{
	"-breadcrumb-", "-breadcrumbs-", "-crumbs-", "-edit-this-page-", "-edit-page-", "-edit-link-", "-editlink-",
	"-edit-on-github-", "-edit-this-", "-edit-meta-row-", "-last-updated-", "-lastupdated-", "-last-modified-", "-lastmod-", "-last-update-",
	"-pagination-", "-paginator-", "-pager-", "-prev-next-", "-previous-next-", "-post-nav-", "-post-navigation-",
	"-page-navigation-", "-nav-links-", "-navheader-", "-navfooter-", "-sphinxsidebar-", "-skip-link-",
	"-skip-links-", "-skip-nav-", "-skip-to-", "-skiplink-", "-skipnav-", "-share-buttons-", "-share-links-", "-sharing-",
	"-social-share-", "-social-links-", "-social-icons-", "-post-share-", "-share-bar-", "-addtoany-", "-sharedaddy-", "-cookie-notice-",
	"-cookie-banner-", "-cookie-consent-", "-cookieconsent-", "-cookie-bar-", "-cookies-banner-", "-gdpr-",
	"-comment-form-", "-commentform-", "-comment-respond-", "-disqus-thread-", "-giscus-", "-utterances-",
	"-searchbox-", "-search-box-", "-search-form-", "-searchform-", "-search-bar-", "-lang-switch-", "-lang-switcher-",
	"-language-switcher-", "-language-switch-", "-language-selector-", "-language-picker-", "-lang-select-", "-lang-selector-", "-lang-nav-",
	"-back-to-top-", "-backtotop-", "-back-top-", "-scroll-to-top-", "-to-top-", "-related-posts-", "-related-pages-", "-related-articles-",
	"-relatedposts-", "-related-content-", "-post-related-", "-read-next-", "-you-may-also-like-", "-recommended-posts-",
	"-newsletter-", "-subscribe-form-", "-adsbygoogle-", "-print-link-", "-post-tags-", "-tag-list-", "-taglist-", "-article-tags-",
	"-entry-tags-", "-author-box-", "-author-bio-", "-about-author-", "-about-the-author-", "-author-card-", "-post-author-box-", "-theme-toggle-", "-theme-switcher-", "-version-switcher-", "-version-selector-", "-page-feedback-",
	"-page-feedback-form-", "-helpful-", "-rst-versions-", "-navbar-", "-sidenav-", "-toc-mobile-", "-toc-desktop-", "-on-this-page-", "-page-toc-",
	"-theme-doc-toc-", "-sidebar-toc-", "-site-header-", "-site-footer-", "-site-nav-", "-copyright-notice-",
}

// linked are names of furniture if most of the text in it is links.
var linked = []string{
	"-menu-", "-nav-", "-navigation-", "-sidebar-", "-side-bar-", "-related-", "-tags-", "-tagcloud-", "-tag-cloud-", "-share-",
	"-social-", "-languages-", "-langs-", "-lang-", "-language-", "-topbar-", "-footer-", "-recent-posts-", "-popular-posts-", "-archive-links-",
	"-previous-", "-prev-", "-next-", "-crumb-", "-you-are-here-", "-sponsored-", "-side-", "-sidemenu-", "-side-menu-", "-side-nav-",
	"-submenu-", "-sub-menu-", "-subnav-", "-sub-nav-",
}

// brief are names of furniture if it has little text.
var brief = []string{
	"-search-", "-share-", "-subscribe-", "-feedback-", "-tags-", "-page-meta-", "-cookie-", "-cookies-", "-consent-", "-newsletter-", "-signup-",
	"-advert-", "-advertisement-", "-ads-", "-social-", "-edit-", "-updated-", "-skip-", "-footer-meta-", "-page-info-", "-comments-link-",
	"-doc-footer-",
}

// contents are names of lists of what stands on the page, if they lead there.
var contents = []string{"-toc-", "-tableofcontents-", "-table-of-contents-", "-contents-", "-on-this-page-", "-page-toc-", "-localtoc-", "-local-toc-", "-page-nav-", "-in-this-page-"}

// outside are names of furniture where no content is around.
var outside = []string{
	"-header-", "-footer-", "-masthead-", "-banner-", "-topnav-", "-top-nav-", "-menu-bar-", "-menubar-", "-sidebar-", "-side-bar-",
	"-colophon-", "-bottom-", "-legal-", "-logo-", "-brand-", "-tagline-", "-top-bar-", "-aside-", "-copyright-", "-related-",
	"-comments-", "-page-footer-", "-page-header-", "-announcement-", "-leftnav-", "-left-nav-", "-rightnav-",
}

// isHeading reports whether n is h1 to h6.
func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// isContainer reports whether n holds blocks, and says nothing itself. The parts
// of tables are containers, as pages are laid out with them.
func isContainer(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Body, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Aside, atom.Nav,
		atom.Center, atom.Form, atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Hgroup, atom.Noscript,
		atom.Html, atom.Font:
		return true
	}
	return n.DataAtom == 0 && strings.Contains(n.Data, "-") // a custom element
}

// isBlock reports whether n is a block of its own.
func isBlock(n *html.Node) bool {
	if isContainer(n) && n.DataAtom != atom.Font || isHeading(n) {
		return true
	}
	switch n.DataAtom {
	case atom.P, atom.Ul, atom.Ol, atom.Dl, atom.Li, atom.Dt, atom.Dd, atom.Pre, atom.Blockquote, atom.Figure, atom.Details,
		atom.Address, atom.Fieldset, atom.Menu, atom.Hr, atom.Summary, atom.Dialog, atom.Caption, atom.Dir, atom.Search:
		return true
	}
	return false
}

// countable reports whether n may recur as furniture: a block, or what stands
// among blocks without one of its own.
func countable(n *html.Node) bool {
	return isBlock(n) || n.Parent != nil && isContainer(n.Parent)
}
