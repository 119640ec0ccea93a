package billing

import (
	"cmp"
	"context"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// Effect is what a change set does, or would do.
type Effect struct {
	Plan    *chargeback.Plan
	Correct []allocation.Period // closed months that come to something else then, rising
	Stale   []allocation.Period // calculated or approved months that must be calculated anew, rising
	Event   int64               // of the change; 0 where nothing was done
}

// factsChanged is what the log says of a change set. Changes of tables that are
// linked to persons are counted only: the log is kept for ever, such rows are
// not.
type factsChanged struct {
	Reason  string               `json:"reason"`
	Changes chargeback.ChangeSet `json:"changes,omitempty"`
	Added   map[string]int       `json:"added"`
	Ended   map[string]int       `json:"ended"`
	Correct []string             `json:"correct,omitempty"`
}

// ApplyChangeSet makes the changes of a set, all or none. Who may import its
// tables may change them. What would be known afterwards is held to all rules
// of SPEC §2; the error is a [chargeback.Errors] of all that is wrong then. A
// set that changes nothing is EmptyChange.
func (s *Service) ApplyChangeSet(ctx context.Context, who Actor, set chargeback.ChangeSet, reason string) (*Effect, error) {
	var effect *Effect
	err := s.DB.Update(ctx, func(tx Tx) (err error) {
		effect, err = s.ApplyWithin(tx, who, set, "", reason)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, "", err)
	}
	return effect, nil
}

// ApplyWithin is [Service.ApplyChangeSet] in a transaction; subject is what
// the change comes from, empty where it stands for itself.
func (s *Service) ApplyWithin(tx Tx, who Actor, set chargeback.ChangeSet, subject, reason string) (*Effect, error) {
	if err := checkReason(reason); err != nil {
		return nil, err
	}
	set = set.Canonical(tables.Canonical)
	effect, err := s.tryChangeSet(tx, who, set)
	if err != nil {
		return nil, err
	}
	if effect.Plan.Empty() {
		return nil, &chargeback.Error{Code: chargeback.EmptyChange}
	}
	lasting := slices.DeleteFunc(slices.Clone(set), func(c chargeback.RecordChange) bool {
		return slices.Contains(chargeback.PersonTables, c.Table)
	})
	told := factsChanged{Reason: reason, Changes: lasting, Added: map[string]int{}, Ended: map[string]int{}, Correct: periodTexts(effect.Correct)}
	changes := effect.Plan.Changes()
	for _, c := range changes {
		if len(c.Added) > 0 {
			told.Added[c.Table] = len(c.Added)
		}
		if len(c.Ended) > 0 {
			told.Ended[c.Table] = len(c.Ended)
		}
	}
	event, err := tx.Append(s.Event(who, ActChange, subject, told))
	if err != nil {
		return nil, err
	}
	effect.Event = event.Number
	return effect, tx.ChangeFacts(event.Number, changes)
}

func periodTexts(periods []allocation.Period) []string {
	var texts []string
	for _, p := range periods {
		texts = append(texts, p.String())
	}
	return texts
}

// TryChangeSet tells what a set would change, and changes nothing.
func (s *Service) TryChangeSet(ctx context.Context, who Actor, set chargeback.ChangeSet) (*Effect, error) {
	var effect *Effect
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		effect, err = s.tryChangeSet(tx, who, set.Canonical(tables.Canonical))
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, "", err)
	}
	return effect, nil
}

// tryChangeSet finds what a set in canonical form would change.
func (s *Service) tryChangeSet(tx Tx, who Actor, set chargeback.ChangeSet) (*Effect, error) {
	if err := s.AllowImport(tx, who, set.Tables()); err != nil {
		return nil, err
	}
	planned, err := planChangeSet(tx, set)
	if err != nil {
		return nil, err
	}
	effect := &Effect{Plan: planned.plan}
	if effect.Plan.Empty() {
		return effect, nil
	}
	if effect.Correct, err = NeedsCorrection(tx, planned.number+1, planned.merged); err != nil {
		return nil, err
	}
	effect.Stale, err = staleMonths(tx, planned.merged)
	return effect, err
}

// plannedSet is a change set beside what is known now.
type plannedSet struct {
	plan          *chargeback.Plan
	number        int64 // that what is known was read at
	known, merged chargeback.Records
	set           *tables.Set // of merged; nil where only tables beside those of SPEC §2 are known
}

