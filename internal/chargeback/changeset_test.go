package chargeback_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

func day(text string) allocation.Date {
	date, ok := allocation.ParseDate(text)
	if !ok {
		panic(text)
	}
	return date
}

// moved and gone are changes of a computer on days that are written from–to.
func moved(id, center string, from, to string) chargeback.RecordChange {
	return chargeback.SetCells("devices", []string{id}, spanOf(from, to), map[string]string{"cost_center": center})
}

func gone(id string, from, to string) chargeback.RecordChange {
	return chargeback.EndRows("devices", []string{id}, spanOf(from, to))
}

func spanOf(from, to string) allocation.Span {
	span := allocation.Always
	if from != "" {
		span.From = day(from)
	}
	if to != "" {
		span.To = day(to)
	}
	return span
}

// TestChangeSets: what is known, what is changed, and what is known then.
func TestChangeSets(t *testing.T) {
	t.Parallel()
	f := func(name string, known []string, set chargeback.ChangeSet, want ...string) {
		t.Helper()
		before := records(true, known...)
		plan, err := set.Plan(before)
		require.NoError(t, err, name)
		var got []string
		for _, r := range plan.Merge(before)["devices"] {
			got = append(got, deviceText(r))
		}
		require.ElementsMatch(t, want, got, name)
		require.Equal(t, records(true, known...), before, "what is given stays")
		again, err := json.Marshal(set)
		require.NoError(t, err)
		read, err := chargeback.ParseChangeSet(again)
		require.NoError(t, err)
		require.Equal(t, set, read, string(again))
	}
	list := func(texts ...string) []string { return texts }
	set := func(changes ...chargeback.RecordChange) chargeback.ChangeSet { return changes }
	put := func(id, center, from, to string) chargeback.RecordChange {
		return chargeback.PutRow("devices", map[string]string{"id": id, "class": "staff", "cost_center": center, "from": from, "to": to})
	}
	f("moved from a day", list("d1 A –", "d2 A –"), set(moved("d1", "B", "2017-02-15", "")), "d1 A –2017-02-14", "d1 B 2017-02-15–", "d2 A –")
	f("lent", list("d1 A 2017-01-01–"), set(moved("d1", "B", "2017-01-01", "2017-01-31")), "d1 B 2017-01-01–2017-01-31", "d1 A 2017-02-01–")
	f("moved all along", list("d1 A –"), set(moved("d1", "B", "", "")), "d1 B –")
	f("over two rows", list("d1 A –2017-01-31", "d1 C 2017-02-01–"), set(moved("d1", "B", "2017-01-15", "2017-02-14")),
		"d1 A –2017-01-14", "d1 B 2017-01-15–2017-01-31", "d1 B 2017-02-01–2017-02-14", "d1 C 2017-02-15–")
	f("ended", list("d1 A –"), set(gone("d1", "2017-02-15", "")), "d1 A –2017-02-14")
	f("never there", list("d1 A 2017-02-01–"), set(gone("d1", "", "")))
	f("a gap", list("d1 A –"), set(gone("d1", "2017-02-01", "2017-02-28")), "d1 A –2017-01-31", "d1 A 2017-03-01–")
	f("put new", nil, set(put("d1", "A", "2017-01-01", "")), "d1 A 2017-01-01–")
	f("put as an import does", list("d1 A –"), set(put("d1", "B", "2017-02-15", "")), "d1 A –2017-02-14", "d1 B 2017-02-15–")
	f("one after the other", list("d1 A –"), set(gone("d1", "2017-02-01", ""), put("d1", "B", "2017-03-01", "")), "d1 A –2017-01-31", "d1 B 2017-03-01–")
}

// TestADetourChangesNothing: what comes back to what was known keeps its rows.
func TestADetourChangesNothing(t *testing.T) {
	t.Parallel()
	known := records(true, "d1 A –")
	plan, err := chargeback.ChangeSet{moved("d1", "B", "", ""), moved("d1", "A", "", "")}.Plan(known)
	require.NoError(t, err)
	require.True(t, plan.Empty())
	require.Empty(t, plan.Tables[0].Changed)
}

