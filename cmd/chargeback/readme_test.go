package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadmeShowsWhatTheCommandSays: the explained line of the README is what
// explain writes.
func TestReadmeShowsWhatTheCommandSays(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	said := done(t, "explain", "--data", "../../fixtures/molndal", "--month", "2017-08",
		"--cost-center", "4100", "--category", "HELPDESK", "--model", "device")
	said, _, _ = strings.Cut(said, "Vad poolerna består av")
	shown := 0
	for _, line := range strings.Split(strings.ReplaceAll(said, "\u00A0", " "), "\n") {
		if line = strings.TrimSpace(line); strings.Contains(line, "→") || strings.HasPrefix(line, "exakt") {
			assert.Contains(t, string(readme), line)
			shown++
		}
	}
	assert.Equal(t, 2, shown)
}