func planChangeSet(tx Tx, set chargeback.ChangeSet) (*plannedSet, error) {
	p := &plannedSet{}
	var err error
	if p.number, err = tx.FactsNumber(); err != nil {
		return nil, err
	}
	if p.known, err = tx.ReadFacts(0, chargeback.TableNames()...); err != nil {
		return nil, err
	}
	if p.plan, err = set.Plan(p.known); err != nil {
		return nil, err
	}
	p.merged = p.plan.Merge(p.known)
	p.set, err = CheckPlan(p.known, p.merged, p.plan, func(table string) string { return table })
	return p, err
}

// staleMonths returns the months that are calculated but not closed and would
// be charged from other inputs with the given rows.
func staleMonths(tx Tx, records chargeback.Records) ([]allocation.Period, error) {
	months, err := tx.Months()
	if err != nil {
		return nil, err
	}
	var found []allocation.Period
	for _, m := range months {
		if m.State != chargeback.Calculated && m.State != chargeback.Approved {
			continue
		}
		entering, err := tx.CorrectionsInto(m.Period)
		if err != nil {
			return nil, err
		}
		inputs := chargeback.DigestInputs(records, m.Period, entering)
		if inputs.RunID() != m.Run {
			found = append(found, m.Period)
		}
	}
	return found, nil
}

// Preview is a month charged twice by the same engine: with the facts of now,
// and with those that a change set would make of them.
type Preview struct {
	Month         allocation.Period
	Plan          *chargeback.Plan
	Before, After *chargeback.Run
	Rows          []PreviewRow // of departments with a bill in either, by code
}

// PreviewRow is what a department owes for the month, corrections aside.
type PreviewRow struct {
	Code, Name    string
	Kind          chargeback.Kind
	Before, After allocation.Ore
	// ByModel are the differences by model; they add up to Change.
	ByModel [allocation.Project + 1]allocation.Ore
}

// Change is the difference.
func (r *PreviewRow) Change() allocation.Ore { return r.After - r.Before }

// Preview charges a month without and with a change set, and keeps nothing.
// Who may calculate without keeping may ask for any table.
func (s *Service) Preview(ctx context.Context, who Actor, set chargeback.ChangeSet, p allocation.Period) (*Preview, error) {
	var planned *plannedSet
	var entering []chargeback.Correction
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActDryRun); err != nil {
			return err
		}
		if planned, err = planChangeSet(tx, set.Canonical(tables.Canonical)); err != nil {
			return err
		}
		entering, err = tx.CorrectionsInto(p)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, p.String(), err)
	}
	if planned.number == 0 || planned.set == nil {
		return nil, &chargeback.Error{Code: chargeback.NoFacts}
	}
	before := snapshot{planned.number, planned.known, entering}
	now, err := before.charge(p)
	if err != nil {
		return nil, err
	}
	after := snapshot{planned.number, planned.merged, entering}
	then, err := after.chargeSet(planned.set, p)
	if err != nil {
		return nil, err
	}
	return &Preview{Month: p, Plan: planned.plan, Before: now.run, After: then.run, Rows: previewRows(now.result.Bills, then.result.Bills)}, nil
}

// previewRows puts the bills of two runs beside one another.
func previewRows(before, after []chargeback.Bill) []PreviewRow {
	at := make(map[string]*PreviewRow)
	row := func(b *chargeback.Bill) *PreviewRow {
		r := at[b.Code]
		if r == nil {
			r = &PreviewRow{Code: b.Code}
			at[b.Code] = r
		}
		r.Name, r.Kind = b.Name, b.Kind
		return r
	}
	for i := range before {
		b := &before[i]
		r := row(b)
		r.Before = b.Amount
		for model, amount := range b.ByModel {
			r.ByModel[model] -= amount
		}
	}
	for i := range after {
		b := &after[i]
		r := row(b)
		r.After = b.Amount
		for model, amount := range b.ByModel {
			r.ByModel[model] += amount
		}
	}
	rows := make([]PreviewRow, 0, len(at))
	for _, r := range at {
		if r.Kind != chargeback.IT || r.Before != 0 || r.After != 0 {
			rows = append(rows, *r)
		}
	}
	slices.SortFunc(rows, func(a, b PreviewRow) int { return cmp.Compare(a.Code, b.Code) })
	return rows
}
