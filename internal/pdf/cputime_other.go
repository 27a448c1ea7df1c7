//go:build !unix

package pdf

import "time"

// processorTime is 0: it is not known.
func processorTime() time.Duration { return 0 }
