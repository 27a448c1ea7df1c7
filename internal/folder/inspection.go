package folder

import (
	"hackday.example/kiosk/internal/report"
)

// inspection is one look at a folder, or its part of one page. It is not safe for
// concurrent use.
type inspection struct {
	report.Report
	advising bool // says what could be better of texts, too
	leftOut  []LeftOut
	styles   Styles // of Options
}

// fault adds an error.
func (c *inspection) fault(file string, message, fix string) {
	c.Add(report.Problem{File: file, Severity: report.Fault, Message: message, Fix: fix})
}

// advise adds advice.
func (c *inspection) advise(file string, at report.Place, kind report.Kind, message, fix string) {
	c.Add(report.Problem{File: file, Line: at.Line, Column: at.Column, Severity: report.Advice, Kind: kind, Message: message, Fix: fix})
}

// adviseAddress adds advice on an address that cannot be used, whose name is what it
// is the address of.
func (c *inspection) adviseAddress(file string, at report.Place, name string, err *addressError) {
	c.advise(file, at, badAddress, name+" "+err.what, err.fix)
}
