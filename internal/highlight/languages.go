package highlight

import (
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

// grammars is the languages by each of their names, in lower case. A grammar is
// compiled when it is first asked for, and kept.
var grammars = sync.OnceValue(func() map[string]func() *grammar {
	names := map[string]func() *grammar{}
	add := func(name string, get func() *grammar) {
		if name = strings.ToLower(name); names[name] == nil {
			names[name] = get
		}
	}
	loaders := make([]func() *grammar, len(Languages))
	configs := make([]*chroma.Config, len(Languages))
	for i, language := range Languages {
		lexer := lexers.Get(language).(*chroma.RegexLexer)
		configs[i] = lexer.Config()
		loaders[i] = sync.OnceValue(func() *grammar {
			g, _ := compile(lexer)
			return g
		})
	}
	for i, c := range configs {
		add(c.Name, loaders[i])
	}
	for i, c := range configs {
		for _, alias := range c.Aliases {
			add(alias, loaders[i])
		}
	}
	for i, c := range configs {
		for _, file := range c.Filenames {
			if ending, ok := strings.CutPrefix(file, "*."); ok && !strings.ContainsAny(ending, "*?[.") {
				add(ending, loaders[i])
			}
		}
	}
	return names
})

// find returns the grammar of a language's name in lower case, or nil.
func find(name string) *grammar {
	if get := grammars()[name]; get != nil {
		return get()
	}
	return nil
}
