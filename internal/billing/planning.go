package billing

import (
	"context"
	"slices"

	"chargeback/internal/chargeback"
)

// PlanningFacts returns all that is known now, for plans that are made beside
// the months: budgets, prices and scenarios. Nothing that is done with the rows
// can come back here. Who may calculate without keeping may read them.
func (s *Service) PlanningFacts(ctx context.Context, who Actor) (chargeback.Records, error) {
	var records chargeback.Records
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActDryRun); err != nil {
			return err
		}
		number, err := tx.FactsNumber()
		if err != nil {
			return err
		}
		if number == 0 {
			return &chargeback.Error{Code: chargeback.NoFacts}
		}
		records, err = tx.ReadFacts(number)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, "", err)
	}
	return records, nil
}

// planBeside are the tables that the plan tables are read beside: whose needs are
// asked for, what is charged where, what a service costs.
var planBeside = []string{"departments", "categories", "prices"}

// PlanTables returns the plan tables as they are known now, with departments,
// categories and prices. Rows are in the order in which their keys first became
// known. Who may read everything may read them. Where none has a row it is NoPlan.
func (s *Service) PlanTables(ctx context.Context, who Actor) (chargeback.Records, error) {
	var records chargeback.Records
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActRead); err != nil {
			return err
		}
		records, err = ReadPlanTables(tx)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, "", err)
	}
	for _, name := range chargeback.PlanTableNames() {
		if len(records[name]) > 0 {
			return records, nil
		}
	}
	return nil, &chargeback.Error{Code: chargeback.NoPlan}
}

// Catalogue returns the service catalogue with its levels and the price list;
// all who are logged in may see it.
func (s *Service) Catalogue(ctx context.Context) (chargeback.Records, error) {
	var records chargeback.Records
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		records, err = tx.ReadFacts(0, "services", "service_levels", "prices")
		return err
	})
	return records, err
}

// ReadPlanTables returns the rows of [Service.PlanTables], none of a table that
// is empty.
func ReadPlanTables(tx Tx) (chargeback.Records, error) {
	records, err := tx.ReadFacts(0, slices.Concat(chargeback.PlanTableNames(), planBeside)...)
	for name, rows := range records {
		if len(rows) == 0 {
			delete(records, name)
		}
	}
	return records, err
}
