package report

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// A tableRow is a table's row as text, by column.
type tableRow map[string]string

// with is a copy of the row with other values in some columns.
func (r tableRow) with(columnsAndValues ...string) tableRow {
	changed := maps.Clone(r)
	for i := 0; i < len(columnsAndValues); i += 2 {
		changed[columnsAndValues[i]] = columnsAndValues[i+1]
	}
	return changed
}

// tableRows are the tables of a data set, by name.
type tableRows map[string][]tableRow

// rowsOf reads files in any of the dialects of SPEC §2 that random sets have.
func rowsOf(t require.TestingT, files map[string][]byte) tableRows {
	read := tableRows{}
	for name, data := range files {
		content := strings.TrimPrefix(string(data), "\uFEFF")
		if !utf8.ValidString(content) {
			var decoded strings.Builder
			for _, b := range data {
				switch b {
				case 0x80:
					decoded.WriteRune('€')
				case 0x96:
					decoded.WriteRune('–')
				default:
					decoded.WriteRune(rune(b))
				}
			}
			content = decoded.String()
		}
		reader := csv.NewReader(strings.NewReader(content))
		reader.FieldsPerRecord = -1 // lines of separators only may be shorter
		header, _, _ := strings.Cut(content, "\n")
		if strings.Count(header, ";") > strings.Count(header, ",") {
			reader.Comma = ';'
		}
		records, err := reader.ReadAll()
		require.NoError(t, err, name)
		table := strings.TrimSuffix(name, ".csv")
		read[table] = nil
		for _, record := range records[1:] {
			if strings.Join(record, "") == "" {
				continue
			}
			r := tableRow{}
			for i, column := range records[0] {
				if column = strings.ToLower(strings.TrimSpace(column)); column != "" {
					r[column] = strings.TrimSpace(record[i])
				}
			}
			read[table] = append(read[table], r)
		}
	}
	return read
}

// folder writes the tables as plain files.
func (files tableRows) folder() fs.FS {
	required := map[string]string{"costs": "id,date,category,amount\n"}
	folder := fstest.MapFS{}
	for name, rows := range files {
		if len(rows) == 0 {
			if header, ok := required[name]; ok {
				folder[name+".csv"] = &fstest.MapFile{Data: []byte(header)}
			}
			continue
		}
		var columns []string
		for _, r := range rows {
			columns = slices.AppendSeq(columns, maps.Keys(r))
		}
		slices.Sort(columns)
		columns = slices.Compact(columns)
		var out bytes.Buffer
		writer := csv.NewWriter(&out)
		_ = writer.Write(columns)
		for _, r := range rows {
			cells := make([]string, len(columns))
			for i, column := range columns {
				cells[i] = r[column]
			}
			_ = writer.Write(cells)
		}
		writer.Flush()
		folder[name+".csv"] = &fstest.MapFile{Data: out.Bytes()}
	}
	return folder
}

// threeMonths is a small data set with the months January to March 2023; the
// costs of January and March are the same. Nothing of it ends.
func threeMonths() tableRows {
	files := tableRows{
		"settings":     {{"key": "it_cost_center", "value": "90"}, {"key": "method.port", "value": "price"}},
		"departments":  {{"code": "SK", "name": "Skola", "kind": "administration"}, {"code": "KU", "name": "Kultur", "kind": "company"}, {"code": "IT", "name": "IT", "kind": "it"}},
		"cost_centers": {{"code": "10", "name": "Norra", "department": "SK"}, {"code": "30", "name": "Biblioteket", "department": "KU"}, {"code": "90", "name": "IT", "department": "IT"}},
		"categories":   {{"code": "K1", "cost_type": "Drift", "name": "Ett"}, {"code": "K2", "cost_type": "Drift", "name": "Två"}, {"code": "K3", "cost_type": "Drift", "name": "Utan regel"}},
		"rules": {
			{"category": "K1", "model": "user", "share": "1"},
			{"category": "K2", "model": "device", "share": "2"},
			{"category": "K2", "model": "port", "share": "1"},
		},
		"users":   {{"id": "u1", "cost_center": "10"}, {"id": "u2", "cost_center": "10"}, {"id": "u3", "cost_center": "30"}, {"id": "u4", "cost_center": "90"}},
		"devices": {{"id": "d1", "class": "staff", "cost_center": "10"}, {"id": "d2", "class": "student", "cost_center": "30"}},
		"ports":   {{"id": "p1", "class": "switch", "cost_center": "30"}},
		"prices":  {{"model": "port", "class": "switch", "price": "190"}},
	}
	for _, month := range []string{"2023-01", "2023-02", "2023-03"} {
		amount := map[bool]string{true: "777.77", false: "1000"}[month == "2023-02"]
		files["costs"] = append(files["costs"],
			tableRow{"id": month + " a", "date": month + "-28", "category": "K1", "amount": amount},
			tableRow{"id": month + " b", "date": month + "-01", "category": "K2", "amount": "-0.05"},
			tableRow{"id": month + " c", "date": month + "-01", "category": "K2", "amount": "300", "paid_by": "KU"})
	}
	return files
}

func readSet(t require.TestingT, folder fs.FS) *tables.Set {
	source, err := tables.OpenFolder(folder)
	require.NoError(t, err)
	set, err := tables.Read(source, nil)
	require.NoError(t, err)
	return set
}

func chargeMonth(t require.TestingT, set *tables.Set, month string, reuse *chargeback.Run) *chargeback.Run {
	m, err := set.Month(monthOf(t, month))
	require.NoError(t, err)
	run, err := m.Charge(reuse)
	require.NoError(t, err)
	return run
}

func monthOf(t require.TestingT, month string) allocation.Period {
	p, ok := allocation.ParsePeriod(month)
	require.True(t, ok, month)
	return p
}

// dayOf is the day at an offset from a month's first.
func dayOf(month string, offset int) allocation.Date {
	p, _ := allocation.ParsePeriod(month)
	return p.First() + allocation.Date(offset)
}
