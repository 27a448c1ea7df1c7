package bombs

import (
	"fmt"
	"strings"
)

func pdfNesting() []File {
	const n = 1_000_000
	return []File{
		{"arrays in one another", onePage(pdfHello, strings.Repeat("[", n)+strings.Repeat("]", n))},
		{"arrays that never end", onePage(pdfHello, strings.Repeat("[", n))},
		{"dictionaries in one another", onePage(pdfHello, strings.Repeat("<</A ", n)+"0"+strings.Repeat(">>", n))},
		{"dictionaries in contents", onePage("/A "+strings.Repeat("<</A ", n)+"BDC "+pdfHello, pdfFont)},
		{"arrays in contents", onePage(strings.Repeat("[", n)+" TJ "+pdfHello, pdfFont)},
		{"strings of open brackets", onePage(strings.Repeat("(", n)+" Tj "+pdfHello, pdfFont)},
		{"states in one another", onePage(strings.Repeat("q ", n)+pdfHello, pdfFont)},
		{"marks in one another", onePage(strings.Repeat("/A BMC ", n)+pdfHello, pdfFont)},
		{"one long name", onePage(pdfHello, "/"+strings.Repeat("a", 16<<20))},
		{"references in a row", onePage(pdfHello, "6 0 R", "7 0 R", "8 0 R", "6 0 R")},
	}
}

