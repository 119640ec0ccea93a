package billing

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// ObjectedMonths is how many months back bills may be objected to (DECISIONS).
const ObjectedMonths = 12

// maxObjection is the longest text of an objection and of an answer, in
// characters.
const maxObjection = 2000

// NewObjection is what somebody has against a bill: against one line, or one
// service (Model and Object), or all of it; of one cost centre where it is
// named; and against counted rows of it where there are any.
type NewObjection struct {
	Month                  allocation.Period
	Department, CostCenter string
	Line                   string // the id of a line; empty: none
	Model                  allocation.Model
	Object                 string
	Rows                   []chargeback.ObjectedRow
	Kind                   chargeback.ObjectionKind
	Reason                 string
}

// objectionEvent is what the log says of an objection: not its words, nor its
// rows, which are not kept for ever.
type objectionEvent struct {
	Month      string `json:"month"`
	Department string `json:"department"`
	CostCenter string `json:"cost_center,omitempty"`
	Kind       string `json:"kind"`
	State      string `json:"state"`
	Amount     string `json:"amount"`
	Change     int64  `json:"change,omitempty"`
}

func eventOf(o *chargeback.Objection) objectionEvent {
	return objectionEvent{
		o.Month.String(), o.About.Department, o.About.CostCenter, o.Kind.String(), o.State.String(), plain(o.Amount), o.Change,
	}
}

// Object takes an objection to a bill that the scope covers and gives it a
// number. The bill does not change. What is not in the scope does not exist:
// NoSuchDepartment.
func (s *Service) Object(ctx context.Context, who Actor, scope chargeback.Scope, in NewObjection) (*chargeback.Objection, error) {
	var made *chargeback.Objection
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActObject); err != nil {
			return err
		}
		o, err := s.newObjection(s.DB.Within(ctx, tx), tx, scope, in)
		if err != nil {
			return err
		}
		o.Made = s.act(who)
		if err := number(tx, o); err != nil {
			return err
		}
		if _, err := tx.Append(s.Event(who, ActObject, o.ID.String(), eventOf(o))); err != nil {
			return err
		}
		if err := tx.KeepObjection(*o); err != nil {
			return err
		}
		o.Version++
		made = o
		return nil
	})
	return made, s.Refused(ctx, who, in.Month.String(), err)
}

// newObjection finds on the bill what an objection is against.
func (s *Service) newObjection(ctx context.Context, tx Tx, scope chargeback.Scope, in NewObjection) (*chargeback.Objection, error) {
	today := s.today()
	first := today.Period()
	for range ObjectedMonths {
		first = first.Previous()
	}
	bill, err := s.Bill(ctx, scope, in.Month, in.Department, in.CostCenter)
	if err != nil {
		return nil, err
	}
	if in.Month.Before(first) {
		return nil, monthError(chargeback.ObjectionTooLate, in.Month, first.String())
	}
	o := &chargeback.Objection{
		Month: in.Month, Kind: in.Kind, Line: in.Line, Due: chargeback.AfterWorkdays(today, chargeback.ObjectionDays),
		About: chargeback.LineKey{Department: in.Department, CostCenter: in.CostCenter},
	}
	if o.Reason, err = CheckText(in.Reason); err != nil {
		return nil, err
	}
	if err := aim(o, bill.Statement, in); err != nil {
		return nil, err
	}
	if len(in.Rows) > 0 {
		if err := aimAtRows(tx, o, bill, scope, in.Rows); err != nil {
			return nil, err
		}
	}
	if o.About.CostCenter == "" && !scope.Department(in.Department) {
		// Who reads some cost centres objects for one of them.
		return nil, &chargeback.Error{Code: chargeback.ObjectionLine, Value: in.Department}
	}
	return o, nil
}

// aim finds the lines that an objection is against, and their amount.
func aim(o *chargeback.Objection, st *chargeback.Statement, in NewObjection) error {
	if in.Line == "" && in.Model == 0 {
		o.Amount = st.Total
		return nil
	}
	found := false
	for i := range st.Lines {
		line := &st.Lines[i]
		switch {
		case in.Line != "" && line.ID(in.Month) == in.Line:
			o.About = line.LineKey
		case in.Line == "" && line.Model == in.Model && line.Object == in.Object:
			o.About.Model, o.About.Object = line.Model, line.Object
		default:
			continue
		}
		found = true
		o.Amount += line.Amount
	}
	if !found {
		value := in.Line
		if value == "" {
			value = strings.TrimSpace(in.Model.String() + " " + in.Object)
		}
		return &chargeback.Error{Code: chargeback.ObjectionLine, Value: value}
	}
	return nil
}

// number gives an objection the next number of its year. The same one that
// waits already is refused.
func number(tx Tx, o *chargeback.Objection) error {
	all, err := tx.Objections()
	if err != nil {
		return err
	}
	o.ID.Year, o.ID.Place = DayIn(o.Made.At).Period().Year, 1
	for i := range all {
		other := &all[i]
		if other.State == chargeback.ObjectionWaiting && other.Month == o.Month && other.About == o.About &&
			other.Line == o.Line && other.Kind == o.Kind && slices.Equal(other.Rows, o.Rows) {
			return &chargeback.Error{Code: chargeback.ObjectionTwice, Args: []string{other.ID.String()}}
		}
		if other.ID.Year == o.ID.Year {
			o.ID.Place = max(o.ID.Place, other.ID.Place+1)
		}
	}
	return nil
}

// CheckText returns a text as it is kept: with plain line ends and nothing
// around it. It refuses one that says nothing, too much, or who somebody is.
func CheckText(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if text == "" || utf8.RuneCountInString(text) > maxObjection || !utf8.ValidString(text) ||
		strings.ContainsFunc(text, func(c rune) bool { return c != '\n' && unicode.IsControl(c) }) {
		return "", &chargeback.Error{Code: chargeback.ObjectionText, Args: []string{strconv.Itoa(maxObjection)}}
	}
	if chargeback.HoldsPersonnummer(text) {
		return "", &chargeback.Error{Code: chargeback.ObjectionPerson}
	}
	return text, nil
}

// Objections returns the objections that the scope covers and the filter
// chooses, the latest first.
func (s *Service) Objections(ctx context.Context, scope chargeback.Scope, filter chargeback.ObjectionFilter) ([]chargeback.Objection, error) {
	list := []chargeback.Objection{}
	err := s.DB.ViewAs(ctx, scope, func(tx Tx) error {
		all, err := tx.Objections()
		list = slices.DeleteFunc(all, func(o chargeback.Objection) bool { return !filter.Matches(&o) })
		return err
	})
	return list, err
}

// Objection returns one that the scope covers; any other is NoSuchObjection.
func (s *Service) Objection(ctx context.Context, scope chargeback.Scope, id chargeback.ObjectionID) (*chargeback.Objection, error) {
	var found *chargeback.Objection
	err := s.DB.ViewAs(ctx, scope, func(tx Tx) (err error) {
		found, err = objectionIn(tx, id)
		return err
	})
	return found, err
}

func objectionIn(tx Tx, id chargeback.ObjectionID) (*chargeback.Objection, error) {
	o, ok, err := tx.Objection(id)
	if err == nil && !ok {
		err = &chargeback.Error{Code: chargeback.NoSuchObjection, Value: id.String()}
	}
	return &o, err
}
