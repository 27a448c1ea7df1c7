//go:build !linux

package picture

import "time"

var began = time.Now()

// elapsed is the time since the process began, more or less.
func elapsed() time.Duration { return time.Since(began) }
