package site

import (
	"testing"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/clean"
)

func TestAQuotationIsAnAlertByItsFirstLine(t *testing.T) {
	for _, tt := range []struct{ markdown, kind, text string }{ // text is the quotation's, without the line
		{"> [!NOTE]\n> one two", "note", "one two"},
		{"> [!tip]\n> one", "tip", "one"},
		{">[!Important]  \n> one\n> two", "important", "one two"},
		{"> [!WARNING]\\\n> one", "", "[!WARNING] one"},
		{"> [!caution]\n>\n> one", "caution", "one"},
		{"> [!caution]", "caution", ""},
		{"> [!NOTE]\n> *one* [!NOTE]", "note", "one [!NOTE]"},
		{"> [!NOTE]\nlazy", "note", "lazy"},
		{"> [!NOTE]\n> - one", "note", "one"},
		{"> [!NOTE] one", "", "[!NOTE] one"},
		{"> [!OTHER]\n> one", "", "[!OTHER] one"},
		{"> [! NOTE]\n> one", "", "[! NOTE] one"},
		{"> \\[!NOTE]\n> one", "", "[!NOTE] one"},
		{"> **[!NOTE]**\n> one", "", "[!NOTE] one"},
		{"> one\n> [!NOTE]", "", "one [!NOTE]"},
		{"> one\n>\n> [!NOTE]\n> two", "", "one [!NOTE] two"},
		{"> # [!NOTE]\n> one", "", "[!NOTE] one"},
		{"> [!NOTE]\n> one\n\n[!NOTE]: /b", "", "!NOTE one"},
		{">", "", ""},
	} {
		source := []byte(tt.markdown)
		q := Parse(source).FirstChild().(*ast.Blockquote)
		kind, last, ok := Alert(q, source)
		w := textWriter{source: source, blocks: true}
		w.write(q)
		if text := clean.Line(w.String()); kind != tt.kind || ok != (tt.kind != "") || (last != nil) != ok || text != tt.text {
			t.Errorf("%q: %q, %v, %q", tt.markdown, kind, last, text)
		}
		if ok && last.Parent() != q.FirstChild() {
			t.Errorf("%q: the last node stands in %v", tt.markdown, last.Parent())
		}
	}
}

func TestTheLineThatMakesAnAlertIsInNoSentence(t *testing.T) {
	p := load(t, "> [!NOTE]\n> See [a](b) here. And [c](d)\n>\n> [!TIP] [e](f)")
	want := []string{"See a here.", "And c", "[!TIP] e"}
	for i, r := range p.Resources[:p.TextResources] {
		if r.Sentence != want[i] {
			t.Errorf("%q, want %q", r.Sentence, want[i])
		}
	}
}
