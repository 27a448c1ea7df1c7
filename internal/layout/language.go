package layout

import "hackday.example/kiosk/internal/site"

// languages sets the languages that the page is there in, and says so where it is in
// another than the reader's.
func (t *setter) languages(s *site.Site, p *site.Page) []line { return nil }
