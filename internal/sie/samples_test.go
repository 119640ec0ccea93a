package sie

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// samples lie beside the repository: files of the SIE group's public test pack
// and of open source readers, which are not ours to keep here.
const samples = "../../../shared"

// TestSamples reads files that real programs wrote.
func TestSamples(t *testing.T) {
	if _, err := os.Stat(filepath.Join(samples, "sie")); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the sample files of other programs are not beside the repository; testdata has our own")
	}
	vectors := checksumVectors(t)
	f := func(name string, vouchers, rows, withObjects, accounts, objects, differences int, problems ...string) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(samples, "sie", name))
		require.NoError(t, err)
		file, found := Read(data)
		require.Equal(t, CP437, file.Encoding, name)
		require.Equal(t, 4, file.Type, name)
		require.Len(t, file.Vouchers, vouchers, name)
		gotRows, got := 0, 0
		for _, v := range file.Vouchers {
			gotRows += len(v.Rows)
			for _, r := range v.Rows {
				if r.Objects != nil {
					got++
				}
			}
		}
		require.Equal(t, []int{rows, withObjects}, []int{gotRows, got}, name)
		require.Len(t, file.Accounts, accounts, name)
		require.Len(t, file.Objects, objects, name)
		if sum, ok := vectors[name]; ok {
			require.Equal(t, ChecksumMatches, file.Checksum.State, name)
			require.Equal(t, sum, decimal(uint64(file.Checksum.Computed), 1), name)
		} else {
			require.Equal(t, ChecksumNone, file.Checksum.State, name)
		}
		apart, err := file.Reconcile()
		require.NoError(t, err)
		require.Len(t, apart, differences, name)
		told := map[string]bool{}
		for _, p := range found {
			told[string(p.Code)] = true
		}
		want := map[string]bool{}
		for _, code := range problems {
			want[code] = true
		}
		require.Equal(t, want, told, name)
		rewritten(t, file)
	}
	//                              vouchers rows objects accounts objects differences
	f("12_typ4.se", 81, 287, 9, 299, 6, 0)
	f("23_Sie4.si", 165, 869, 1, 133, 3, 35, "sie_empty_field") // a part of the year's vouchers
	f("31_LON_Lonekorning.SI", 1, 25, 18, 0, 0, 0)
	f("39_Norstedts_Bokslut_SIE_4I.si", 2, 4, 0, 351, 0, 0)
	f("44_sie4.se", 286, 949, 58, 301, 6, 0)
	f("4_BL0001_typ4I.SI", 1, 10, 0, 0, 0, 0, "sie_empty_field")
	f("9_sie-gruppen-e-conomic.se", 57, 160, 43, 407, 4, 8, "sie_missing_brace") // July's salary of one object is missing
	f("XE_SIE_4_20151125095119.SE", 65, 248, 43, 373, 46, 0,
		"sie_stray_quote", "sie_double_object", "sie_unbalanced") // voucher 1 1 has 12 and -10
	f("example_4E_objects_cp437.se", 3, 7, 6, 8, 4, 0)
	f("example_4I_internal_charge_cp437.si", 1, 6, 6, 2, 8, 0)
}

// checksumVectors returns, by the name of the sample, the sums that files
// declare and that were computed apart.
func checksumVectors(t *testing.T) map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join(samples, "golden", "sie_ksumma_vectors.csv"))
	require.NoError(t, err)
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	vectors := map[string]string{
		"example_4E_objects_cp437.se":         "2303337900",
		"example_4I_internal_charge_cp437.si": "2362075381",
	}
	for _, r := range records[1:] {
		if r[4] == "yes" {
			vectors[strings.ReplaceAll(filepath.Base(r[1]), " ", "_")] = r[2]
		}
	}
	return vectors
}
