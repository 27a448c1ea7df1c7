package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// criteria are WCAG 2.2's success criteria of level A and AA, in its order. 4.1.1 is
// obsolete.
var criteria = map[string][]string{
	"A": strings.Fields(`1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1
		2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2`),
	"AA": strings.Fields(`1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11
		2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3`),
}

// testsOf are the tests in the files of a package.
func testsOf(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Errorf("the package %s has no tests (%v)", folder, err)
	}
	var tests []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				tests = append(tests, f.Name.Name)
			}
		}
	}
	return tests
}

func TestEveryCriterionOfWCAGIsMetByATestThatThereIs(t *testing.T) {
	text, err := os.ReadFile("accessibility.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{}
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) < 5 || cells[0] == " criterion " || cells[0] == " --- " {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		number, name, _ := strings.Cut(cells[0], " ")
		level, is, why, named := cells[1], cells[2], cells[3], strings.Fields(cells[4])
		switch {
		case len(cells) != 5 || name == "" || why == "":
			t.Errorf("%s lacks something: %q", number, cells)
		case !slices.Contains(criteria[level], number):
			t.Errorf("WCAG 2.2 has no %s of level %s", number, level)
		case seen[number]:
			t.Errorf("%s is there twice", number)
		case is != "met" && is != "terminal" && is != "none":
			t.Errorf("%s is %q", number, is)
		case is == "met" && len(named) == 0:
			t.Errorf("%s is met, and no test says so", number)
		}
		seen[number] = true
		for _, test := range named {
			folder, f, ok := strings.Cut(test, ".")
			if !ok {
				t.Errorf("%s: %s names no package", number, test)
				continue
			}
			if tests[folder] == nil {
				tests[folder] = testsOf(t, folder)
			}
			if !slices.Contains(tests[folder], f) {
				t.Errorf("%s: the package %s has no %s", number, folder, f)
			}
		}
	}
	for level, numbers := range criteria {
		for _, number := range numbers {
			if !seen[number] {
				t.Errorf("%s of level %s is not there", number, level)
			}
		}
	}
	if n := len(criteria["A"]) + len(criteria["AA"]); n != 55 || len(seen) != n {
		t.Errorf("%d criteria of %d", len(seen), n)
	}
}
