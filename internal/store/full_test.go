package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
	"chargeback/internal/store"
)

// TestDiskFull (TRUST C2.5): on a full disk a change is refused in a sentence
// and leaves nothing behind, reading goes on, and changes work again when there
// is space.
func TestDiskFull(t *testing.T) {
	folder := smallDisk(t, "size=3m")
	db, err := store.Open(t.Context(), filepath.Join(folder, "chargeback.db"), store.Options{})
	require.NoError(t, err)
	defer db.Close()
	add := func(size int) error {
		return db.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Append(audit.Event{At: time.Unix(0, 0), Person: "Anna", Action: "try", Details: strings.Repeat("x", size)})
			return err
		})
	}
	length := func() (n int64) {
		require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
			head, err := tx.ChainHead()
			n = head.Number
			return err
		}))
		return n
	}
	require.NoError(t, add(10))
	// The rest of the disk is taken, and given back in steps.
	filler := filepath.Join(folder, "filler")
	fill := func(left int64) {
		var disk syscall.Statfs_t
		require.NoError(t, syscall.Statfs(folder, &disk))
		info, err := os.Stat(filler)
		size := int64(0)
		if err == nil {
			size = info.Size()
		}
		require.NoError(t, os.WriteFile(filler, make([]byte, max(0, size+int64(disk.Bavail)*disk.Bsize-left)), 0o600))
	}
	refused := 0
	for left := int64(0); left <= 512<<10; left += 64 << 10 {
		fill(left)
		before := length()
		err := add(200 << 10)
		if err == nil {
			require.Equal(t, before+1, length())
			continue
		}
		refused++
		var told *chargeback.Error
		require.ErrorAs(t, err, &told)
		require.Equal(t, chargeback.DiskFull, told.Code, fmt.Sprint(err))
		require.Equal(t, before, length(), "nothing of it is left")
	}
	require.Positive(t, refused)
	require.NoError(t, os.Remove(filler))
	require.NoError(t, add(200<<10))
	verifier := audit.NewVerifier()
	require.NoError(t, db.View(t.Context(), func(tx *store.Tx) error {
		for e, err := range tx.Events(1) {
			require.NoError(t, err)
			require.True(t, verifier.Add(e))
		}
		return nil
	}))
}

// smallDisk makes a file system in memory that is soon full. It takes root.
func smallDisk(t *testing.T, options string) string {
	folder := t.TempDir()
	require.NoError(t, syscall.Mount("tmpfs", folder, "tmpfs", 0, options), "a small tmpfs takes root: run the tests as root")
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	return folder
}
