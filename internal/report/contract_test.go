package report

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/reference"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

// charge runs the whole engine on a folder.
func charge(folder fs.FS, month string) (*chargeback.Run, error) {
	source, err := tables.OpenFolder(folder)
	if err != nil {
		return nil, err
	}
	set, err := tables.Read(source, nil)
	if err != nil {
		return nil, err
	}
	period, _ := allocation.ParsePeriod(month)
	m, err := set.Month(period)
	if err != nil {
		return nil, err
	}
	return m.Charge(nil)
}

// object runs the engine and returns the object of SPEC §8.
func object(t require.TestingT, folder fs.FS, month string) reference.Result {
	run, err := charge(folder, month)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, JSON(&out, run, words.Swedish))
	var result reference.Result
	require.NoError(t, json.Unmarshal(out.Bytes(), &result), out.String())
	return result
}

// withoutReasons drops what is told in words, not computed.
func withoutReasons(r reference.Result) reference.Result {
	for i := range r.Unallocated {
		r.Unallocated[i].Reason = ""
	}
	return r
}

func TestEngineEqualsReferenceOnRandomMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := reference.RandomSet(t)
		want, err := reference.Charge(set.FS(), set.Month)
		require.NoError(t, err)
		require.Equal(t, withoutReasons(*want), withoutReasons(object(t, set.FS(), set.Month)))
	})
}
