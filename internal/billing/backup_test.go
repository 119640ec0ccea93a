package billing_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
)

// lived fills a database with a closed month, a correction and a person.
func (w *world) lived() {
	w.t.Helper()
	w.mustTake(tiny)
	w.close(march)
	w.mustTake(map[string]string{"devices": "id,class,cost_center\nd2,staff,200\n"})
	w.mustTake(plan)
	_, err := w.Correct(w.t.Context(), anna, march)
	require.NoError(w.t, err)
	w.close(april)
	_, err = w.Calculate(w.t.Context(), anna, may)
	require.NoError(w.t, err)
	require.NoError(w.t, w.Register(w.t.Context(), eva, chargeback.Person{Name: "Eva", Roles: []chargeback.Role{chargeback.Admin}, Active: true}))
	for _, name := range []string{"Anna", "Bo"} {
		require.NoError(w.t, w.Register(w.t.Context(), eva, chargeback.Person{Name: name, Roles: []chargeback.Role{chargeback.Finance}, Active: true}))
	}
}

// TestBackupAndRestore: a backup of either database, taken while others write,
// is restored into an empty one of either kind; months prove there and go on.
func TestBackupAndRestore(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.lived()
		path := filepath.Join(t.TempDir(), "backup")
		var group sync.WaitGroup
		for i := range 20 {
			group.Go(func() {
				person := chargeback.Person{Name: "P" + string(rune('A'+i)), Roles: []chargeback.Role{chargeback.Auditor}, Active: true}
				require.NoError(t, w.Register(ctx, eva, person))
			})
		}
		info, err := w.db.Backup(ctx, path)
		group.Wait()
		require.NoError(t, err)
		require.Equal(t, int64(3), info.Months)
		require.GreaterOrEqual(t, info.Head.Number, int64(12))
		_, err = w.db.Backup(ctx, path)
		refuses(t, chargeback.BackupExists, err)
		mode, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), mode.Mode())

		owner, _ := postgres.Start(t).Database(t)
		for _, target := range []string{filepath.Join(t.TempDir(), "restored.db"), owner} {
			restored, err := store.Restore(ctx, path, target)
			require.NoError(t, err)
			require.Equal(t, info, restored)
			other := newWorld(t, target)
			other.proves(march)
			other.proves(april)
			_, err = other.Approve(ctx, bo, may)
			require.NoError(t, err, "life goes on")
			other.mustTake(map[string]string{"costs": "id,date,category,amount\nk99,2017-05-20,PC,30.00\n"})
			_, err = other.Calculate(ctx, anna, may)
			require.NoError(t, err)
			require.Error(t, other.db.Update(ctx, func(tx *store.Tx) error {
				_, err := tx.SQL().ExecContext(ctx, `DELETE FROM events`)
				return err
			}), "the guards are there")
			_, err = store.Restore(ctx, path, target)
			refuses(t, chargeback.TargetNotEmpty, err)
		}
	})
}

// TestDamagedBackupsAreRefused: one flipped byte anywhere, or an end that is
// missing (TRUST C10.3).
func TestDamagedBackupsAreRefused(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "chargeback.db"))
	w.lived()
	path := filepath.Join(t.TempDir(), "backup")
	_, err := w.db.Backup(t.Context(), path)
	require.NoError(t, err)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(3, 3))
	target := filepath.Join(t.TempDir(), "restored.db")
	try := func(damaged []byte) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "damaged")
		require.NoError(t, os.WriteFile(file, damaged, 0o600))
		_, err := store.Restore(t.Context(), file, target)
		refuses(t, chargeback.BackupDamaged, err)
		require.NoFileExists(t, target)
	}
	for range 200 {
		damaged := append([]byte(nil), whole...)
		damaged[random.IntN(len(damaged))] ^= 1 << random.IntN(8)
		try(damaged)
	}
	for _, left := range []int{0, 1, 100, len(whole) / 2, len(whole) - 1} {
		try(whole[:left])
	}
}
