package postgres

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close(t.Context()) })
	return conn
}

func TestEveryTestHasItsDatabaseOnOneServer(t *testing.T) {
	server := Start(t)
	require.Same(t, server, Start(t))
	ownerURL, applicationURL := server.Database(t)
	other, _ := server.Database(t)
	require.NotEqual(t, ownerURL, other)

	_, err := connect(t, ownerURL).Exec(t.Context(), "CREATE TABLE things (name text); INSERT INTO things VALUES ('a')")
	require.NoError(t, err)

	application := connect(t, applicationURL)
	_, err = application.Exec(t.Context(), "SELECT * FROM things")
	require.ErrorContains(t, err, "permission denied")
	_, err = application.Exec(t.Context(), "CREATE TABLE mine (name text)")
	require.ErrorContains(t, err, "permission denied")

	_, err = connect(t, other).Exec(t.Context(), "SELECT * FROM things")
	require.ErrorContains(t, err, "does not exist")
	_, err = connect(t, server.Superuser(ownerURL)).Exec(t.Context(), "DELETE FROM things")
	require.NoError(t, err)
	require.FileExists(t, server.Socket())
}

func TestADurableServerKeepsItsRowsWhenItCrashes(t *testing.T) {
	server := StartDurable(t)
	ownerURL, _ := server.Database(t)
	conn := connect(t, ownerURL)
	_, err := conn.Exec(t.Context(), "CREATE TABLE things (name text); INSERT INTO things VALUES ('a')")
	require.NoError(t, err)

	server.Crash(t)
	require.Error(t, conn.Ping(t.Context()))
	server.Resume(t)

	var name string
	require.NoError(t, connect(t, ownerURL).QueryRow(t.Context(), "SELECT name FROM things").Scan(&name))
	require.Equal(t, "a", name)
}

func TestAnEndedServerLeavesNothing(t *testing.T) {
	server, err := newServer(false)
	require.NoError(t, err)
	dir := server.cluster.dir
	require.DirExists(t, dir)
	server.cluster.end()
	_, err = os.Stat(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
}
