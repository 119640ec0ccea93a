package chargeback_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// rowsOf makes the records of a table. Columns that are not given are empty.
func rowsOf(table string, rows ...[]string) []chargeback.Record {
	t := chargeback.TableNamed(table)
	var records []chargeback.Record
	for _, cells := range rows {
		record := chargeback.Record{Cells: make([]string, len(t.Columns))}
		copy(record.Cells, cells)
		records = append(records, record)
	}
	return records
}

// smallRecords is a month of two cost centres, a computer that moves and a
// cost of each kind.
func smallRecords() chargeback.Records {
	return chargeback.Records{
		"settings":     rowsOf("settings", []string{"name", "Lilla kommun"}, []string{"it_cost_center", "900"}),
		"departments":  rowsOf("departments", []string{"IT", "IT", "it"}, []string{"SKOL", "Skolan", "administration"}),
		"cost_centers": rowsOf("cost_centers", []string{"100", "Norra skolan", "SKOL"}, []string{"900", "IT-drift", "IT"}),
		"categories":   rowsOf("categories", []string{"PC", "Inköp", "Datorer"}),
		"rules":        rowsOf("rules", []string{"PC", "device", "1"}),
		"weights":      rowsOf("weights", []string{"device", "student", "0.5"}),
		"systems":      rowsOf("systems", []string{"S1", "Ekonomi", "gold", "100"}),
		"devices": rowsOf("devices",
			[]string{"d1", "staff", "100", "2016-05-01", "2017-01-15", "PC-1"},
			[]string{"d1", "staff", "900", "2017-01-16", "", "PC-1"}),
		"costs": rowsOf("costs",
			[]string{"k1", "2017-01-10", "PC", "100.00", "Faktura", "Atea"},
			[]string{"k2", "2017-02-10", "PC", "70.00"}),
	}
}

func idOf(records chargeback.Records) string {
	in := chargeback.DigestInputs(records, january, nil)
	return in.RunID()
}

// TestWhatCountsIsInTheRunID: each change that could move an öre gives another
// id, and no other change does (SPEC §9).
func TestWhatCountsIsInTheRunID(t *testing.T) {
	t.Parallel()
	f := func(counts bool, what string, change func(chargeback.Records)) {
		t.Helper()
		records := smallRecords()
		change(records)
		require.Equal(t, counts, idOf(records) != idOf(smallRecords()), what)
	}
	cell := func(table string, row, column int, value string) func(chargeback.Records) {
		return func(r chargeback.Records) { r[table][row].Cells[column] = value }
	}
	add := func(table string, cells ...string) func(chargeback.Records) {
		return func(r chargeback.Records) { r[table] = append(r[table], rowsOf(table, cells)...) }
	}
	f(false, "nothing", func(chargeback.Records) {})
	f(false, "order of rows", func(r chargeback.Records) { slices.Reverse(r["devices"]); slices.Reverse(r["settings"]) })
	f(false, "name of the municipality", cell("settings", 0, 1, "Stora kommun"))
	f(false, "name of a department", cell("departments", 1, 1, "Utbildning"))
	f(false, "name of a cost centre", cell("cost_centers", 0, 1, "Södra skolan"))
	f(false, "name of a system", cell("systems", 0, 1, "Lön"))
	f(false, "asset tag", cell("devices", 0, 5, "PC-9"))
	f(false, "text of a cost", cell("costs", 0, 4, "Kvitto"))
	f(false, "supplier of a cost", cell("costs", 0, 5, "Dustin"))
	f(false, "a cost of another month", cell("costs", 1, 3, "71.00"))
	f(false, "a validity's end outside the month", cell("devices", 1, 4, "2018-12-31"))
	f(false, "a new cost centre that nothing counts on", add("cost_centers", "200", "Ny", "SKOL"))
	f(false, "a rule of a category without costs", add("rules", "LIC", "user", "1"))
	f(false, "a computer of next month", add("devices", "d2", "staff", "100", "2017-02-01"))
	f(false, "database rows", func(r chargeback.Records) { r["devices"][0].Row = 17; r["devices"][0].Line = 3 })

	f(true, "IT's cost centre", cell("settings", 1, 1, "100"))
	f(true, "how it is measured", add("settings", "measure", "month_end"))
	f(true, "a department that is not charged", cell("departments", 1, 3, "no"))
	f(true, "whose a cost centre is", cell("cost_centers", 0, 2, "IT"))
	f(true, "a rule's share", cell("rules", 0, 2, "2"))
	f(true, "a second rule", add("rules", "PC", "central", "1"))
	f(true, "a weight", cell("weights", 0, 2, "0.75"))
	f(true, "a tier", cell("systems", 0, 2, "copper"))
	f(true, "the day that a computer moved", func(r chargeback.Records) {
		r["devices"][0].Cells[4], r["devices"][1].Cells[3] = "2017-01-20", "2017-01-21"
	})
	f(true, "a computer's class", cell("devices", 1, 1, "student"))
	f(true, "an amount", cell("costs", 0, 3, "100.01"))
	f(true, "a cost's day becomes another month", cell("costs", 0, 1, "2017-02-01"))
	f(true, "who paid", cell("costs", 0, 11, "SKOL"))
	f(true, "an accrual", func(r chargeback.Records) {
		r["costs"][0].Cells[12], r["costs"][0].Cells[13] = "2017-01-01", "2017-12-31"
	})
	f(true, "hours", func(r chargeback.Records) {
		r["project_hours"] = rowsOf("project_hours", []string{"P1", "2017-01", "7.5"})
	})
}

// TestCorrectionsAreInputs: a correction is part of the run of the month that
// bills it (DECISIONS).
func TestCorrectionsAreInputs(t *testing.T) {
	t.Parallel()
	c := chargeback.Correction{Month: allocation.Period{Year: 2016, Month: 12}, Into: january, Place: 1, Cost: 100}
	with := chargeback.DigestInputs(smallRecords(), january, []chargeback.Correction{c})
	require.NotEqual(t, idOf(smallRecords()), with.RunID())
	require.True(t, chargeback.SameCorrections(with.Tables, []chargeback.Correction{c}))
	require.False(t, chargeback.SameCorrections(with.Tables, nil))
}
