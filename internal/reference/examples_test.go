package reference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestExamples charges the data sets whose result is known. Quantities, reasons and white space are not compared.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("testdata/examples/*/expected-*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		folder, name := filepath.Split(file)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			month := strings.TrimSuffix(strings.TrimPrefix(name, "expected-"), ".json")
			got, err := Charge(os.DirFS(folder), month)
			require.NoError(t, err)
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			requireResult(t, string(text), got)
		})
	}
}

// requireResult compares a result with the JSON of SPEC §8, but for quantities and reasons.
func requireResult(t *testing.T, want string, got *Result) {
	t.Helper()
	var wanted Result
	decoder := json.NewDecoder(strings.NewReader(want))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&wanted))
	require.Equal(t, withoutWords(&wanted), withoutWords(got))
}

// withoutWords is a copy of a result without its quantities and reasons.
func withoutWords(r *Result) Result {
	bare := *r
	bare.Lines = append([]Line{}, r.Lines...)
	for i := range bare.Lines {
		bare.Lines[i].Quantity = ""
	}
	bare.Unallocated = append([]Unallocated{}, r.Unallocated...)
	for i := range bare.Unallocated {
		bare.Unallocated[i].Reason = ""
	}
	return bare
}
