package theme

import "image/color"

// Name names a palette.
type Name string

// The palettes.
const (
	Dark          Name = "dark"           // for a dark background
	DarkContrast  Name = "dark-contrast"  // the same in high contrast
	Light         Name = "light"          // for a light background
	LightContrast Name = "light-contrast" // the same in high contrast
	Plain         Name = "plain"          // no colour; bold, underline and reverse only
)

// Names are the palettes in the order in which a reader goes through them.
var Names = []Name{Dark, DarkContrast, Light, LightContrast, Plain}

// Next is the palette that follows when a reader asks for another.
func (n Name) Next() Name {
	for i, name := range Names {
		if name == n {
			return Names[(i+1)%len(Names)]
		}
	}
	return Names[0]
}

// Swatch is one colour at each depth a terminal may have.
type Swatch struct {
	RGB      color.RGBA
	Index256 uint8
	// Basic is one of the 16 colours whose look the terminal's owner chose, or
	// -1 for the terminal's own colour.
	Basic int
}

// Look is a role's colours; nil is the terminal's own.
type Look struct{ Ink, Ground *Swatch }

// Palette is the colours of one theme. Background and Foreground are not
// painted: they are what a terminal of that kind usually has, and what contrast
// is reckoned with.
type Palette struct {
	Background, Foreground color.RGBA
	Roles                  [Roles]Look
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// The blues and the yellow are the NHS identity's: NHS Blue #005EB8, NHS Dark
// Blue #003087, NHS Light Blue #41B6E6, NHS Yellow #FFEB3B for what has the
// focus (https://www.england.nhs.uk/nhsidentity/,
// https://service-manual.nhs.uk/design-system/styles/colour).
var (
	nhsBlue      = &Swatch{rgb(0x005EB8), 25, 4}
	nhsDarkBlue  = &Swatch{rgb(0x003087), 18, 4}
	nhsLightBlue = &Swatch{rgb(0x41B6E6), 74, 14}
	nhsYellow    = &Swatch{rgb(0xFFEB3B), 227, 11}
	paleBlue     = &Swatch{rgb(0x9BDBF5), 153, 14}
	white        = &Swatch{rgb(0xFFFFFF), 231, 15}
	black        = &Swatch{rgb(0x000000), 16, 0}
	lightGrey    = &Swatch{rgb(0xA8B2BD), 249, -1}
	darkGrey     = &Swatch{rgb(0x4C5B66), 240, -1}

	// The colours of code, after the identity's purple, greens, orange, pink and
	// aqua, brought to the contrast that each background asks for.
	lilac      = &Swatch{rgb(0xC9A0F0), 183, 13}
	paleLilac  = &Swatch{rgb(0xE0C8FF), 189, 15}
	purple     = &Swatch{rgb(0x330072), 54, 5}
	lightGreen = &Swatch{rgb(0xA3D977), 150, 10}
	paleGreen  = &Swatch{rgb(0xC5F0A0), 193, 10}
	darkGreen  = &Swatch{rgb(0x006747), 22, 2}
	deepGreen  = &Swatch{rgb(0x004A2F), 22, 0}
	warmYellow = &Swatch{rgb(0xFFB81C), 214, 11}
	darkRed    = &Swatch{rgb(0x8A1538), 88, 1}
	aqua       = &Swatch{rgb(0x7FDBD0), 116, 14}
	darkAqua   = &Swatch{rgb(0x00576B), 23, 6}
)

var palettes = map[Name]*Palette{
	Dark: {
		Background: rgb(0x1E1E1E), Foreground: rgb(0xE6E6E6),
		Roles: [Roles]Look{
			SiteName: {white, nhsBlue},
			Heading:  {Ink: nhsLightBlue},
			Link:     {Ink: nhsLightBlue},
			Muted:    {Ink: lightGrey},
			Match:    {black, nhsYellow},
			Found:    {white, nhsBlue},
			Chosen:   {black, nhsYellow},
			Banner:   {white, nhsBlue},
			Keyword:  {Ink: lilac},
			Literal:  {Ink: lightGreen},
			Number:   {Ink: warmYellow},
			Symbol:   {Ink: aqua},
		},
	},
	Light: {
		Background: rgb(0xFFFFFF), Foreground: rgb(0x1E1E1E),
		Roles: [Roles]Look{
			SiteName: {white, nhsBlue},
			Heading:  {Ink: nhsDarkBlue},
			Link:     {Ink: nhsBlue},
			Muted:    {Ink: darkGrey},
			Match:    {black, nhsYellow},
			Found:    {white, nhsBlue},
			Chosen:   {black, nhsYellow},
			Banner:   {white, nhsBlue},
			Keyword:  {Ink: purple},
			Literal:  {Ink: darkGreen},
			Number:   {Ink: darkRed},
			Symbol:   {Ink: darkAqua},
		},
	},
	DarkContrast: {
		Background: rgb(0x1E1E1E), Foreground: rgb(0xFFFFFF),
		Roles: [Roles]Look{
			Text:     {Ink: white},
			SiteName: {white, nhsDarkBlue},
			Heading:  {Ink: nhsYellow},
			Link:     {Ink: paleBlue},
			Muted:    {Ink: white},
			Key:      {Ink: white},
			Selected: {Ink: white},
			Match:    {black, nhsYellow},
			Found:    {white, nhsDarkBlue},
			Chosen:   {black, nhsYellow},
			Banner:   {white, nhsDarkBlue},
			Keyword:  {Ink: paleLilac},
			Literal:  {Ink: paleGreen},
			Number:   {Ink: nhsYellow},
			Symbol:   {Ink: paleBlue},
		},
	},
	LightContrast: {
		Background: rgb(0xFFFFFF), Foreground: rgb(0x000000),
		Roles: [Roles]Look{
			Text:     {Ink: black},
			SiteName: {white, nhsDarkBlue},
			Heading:  {Ink: black},
			Link:     {Ink: nhsDarkBlue},
			Muted:    {Ink: black},
			Key:      {Ink: black},
			Selected: {Ink: black},
			Match:    {black, nhsYellow},
			Found:    {white, nhsDarkBlue},
			Chosen:   {black, nhsYellow},
			Banner:   {white, nhsDarkBlue},
			Keyword:  {Ink: purple},
			Literal:  {Ink: deepGreen},
			Number:   {Ink: darkRed},
			Symbol:   {Ink: nhsDarkBlue},
		},
	},
	Plain: {},
}

// Palette returns the colours of a name; Plain's are all the terminal's own.
func (n Name) Palette() *Palette {
	if p := palettes[n]; p != nil {
		return p
	}
	return palettes[Plain]
}

// IsDark reports whether a palette is for a dark background.
func (n Name) IsDark() bool { return n == Dark || n == DarkContrast }
