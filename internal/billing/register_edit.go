package billing

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// RowEdit is a change of the rows of one key of a table, by somebody who has
// seen them.
type RowEdit struct {
	Table string
	Key   []string // one cell per column of the key; nil: of a key that is new
	// Known are the numbers of the key's rows that were shown to who edits. Others
	// than those that are known now are RowsChanged; a new key has none.
	Known []int64
	Set   chargeback.ChangeSet // of these rows
}

// TryEdit tells what an edit would change, and changes nothing.
func (s *Service) TryEdit(ctx context.Context, who Actor, e *RowEdit) (*Effect, error) {
	var effect *Effect
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.AllowImport(tx, who, e.Set.Tables()); err != nil {
			return err
		}
		if err := e.seen(tx); err != nil {
			return err
		}
		effect, err = s.tryChangeSet(tx, who, e.Set.Canonical(tables.Canonical))
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, e.Table, err)
	}
	return effect, nil
}

// ApplyEdit makes an edit: [Service.ApplyChangeSet], where nobody else has
// changed the rows meanwhile.
func (s *Service) ApplyEdit(ctx context.Context, who Actor, e *RowEdit, reason string) (*Effect, error) {
	var effect *Effect
	err := s.DB.Update(ctx, func(tx Tx) (err error) {
		if err := s.AllowImport(tx, who, e.Set.Tables()); err != nil {
			return err
		}
		if err := e.seen(tx); err != nil {
			return err
		}
		effect, err = s.ApplyWithin(tx, who, e.Set, "", reason)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, e.Table, err)
	}
	return effect, nil
}

// seen refuses an edit of rows that are others than those that were shown.
func (e *RowEdit) seen(tx Tx) error {
	t := chargeback.EditedTableNamed(e.Table)
	if t == nil {
		return &chargeback.Error{Code: chargeback.UnknownTable, File: e.Table, Args: []string{""}}
	}
	key := e.Key
	if key == nil {
		for _, c := range e.Set.Canonical(tables.Canonical) {
			for _, column := range t.Key {
				key = append(key, c.Put[t.Columns[column].Name])
			}
		}
	}
	if len(key) != len(t.Key) {
		return &chargeback.Error{Code: chargeback.BadChange, File: e.Table}
	}
	rows, err := tx.RowsOfKey(e.Table, key)
	if err != nil {
		return err
	}
	var known []int64
	for _, r := range rows {
		if r.Ended == 0 {
			known = append(known, r.Row)
		}
	}
	slices.Sort(known)
	switch shown := slices.Sorted(slices.Values(e.Known)); {
	case slices.Equal(known, shown):
		return nil
	case e.Key == nil:
		return &chargeback.Error{Code: chargeback.KeyKnown, Value: strings.Join(key, " ")}
	}
	return &chargeback.Error{Code: chargeback.RowsChanged}
}

// MayChange says whether an actor may change a table. It tells the log nothing:
// pages ask it before they offer a change.
func (s *Service) MayChange(ctx context.Context, who Actor, table string) error {
	return s.DB.View(ctx, func(tx Tx) error { return s.AllowImport(tx, who, []string{table}) })
}

// RegisterCounts returns how many rows of each table of [chargeback.EditedTables]
// are valid on a day. Rows of tables without validity all count.
func (s *Service) RegisterCounts(ctx context.Context, who Actor, on allocation.Date) (map[string]int, error) {
	counts := make(map[string]int)
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		head, err := tx.ChainHead()
		if err != nil {
			return err
		}
		for _, t := range chargeback.EditedTables {
			if _, counts[t.Name], err = tx.Rows(head.Number, t.Name, chargeback.RowQuery{On: on, Limit: 1}); err != nil {
				return err
			}
		}
		return nil
	})
	return counts, s.Refused(ctx, who, "", err)
}

// SystemBill is what departments were billed for a system in a month,
// corrections aside.
type SystemBill struct {
	Month allocation.Period
	Total allocation.Ore
	Parts []SystemPart // the largest first
}

// SystemPart is what one department was billed.
type SystemPart struct {
	Code, Name string
	Amount     allocation.Ore
}

// SystemBilled returns what departments were billed for a system in the latest
// month that has been calculated; nil where none has been.
func (s *Service) SystemBilled(ctx context.Context, who Actor, system string) (*SystemBill, error) {
	var bill *SystemBill
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		months, err := tx.Months()
		if err != nil {
			return err
		}
		at := len(months) - 1
		for at >= 0 && months[at].Run == "" {
			at--
		}
		if at < 0 {
			return nil
		}
		result, err := tx.Result(months[at].Run)
		if err != nil {
			return err
		}
		bill = &SystemBill{Month: months[at].Period}
		return bill.read(result, system)
	})
	return bill, s.Refused(ctx, who, "systems", err)
}

func (b *SystemBill) read(result *chargeback.Result, system string) error {
	sums := make(map[string]*allocation.Sum)
	var total allocation.Sum
	for line := range result.Lines {
		if line.Model != allocation.System || line.Object != system {
			continue
		}
		if sums[line.Department] == nil {
			sums[line.Department] = new(allocation.Sum)
		}
		sums[line.Department].Add(line.Amount)
		total.Add(line.Amount)
	}
	var err error
	if b.Total, err = total.Total(); err != nil {
		return err
	}
	for i := range result.Bills {
		d := &result.Bills[i]
		if sums[d.Code] == nil {
			continue
		}
		amount, err := sums[d.Code].Total()
		if err != nil {
			return err
		}
		b.Parts = append(b.Parts, SystemPart{d.Code, d.Name, amount})
	}
	slices.SortStableFunc(b.Parts, func(x, y SystemPart) int { return cmp.Compare(y.Amount, x.Amount) })
	return nil
}
