package live

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatIsMadeReadyIsShownWithoutAReloadForEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		var editing sync.Mutex // for what is read when a refresh was asked for already
		loads := 0
		d.loads = func() {
			editing.Lock()
			defer editing.Unlock()
			loads++
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			d.pages.Run(ctx)
		}()
		synctest.Wait()
		const documents, each = 500, 20 * time.Millisecond
		for n := range documents {
			editing.Lock()
			d.text = fmt.Sprintf("%d are ready.", n+1)
			editing.Unlock()
			d.pages.Refresh()
			synctest.Wait()
			time.Sleep(each)
			synctest.Wait() // for what began at the same time
		}
		time.Sleep(2 * refreshPause) // the last of them
		stop()
		<-ended
		if most := int(documents*each/refreshPause) + 2; loads > most {
			t.Errorf("the pages were loaded %d times, and %d are the most", loads, most)
		}
		if len(d.shown) == 0 || d.shown[0] != "1 are ready." || d.shown[len(d.shown)-1] != "500 are ready." {
			t.Errorf("shown were %q", d.shown)
		}
		if n := strings.Count(d.log.String(), "the pages have what was made ready"); n != loads {
			t.Errorf("of %d loads the log has %d:\n%s", loads, n, d.log.String())
		}
	})
}

func TestARefreshThatChangesNothingSaysNothing(t *testing.T) {
	d := newDesk(t)
	if changed, err := d.pages.reload(t.Context(), refreshed); changed || err != nil {
		t.Errorf("changed %v, %v", changed, err)
	}
	d.expect(t, nil, nil, nil)
}