func pdfForms() []File {
	form := func(content string) string {
		return stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R/Y 7 0 R>>>>", content)
	}
	files := []File{
		{"form of itself", onePage("/X Do "+pdfHello, pdfFont, form("/X Do "+pdfHello))},
		{"forms of each other", onePage("/X Do "+pdfHello, pdfFont, form("/Y Do /Y Do "), form("/X Do /X Do "+pdfHello))},
		{"pattern of itself", onePage("/Pattern cs /P scn 0 0 600 800 re f", pdfFont, stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</Pattern<</P 6 0 R>>>>/PatternType 1/PaintType 1/TilingType 1/XStep 0.0001/YStep 0.0001", "/Pattern cs /P scn 0 0 1 1 re f"))},
	}
	// Each form shows the next one ten times: ten billion in the end.
	doubling := []string{}
	for i := range 10 {
		doubling = append(doubling, stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>", i+7), strings.Repeat("/X Do ", 10)))
	}
	doubling = append(doubling, form(pdfHello))
	return append(files, File{"forms of ten forms each", onePage("/X Do", pdfFont, doubling...)})
}

func pdfActions() []File {
	with := func(name, catalogue, page string, more ...string) File {
		objects := []string{"<</Type/Catalog/Pages 2 0 R" + catalogue + ">>", pdfTree,
			strings.Replace(pdfPage, "/Parent", page+"/Parent", 1), stream("", pdfHello), pdfFont}
		return File{name, pdf(append(objects, more...)...)}
	}
	link := func(name, action string, more ...string) File {
		return with(name, "", "/Annots[<</Type/Annot/Subtype/Link/Rect[50 690 300 720]/A"+action+">>]", more...)
	}
	return []File{
		with("script that never ends", "/OpenAction<</S/JavaScript/JS(for(;;){app.alert\\(1\\);})>>", "/AA<</O<</S/JavaScript/JS(for(;;);)>>>>"),
		with("scripts by name", "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(for(;;);)>>]>>>>", ""),
		with("form of XFA", "/AcroForm<</XFA 6 0 R/Fields[]/NeedAppearances true>>", "", stream("", "<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template><subform><event activity='initialize'><script>while(true);</script></event></subform></template></xdp:xdp>")),
		with("names in a loop", "/Names<</Dests 6 0 R>>", "/Annots[<</Type/Annot/Subtype/Link/Rect[50 690 300 720]/Dest(a)>>]", "<</Kids[6 0 R 6 0 R]/Limits[(a)(z)]>>"),
		with("annotations of themselves", "", "/Annots 6 0 R", "[6 0 R 6 0 R]"),
		with("hundred thousand links", "", "/Annots["+strings.Repeat("<</Type/Annot/Subtype/Link/Rect[50 690 300 720]/A<</S/URI/URI(https://example.org/)>>>>", 100_000)+"]"),
		with("link of a million corners", "", "/Annots[<</Type/Annot/Subtype/Link/Rect[50 690 300 720]/QuadPoints["+strings.Repeat("0 0 9 9 ", 1_000_000)+"]/A<</S/URI/URI(https://example.org/)>>>>]"),
		link("link that starts a program", "<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>"),
		link("link to another file", "<</S/GoToR/F(/etc/passwd)/D[0/Fit]>>"),
		link("link to a file inside", "<</S/GoToE/T<</R/C/N(a)>>>>"),
		link("link that sends a form", "<</S/SubmitForm/F(https://example.org/)>>"),
		link("link that fetches data", "<</S/ImportData/F(/etc/passwd)>>"),
		link("link to an address of escapes", "<</S/URI/URI(javascript:\x1b]0;a\x07)>>"),
		link("link to a long address", "<</S/URI/URI(https://example.org/"+strings.Repeat("a", 10<<20)+")>>"),
		link("actions in a loop", "6 0 R", "<</S/GoTo/D[3 0 R/Fit]/Next 6 0 R>>"),
		with("file inside", "/Names<</EmbeddedFiles<</Names[(a)<</F(a)/EF<</F 6 0 R>>>>]>>>>", "", stream("/Type/EmbeddedFile", "a")),
	}
}

func pdfFonts() []File {
	// An embedded font, object 7, as its descriptor, object 6, has it.
	embedded := func(name, subtype, key, file string) File {
		return File{name, onePage(pdfHello,
			"<</Type/Font/Subtype/"+subtype+"/BaseFont/A/FirstChar 0/LastChar 255/Widths["+strings.Repeat("500 ", 256)+"]/FontDescriptor 6 0 R>>",
			"<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 0 1e30 -1e30]/"+key+" 7 0 R>>", file)}
	}
	truetype := "\x00\x01\x00\x00\x00\x04\x00\x40\x00\x02\x00\x00glyf\x00\x00\x00\x00\xff\xff\xff\xf0\xff\xff\xff\xffloca\x00\x00\x00\x00\x00\x00\x00\x4c\x7f\xff\xff\xffhead\x00\x00\x00\x00\x00\x00\x00\x4c\x00\x00\x00\x36maxp\x00\x00\x00\x00\x00\x00\x00\x4c\x00\x00\x00\x20" + strings.Repeat("\xff", 400)
	map8 := func(body string) string {
		return "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n" + body + "\nendcmap end end"
	}
	composite := func(name, toUnicode string) File {
		return File{name, onePage("BT /F 12 Tf 50 700 Td <0001000200030004> Tj ET",
			"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
			"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0 4294967295 500]>>",
			stream("", toUnicode))}
	}
	return []File{
		embedded("font of TrueType, broken", "TrueType", "FontFile2", stream("", truetype)),
		embedded("font of TrueType, cut off", "TrueType", "FontFile2", stream("", truetype[:20])),
		embedded("font of Type 1, broken", "Type1", "FontFile", stream("/Length1 9999999/Length2 9999999/Length3 0", "%!PS-AdobeFont-1.0: A\n/Private 99999999 dict dup begin /Subrs 99999999 array\n"+strings.Repeat("dup 0 9999999 RD ", 1000))),
		embedded("font of CFF, broken", "Type1", "FontFile3", stream("/Subtype/Type1C", "\x01\x00\x04\x04\xff\xff\x04\xff\xff\xff\xff"+strings.Repeat("\xff", 1000))),
		embedded("font of itself", "TrueType", "FontFile2", "7 0 R"),
		composite("characters of a long map", map8(strings.Repeat("1 beginbfrange\n<0000> <FFFF> <0041>\nendbfrange\n", 20_000))),
		composite("characters of a map of long texts", map8("1 beginbfchar\n<0001> <"+strings.Repeat("0041", 1_000_000)+">\nendbfchar")),
		composite("characters of a map of itself", map8("/A usecmap")),
		{"glyphs that show themselves", onePage("BT /F 12 Tf 50 700 Td (aaaa) Tj ET",
			"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[1]/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>",
			stream("", "1 0 d0 BT /F 12 Tf (aaaa) Tj ET"))},
		{"sizes of fonts", onePage("BT /F 1e30 Tf (a) Tj /F -1e30 Tf (b) Tj /F 0 Tf (c) Tj /F 1e-30 Tf (d) Tj 1e30 0 0 1e30 1e30 1e30 Tm /F 1e30 Tf (e) Tj 1e30 Tc 1e30 Tw 0 Tz (f f) Tj ET", pdfFont)},
		{"fonts of fonts", onePage(pdfHello, "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[5 0 R]>>")},
	}
}

func pdfImages() []File {
	image := func(name, entries, content string) File {
		return File{name, onePage("600 0 0 800 0 0 cm /X Do", pdfFont, stream("/Type/XObject/Subtype/Image"+entries, content))}
	}
	const large = "/Width 65000/Height 65000/ColorSpace/DeviceRGB/BitsPerComponent 8"
	return []File{
		image("image of 65,000 by 65,000", large+"/Filter/FlateDecode", deflate(strings.Repeat("\x00", 16<<20), 1)),
		image("image of 65,000 by 65,000, no data", large, ""),
		image("image of 65,000 by 65,000, two colours", "/Width 65000/Height 65000/ImageMask true/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 65000/Rows 65000>>", strings.Repeat("\xff", 1<<20)),
		image("image of more than there are numbers", "/Width 2147483647/Height 2147483647/ColorSpace/DeviceCMYK/BitsPerComponent 16", "a"),
		image("image that masks itself", "/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/SMask 6 0 R", "a"),
		image("image of JPEG, broken", "/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", "\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda"+strings.Repeat("\x00", 1<<20)),
		image("image of JPEG 2000, broken", "/Width 60000/Height 60000/Filter/JPXDecode", "\xff\x4f\xff\x51\x00\x2f\x00\x00\x7f\xff\xff\xff\x7f\xff\xff\xff"+strings.Repeat("\x00", 1000)),
		image("image of JBIG2, broken", "/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode", "\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13\xff\xff\xff\xff\xff\xff\xff\xff"+strings.Repeat("\x00", 1000)),
		image("image of colours of colours", "/Width 1/Height 1/BitsPerComponent 8/ColorSpace 7 0 R", "a"),
		{"image in the text", onePage("BI /W 65000 /H 65000 /BPC 8 /CS /RGB ID a EI "+pdfHello, pdfFont)},
		{"hundred thousand images", onePage(strings.Repeat("BI /W 1 /H 1 /BPC 8 /CS /G ID a EI ", 100_000), pdfFont)},
	}
}

func pdfTables() []File {
	objects := []string{pdfCatalogue, pdfTree, pdfPage, stream("", pdfHello), pdfFont}
	xref := func(entries, content string) []byte {
		s := "%PDF-1.7\n1 0 obj\n" + stream("/Type/XRef/Root 2 0 R"+entries, content) + "\nendobj\n"
		return []byte(s + "startxref\n9\n%%EOF\n")
	}
	prev := fmt.Sprintf("%d", strings.LastIndex(string(pdf(objects...)), "xref\n0"))
	return []File{
		{"table before itself", pdfOf(objects, "/Prev "+prev)},
		{"table of a stream that is none", pdfOf(objects, "/XRefStm "+prev)},
		{"table before the file", pdfOf(objects, "/Prev -1")},
		{"table of streams in a loop", xref("/Size 3/W[1 4 2]/Prev 9", strings.Repeat("\x01\x00\x00\x00\x09\x00\x00", 3))},
		{"table of a billion", xref("/Size 1000000000/W[0 0 0]/Index[0 1000000000]", "a")},
		{"table of wide entries", xref("/Size 5/W[2147483647 2147483647 2147483647]", "a")},
		{"no table", []byte("%PDF-1.7\n" + strings.Repeat("1 0 obj <<", 500_000))},
		{"cipher that is unknown", pdfOf(objects, "/Encrypt<</Filter/A/V 99>>/ID[(a)(b)]")},
		{"cipher that is broken", pdfOf(objects, "/Encrypt<</Filter/Standard/V 5/R 6/O(a)/U(b)/P -1>>/ID[(a)(b)]")},
		{"nothing", nil},
		{"blanks", []byte(strings.Repeat(" ", 1<<20))},
		{"zeros", make([]byte, 1<<20)},
		{"only a head", []byte("%PDF-1.7\n")},
	}
}

func pdfContents() []File {
	return []File{
		{"million characters", onePage("BT /F 1 Tf 0 TL 50 700 Td "+strings.Repeat("(aaaaaaaaaaaaaaaaaaaa) Tj ", 50_000)+"ET", pdfFont)},
		{"hundred thousand texts in one place", onePage("BT /F 12 Tf 50 700 Td "+strings.Repeat("(a) Tj 0 0 Td ", 100_000)+"ET", pdfFont)},
		{"million lines", onePage("0 0 m "+strings.Repeat("1 1 l 9 9 l ", 500_000)+"S", pdfFont)},
		{"hundred thousand boxes", onePage(strings.Repeat("0 0 9 1 re S ", 100_000), pdfFont)},
		{"clips", onePage(strings.Repeat("0 0 9 9 re W n ", 100_000)+pdfHello, pdfFont)},
		{"numbers that are none", onePage("BT /F 12 Tf nan inf -inf 1e999 0 0 Tm (a) Tj ET 99999999999999999999 0 m 1e30 1e-30 l S", pdfFont)},
		{"curves far away", onePage("1e30 w 0 0 m 1e30 -1e30 -1e30 1e30 9 9 c S [1e-30 1e-30] 0 d 0 0 m 1e9 1e9 l S", pdfFont)},
	}
}
