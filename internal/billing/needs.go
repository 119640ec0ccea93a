package billing

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// NeedEdit is what a department says that it needs of a year, as it was written.
// It is the department's: nobody's name stands in it.
type NeedEdit struct {
	Code       string // of the need that is changed; empty: a new one
	Known      int64  // the row that was shown to who changes it; 0 of a new one
	Year       string // of a new one; a need stays in its year
	Department string // likewise
	Name       string
	Hours      string
	Quarter    string // a code of quarters; empty: any time
	Reason     string
}

// The longest texts of a need, in characters.
const (
	maxNeedName   = 120
	maxNeedReason = 1000
)

// needTold is what the log says of a need: the words stand in the table.
type needTold struct {
	Year       string `json:"year"`
	Department string `json:"department"`
	Hours      string `json:"hours,omitempty"`
}

// The columns of the tables that needs are kept in.
const (
	roundYear, roundDue                 = 0, 1
	needYear, needDepartment, needHours = 1, 2, 4
)

// Needs returns what needs are read with: the rounds, the programme that they may
// belong to, the departments, and the needs of those departments whose whole
// bills the scope covers.
func (s *Service) Needs(ctx context.Context, scope chargeback.Scope) (chargeback.Records, error) {
	var records chargeback.Records
	err := s.DB.ViewAs(ctx, scope, func(tx Tx) (err error) {
		records, err = tx.ReadFacts(0, "need_rounds", "needs", "programme", "departments")
		return err
	})
	if err != nil {
		return nil, err
	}
	records["needs"] = slices.DeleteFunc(records["needs"], func(r chargeback.Record) bool { return !scope.Department(r.Cells[needDepartment]) })
	for name, rows := range records {
		if len(rows) == 0 {
			delete(records, name)
		}
	}
	return records, nil
}

// HandInNeed hands in a need of a department, or changes one, and returns its
// code. Heads do that for their own departments, until the last day of the
// year's round: afterwards it is NeedLate. What is not in the scope does not
// exist: NoSuchDepartment, NoSuchNeed. What is wrong with the cells is a
// [chargeback.Errors]; a need that somebody else has changed is RowsChanged.
func (s *Service) HandInNeed(ctx context.Context, who Actor, scope chargeback.Scope, in NeedEdit) (code string, err error) {
	err = s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActNeed); err != nil {
			return err
		}
		t := chargeback.AnyTableNamed("needs")
		row := make(map[string]string)
		if in.Code != "" {
			before, err := ownNeed(tx, scope, in.Code, in.Known)
			if err != nil {
				return err
			}
			for i, name := range t.Names() {
				row[name] = before.Cells[i]
			}
		} else {
			if !scope.Department(in.Department) {
				return &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: in.Department}
			}
			row["year"], row["department"] = tables.Canonical(t, needYear, in.Year), in.Department
		}
		if err := s.roundOpen(tx, row["year"]); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		row["name"], row["hours"], row["quarter"], row["reason"] = oneLine(in.Name), in.Hours, in.Quarter, oneLine(in.Reason)
		row["handed_in"] = s.today().String()
		if code = in.Code; code == "" {
			if code, err = newNeedCode(tx, row["year"]); err != nil {
				return err
			}
			row["code"] = code
		}
		told := needTold{row["year"], row["department"], tables.Canonical(t, needHours, row["hours"])}
		return s.changeNeed(tx, who, ActNeed, code, told, chargeback.PutRow("needs", row))
	})
	return code, s.Refused(ctx, who, "needs", err)
}

// WithdrawNeed takes a need back, by the rules of [Service.HandInNeed].
func (s *Service) WithdrawNeed(ctx context.Context, who Actor, scope chargeback.Scope, code string, known int64) error {
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActNeed); err != nil {
			return err
		}
		before, err := ownNeed(tx, scope, code, known)
		if err != nil {
			return err
		}
		if err := s.roundOpen(tx, before.Cells[needYear]); err != nil {
			return err
		}
		told := needTold{Year: before.Cells[needYear], Department: before.Cells[needDepartment]}
		return s.changeNeed(tx, who, ActWithdraw, code, told, chargeback.EndRows("needs", []string{code}, allocation.Always))
	})
	return s.Refused(ctx, who, "needs", err)
}

