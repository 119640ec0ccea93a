package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

const scenarioColumns = `id, version, kind, name, year, shown, body, made_by, made_at, changed_by, changed_at`

func scanScenario(rows *sql.Rows, s *chargeback.Scenario) error {
	var kind, made, changed string
	var shown int64
	if err := rows.Scan(&s.ID, &s.Version, &kind, &s.Name, &s.Year, &shown, &s.Body, &s.Made.Person, &made, &s.Changed.Person, &changed); err != nil {
		return err
	}
	var ok bool
	if s.Kind, ok = chargeback.ParseScenarioKind(kind); !ok {
		return &chargeback.Error{Code: chargeback.DamagedDatabase, Value: kind}
	}
	s.Shown = shown == 1
	var errs [2]error
	s.Made.At, errs[0] = instantFrom(made)
	s.Changed.At, errs[1] = instantFrom(changed)
	return errors.Join(errs[:]...)
}

// Scenarios returns all kept plans, budgets first, then by year, the latest
// first, and name.
func (tx *Tx) Scenarios() ([]chargeback.Scenario, error) {
	return query(tx, `SELECT `+scenarioColumns+` FROM scenarios ORDER BY kind, year DESC, name, id`, scanScenario)
}

// Scenario returns a kept plan; ok is false where there is none.
func (tx *Tx) Scenario(id string) (s chargeback.Scenario, ok bool, err error) {
	all, err := query(tx, `SELECT `+scenarioColumns+` FROM scenarios WHERE id = ?`, scanScenario, id)
	if err != nil || len(all) == 0 {
		return s, false, err
	}
	return all[0], true, nil
}

// KeepScenario stores a new plan (version 0), or another in its place if its
// stored version is still s.Version.
func (tx *Tx) KeepScenario(s chargeback.Scenario) error {
	if s.Version == 0 {
		_, err := tx.exec(`INSERT INTO scenarios (`+scenarioColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			s.ID, 1, s.Kind.String(), s.Name, s.Year, truth(s.Shown), string(s.Body), s.Made.Person, instantText(s.Made.At),
			s.Changed.Person, instantText(s.Changed.At))
		return err
	}
	changed, err := tx.exec(`UPDATE scenarios SET version = ?, name = ?, year = ?, shown = ?, body = ?, changed_by = ?, changed_at = ?
		WHERE id = ? AND version = ? AND kind = ?`,
		s.Version+1, s.Name, s.Year, truth(s.Shown), string(s.Body), s.Changed.Person, instantText(s.Changed.At),
		s.ID, s.Version, s.Kind.String())
	return onlyOne(changed, err, s.Name)
}

// DropScenario removes a plan if its stored version is still the given one.
func (tx *Tx) DropScenario(s chargeback.Scenario) error {
	changed, err := tx.exec(`DELETE FROM scenarios WHERE id = ? AND version = ?`, s.ID, s.Version)
	return onlyOne(changed, err, s.Name)
}

func onlyOne(changed int64, err error, name string) error {
	if err == nil && changed != 1 {
		return &chargeback.Error{Code: chargeback.ScenarioChanged, Value: name}
	}
	return err
}

// truth is a yes or no as it is stored.
func truth(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

const priceListColumns = `number, year, from_day, notice, state, scenario, body, reason, proposed_by, proposed_at, answer, decided_by,
	decided_at, change, version`

// priceListBody is what is kept of a list as JSON.
type priceListBody struct {
	Prices  []chargeback.ListedPrice `json:"prices"`
	Bills   []chargeback.ListedBill  `json:"bills"`
	Changes chargeback.ChangeSet     `json:"changes"`
}

func scanPriceList(rows *sql.Rows, l *chargeback.PriceList) error {
	var from, notice, state, proposed, decided string
	var data []byte
	if err := rows.Scan(&l.Number, &l.Year, &from, &notice, &state, &l.Scenario, &data, &l.Reason, &l.Proposed.Person, &proposed,
		&l.Answer, &l.Decided.Person, &decided, &l.Change, &l.Version); err != nil {
		return err
	}
	var body priceListBody
	if err := json.Unmarshal(data, &body); err != nil {
		return &chargeback.Error{Code: chargeback.DamagedDatabase, Value: l.String(), Err: err}
	}
	l.Prices, l.Bills, l.Changes = body.Prices, body.Bills, body.Changes
	var known [3]bool
	l.From, known[0] = allocation.ParseDate(from)
	l.Notice, known[1] = allocation.ParseDate(notice)
	l.State, known[2] = chargeback.ParsePriceListState(state)
	if slices.Contains(known[:], false) {
		return &chargeback.Error{Code: chargeback.DamagedDatabase, Value: l.String()}
	}
	var errs [2]error
	l.Proposed.At, errs[0] = instantFrom(proposed)
	l.Decided.At, errs[1] = instantFrom(decided)
	return errors.Join(errs[:]...)
}

// PriceLists returns all price lists, the latest first.
func (tx *Tx) PriceLists() ([]chargeback.PriceList, error) {
	return query(tx, `SELECT `+priceListColumns+` FROM price_lists ORDER BY number DESC`, scanPriceList)
}

// PriceList returns one; ok is false where there is none.
func (tx *Tx) PriceList(number int64) (l chargeback.PriceList, ok bool, err error) {
	all, err := query(tx, `SELECT `+priceListColumns+` FROM price_lists WHERE number = ?`, scanPriceList, number)
	if err != nil || len(all) == 0 {
		return l, false, err
	}
	return all[0], true, nil
}

// KeepPriceList stores a new list (version 0), or the decision on one if its
// stored version is still l.Version and it waits.
func (tx *Tx) KeepPriceList(l chargeback.PriceList) error {
	if l.Version == 0 {
		body, err := json.Marshal(priceListBody{l.Prices, l.Bills, l.Changes})
		if err != nil {
			return err
		}
		_, err = tx.exec(`INSERT INTO price_lists (`+priceListColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			l.Number, l.Year, l.From.String(), l.Notice.String(), l.State.String(), l.Scenario, string(body), l.Reason,
			l.Proposed.Person, instantText(l.Proposed.At), l.Answer, l.Decided.Person, instantText(l.Decided.At), l.Change, 1)
		return err
	}
	changed, err := tx.exec(`UPDATE price_lists SET state = ?, answer = ?, decided_by = ?, decided_at = ?, change = ?, version = ?
		WHERE number = ? AND version = ? AND state = 'proposed'`,
		l.State.String(), l.Answer, l.Decided.Person, instantText(l.Decided.At), l.Change, l.Version+1, l.Number, l.Version)
	if err == nil && changed != 1 {
		err = &chargeback.Error{Code: chargeback.PriceListDecided, Args: []string{l.String(), l.Decided.Person}}
	}
	return err
}
