package announcements

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
)

// checkText is a text as it is announced, or why it is not.
func checkText(text string) (string, error) {
	if err := clean.CheckLine(text); err != nil {
		return "", fmt.Errorf("%w; announce one line of plain text", err)
	}
	text = strings.Join(strings.Fields(text), " ")
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "", errors.New("the announcement is empty; say what everyone is to know")
	case n > MaxText:
		return "", fmt.Errorf("the announcement has %d characters, and %d is the most; shorten it", n, MaxText)
	}
	return text, nil
}