// TestChangeSetsRefused: each mistake is told with its place in the set.
func TestChangeSetsRefused(t *testing.T) {
	t.Parallel()
	known := records(true, "d1 A 2017-01-01–")
	fine := moved("d1", "B", "", "")
	f := func(code chargeback.Code, column string, change chargeback.RecordChange) {
		t.Helper()
		_, err := chargeback.ChangeSet{fine, change}.Plan(known)
		var e *chargeback.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, code, e.Code)
		require.Equal(t, 2, e.Line)
		require.Equal(t, column, e.Column)
	}
	cells := map[string]string{"cost_center": "B"}
	always := allocation.Always
	f(chargeback.BadChange, "", chargeback.RecordChange{Table: "persons", Put: cells, Days: always})
	f(chargeback.BadChange, "", chargeback.RecordChange{Table: "devices", Days: always})
	f(chargeback.BadChange, "", chargeback.RecordChange{Table: "devices", Key: []string{"d1"}, Set: cells, End: true, Days: always})
	f(chargeback.BadChange, "", chargeback.RecordChange{Table: "devices", Key: []string{"d1"}, Put: cells, Days: always})
	f(chargeback.BadChange, "", chargeback.RecordChange{Table: "devices", Key: []string{"d1", "x"}, End: true, Days: always})
	f(chargeback.BadChange, "", moved("d1", "B", "2017-02-01", "2017-01-01"))
	f(chargeback.BadChange, "", chargeback.RecordChange{Table: "categories", Key: []string{"PC"}, End: true, Days: chargeback.Since(day("2017-01-01"))})
	f(chargeback.UnknownColumn, "price", chargeback.SetCells("devices", []string{"d1"}, always, map[string]string{"price": "1"}))
	f(chargeback.FixedColumn, "id", chargeback.SetCells("devices", []string{"d1"}, always, map[string]string{"id": "d2"}))
	f(chargeback.FixedColumn, "to", chargeback.SetCells("devices", []string{"d1"}, always, map[string]string{"to": "2017-02-01"}))
	f(chargeback.ControlChar, "label", chargeback.SetCells("devices", []string{"d1"}, always, map[string]string{"label": "a\x00"}))
	f(chargeback.NoSuchRow, "", moved("d9", "B", "", ""))
	f(chargeback.NoSuchRow, "", moved("d1", "B", "", "2016-12-31"))
	for _, text := range []string{``, `{}`, `[1]`, `[{"table":"devices","row":7}]`, `[] []`, `[{"table":"devices","from":"i går"}]`} {
		_, err := chargeback.ParseChangeSet([]byte(text))
		var e *chargeback.Error
		require.ErrorAs(t, err, &e, text)
	}
}

// TestChangesSayWhatIsTrueOnEachDay: on the days of a change the rows that were
// known have the new cost centre, or do not count; on all others nothing is
// different.
func TestChangesSayWhatIsTrueOnEachDay(t *testing.T) {
	first := day("2017-01-01")
	rapid.Check(t, func(t *rapid.T) {
		var texts []string
		for at := rapid.IntRange(0, 5).Draw(t, "at"); at < 30; {
			end := at + rapid.IntRange(0, 8).Draw(t, "length")
			center := rapid.SampledFrom([]string{"A", "B"}).Draw(t, "center")
			texts = append(texts, "d1 "+center+" "+(first+allocation.Date(at)).String()+"–"+(first+allocation.Date(end)).String())
			at = end + 1 + rapid.IntRange(0, 6).Draw(t, "gap")
		}
		known := records(true, texts...)
		from := first + allocation.Date(rapid.IntRange(0, 30).Draw(t, "from"))
		days := allocation.Span{From: from, To: from + allocation.Date(rapid.IntRange(0, 20).Draw(t, "days"))}
		end := rapid.Bool().Draw(t, "end")
		change := chargeback.SetCells("devices", []string{"d1"}, days, map[string]string{"cost_center": "C"})
		if end {
			change = chargeback.EndRows("devices", []string{"d1"}, days)
		}
		merged, err := chargeback.ChangeSet{change}.Apply(known)
		if err != nil {
			require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.NoSuchRow, File: "", Line: 0})
		}
		if merged == nil {
			return
		}
		on := func(rows []chargeback.Record, day string) (centers []string) {
			for _, r := range rows {
				if r.Cells[3] <= day && day <= r.Cells[4] {
					centers = append(centers, r.Cells[2])
				}
			}
			return centers
		}
		for d := range allocation.Date(60) {
			want := on(known["devices"], (first + d).String())
			if days.Contains(first+d) && want != nil {
				if want = []string{"C"}; end {
					want = nil
				}
			}
			require.Equal(t, want, on(merged["devices"], (first+d).String()))
		}
	})
}
