package folder

import (
	"fmt"
	"testing"
	"testing/fstest"
)

func TestThePicturesOfAFolderAreBounded(t *testing.T) {
	a := &assembly{inspection: &inspection{}, tree: &tree{fsys: fstest.MapFS{}}}
	a.pictures.known = map[string]*knownPicture{}
	for i := range maxPictures {
		a.pictures.known[fmt.Sprint(i, ".png")] = &knownPicture{}
	}
	if f, err := a.picture("one-more.png"); f != nil || err != nil {
		t.Errorf("one more is %v, %v", f, err)
	}
	if len(a.pictures.known) != maxPictures {
		t.Errorf("%d pictures are known, and %d is the most", len(a.pictures.known), maxPictures)
	}
}
