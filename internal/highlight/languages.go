package highlight

import (
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// Languages are the languages that are highlighted, by Chroma's names: those that
// the pages of a hack day have. A language that is used takes 170 KiB on average
// for good, 12 MiB for all of these (Chroma compiles its rules too). All 250 of
// Chroma's would take 40 MiB, for any page that names them.
var Languages = []string{
	"ApacheConf", "Awk", "Bash", "Bash Session", "Batchfile", "BibTeX", "C", "C#", "C++", "Clojure", "CMake", "CSS",
	"Dart", "Diff", "Django/Jinja", "Docker", "Elixir", "Elm", "Erlang", "FSharp", "fish", "Fortran", "Go", "GraphQL", "Groovy",
	"Haskell", "HCL", "HTML", "INI", "Java", "JavaScript", "JSON", "Julia", "Kotlin", "Lua", "Makefile", "Matlab", "MySQL",
	"Nginx configuration file", "Nix", "Objective-C", "OCaml", "Perl", "PHP", "PostgreSQL SQL dialect", "PowerShell", "properties",
	"Protocol Buffer", "Python", "R", "react", "Ruby", "Rust", "SAS", "Scala", "Scheme", "SCSS", "SPARQL", "SQL",
	"Swift", "systemd", "Terraform", "TeX", "TOML", "Turtle", "TypeScript", "VimL", "vue", "XML", "YAML", "Zig",
}

// known is a language of which there is a grammar.
type known struct {
	name    string // Chroma's
	grammar func() *grammar
}

// grammars is the languages by each of their names, in lower case. A grammar is
// compiled when it is first asked for, and kept.
var grammars = sync.OnceValue(func() map[string]*known {
	names := map[string]*known{}
	add := func(name string, k *known) {
		if name = strings.ToLower(name); names[name] == nil {
			names[name] = k
		}
	}
	all := make([]*known, len(Languages))
	configs := make([]*chroma.Config, len(Languages))
	for i, language := range Languages {
		lexer := lexers.Get(language).(*chroma.RegexLexer)
		configs[i] = lexer.Config()
		all[i] = &known{language, sync.OnceValue(func() *grammar {
			g, _ := compile(lexer)
			return g
		})}
	}
	for i, c := range configs {
		add(c.Name, all[i])
	}
	for i, c := range configs {
		for _, alias := range c.Aliases {
			add(alias, all[i])
		}
	}
	for i, c := range configs {
		for _, file := range c.Filenames {
			if ending, ok := strings.CutPrefix(file, "*."); ok && !strings.ContainsAny(ending, "*?[.") {
				add(ending, all[i])
			}
		}
	}
	return names
})

// find returns the grammar of a language's name in lower case, or nil.
func find(name string) *grammar {
	if k := grammars()[name]; k != nil {
		return k.grammar()
	}
	return nil
}

// Name is what people call the language of a block of code, by its info string: "Bash"
// for "sh". A language that is not among Languages has the name that the string gives
// it; that is empty for plain text.
func Name(info string) string {
	name := nameIn(info)
	if slices.Contains(plainNames, name) {
		return ""
	}
	if k := grammars()[name]; k != nil {
		return k.name
	}
	return name
}

// plainNames are what blocks of code are called that are in no language.
var plainNames = []string{"text", "txt", "plain", "plaintext", "none"}
