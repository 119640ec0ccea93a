package web

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// TestKeysInAddresses: any key is found again from its address, no two keys have
// the same one, and none looks like a folder or a new row.
func TestKeysInAddresses(t *testing.T) {
	t.Parallel()
	shares, systems := chargeback.TableNamed("system_shares"), chargeback.TableNamed("systems")
	parts := []string{"", "a", ":", "~", "~0", "~1", "a:b", ".", "..", "å/ä", "~new", "new", "%2F", "a b", "?"}
	known := map[string][]string{}
	for _, a := range parts {
		for _, b := range parts {
			key := []string{a, b}
			segment := keySegment(key)
			require.Nil(t, known[segment], "%q", key)
			known[segment] = key
			read, ok := keyCells(shares, segment)
			require.True(t, ok)
			require.Equal(t, key, read)
			u, err := url.Parse(rowPath("system_shares", key))
			require.NoError(t, err)
			require.Equal(t, "/register/system_shares/"+segment, u.Path)
		}
		segment := keySegment([]string{a})
		require.NotContains(t, []string{".", "..", newRow}, segment)
		read, ok := keyCells(systems, segment)
		require.True(t, ok)
		require.Equal(t, []string{a}, read)
	}
	for _, segment := range []string{newRow, "~3", "a~", "a:b", "~2x"} {
		_, ok := keyCells(systems, segment)
		assert.False(t, ok, segment)
	}
}

func row(cells ...string) chargeback.Record { return chargeback.Record{Cells: cells, Row: 1} }

// TestWhatAFormAsksFor: rows on its days give way, others stay as they are.
func TestWhatAFormAsksFor(t *testing.T) {
	t.Parallel()
	weights := chargeback.TableNamed("weights")
	before := chargeback.Records{"weights": {row("system", "gold", "27", "2017-01-01", "")}}
	form := func(weight, from, to string, end bool) *rowForm {
		return &rowForm{Table: weights, Key: []string{"system", "gold"}, End: end, Known: "1", Cells: map[string]string{
			"model": "system", "class": "gold", "weight": weight, "from": from, "to": to,
		}}
	}
	for name, c := range map[string]struct {
		form *rowForm
		want [][]string
	}{
		"in the middle": {form("30", "2017-03-01", "2017-03-31", false), [][]string{
			{"27", "2017-01-01", "2017-02-28"}, {"30", "2017-03-01", "2017-03-31"}, {"27", "2017-04-01", ""},
		}},
		"from the same day, and not for ever": {form("30", "2017-01-01", "2017-03-31", false), [][]string{
			{"30", "2017-01-01", "2017-03-31"}, {"27", "2017-04-01", ""},
		}},
		"for ever":         {form("30", "", "", false), [][]string{{"30", "", ""}}},
		"before the first": {form("30", "", "2016-12-31", false), [][]string{{"30", "", "2016-12-31"}, {"27", "2017-01-01", ""}}},
		"ended":            {form("", "2017-07-01", "", true), [][]string{{"27", "2017-01-01", "2017-06-30"}}},
		"as it is":         {form("27", "2017-01-01", "", false), [][]string{{"27", "2017-01-01", ""}}},
	} {
		edit, err := c.form.edit(before["weights"])
		require.NoError(t, err, name)
		require.Equal(t, []int64{1}, edit.Known)
		plan, err := edit.Set.Plan(before)
		require.NoError(t, err, name)
		var got [][]string
		after := plan.Merge(before)["weights"]
		for _, r := range after {
			got = append(got, r.Cells[2:])
		}
		assert.ElementsMatch(t, c.want, got, name)
	}
	_, err := form("", "2017-07-01", "2017-06-30", true).edit(before["weights"])
	wrong := form("", "2017-07-01", "2017-06-30", true).tell(words.Swedish, err)
	assert.Len(t, wrong.columns["from"], 1)
	_, err = form("", "i går", "", true).edit(before["weights"])
	wrong = form("", "i går", "", true).tell(words.Swedish, err)
	assert.Equal(t, []string{"”i går” är ingen dag i kalendern; skriv den som 2017-03-31."}, wrong.columns["from"])
}

// TestMonthOfTheEffect: the one that is asked for, else the first that the
// change concerns and is not closed.
func TestMonthOfTheEffect(t *testing.T) {
	t.Parallel()
	month := func(m int) allocation.Period { return allocation.Period{Year: 2017, Month: m} }
	months := []allocation.Period{month(11), month(12), month(10)} // october is closed
	for _, c := range []struct {
		from, to, asked string
		want            int
	}{
		{"", "", "", 11},
		{"2017-12-24", "", "", 12},
		{"2017-09-01", "2017-10-15", "", 10},
		{"2018-05-01", "", "", 11},
		{"2017-09-01", "", "", 11},
		{"", "", "2017-10", 10},
		{"", "", "2016-01", 11},
	} {
		f := &rowForm{Table: chargeback.TableNamed("systems"), Month: c.asked, Cells: map[string]string{"from": c.from, "to": c.to}}
		assert.Equal(t, month(c.want), f.effectMonth(months), c)
	}
}

// TestErrorsOfAForm stand at their fields; those of other rows say whose they
// are.
func TestErrorsOfAForm(t *testing.T) {
	t.Parallel()
	f := &rowForm{Table: chargeback.TableNamed("systems"), Key: []string{"A"}, Cells: map[string]string{}}
	errs := new(chargeback.Errors)
	errs.Add(&chargeback.Error{Code: chargeback.EmptyCell, File: "systems", Line: 1, Column: "name"})
	errs.Add(&chargeback.Error{Code: chargeback.UnknownCode, File: "system_shares", Key: "A 100", Column: "system", Value: "A", Args: []string{"systems"}})
	got := f.tell(words.Swedish, errs)
	assert.Equal(t, []string{"Värdet saknas och behövs; fyll i det."}, got.columns["name"])
	assert.Equal(t, []string{"Andelar i system A 100, system: ”A” finns inte i tabellen systems; rätta koden eller lägg till den där."}, got.general)
	got = f.tell(words.English, &chargeback.Error{Code: chargeback.EmptyChange})
	assert.Equal(t, []string{"The change makes no difference; what it says is known already."}, got.general)
	f.Key = nil
	got = f.tell(words.Swedish, &chargeback.Error{Code: chargeback.KeyKnown, Value: "A"})
	assert.Len(t, got.columns["code"], 1)
}
