package reference

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestRandomMonthsBalance charges random months, and adds up again what their results say.
func TestRandomMonthsBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := RandomSet(t)
		result, err := Charge(set.FS(), set.Month)
		require.NoError(t, err)

		billed, central, unallocated, variance := new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)
		for _, line := range result.Lines {
			billed.Add(billed, number(line.Amount))
			require.NotEqual(t, "0.00", line.Amount)
		}
		for _, entry := range result.Central {
			central.Add(central, number(entry.Amount))
		}
		for _, entry := range result.Unallocated {
			unallocated.Add(unallocated, number(entry.Amount))
			require.NotEmpty(t, entry.Reason)
		}
		for _, entry := range result.Variance {
			variance.Add(variance, number(entry.Amount))
		}
		require.Equal(t, result.Totals.Billed, billed.FloatString(2))
		require.Equal(t, result.Totals.Central, central.FloatString(2))
		require.Equal(t, result.Totals.Unallocated, unallocated.FloatString(2))
		require.Equal(t, result.Totals.Variance, variance.FloatString(2))
		sum := new(big.Rat).Add(billed.Add(billed, central), unallocated.Add(unallocated, variance))
		require.Equal(t, result.Totals.Cost, sum.FloatString(2))
	})
}

// TestOrderAndDialectChangeNothing writes the same facts twice, with rows and columns in another order and files in
// another dialect, and wants the same result.
func TestOrderAndDialectChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := randomTables(t)
		first := Set{Month: d.month, Files: writeFiles(t, d.tables)}
		second := Set{Month: d.month, Files: writeFiles(t, d.tables)}
		want, err := Charge(first.FS(), d.month)
		require.NoError(t, err)
		got, err := Charge(second.FS(), d.month)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// TestScaledSharesChangeNothing doubles every relative weight: shares of rules, systems and projects.
func TestScaledSharesChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := randomTables(t)
		want, err := Charge(Set{Files: writeFiles(t, d.tables)}.FS(), d.month)
		require.NoError(t, err)
		for _, table := range []string{"rules", "system_shares", "project_shares"} {
			for _, r := range d.tables[table] {
				share := number(r["share"])
				r["share"] = decimals(share.Add(share, share))
			}
		}
		got, err := Charge(Set{Files: writeFiles(t, d.tables)}.FS(), d.month)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// TestRandomSetsReachEverything holds the generator to its purpose: among a fixed series of sets, each of these
// outcomes turns up.
func TestRandomSetsReachEverything(t *testing.T) {
	generator := rapid.Custom(RandomSet)
	reached := map[string]int{}
	const sets = 300
	for seed := range sets {
		set := generator.Example(seed)
		result, err := Charge(set.FS(), set.Month)
		require.NoError(t, err)
		for outcome := range outcomes(set, result) {
			reached[outcome]++
		}
	}
	wanted := []string{
		"central", "self-paid", "no costs",
		"variance system", "variance device", "variance user", "variance port", "variance project", "over-recovery",
		"unallocated system", "unallocated device", "unallocated user", "unallocated port", "unallocated project",
		"unallocated system object", "unallocated user object", "unallocated project object",
		"billed system", "billed device", "billed user", "billed port", "billed project", "billed user object",
		"priced system", "priced device", "priced user", "priced port", "priced project", "priced user object",
		"negative line", "an öre back", "fraction of a month",
		"bom", "cp1252", "semicolon", "missing table",
	}
	t.Log(reached)
	for _, outcome := range wanted {
		require.GreaterOrEqual(t, reached[outcome], 3, "%s in %d sets", outcome, sets)
	}
}

// outcomes names what a set and its result show.
func outcomes(set Set, result *Result) map[string]bool {
	seen := map[string]bool{
		"central":       len(result.Central) > 0,
		"self-paid":     result.Totals.SelfPaid != "0.00",
		"no costs":      result.Totals.Cost == "0.00",
		"missing table": len(set.Files) < len(columnsOf),
	}
	for _, line := range result.Lines {
		how := "billed "
		if line.Category == "" {
			how = "priced "
		}
		seen[how+line.Model] = true
		seen[how+line.Model+" object"] = line.Object != "" || seen[how+line.Model+" object"]
		seen["negative line"] = strings.HasPrefix(line.Amount, "-") || seen["negative line"]
		seen["an öre back"] = line.Amount == "-0.01" || seen["an öre back"]
		seen["fraction of a month"] = strings.Contains(line.Quantity, ".") || seen["fraction of a month"]
	}
	for _, entry := range result.Unallocated {
		seen["unallocated "+entry.Model] = true
		seen["unallocated "+entry.Model+" object"] = entry.Object != "" || seen["unallocated "+entry.Model+" object"]
	}
	for _, entry := range result.Variance {
		seen["variance "+entry.Model] = true
		seen["over-recovery"] = strings.HasPrefix(entry.Amount, "-") || seen["over-recovery"]
	}
	for _, data := range set.Files {
		header, _, _ := strings.Cut(string(data), "\n")
		seen["bom"] = strings.HasPrefix(header, "\uFEFF") || seen["bom"]
		seen["semicolon"] = strings.Contains(header, ";") || seen["semicolon"]
		seen["cp1252"] = slices.Contains(data, 0xe5) || seen["cp1252"] // å; UTF-8 has no byte E5 in these sets
	}
	for outcome, happened := range seen {
		if !happened {
			delete(seen, outcome)
		}
	}
	return seen
}