// ownNeed is a need that the scope covers, where it is the one that was shown.
func ownNeed(tx Tx, scope chargeback.Scope, code string, shown int64) (*chargeback.KnownRow, error) {
	rows, err := tx.RowsOfKey("needs", []string{code})
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(rows, func(r chargeback.KnownRow) bool { return r.Ended == 0 })
	switch {
	case len(rows) == 0 || !scope.Department(rows[max(at, 0)].Cells[needDepartment]):
		return nil, &chargeback.Error{Code: chargeback.NoSuchNeed, Value: code}
	case at < 0 || rows[at].Row != shown:
		return nil, &chargeback.Error{Code: chargeback.RowsChanged}
	}
	return &rows[at], nil
}

// roundOpen refuses years whose needs are not asked for, or no longer.
func (s *Service) roundOpen(tx Tx, year string) error {
	records, err := tx.ReadFacts(0, "need_rounds")
	if err != nil {
		return err
	}
	for _, r := range records["need_rounds"] {
		if r.Cells[roundYear] != year {
			continue
		}
		if due, _ := allocation.ParseDate(r.Cells[roundDue]); s.today() > due {
			return &chargeback.Error{Code: chargeback.NeedLate, Value: year, Args: []string{r.Cells[roundDue]}}
		}
		return nil
	}
	return &chargeback.Error{Code: chargeback.NoRound, Value: year}
}

// check holds the texts of a need to their lengths, and its hours to being a
// number. The rules of the tables come after.
func (e *NeedEdit) check() error {
	errs := new(chargeback.Errors)
	for _, f := range []struct {
		column, text string
		most         int
	}{{"name", e.Name, maxNeedName}, {"reason", e.Reason, maxNeedReason}} {
		text := oneLine(f.text)
		fail := func(code chargeback.Code, args ...string) {
			errs.Add(&chargeback.Error{Code: code, File: "needs", Line: 1, Column: f.column, Args: args})
		}
		switch {
		case text == "":
			fail(chargeback.EmptyCell)
		case utf8.RuneCountInString(text) > f.most || !printable(text):
			fail(chargeback.NeedText, strconv.Itoa(f.most))
		case chargeback.HoldsPersonnummer(text):
			fail(chargeback.ObjectionPerson)
		}
	}
	if hours := tables.Canonical(chargeback.AnyTableNamed("needs"), needHours, e.Hours); !wholeNumber.MatchString(hours) {
		wrong := &chargeback.Error{Code: chargeback.NotNumber, File: "needs", Line: 1, Column: "hours", Value: e.Hours}
		if hours == "" {
			wrong.Code = chargeback.EmptyCell
		}
		errs.Add(wrong)
	}
	if errs.Count == 0 {
		return nil
	}
	return errs
}

// oneLine is a text without ends of lines, as cells have it.
func oneLine(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", " ", "\n", " ").Replace(text))
}

// newNeedCode is the next code of a year that no need has had: B1901.
func newNeedCode(tx Tx, year string) (string, error) {
	for place := 1; ; place++ {
		code := fmt.Sprintf("B%s%02d", year[len(year)-2:], place)
		rows, err := tx.RowsOfKey("needs", []string{code})
		if err != nil || len(rows) == 0 {
			return code, err
		}
	}
}

// changeNeed makes one change of the needs, held to the rules of all plan tables,
// and tells the log.
func (s *Service) changeNeed(tx Tx, who Actor, action Action, code string, told needTold, change chargeback.RecordChange) error {
	planned, err := planChangeSet(tx, chargeback.ChangeSet{change}.Canonical(tables.Canonical))
	if err != nil {
		return err
	}
	if planned.plan.Empty() {
		return &chargeback.Error{Code: chargeback.EmptyChange}
	}
	event, err := tx.Append(s.Event(who, action, code, told))
	if err != nil {
		return err
	}
	return tx.ChangeFacts(event.Number, planned.plan.Changes())
}
