package main

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestProgress: nothing is shown for the first second, nor where standard error
// is no terminal; then how far the work is, which goes away when it is done.
func TestProgress(t *testing.T) {
	t.Parallel()
	var shown bytes.Buffer
	p := &progress{to: &shown, total: 200, text: "Läser", start: time.Now()}
	p.add(50)
	assert.Empty(t, shown.String())

	p.start = time.Now().Add(-2 * patience)
	p.add(50)
	assert.Contains(t, shown.String(), "Läser")
	assert.Contains(t, shown.String(), "50%")
	p.done()

	pipe, _, err := os.Pipe()
	require.NoError(t, err)
	defer pipe.Close()
	silent := (&app{err: pipe}).progress(100, "Läser")
	assert.Nil(t, silent.to)
	silent.start = time.Now().Add(-2 * patience)
	silent.add(50)
	silent.done()
}
