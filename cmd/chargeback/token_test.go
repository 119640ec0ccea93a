package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTokens: a token is written alone to standard output, once; the person is
// made where new, and nobody needs a role on the host.
func TestTokens(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "chargeback.db")
	done(t, "import", folderOf(t, tiny), "--db", db, "--as", "Anna")
	create := func(args ...string) outcome {
		return call(append([]string{"token", "create", "--db", db}, args...)...)
	}
	got := create("--role", "head", "--department", "SKOL", "--name", "Utdata")
	require.Equal(t, exitDone, got.code, got.stderr)
	require.Regexp(t, `^chargeback_[\w-]{43}\n$`, got.stdout)
	require.Regexp(t, `^Nyckel [0-9a-f]{10} för Utdata; spara den nu, den visas inte igen:\n$`, got.stderr)
	require.Equal(t, exitDone, create("--role", "head", "--department", "SKOL", "--name", "Utdata").code)

	list := done(t, "token", "list", "--db", db)
	require.NotContains(t, list, strings.TrimSpace(got.stdout))
	require.Equal(t, 2, strings.Count(list, "Utdata  Utdata"), list)
	id := strings.Fields(got.stderr)[1]
	require.Equal(t, "Nyckel "+id+" är indragen.\n", done(t, "token", "revoke", id, "--db", db))
	require.Equal(t, outcome{exitFailure, "", "chargeback: det finns ingen giltig nyckel med id ”" + id + "”; se vilka som finns med chargeback token list\n"},
		call("token", "revoke", id, "--db", db))
	require.Equal(t, outcome{exitFailure, "", "chargeback: ”Utdata” finns redan men har inte den rollen eller behörigheten; ge den först med chargeback person add, eller välj ett annat namn\n"},
		create("--role", "finance", "--name", "Utdata"))
	require.Equal(t, outcome{exitBadData, "", "chargeback: ”XYZ” finns inte i tabellen departments; rätta koden eller lägg till den där\n"},
		create("--role", "head", "--department", "XYZ", "--name", "Fel"))
	for _, args := range [][]string{{"--name", "x"}, {"--role", "boss", "--name", "x"}, {"--role", "head"}, {"--role", "head", "--name", "x", "y"}} {
		require.Equal(t, exitUsage, create(args...).code, args)
	}

	password := call("person", "password", "Utdata", "--db", db)
	require.Equal(t, exitDone, password.code, password.stderr)
	require.Regexp(t, `^[a-z2-7]{4}(-[a-z2-7]{4}){3}\n$`, password.stdout)
	require.Equal(t, exitFailure, call("person", "password", "Ingen", "--db", db).code)
}
