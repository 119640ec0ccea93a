package report

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
	require.NoError(t, JSON(&out, run.Result(), words.Swedish))
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

// TestEngineEqualsHandWorkedMonths has the months worked out by hand, with
// their quantities.
func TestEngineEqualsHandWorkedMonths(t *testing.T) {
	for _, example := range reference.HandWorked() {
		t.Run(example.Name, func(t *testing.T) {
			var want reference.Result
			require.NoError(t, json.Unmarshal([]byte(example.Want), &want))
			got := object(t, example.FS(), example.Month)
			for _, u := range got.Unallocated {
				require.NotEmpty(t, u.Reason)
			}
			require.Equal(t, want, withoutReasons(got))
		})
	}
}

// TestEngineEqualsExamples has the data sets whose result is known, but for
// quantities and reasons.
func TestEngineEqualsExamples(t *testing.T) {
	folder := "../reference/testdata/examples"
	files, err := filepath.Glob(folder + "/*/expected-*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var want reference.Result
			require.NoError(t, json.Unmarshal(text, &want))
			month := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "expected-"), ".json")
			got := object(t, os.DirFS(filepath.Join(folder, name)), month)
			require.Equal(t, withoutQuantities(withoutReasons(want)), withoutQuantities(withoutReasons(got)))
		})
	}
}

func withoutQuantities(r reference.Result) reference.Result {
	for i := range r.Lines {
		r.Lines[i].Quantity = ""
	}
	return r
}
