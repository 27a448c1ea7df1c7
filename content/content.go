// Package content holds the pages that the kiosk serves where the organisers
// name no folder of their own. It holds files and no logic.
package content

import "embed"

// FS holds site.yaml and the pages beside it.
//
//go:embed site.yaml *.md
var FS embed.FS
