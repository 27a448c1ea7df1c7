package main

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"time"

	"github.com/alecthomas/kong"

	"hackday.example/kiosk/internal/when"
)

// checkZone fails where the time zone that TZ names is not known, which package time would
// take for UTC without a word. Each command that says a time to somebody, or reads one,
// calls it first.
func checkZone() error {
	name, given := os.LookupEnv("TZ")
	zone, err := when.Zone(name, given)
	if err != nil {
		return err
	}
	if given && runtime.GOOS == "windows" { // where package time does not look at TZ
		time.Local = zone
	}
	return nil
}

// lengthsOfTime has flags take a length of time as people type it: 30s, "2 minutes".
var lengthsOfTime = kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(func(c *kong.DecodeContext, target reflect.Value) error {
	t, err := c.Scan.PopValue("length of time")
	if err != nil {
		return err
	}
	text := fmt.Sprint(t.Value)        // a file may have a number there
	d, err := time.ParseDuration(text) // which takes 50ms, too
	if err != nil {
		d, err = when.Length(text)
	}
	if err != nil {
		return err
	}
	target.SetInt(int64(d))
	return nil
}))

// lengthOfTime reads a length of time as flags take it: as people type it, and as Go has
// it, such as 50ms.
func lengthOfTime(text string) (time.Duration, error) {
	if d, err := time.ParseDuration(text); err == nil {
		return d, nil
	}
	return when.Length(text)
}
