package chargeback_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// TestWorkdays: five workdays over weekends, holidays and eves.
func TestWorkdays(t *testing.T) {
	t.Parallel()
	f := func(from, want string) {
		t.Helper()
		require.Equal(t, want, chargeback.AfterWorkdays(day(from), 5).String(), from)
	}
	f("2017-04-04", "2017-04-11")
	f("2017-04-08", "2017-04-18") // a Saturday; Good Friday and Easter Monday between
	f("2017-05-22", "2017-05-30") // Ascension Day on the 25th
	f("2017-06-16", "2017-06-26") // Midsummer Eve on the 23rd
	f("2017-12-20", "2017-12-29") // Christmas
	f("2017-12-22", "2018-01-03") // and the New Year
	f("2018-04-27", "2018-05-07") // 1 May
	f("2020-06-15", "2020-06-23") // Midsummer Eve on the 19th
	for text, holiday := range map[string]bool{
		"2016-03-25": true, "2016-03-28": true, "2019-04-19": true, "2019-04-22": true, "2024-03-29": true, "2025-04-21": true,
		"2017-06-06": true, "2017-01-06": true, "2017-11-03": false, "2017-06-26": false, "1980-06-20": true,
	} {
		require.Equal(t, !holiday, chargeback.IsWorkday(day(text)), text)
	}
}

func TestObjectionNumbers(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2017-001", "2017-022", "2017-1234"} {
		id, ok := chargeback.ParseObjectionID(text)
		require.True(t, ok, text)
		require.Equal(t, text, id.String())
	}
	for _, text := range []string{"", "2017", "2017-", "2017-0", "2017-000", "2017-22", "17-022", "2017-022 ", "2017--22", "2017-+22", "2017-9999999999", "-2017-022", "2017-022-1"} {
		_, ok := chargeback.ParseObjectionID(text)
		require.False(t, ok, text)
	}
}

// TestRemedy: the rows count elsewhere from a day on, or not at all.
func TestRemedy(t *testing.T) {
	t.Parallel()
	o := &chargeback.Objection{Rows: []chargeback.ObjectedRow{{Table: "devices", ID: "d1"}}}
	known := records(true, "d1 A 2017-01-01–")
	f := func(center, want string) {
		t.Helper()
		after, err := o.Remedy(day("2017-02-01"), center).Apply(known)
		require.NoError(t, err)
		var got string
		for _, r := range after["devices"] {
			got += deviceText(r) + "; "
		}
		require.Equal(t, want, got)
	}
	f("B", "d1 A 2017-01-01–2017-01-31; d1 B 2017-02-01–; ")
	f("", "d1 A 2017-01-01–2017-01-31; ")
}

// TestWhatAnObjectionConcerns: the whole bill, a cost centre of it, a service,
// or one line.
func TestWhatAnObjectionConcerns(t *testing.T) {
	t.Parallel()
	line := chargeback.LineKey{Department: "SKOL", CostCenter: "100", Model: allocation.Device, Category: "PC", Object: "staff"}
	f := func(want bool, about chargeback.LineKey, id string) {
		t.Helper()
		o := chargeback.Objection{About: about, Line: id}
		require.Equal(t, want, o.Concerns(line))
	}
	f(true, chargeback.LineKey{Department: "SKOL"}, "")
	f(false, chargeback.LineKey{Department: "VARD"}, "")
	f(true, chargeback.LineKey{Department: "SKOL", CostCenter: "100"}, "")
	f(false, chargeback.LineKey{Department: "SKOL", CostCenter: "200"}, "")
	f(true, chargeback.LineKey{Department: "SKOL", Model: allocation.Device, Object: "staff"}, "")
	f(false, chargeback.LineKey{Department: "SKOL", Model: allocation.Device, Object: "student"}, "")
	f(true, line, "id")
	other := line
	other.Category = "X"
	f(false, other, "id")
}
