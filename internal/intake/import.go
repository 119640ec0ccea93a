package intake

import (
	"context"
	"fmt"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Database is where imports go.
type Database interface {
	View(ctx context.Context, work func(Tx) error) error
	Update(ctx context.Context, work func(Tx) error) error
}

// Tx is what an import needs of a transaction.
type Tx interface {
	billing.Tx
	// LatestImport returns the newest import of the same content.
	LatestImport(digest string) (done chargeback.ImportDone, ok bool, err error)
	// LatestSnapshot returns the newest snapshot of a source.
	LatestSnapshot(source string) (done chargeback.ImportDone, ok bool, err error)
	KeepImport(chargeback.ImportDone) error
	// KeepParked stores the parked rows of a source in place of the earlier ones.
	KeepParked(source string, parked []chargeback.ParkedRow) error
	// Salt returns the secret of pseudonyms; it is drawn the first time.
	Salt() ([]byte, error)
}

// Service imports into a database.
type Service struct {
	DB      Database
	Billing *billing.Service
}

// Import is a file, or several, to be imported.
type Import struct {
	Name   string          // as it was given
	Source string          // "tables", or the name of a ledger or connector
	Digest string          // of what it says, in hexadecimal
	Day    allocation.Date // of a snapshot; else 0
	Tables []string        // that it may change
	// Called names the file of a table, for errors.
	Called func(table string) string
	// Plan finds what changes in what is known: all tables and mappings. It is
	// called again where the transaction is.
	Plan func(tx Tx, known chargeback.Records) (Planned, error)

	DryRun bool // say what would change, and change nothing
	Yes    bool // change cost rows that are known
}

// Planned is what a file would change, and what else it says.
type Planned struct {
	Plan     *chargeback.Plan
	Parked   []chargeback.ParkedRow // rows of an export whose owner nobody knows
	Ledger   *LedgerCosts           // of a SIE file, with its control totals
	Snapshot *Snapshot              // of an export
}

// Outcome is what an import did, or would do.
type Outcome struct {
	Planned
	ParkedCost ParkedSum
	Before     *chargeback.ImportDone // the same content was imported then; nil where it was not
	Correct    []allocation.Period    // closed months that come to something else now
	Event      int64                  // of the import; 0 where nothing changed
}

// imported is what the log says of an import.
type imported struct {
	Source  string         `json:"source"`
	Digest  string         `json:"digest"`
	Added   map[string]int `json:"added"`
	Ended   map[string]int `json:"ended"`
	Parked  int            `json:"parked,omitempty"`
	Correct []string       `json:"correct,omitempty"`
}

// Import imports all or nothing (SPEC §9). Whatever is wrong with what would be
// known afterwards refuses all of it: the error is a [chargeback.Errors] then.
// The same content again changes nothing. Known cost rows change only where
// that was said; the outcome has the plan with the error CostsChange too, so
// that they can be shown.
func (s *Service) Import(ctx context.Context, who billing.Actor, in Import) (*Outcome, error) {
	var out *Outcome
	work := func(tx Tx) (err error) {
		out, err = s.plan(tx, who, &in)
		return err
	}
	run := s.DB.Update
	if in.DryRun {
		run = s.DB.View
	}
	err := run(ctx, work)
	return out, s.Billing.Refused(ctx, who, in.Name, err)
}

// Imports returns all imports that changed something, the oldest first.
func (s *Service) Imports(ctx context.Context, who billing.Actor) (all []chargeback.ImportTold, err error) {
	err = s.DB.View(ctx, func(tx Tx) error {
		if err := s.Billing.Allow(tx, who, billing.ActRead); err != nil {
			return err
		}
		all, err = tx.Imports()
		return err
	})
	return all, s.Billing.Refused(ctx, who, "", err)
}

func (s *Service) plan(tx Tx, who billing.Actor, in *Import) (*Outcome, error) {
	if err := s.Billing.AllowImport(tx, who, in.Tables); err != nil {
		return nil, err
	}
	known, err := tx.ReadFacts(0, chargeback.TableNames()...)
	if err != nil {
		return nil, err
	}
	out := &Outcome{}
	if out.Planned, err = in.Plan(tx, known); err != nil {
		return nil, err
	}
	if out.ParkedCost, err = parkedSum(tx, out.Snapshot); err != nil {
		return nil, err
	}
	if out.Plan.Empty() {
		done, ok, err := tx.LatestImport(in.Digest)
		if ok {
			out.Before = &done
		}
		if err != nil || in.DryRun || len(out.Parked) == 0 {
			return out, err
		}
		return out, tx.KeepParked(in.Source, out.Parked)
	}
	merged := out.Plan.Merge(known)
	if _, err := billing.CheckPlan(known, merged, out.Plan, in.Called); err != nil {
		return nil, err
	}
	if n := out.Plan.ChangedCosts(); n > 0 && !in.Yes && !in.DryRun {
		return out, &chargeback.Error{Code: chargeback.CostsChange, Args: []string{fmt.Sprint(n)}}
	}
	number, err := tx.FactsNumber()
	if err != nil {
		return nil, err
	}
	if out.Correct, err = billing.NeedsCorrection(tx, number+1, merged); err != nil || in.DryRun {
		return out, err
	}
	return out, s.keep(tx, who, in, out)
}

// keep writes what changes.
func (s *Service) keep(tx Tx, who billing.Actor, in *Import, out *Outcome) error {
	told := imported{Source: in.Source, Digest: in.Digest, Added: map[string]int{}, Ended: map[string]int{}, Parked: len(out.Parked)}
	changes := out.Plan.Changes()
	for _, c := range changes {
		if len(c.Added) > 0 {
			told.Added[c.Table] = len(c.Added)
		}
		if len(c.Ended) > 0 {
			told.Ended[c.Table] = len(c.Ended)
		}
	}
	for _, p := range out.Correct {
		told.Correct = append(told.Correct, p.String())
	}
	event, err := tx.Append(s.Billing.Event(who, billing.ActImport, in.Name, told))
	if err != nil {
		return err
	}
	out.Event = event.Number
	if err := tx.ChangeFacts(event.Number, changes); err != nil {
		return err
	}
	if in.Source != TablesSource {
		if err := tx.KeepParked(in.Source, out.Parked); err != nil {
			return err
		}
	}
	return tx.KeepImport(chargeback.ImportDone{Event: event.Number, Digest: in.Digest, Source: in.Source, Name: in.Name, Day: in.Day})
}

// TablesSource is the source of imports of the tables themselves.
const TablesSource = "tables"

// ParkedSum is what the parked rows of an export would have cost in the latest
// month that has been calculated. The others have borne it.
type ParkedSum struct {
	Month  allocation.Period
	Amount allocation.Ore
}

func parkedSum(tx Tx, s *Snapshot) (sum ParkedSum, err error) {
	if s == nil || len(s.Parked) == 0 {
		return sum, nil
	}
	costs, month, err := billing.UnitCosts(tx)
	if err != nil || costs == nil {
		return sum, err
	}
	amount, err := ParkedCost(s.Parked, func(model allocation.Model, class string) allocation.Ore {
		return costs[billing.Unit{Model: model, Class: class}]
	})
	return ParkedSum{month, amount}, err
}
