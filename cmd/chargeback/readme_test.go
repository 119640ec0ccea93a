package main

import (
	"os"
	"path/filepath"
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

// TestReadmePath runs the commands of a month as the README has them.
func TestReadmePath(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, path, found := strings.Cut(string(readme), "in a database that is one file:\n\n")
	require.True(t, found)
	path, _, _ = strings.Cut(path, "\n\n")
	folder := t.TempDir()
	late := filepath.Join(folder, "late.csv")
	require.NoError(t, os.WriteFile(late, []byte("id,class,cost_center,from,to\nd00005,staff,2000,2017-01-10,\n"), 0o600))
	database := filepath.Join(folder, "chargeback.db")
	ran := 0
	for line := range strings.Lines(path) {
		const explanation = 60 // the column where it begins
		words := strings.Fields(line[:min(len(line), explanation)])
		require.Equal(t, "chargeback", words[0])
		for i, word := range words {
			switch word {
			case "january":
				words[i] = filepath.Join(folder, word)
			case "late.csv":
				words[i] = late
			}
			words[i] = strings.Replace(words[i], "fixtures/", "../../fixtures/", 1)
		}
		done(t, append(words[1:], "--db", database)...)
		ran++
	}
	require.Equal(t, 10, ran)
}
