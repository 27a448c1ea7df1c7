package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// engine is PDFium, translated once. Each document gets an instance of its own, which
// takes some 4 ms, so that none can spoil another.
type engine struct {
	pool   pdfium.Pool
	memory *memory
	module api.Module // of the instance made last
}

// fileAccess is how go-pdfium lets PDFium read a document that stays outside of its
// memory. The method is not in its interface, but of its implementation.
type fileAccess interface {
	CreateFileAccessReader(size int64, reader io.ReadSeeker) (access *uint64, index *uint32, err error)
}

// startEngine translates PDFium. ctx must not end before the engine is closed.
//
// go-pdfium makes the instances: it has PDFium, and what that asks of its host. The calls
// go to the instance itself, for go-pdfium's own ask for memory four times for the box of
// a character, and a page has thousands. An instance is found when it calls the first
// function that go-pdfium has it call.
func startEngine(ctx context.Context) (*engine, error) {
	memory, err := newMemory()
	if err != nil {
		return nil, fmt.Errorf("reserving memory: %w", err)
	}
	e := &engine{memory: memory}
	ctx = experimental.WithMemoryAllocator(ctx, e.memory)
	ctx = experimental.WithFunctionListenerFactory(ctx, e)
	features := api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling
	pool, err := webassembly.Init(webassembly.Config{
		Context:  ctx,
		MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // without it PDFium is given the whole file system
		Stdout:   io.Discard,
		Stderr:   io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfigInterpreter().
			WithCoreFeatures(features).
			WithMemoryLimitPages(MemoryBytes >> 16). // of 64 KiB
			WithCloseOnContextDone(true),
	})
	if err != nil {
		return nil, errors.Join(err, memory.close())
	}
	e.pool = pool
	// An instance is made now, so that what is missing is told now.
	in, err := e.instantiate(ctx)
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	in.close()
	return e, nil
}

// NewFunctionListener has the call of one function told, which happens once an instance.
func (e *engine) NewFunctionListener(def api.FunctionDefinition) experimental.FunctionListener {
	if !slices.Contains(def.ExportNames(), "FPDF_InitLibrary") {
		return nil
	}
	return experimental.FunctionListenerFunc(
		func(_ context.Context, m api.Module, _ api.FunctionDefinition, _ []uint64, _ experimental.StackIterator) {
			e.module = m
		})
}

// startTime bounds how long making an instance may take.
const startTime = 30 * time.Second

// instantiate is a fresh instance, whose calls end when ctx does.
func (e *engine) instantiate(ctx context.Context) (*instance, error) {
	e.module = nil
	owner, err := e.pool.GetInstance(startTime)
	if err != nil {
		return nil, fmt.Errorf("making an instance: %w", err)
	}
	in := &instance{ctx: ctx, owner: owner, module: e.module, functions: map[string]api.Function{}}
	if in.module == nil {
		in.close()
		return nil, errors.New("making an instance: PDFium was not begun by FPDF_InitLibrary")
	}
	in.scratch = in.pointer("malloc", scratchBytes)
	if in.scratch == 0 {
		defer in.close()
		return nil, errors.Join(errors.New("making an instance: no memory"), in.err)
	}
	return in, nil
}

// open is an instance with a document loaded into it. PDFium reads the document piece by
// piece from content, which must not change.
func (e *engine) open(ctx context.Context, content []byte) (*instance, error) {
	in, err := e.instantiate(ctx)
	if err != nil {
		return nil, err
	}
	if err := in.load(content); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

func (e *engine) close() error {
	return errors.Join(e.pool.Close(), e.memory.close())
}

// source is a document as go-pdfium reads it. go-pdfium keeps every source that it was
// ever given, so close leaves an empty one.
type source struct{ *bytes.Reader }

func (s *source) close() { s.Reader = bytes.NewReader(nil) }
