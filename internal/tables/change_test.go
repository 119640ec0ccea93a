package tables_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/reference"
	"chargeback/internal/tables"
)

// TestChangesAreReadAsImports draws data sets and changes, good and bad: what a
// change makes of a month is, byte for byte, what a whole reading of the
// changed rows makes of it, and both refuse the same.
func TestChangesAreReadAsImports(t *testing.T) {
	accepted, refused, alone, grown := 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		drawn := reference.RandomSet(t)
		source, err := tables.OpenFolder(drawn.FS())
		require.NoError(t, err)
		records, err := tables.Scan(source, nil)
		require.NoError(t, err)
		base, err := tables.NewBase(records)
		require.NoError(t, err)
		period, _ := allocation.ParsePeriod(drawn.Month)
		set := drawChanges(t, base.Records(), period)

		change, err := base.Change(set)
		whole, wholeErr := readWhole(base, set)
		if err != nil {
			require.Contains(t, codesOf(wholeErr), codeOf(err), "%v", set)
			refused++
			return
		}
		require.NoError(t, wholeErr, "%v", set)
		for _, p := range []allocation.Period{period.Previous(), period, period.Next()} {
			before, err := base.Month(p)
			if err != nil {
				continue // no settings then
			}
			want, wantErr := charge(whole.Month(p))
			got, gotErr := charge(change.Month(before))
			require.Equal(t, codeOf(wantErr), codeOf(gotErr), "%v", set)
			if wantErr != nil {
				continue
			}
			require.Equal(t, want.Digest(), got.Digest(), "%s %v", p, set)
			accepted++
			switch {
			case change.Whole == nil && !change.SameCodes:
				grown++
				fallthrough
			case change.Whole == nil:
				alone++
			}
			if !change.Touches(p) {
				same, err := charge(before, nil)
				require.NoError(t, err)
				require.Equal(t, same.Digest(), got.Digest(), "%s is not touched by %v", p, set)
			}
		}
	})
	t.Logf("%d months after changes, %d of them read alone, %d of these with new codes; %d changes refused", accepted, alone, grown, refused)
}

func charge(m *chargeback.Month, err error) (*chargeback.Result, error) {
	if err != nil {
		return nil, err
	}
	run, err := m.Charge(nil)
	if err != nil {
		return nil, err
	}
	return run.Result(), nil
}

// readWhole reads all rows as they are after the changes.
func readWhole(base *tables.Base, set chargeback.ChangeSet) (*tables.Set, error) {
	merged, err := set.Canonical(tables.Canonical).Apply(base.Records())
	if err != nil {
		return nil, err
	}
	return tables.Read(tables.OpenRecords(merged, func(table string) string { return table }), nil)
}

// codesOf are all failures.
func codesOf(err error) []chargeback.Code {
	var many *chargeback.Errors
	if !errors.As(err, &many) {
		return []chargeback.Code{codeOf(err)}
	}
	var codes []chargeback.Code
	for _, e := range many.List {
		codes = append(codes, e.Code)
	}
	return codes
}

// codeOf is the first failure, "" where there is none.
func codeOf(err error) chargeback.Code {
	var many *chargeback.Errors
	var one *chargeback.Error
	switch {
	case errors.As(err, &many):
		return many.List[0].Code
	case errors.As(err, &one):
		return one.Code
	case err != nil:
		return chargeback.Code(err.Error())
	}
	return ""
}

// drawChanges draws up to four changes of rows that there are.
func drawChanges(t *rapid.T, records chargeback.Records, p allocation.Period) chargeback.ChangeSet {
	var names []string
	for _, table := range chargeback.Tables {
		if len(records[table.Name]) > 0 {
			names = append(names, table.Name)
		}
	}
	days := []allocation.Span{
		allocation.Always, chargeback.Since(p.First()), chargeback.Since(p.First() + 9),
		{From: p.First() + 4, To: p.First() + 20},
		{From: allocation.OpenFrom, To: p.Last() - 1},
	}
	var set chargeback.ChangeSet
	if table := rapid.SampledFrom([]string{"", "systems", "projects"}).Draw(t, "comes"); len(records[table]) > 0 {
		set = drawCode(t, records, table)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "changes") {
		table := chargeback.TableNamed(rapid.SampledFrom(names).Draw(t, "table"))
		row := rapid.SampledFrom(records[table.Name]).Draw(t, "row")
		other := rapid.SampledFrom(records[table.Name]).Draw(t, "other")
		span := allocation.Always
		if table.Dated {
			span = rapid.SampledFrom(days).Draw(t, "days")
		}
		var key []string
		for _, at := range table.Key {
			key = append(key, row.Cells[at])
		}
		switch rapid.IntRange(0, 6).Draw(t, "form") {
		case 0:
			set = append(set, chargeback.EndRows(table.Name, key, span))
		case 1, 2:
			put := make(map[string]string)
			for c, column := range table.Columns {
				put[column.Name] = row.Cells[c]
				if rapid.Bool().Draw(t, "of the other") {
					put[column.Name] = other.Cells[c]
				}
			}
			if rapid.IntRange(0, 4).Draw(t, "new") == 0 {
				put[table.Columns[table.Key[0]].Name] = fmt.Sprintf("new%d", i)
			}
			set = append(set, chargeback.PutRow(table.Name, put))
		default:
			free := slices.DeleteFunc(table.Names(), func(name string) bool {
				at := table.Column(name)
				return slices.Contains(table.Key, at) || table.Dated && (at == table.From() || at == table.From()+1)
			})
			if len(free) == 0 {
				continue
			}
			name := rapid.SampledFrom(free).Draw(t, "column")
			cell := other.Cells[table.Column(name)]
			if table.Columns[table.Column(name)].Kind.Decimals() >= 0 && rapid.Bool().Draw(t, "number") {
				cell = rapid.SampledFrom([]string{"0", "1", "2.5", "17", "-3"}).Draw(t, "value")
			}
			set = append(set, chargeback.SetCells(table.Name, key, span, map[string]string{name: cell}))
		}
	}
	return set
}

// drawCode draws a system or project that comes, first or last of all or between
// them, and rows that refer to it: its code stands where another of its kind does
// in a row that there is.
func drawCode(t *rapid.T, records chargeback.Records, of string) chargeback.ChangeSet {
	code := rapid.SampledFrom([]string{"!first", "Between", "~last"}).Draw(t, "code")
	put := func(table, column string) chargeback.RecordChange {
		row := rapid.SampledFrom(records[table]).Draw(t, "like")
		cells := make(map[string]string)
		for c, name := range chargeback.TableNamed(table).Names() {
			cells[name] = row.Cells[c]
		}
		if table == "costs" {
			cells["id"], cells["system"], cells["application"], cells["project"] = "of "+code, "", "", ""
		}
		cells[column] = code
		return chargeback.PutRow(table, cells)
	}
	set := chargeback.ChangeSet{put(of, "code")}
	uses := [][2]string{{"costs", "project"}, {"project_shares", "project"}, {"project_hours", "project"}}
	if of == "systems" {
		uses = [][2]string{{"costs", "system"}, {"system_shares", "system"}, {"licences", "application"}}
	}
	for _, use := range uses {
		if len(records[use[0]]) > 0 && rapid.Bool().Draw(t, "uses in "+use[0]) {
			set = append(set, put(use[0], use[1]))
		}
	}
	return rapid.Permutation(set).Draw(t, "in order")
}
