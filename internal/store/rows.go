package store

import (
	"strings"
	"time"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

// eventRow is a row of events.
type eventRow struct {
	Number                                                       int64 `gorm:"primaryKey"`
	At, Person, Origin, Action, Subject, Details, Previous, Hash string
}

func (eventRow) TableName() string { return "events" }

func rowFromEvent(e *audit.Event) eventRow {
	return eventRow{e.Number, instantText(e.At), e.Person, e.Origin, e.Action, e.Subject, e.Details, e.Previous, e.Hash}
}

func eventFromRow(r *eventRow) (*audit.Event, error) {
	at, err := instantFrom(r.At)
	return &audit.Event{
		Number: r.Number, At: at, Person: r.Person, Origin: r.Origin, Action: r.Action, Subject: r.Subject,
		Details: r.Details, Previous: r.Previous, Hash: r.Hash,
	}, err
}

// instantText writes an instant in UTC; the zero time is empty.
func instantText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func instantFrom(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	return t.UTC(), err
}

// monthRow is a row of months.
type monthRow struct {
	Month                  string `gorm:"primaryKey"`
	State                  string
	Version                int64
	Run                    string
	Scheduled              bool
	CalculatedBy           string
	CalculatedAt           string
	ApprovedBy, ApprovedAt string
	ClosedBy, ClosedAt     string
	Accepted               string
	Voucher, ChainLength   int64
	ChainHash              string
}

func (monthRow) TableName() string { return "months" }

func rowFromMonth(m chargeback.MonthStatus) monthRow {
	return monthRow{
		Month: m.Period.String(), State: m.State.String(), Version: m.Version, Run: m.Run, Scheduled: m.Scheduled,
		CalculatedBy: m.Calculated.Person, CalculatedAt: instantText(m.Calculated.At),
		ApprovedBy: m.Approved.Person, ApprovedAt: instantText(m.Approved.At),
		ClosedBy: m.Closed.Person, ClosedAt: instantText(m.Closed.At),
		Accepted: m.Accepted, Voucher: m.Voucher, ChainLength: m.Head.Length, ChainHash: m.Head.Hash,
	}
}

func monthFromRow(r monthRow) (m chargeback.MonthStatus, err error) {
	m = chargeback.MonthStatus{
		Version: r.Version, Run: r.Run, Scheduled: r.Scheduled, Accepted: r.Accepted, Voucher: r.Voucher,
		Head: chargeback.ChainHead{Length: r.ChainLength, Hash: r.ChainHash},
	}
	if m.Period, err = periodFrom(r.Month); err != nil {
		return m, err
	}
	for i, code := range chargeback.States {
		if code == r.State {
			m.State = chargeback.State(i)
		}
	}
	for _, act := range []struct {
		to         *chargeback.Act
		person, at string
	}{{&m.Calculated, r.CalculatedBy, r.CalculatedAt}, {&m.Approved, r.ApprovedBy, r.ApprovedAt}, {&m.Closed, r.ClosedBy, r.ClosedAt}} {
		act.to.Person = act.person
		if act.to.At, err = instantFrom(act.at); err != nil {
			return m, err
		}
	}
	return m, nil
}

func periodFrom(text string) (allocation.Period, error) {
	p, ok := allocation.ParsePeriod(text)
	if !ok {
		return p, &chargeback.Error{Code: chargeback.DamagedDatabase, Value: text}
	}
	return p, nil
}

// personRow is a row of persons, grantRow of grants, deputyRow of deputies.
type (
	personRow struct {
		Name            string `gorm:"primaryKey"`
		Roles           string
		Active          bool
		Email, Language string
	}
	grantRow struct {
		Person     string `gorm:"primaryKey"`
		Place      int64  `gorm:"primaryKey"`
		Department string
		CostCenter string
		ValidFrom  string
		ValidTo    string
	}
	deputyRow struct {
		Number    int64 `gorm:"primaryKey"`
		Absent    string
		Person    string
		ValidFrom string
		ValidTo   string
	}
)

func (personRow) TableName() string { return "persons" }
func (grantRow) TableName() string  { return "grants" }
func (deputyRow) TableName() string { return "deputies" }

func personFromRow(r personRow, grants []grantRow) chargeback.Person {
	person := chargeback.Person{Name: r.Name, Active: r.Active, Email: r.Email, Language: r.Language}
	for _, code := range strings.Fields(r.Roles) {
		if role, ok := chargeback.ParseRole(code); ok {
			person.Roles = append(person.Roles, role)
		}
	}
	for _, g := range grants {
		if g.Person == r.Name {
			person.Grants = append(person.Grants, chargeback.Grant{
				Department: g.Department, CostCenter: g.CostCenter, Valid: spanFrom(g.ValidFrom, g.ValidTo),
			})
		}
	}
	return person
}

func rowFromPerson(person chargeback.Person) (personRow, []grantRow) {
	var roles []string
	for _, role := range person.Roles {
		roles = append(roles, role.String())
	}
	var grants []grantRow
	for i, g := range person.Grants {
		grants = append(grants, grantRow{
			person.Name, int64(i), g.Department, g.CostCenter, g.Valid.From.String(), g.Valid.To.String(),
		})
	}
	return personRow{person.Name, strings.Join(roles, " "), person.Active, person.Email, person.Language}, grants
}

// spanFrom reads days; an empty one is open.
func spanFrom(from, to string) allocation.Span {
	span := allocation.Always
	if date, ok := allocation.ParseDate(from); ok {
		span.From = date
	}
	if date, ok := allocation.ParseDate(to); ok {
		span.To = date
	}
	return span
}
