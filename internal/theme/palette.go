package theme

import "image/color"

// Name names a palette.
type Name string

// The palettes.
const (
	Own           Name = "own"            // for any window: its own ink and ground, and patches of ours
	Dark          Name = "dark"           // for a dark background
	DarkContrast  Name = "dark-contrast"  // the same in high contrast
	Light         Name = "light"          // for a light background
	LightContrast Name = "light-contrast" // the same in high contrast
	PaintedDark   Name = "painted-dark"   // has a dark background of its own
	PaintedLight  Name = "painted-light"  // has a light background of its own
	Plain         Name = "plain"          // no colour; bold, underline and reverse only
)

// Names are all palettes.
var Names = []Name{Own, Dark, DarkContrast, Light, LightContrast, PaintedDark, PaintedLight, Plain}

// Swatch is one colour at each depth a terminal may have.
type Swatch struct {
	RGB      color.RGBA
	Index256 uint8 // 16 to 255: those below look as the terminal's owner likes
	// Basic is one of the 16 colours whose look the terminal's owner chose, or
	// -1 for the terminal's own ink, where none of them can be relied on.
	Basic int
}

// Look is a role's colours; nil is the terminal's own.
type Look struct{ Ink, Ground *Swatch }

// Palette is the colours of one theme. Base is what takes the place of the terminal's
// own style; the ink and the ground of a role stand on it. Base's colours are fixed
// ones of the 256: see Theme.Base.
type Palette struct {
	Base  Look
	Roles [Roles]Look
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// The blues and the yellow are the NHS identity's: NHS Blue #005EB8, NHS Dark
// Blue #003087, NHS Light Blue #41B6E6, NHS Yellow #FFEB3B for what has the
// focus (https://www.england.nhs.uk/nhsidentity/,
// https://service-manual.nhs.uk/design-system/styles/colour).
//
// Of the 16 colours, whose look is the owner's, only bright cyan can be read on every
// dark background in every palette that is widely used (Solarized has a grey in its
// place), and none but black on every light one: so 16 colours have attributes, and
// little else. TestEveryPairCanBeRead has the palettes.
var (
	nhsBlue      = &Swatch{rgb(0x005EB8), 25, -1}
	nhsDarkBlue  = &Swatch{rgb(0x003087), 18, -1}
	nhsLightBlue = &Swatch{rgb(0x41B6E6), 74, 14}
	nhsYellow    = &Swatch{rgb(0xFFEB3B), 227, -1}
	paleBlue     = &Swatch{rgb(0x9BDBF5), 153, -1}
	white        = &Swatch{rgb(0xFFFFFF), 231, -1}
	black        = &Swatch{rgb(0x000000), 16, -1}
	lightGrey    = &Swatch{rgb(0xA8B2BD), 249, -1}
	darkGrey     = &Swatch{rgb(0x4C5B66), 240, -1}
	deepGrey     = &Swatch{rgb(0x43515C), 239, -1}

	// What the terminal's own style becomes.
	paleInk     = &Swatch{rgb(0xE4E4E4), 254, -1}
	deepInk     = &Swatch{rgb(0x1C1C1C), 234, -1}
	whiteInk    = &Swatch{rgb(0xFFFFFF), 231, 15}
	blackInk    = &Swatch{rgb(0x000000), 16, -1}
	paintedPale = &Swatch{rgb(0xE4E4E4), 254, 7}
	paintedDeep = &Swatch{rgb(0x1C1C1C), 234, 0}
	darkPaint   = &Swatch{rgb(0x121212), 233, 0}
	lightPaint  = &Swatch{rgb(0xFFFFFF), 231, 7} // bright white is no background for the console of Linux

	// The colours of code, after the identity's purple, greens, orange, pink and
	// aqua, brought to the contrast that each background asks for.
	lilac      = &Swatch{rgb(0xC9A0F0), 183, -1}
	paleLilac  = &Swatch{rgb(0xE0C8FF), 189, -1}
	purple     = &Swatch{rgb(0x330072), 54, -1}
	lightGreen = &Swatch{rgb(0xA3D977), 150, -1}
	paleGreen  = &Swatch{rgb(0xC5F0A0), 193, -1}
	darkGreen  = &Swatch{rgb(0x006747), 22, -1}
	deepGreen  = &Swatch{rgb(0x004A2F), 236, -1} // the cube has no green that is as dark
	warmYellow = &Swatch{rgb(0xFFB81C), 214, -1}
	darkRed    = &Swatch{rgb(0x8A1538), 88, -1}
	aqua       = &Swatch{rgb(0x7FDBD0), 116, -1}
	darkAqua   = &Swatch{rgb(0x00576B), 23, -1}
)

var palettes = map[Name]*Palette{
	// Own stands in windows of which nothing is known. Ink of ours would have to be
	// readable on black and on white: of that luminance, 0.175 to 0.183, there are
	// few colours (a grey of #757575 or #767676, a blue of #2F73E0), and all of them
	// are below 3:1 on #303030 and below 3.8:1 on #E8E8E8, where windows are. So none
	// is used: what is not a patch, ink and ground both ours, has the terminal's own.
	Own: {Roles: [Roles]Look{
		TitleBand: {white, nhsBlue},
		Banner:    {white, nhsBlue},
	}},
	// Of a match and the current one, the latter is the patch that differs most from
	// the window.
	Dark: {Base: Look{Ink: paleInk}, Roles: [Roles]Look{
		TitleBand: {white, nhsBlue},
		Heading:   {Ink: nhsLightBlue},
		Link:      {Ink: nhsLightBlue},
		Muted:     {Ink: lightGrey},
		Match:     {white, nhsBlue},
		Found:     {black, nhsYellow},
		Banner:    {white, nhsBlue},
		Keyword:   {Ink: lilac},
		Literal:   {Ink: lightGreen},
		Number:    {Ink: warmYellow},
		Symbol:    {Ink: aqua},
	}},
	PaintedDark: {Base: Look{paintedPale, darkPaint}, Roles: [Roles]Look{
		TitleBand: {white, nhsDarkBlue},
		Heading:   {Ink: nhsLightBlue},
		Link:      {Ink: nhsLightBlue},
		Muted:     {Ink: lightGrey},
		Match:     {white, nhsDarkBlue},
		Found:     {black, nhsYellow},
		Banner:    {white, nhsDarkBlue},
		Keyword:   {Ink: lilac},
		Literal:   {Ink: lightGreen},
		Number:    {Ink: warmYellow},
		Symbol:    {Ink: aqua},
	}},
	Light: {Base: Look{Ink: deepInk}, Roles: [Roles]Look{
		TitleBand: {white, nhsBlue},
		Heading:   {Ink: nhsDarkBlue},
		Link:      {Ink: nhsBlue},
		Muted:     {Ink: darkGrey},
		Match:     {black, nhsYellow},
		Found:     {white, black},
		Banner:    {white, nhsBlue},
		Keyword:   {Ink: purple},
		Literal:   {Ink: darkGreen},
		Number:    {Ink: darkRed},
		Symbol:    {Ink: darkAqua},
	}},
	PaintedLight: {Base: Look{paintedDeep, lightPaint}, Roles: [Roles]Look{
		TitleBand: {white, nhsDarkBlue},
		Heading:   {Ink: nhsDarkBlue},
		Link:      {Ink: nhsDarkBlue},
		Muted:     {Ink: deepGrey},
		Match:     {black, nhsYellow},
		Found:     {white, black},
		Banner:    {white, nhsDarkBlue},
		Keyword:   {Ink: purple},
		Literal:   {Ink: deepGreen},
		Number:    {Ink: darkRed},
		Symbol:    {Ink: nhsDarkBlue},
	}},
	DarkContrast: {Base: Look{Ink: whiteInk}, Roles: [Roles]Look{
		TitleBand: {white, nhsDarkBlue},
		Heading:   {Ink: nhsYellow},
		Link:      {Ink: paleBlue},
		Match:     {white, nhsDarkBlue},
		Found:     {black, nhsYellow},
		Banner:    {white, nhsDarkBlue},
		Keyword:   {Ink: paleLilac},
		Literal:   {Ink: paleGreen},
		Number:    {Ink: nhsYellow},
		Symbol:    {Ink: paleBlue},
	}},
	LightContrast: {Base: Look{Ink: blackInk}, Roles: [Roles]Look{
		TitleBand: {white, nhsDarkBlue},
		Link:      {Ink: nhsDarkBlue},
		Match:     {black, nhsYellow},
		Found:     {white, black},
		Banner:    {white, nhsDarkBlue},
		Keyword:   {Ink: purple},
		Literal:   {Ink: deepGreen},
		Number:    {Ink: darkRed},
		Symbol:    {Ink: nhsDarkBlue},
	}},
	Plain: {},
}

// Palette returns the colours of a name; Plain's are all the terminal's own.
func (n Name) Palette() *Palette {
	if p := palettes[n]; p != nil {
		return p
	}
	return palettes[Plain]
}
