package chargeback_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// deviceRow is a row of devices, written as "id center from–to".
func deviceRow(text string) chargeback.Record {
	id, rest, _ := strings.Cut(text, " ")
	center, days, _ := strings.Cut(rest, " ")
	from, to, _ := strings.Cut(days, "–")
	return chargeback.Record{Cells: []string{id, "staff", center, from, to, "", ""}}
}

func deviceText(r chargeback.Record) string {
	return fmt.Sprintf("%s %s %s–%s", r.Cells[0], r.Cells[2], r.Cells[3], r.Cells[4])
}

// records are rows of devices; known ones have numbers.
func records(known bool, texts ...string) chargeback.Records {
	rows := []chargeback.Record{}
	for i, text := range texts {
		r := deviceRow(text)
		if known {
			r.Row = int64(i + 1)
		}
		rows = append(rows, r)
	}
	return chargeback.Records{"devices": rows}
}

// TestPlans: what is known, what is imported, and what is known then (SPEC §9).
func TestPlans(t *testing.T) {
	t.Parallel()
	f := func(name string, known, incoming, want []string) {
		t.Helper()
		before := records(true, known...)
		plan := chargeback.NewPlan(before, records(false, incoming...), nil)
		var got []string
		after := plan.Merge(before)
		for _, r := range after["devices"] {
			got = append(got, deviceText(r))
		}
		require.ElementsMatch(t, want, got, name)
		for i := range after["devices"] {
			after["devices"][i].Row = int64(i + 1)
		}
		again := chargeback.NewPlan(after, records(false, incoming...), nil)
		require.True(t, again.Empty(), "%s: the same file again changes nothing", name)
	}
	list := func(texts ...string) []string { return texts }
	f("new", nil, list("d1 A –"), list("d1 A –"))
	f("equal", list("d1 A –"), list("d1 A –"), list("d1 A –"))
	f("others stay", list("d1 A –", "d2 B –"), list("d1 C –"), list("d1 C –", "d2 B –"))
	f("a move ends what was before", list("d1 A 2016-01-01–"), list("d1 B 2017-02-15–"), list("d1 A 2016-01-01–2017-02-14", "d1 B 2017-02-15–"))
	f("from the same day it is replaced", list("d1 A 2017-01-01–"), list("d1 B 2017-01-01–2017-03-31"), list("d1 B 2017-01-01–2017-03-31"))
	f("an end is set", list("d1 A 2017-01-01–"), list("d1 A 2017-01-01–2017-03-31"), list("d1 A 2017-01-01–2017-03-31"))
	f("a loan comes back", list("d1 A 2016-01-01–"), list("d1 B 2017-02-01–2017-02-28"),
		list("d1 A 2016-01-01–2017-01-31", "d1 B 2017-02-01–2017-02-28", "d1 A 2017-03-01–"))
	f("what is covered goes", list("d1 A 2017-02-01–2017-02-28"), list("d1 B –"), list("d1 B –"))
	f("what begins inside loses its first days", list("d1 A 2017-03-01–"), list("d1 B 2017-01-01–2017-06-30"),
		list("d1 B 2017-01-01–2017-06-30", "d1 A 2017-07-01–"))
	f("the whole story in one file", list("d1 A –"), list("d1 A –2017-01-31", "d1 B 2017-02-01–"), list("d1 A –2017-01-31", "d1 B 2017-02-01–"))
	f("an old file again", list("d1 A –2017-01-31", "d1 B 2017-02-01–"), list("d1 A –"), list("d1 A –"))
}

// TestPlansSayWhatIsTrueOnEachDay: on each day the incoming rows count where
// they say anything, but for a row that is replaced as a whole, else what was
// known.
func TestPlansSayWhatIsTrueOnEachDay(t *testing.T) {
	first, _ := allocation.NewDate(2017, 1, 1)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label, centers string) chargeback.Records {
			var texts []string
			at := rapid.IntRange(0, 5).Draw(t, label)
			for at < 30 {
				end := at + rapid.IntRange(0, 8).Draw(t, label+" length")
				texts = append(texts, fmt.Sprintf("d1 %s %s–%s", rapid.SampledFrom(strings.Split(centers, "")).Draw(t, "center"),
					first+allocation.Date(at), first+allocation.Date(end)))
				at = end + 1 + rapid.IntRange(0, 6).Draw(t, label+" gap")
			}
			return records(label == "known", texts...)
		}
		known, incoming := draw("known", "AB"), draw("incoming", "BC")
		plan := chargeback.NewPlan(known, incoming, nil)
		merged := plan.Merge(known)
		on := func(rows []chargeback.Record, day string) (centers []string) {
			for _, r := range rows {
				if r.Cells[3] <= day && day <= r.Cells[4] {
					centers = append(centers, r.Cells[2])
				}
			}
			return centers
		}
		replaced := func(day string) bool { // by a row from the same day
			for _, k := range known["devices"] {
				for _, i := range incoming["devices"] {
					if k.Cells[3] == i.Cells[3] && k.Cells[3] <= day && day <= k.Cells[4] {
						return true
					}
				}
			}
			return false
		}
		for d := range allocation.Date(50) {
			day := (first + d).String()
			want := on(incoming["devices"], day)
			if want == nil && !replaced(day) {
				want = on(known["devices"], day)
			}
			require.Equal(t, want, on(merged["devices"], day), day)
		}
	})
}

func TestPersonNumbers(t *testing.T) {
	t.Parallel()
	refused := func(id string) bool {
		return chargeback.RefusePersonNumbers(records(false, id+" A –"), func(table string) string { return table }) != nil
	}
	for _, id := range []string{"19121212-1212", "121212-1212", "1212121212", "191212121212", "121212+1212", "701063-2391"} {
		require.True(t, refused(id), id)
	}
	for _, id := range []string{"121212-1213", "121312-1212", "2120001363", "PC-121212-1212", "12345", "", "1212121212123"} {
		require.False(t, refused(id), id)
	}
	err := chargeback.RefusePersonNumbers(records(false, "19121212-1212 A –"), func(string) string { return "devices.csv" })
	require.ErrorContains(t, err, `devices.csv: column id: "19121212-····": person_number`)
}

// BenchmarkPlan plans a million rows, new and known.
func BenchmarkPlan(b *testing.B) {
	rows := make([]chargeback.Record, 1_000_000)
	for i := range rows {
		rows[i] = deviceRow(fmt.Sprintf("PC-%07d %05d 2017-01-01–", i, i%900))
		rows[i].Row = int64(i + 1)
	}
	all := chargeback.Records{"devices": rows}
	for name, known := range map[string]chargeback.Records{"new": {}, "known": all} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				chargeback.NewPlan(known, all, nil)
			}
		})
	}
}
