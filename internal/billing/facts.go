package billing

import (
	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// snapshot is what one calculation reads, in one transaction.
type snapshot struct {
	number   int64 // of the audit log, that the facts were read at
	records  chargeback.Records
	entering []chargeback.Correction
}

// readSnapshot reads the facts of now and the corrections that a month bills.
func readSnapshot(tx Tx, p allocation.Period) (s snapshot, err error) {
	if s.number, err = tx.FactsNumber(); err != nil {
		return s, err
	}
	if s.number == 0 {
		return s, &chargeback.Error{Code: chargeback.NoFacts}
	}
	if s.records, err = tx.ReadFacts(s.number); err != nil {
		return s, err
	}
	s.entering, err = tx.CorrectionsInto(p)
	return s, err
}

// charged is a month that has been charged from rows.
type charged struct {
	header chargeback.RunHeader
	run    *chargeback.Run
	result *chargeback.Result
	cells  []chargeback.CountedCell
}

// charge charges a month from what was read.
func (s *snapshot) charge(p allocation.Period) (*charged, error) {
	set, err := dataSet(s.records)
	if err != nil {
		return nil, err
	}
	return s.chargeSet(set, p)
}

// chargeSet charges a month from what was read and made ready.
func (s *snapshot) chargeSet(set *tables.Set, p allocation.Period) (*charged, error) {
	inputs := chargeback.DigestInputs(s.records, p, s.entering)
	counts := chargeback.Count(&set.Large, set.Facts.CostCenters.Len(), set.Facts.Clock(p))
	month, err := chargeback.NewMonth(set.Facts, counts, p)
	if err != nil {
		return nil, err
	}
	run, err := month.Charge(nil)
	if err != nil {
		return nil, err
	}
	c := &charged{run: run, result: run.Result(), cells: set.Facts.Cells(counts)}
	c.header = chargeback.RunHeader{
		ID: inputs.RunID(), Period: p, Facts: s.number, Inputs: inputs.Tables,
		Cells: chargeback.DigestCells(c.cells), Result: c.result.Digest(),
		Totals: c.result.Totals, Lines: c.result.LineCount,
	}
	return c, nil
}

// dataSet checks rows of the database and makes them ready for counting. They
// were checked when they were imported, so an error here says that somebody
// changed the database.
func dataSet(records chargeback.Records) (*tables.Set, error) {
	return tables.Read(tables.OpenRecords(records, func(table string) string { return table }), nil)
}

// smallTables are those whose rows decide a month once its units have been
// counted: all but the ones that [chargeback.CountedCell] stands for.
var smallTables = func() []string {
	var names []string
	for _, t := range chargeback.Tables {
		switch t.Name {
		case "devices", "users", "licences", "ports":
		default:
			names = append(names, t.Name)
		}
	}
	return names
}()

// FrozenMonth makes the month of a stored run ready for charging, from the
// facts as they were then and the counted cells. It works after retention too,
// and knows the names as they were.
func FrozenMonth(tx Tx, header chargeback.RunHeader) (*chargeback.Month, error) {
	records, err := tx.ReadFacts(header.Facts, smallTables...)
	if err != nil {
		return nil, err
	}
	set, err := dataSet(records)
	if err != nil {
		return nil, err
	}
	cells, err := tx.Cells(header.ID)
	if err != nil {
		return nil, err
	}
	counts, err := set.Facts.CountsOf(cells)
	if err != nil {
		return nil, err
	}
	return chargeback.NewMonth(set.Facts, counts, header.Period)
}

// stale says whether a month would be charged from other inputs than its
// run's: facts or corrections that count have changed.
func stale(tx Tx, m chargeback.MonthStatus) (bool, error) {
	header, ok, err := tx.Run(m.Run)
	if err != nil {
		return false, err
	}
	if !ok {
		return true, nil
	}
	number, err := tx.FactsNumber()
	if err != nil {
		return false, err
	}
	entering, err := tx.CorrectionsInto(m.Period)
	if err != nil {
		return false, err
	}
	if number == header.Facts && chargeback.SameCorrections(header.Inputs, entering) {
		return false, nil
	}
	records, err := tx.ReadFacts(number)
	if err != nil {
		return false, err
	}
	inputs := chargeback.DigestInputs(records, m.Period, entering)
	return inputs.RunID() != m.Run, nil
}
