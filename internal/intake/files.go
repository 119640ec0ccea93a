package intake

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// FromTables is an import of tables that have been scanned. Errors name each
// table's file, or its sheet, by the name of the table unless Called is set.
func FromTables(name string, records chargeback.Records) Import {
	in := Import{
		Name: name, Source: TablesSource, Digest: digestOf(records),
		Called: func(table string) string { return table },
		Plan: func(_ Tx, known chargeback.Records) (Planned, error) {
			return Planned{Plan: chargeback.NewPlan(known, records, nil)}, nil
		},
	}
	for _, table := range chargeback.TableNames() {
		if _, ok := records[table]; ok {
			in.Tables = append(in.Tables, table)
		}
	}
	return in
}

// digestOf is the SHA-256 of what tables say, in the order in which they say
// it, in hexadecimal: the same from a folder and from a workbook.
func digestOf(records chargeback.Records) string {
	h := sha256.New()
	var scratch []byte
	text := func(text string) {
		scratch = binary.BigEndian.AppendUint64(scratch[:0], uint64(len(text)))
		h.Write(append(scratch, text...))
	}
	for _, table := range chargeback.TableNames() {
		for _, r := range records[table] {
			text(table)
			for _, cell := range r.Cells {
				text(cell)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// FromExport is an import of an export of another system, as it was on a day.
func FromExport(c *Connector, name string, data []byte, day allocation.Date) *Import {
	sum := sha256.Sum256(data)
	return &Import{
		Name: name, Source: c.Source, Digest: hex.EncodeToString(sum[:]), Day: day, Tables: []string{c.Table},
		Called: func(string) string { return name },
		Plan: func(tx Tx, known chargeback.Records) (Planned, error) {
			latest, _, err := tx.LatestSnapshot(c.Source)
			if err != nil {
				return Planned{}, err
			}
			salt, err := tx.Salt()
			if err != nil {
				return Planned{}, err
			}
			s, err := Connect(c, Export{
				File: name, Data: data, Day: day, Latest: latest.Day, CostCenters: known["cost_centers"], Known: known, Salt: salt,
			})
			if err != nil {
				return Planned{}, err
			}
			var parked []chargeback.ParkedRow
			for _, p := range s.Parked {
				parked = append(parked, chargeback.ParkedRow{
					Source: c.Source, Line: p.Line, ID: p.Key, Reason: p.Reason, Value: p.Value, Args: p.Args, Model: p.Model.String(), Class: p.Class,
				})
			}
			return Planned{Plan: &chargeback.Plan{Tables: []chargeback.TablePlan{s.Plan}}, Parked: parked, Snapshot: s}, nil
		},
	}
}
