package highlight

import (
	"github.com/alecthomas/chroma/v2"

	"hackday.example/kiosk/internal/theme"
)

// kinds are the kinds of Chroma's that a Glamour style has a field for, and a few
// that are as good as one of those. Of all others, the sub-category or the
// category counts, as in Chroma's own styles.
var kinds = map[chroma.TokenType]theme.Token{
	chroma.Error:               theme.ErrorCode,
	chroma.Comment:             theme.Comment,
	chroma.CommentPreproc:      theme.CommentPreproc,
	chroma.Keyword:             theme.KeywordCode,
	chroma.KeywordReserved:     theme.KeywordReserved,
	chroma.KeywordNamespace:    theme.KeywordNamespace,
	chroma.KeywordType:         theme.KeywordType,
	chroma.Operator:            theme.Operator,
	chroma.Punctuation:         theme.Punctuation,
	chroma.Name:                theme.NameCode,
	chroma.NameBuiltin:         theme.NameBuiltin,
	chroma.NameBuiltinPseudo:   theme.NameBuiltin,
	chroma.NameTag:             theme.NameTag,
	chroma.NameAttribute:       theme.NameAttribute,
	chroma.NameClass:           theme.NameClass,
	chroma.NameConstant:        theme.NameConstant,
	chroma.NameDecorator:       theme.NameDecorator,
	chroma.NameException:       theme.NameException,
	chroma.NameFunction:        theme.NameFunction,
	chroma.NameFunctionMagic:   theme.NameFunction,
	chroma.NameOther:           theme.NameOther,
	chroma.Literal:             theme.LiteralCode,
	chroma.LiteralNumber:       theme.LiteralNumber,
	chroma.LiteralDate:         theme.LiteralDate,
	chroma.LiteralString:       theme.LiteralString,
	chroma.LiteralStringEscape: theme.LiteralStringEscape,
	chroma.GenericDeleted:      theme.GenericDeleted,
	chroma.GenericEmph:         theme.GenericEmph,
	chroma.GenericInserted:     theme.GenericInserted,
	chroma.GenericStrong:       theme.GenericStrong,
	chroma.GenericSubheading:   theme.GenericSubheading,
	chroma.GenericHeading:      theme.GenericSubheading,
}

func kindOf(t chroma.TokenType) theme.Token {
	for _, t := range []chroma.TokenType{t, t.SubCategory(), t.Category()} {
		if k, ok := kinds[t]; ok {
			return k
		}
	}
	return theme.PlainCode
}
