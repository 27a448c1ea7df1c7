//go:build race

package bombs

// Racing is set where the race detector slows everything down and has pools
// forget what they keep: there fewer bombs are tried, and no allocation is counted.
const Racing = true
