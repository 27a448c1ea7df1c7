package pdf

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestLimitEndsWithItsParent(t *testing.T) {
	parent, end := context.WithCancel(t.Context())
	ctx, cancel := limit(parent, time.Hour, time.Hour)
	defer cancel()
	end()
	<-ctx.Done()
}

func TestLimitEndsWhenPatienceDoes(t *testing.T) {
	ctx, cancel := limit(t.Context(), time.Hour, time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("it ends with %v", ctx.Err())
	}
}

func TestLimitEndsAfterProcessorTime(t *testing.T) {
	ctx, cancel := limit(t.Context(), 20*time.Millisecond, time.Hour)
	defer cancel()
	for n := 0; ctx.Err() == nil; n++ { // which takes processor time
	}
}
