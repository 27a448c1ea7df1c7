package words

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/language"

	"hackday.example/kiosk/internal/fold"
)

// English is what is said to those who ask for no other language, or for one
// that there is not.
var English = load("en")

// languages are all of them by code, and the same in ASCII.
var languages, inASCII = loadAll()

func loadAll() (all, ascii map[string]*Words) {
	all, ascii = map[string]*Words{}, map[string]*Words{}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		code := strings.TrimSuffix(name, path.Ext(name))
		all[code] = English
		if code != English.Code {
			all[code] = load(code)
		}
		folded := *all[code]
		foldAll(reflect.ValueOf(&folded).Elem())
		ascii[code] = &folded
	}
	return all, ascii
}

// load reads a language's file. A broken one is a mistake in this folder, which
// the tests find; it ends the program.
func load(code string) *Words {
	text, err := files.ReadFile(code + ".yaml")
	if err != nil {
		panic(err)
	}
	w := &Words{Code: code, tag: language.MustParse(code)}
	if err := yaml.UnmarshalWithOptions(text, w, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("%s.yaml: %v", code, err))
	}
	return w
}

// foldAll writes every text below v in ASCII. Maps it makes anew: v shares them.
func foldAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(fold.ASCII(v.String()))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				foldAll(v.Field(i))
			}
		}
	case reflect.Map:
		folded := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, k := range v.MapKeys() {
			folded.SetMapIndex(k, reflect.ValueOf(fold.ASCII(v.MapIndex(k).String())))
		}
		v.Set(folded)
	}
}

// In is what is said in a language, by its code in any letter case; in ASCII if
// the terminal shows nothing else. ok is false, and the words English, where
// there is no such language.
func In(code string, ascii bool) (w *Words, ok bool) {
	code = strings.ToLower(code)
	if _, ok = languages[code]; !ok {
		code = English.Code
	}
	if ascii {
		return inASCII[code], ok
	}
	return languages[code], ok
}

// Codes are the languages there are, in alphabetical order.
func Codes() []string {
	var codes []string
	for code := range languages {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}
