package gallery

import (
	"container/list"

	"hackday.example/kiosk/internal/picture"
)

// cache keeps thumbnails and lines within a number of bytes; the least recently used go.
// Lines go first, which are made again at once: whoever asks for very many sizes does not
// have all pictures decoded again. Thumbnails go where they take more than three quarters.
// Gallery.mu guards it.
type cache struct {
	limit, bytes     int
	thumbnailBytes   int // of bytes
	thumbnails       map[*picture.File]*list.Element
	sizes            map[sized]*list.Element
	recentThumbnails list.List // of *item, the most recently used first
	recentLines      list.List // of *item, likewise
}

// sized names the lines of a picture.
type sized struct {
	file *picture.File
	size Size
}

// item is what is kept: a thumbnail, or lines.
type item struct {
	sized
	thumbnail *picture.Thumbnail // nil for lines
	lines     []string
	bytes     int
}

// bytesPerItem is what an item takes beside its content: itself, its list element and its
// part of a map.
const bytesPerItem = 300

func newCache(limit int) cache {
	return cache{limit: limit, thumbnails: map[*picture.File]*list.Element{}, sizes: map[sized]*list.Element{}}
}

// thumbnail is a picture's thumbnail, which is now the most recently used; or nil.
func (c *cache) thumbnail(f *picture.File) *picture.Thumbnail {
	e := c.thumbnails[f]
	if e == nil {
		return nil
	}
	c.recentThumbnails.MoveToFront(e)
	return e.Value.(*item).thumbnail
}

// lines are a picture's lines in a size, which are now the most recently used.
func (c *cache) lines(f *picture.File, size Size) (lines []string, ok bool) {
	e := c.sizes[sized{f, size}]
	if e == nil {
		return nil, false
	}
	c.recentLines.MoveToFront(e)
	return e.Value.(*item).lines, true
}

// has reports whether there are lines of a picture in a size, or what they are made of.
func (c *cache) has(f *picture.File, size Size) bool {
	return c.thumbnails[f] != nil || c.sizes[sized{f, size}] != nil
}

func (c *cache) addThumbnail(f *picture.File, t *picture.Thumbnail) {
	if c.thumbnails[f] == nil {
		c.thumbnails[f] = c.add(&item{sized: sized{file: f}, thumbnail: t, bytes: len(t.RGB) + bytesPerItem})
		c.evict()
	}
}

func (c *cache) addLines(f *picture.File, size Size, lines []string) {
	key := sized{f, size}
	if c.sizes[key] != nil {
		return
	}
	bytes := bytesPerItem
	for _, l := range lines {
		bytes += len(l) + 16
	}
	c.sizes[key] = c.add(&item{sized: key, lines: lines, bytes: bytes})
	c.evict()
}

// add keeps an item; evict is called afterwards.
func (c *cache) add(i *item) *list.Element {
	c.bytes += i.bytes
	if i.thumbnail != nil {
		c.thumbnailBytes += i.bytes
	}
	return c.recent(i).PushFront(i)
}

// recent is the list on which an item is.
func (c *cache) recent(i *item) *list.List {
	if i.thumbnail != nil {
		return &c.recentThumbnails
	}
	return &c.recentLines
}

// maxThumbnails is what thumbnails may take where lines want the rest, in bytes.
func (c *cache) maxThumbnails() int { return c.limit / 4 * 3 }

// evict drops what was used least recently, until the rest is within the limit.
func (c *cache) evict() {
	for c.bytes > c.limit {
		if c.thumbnailBytes > c.maxThumbnails() {
			c.remove(c.recentThumbnails.Back())
		} else {
			c.remove(c.recentLines.Back())
		}
	}
}

func (c *cache) remove(e *list.Element) {
	i := e.Value.(*item)
	c.recent(i).Remove(e)
	c.bytes -= i.bytes
	if i.thumbnail != nil {
		c.thumbnailBytes -= i.bytes
		delete(c.thumbnails, i.file)
	} else {
		delete(c.sizes, i.sized)
	}
}

// keepOnly drops all that is of other pictures.
func (c *cache) keepOnly(kept func(*picture.File) bool) {
	for _, recent := range []*list.List{&c.recentThumbnails, &c.recentLines} {
		for e := recent.Front(); e != nil; {
			next := e.Next()
			if !kept(e.Value.(*item).file) {
				c.remove(e)
			}
			e = next
		}
	}
}
