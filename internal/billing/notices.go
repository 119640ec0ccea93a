package billing

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"chargeback/allocation"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
)

// NoticeDays is for how many days after it was closed a month is news. Where
// mail is first set up later than that, nobody is told of old bills.
const NoticeDays = 7

// NoticeLease is how long one server may take to send one notice, before
// others may. It is much longer than sending can take and than clocks of
// servers differ.
const NoticeLease = 10 * time.Minute

// noticeDelays is how long after a try that failed the next one is. After the
// last, the notice is given up: about three days after the first.
var noticeDelays = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 24 * time.Hour,
}

// The failures of notices that this package knows; others are those of mail.
const (
	noticeContent = "content" // the bill could not be read
	noticeLapsed  = "lapsed"  // whoever tried last never told how it went
)

// PlanNotices decides whom to tell of the months that were closed lately: every
// active person who has an address and a grant that is valid today, of each
// department whose bill the grants reach. It decides once per month, for ever:
// the clock's ledger has a row for it, kept in the transaction that keeps the
// notices. It returns the months that it decided for.
func (s *Service) PlanNotices(ctx context.Context, origin string) ([]allocation.Period, error) {
	var news []chargeback.MonthStatus
	err := s.DB.View(ctx, func(tx Tx) error {
		news = nil
		months, err := tx.Months()
		if err != nil {
			return err
		}
		since := s.Now().AddDate(0, 0, -NoticeDays)
		for _, m := range months {
			if m.State != chargeback.Closed || m.Closed.At.Before(since) {
				continue
			}
			if _, told, err := tx.JobDone(chargeback.NoticeJob, m.Period); err != nil || told {
				if err != nil {
					return err
				}
				continue
			}
			news = append(news, m)
		}
		return nil
	})
	var planned []allocation.Period
	for _, m := range news {
		done, planErr := s.planMonth(ctx, origin, m)
		err = errors.Join(err, planErr)
		if done {
			planned = append(planned, m.Period)
		}
	}
	return planned, err
}

// planned is what the log says of the notices of a month.
type planned struct {
	Run     string `json:"run"`
	Notices int    `json:"notices"`
}

// planMonth decides for one month; done is false where another server has.
func (s *Service) planMonth(ctx context.Context, origin string, m chargeback.MonthStatus) (done bool, err error) {
	var keys []chargeback.NoticeKey
	err = s.DB.View(ctx, func(tx Tx) (err error) {
		keys, err = s.noticeKeys(tx, m)
		return err
	})
	if err != nil {
		return false, err
	}
	err = s.DB.Update(ctx, func(tx Tx) error {
		done = false
		_, told, err := tx.JobDone(chargeback.NoticeJob, m.Period)
		if err != nil || told {
			return err
		}
		now := s.Now()
		for _, key := range keys {
			if err := tx.KeepNotice(chargeback.Notice{NoticeKey: key, Due: now}); err != nil {
				return err
			}
		}
		who := Actor{Name: ClockName, Origin: origin, Scheduler: true}
		if _, err := tx.Append(s.Event(who, ActNotify, m.Period.String(), planned{m.Run, len(keys)})); err != nil {
			return err
		}
		done = true
		return tx.KeepJob(chargeback.JobDone{Kind: chargeback.NoticeJob, Period: m.Period, Run: m.Run, At: now.UTC()})
	})
	return done && err == nil, err
}

// noticeKeys finds whom to tell of which bills of a closed month.
func (s *Service) noticeKeys(tx Tx, m chargeback.MonthStatus) ([]chargeback.NoticeKey, error) {
	persons, err := tx.Persons()
	if err != nil {
		return nil, err
	}
	departments, err := billedDepartments(tx, m)
	if err != nil {
		return nil, err
	}
	var keys []chargeback.NoticeKey
	for i := range persons {
		person := &persons[i]
		granted := grantedScope(person, s.today())
		if person.Email == "" || granted.None() {
			continue
		}
		for _, department := range departments {
			if !granted.Reads(department) {
				continue
			}
			bill, err := s.shelf.bill(tx, m, department, chargeback.Scope{All: true})
			if err != nil {
				return nil, err
			}
			if bill == nil {
				continue
			}
			if part := only(bill.statement, granted, ""); len(part.Lines)+len(part.Corrections) > 0 {
				keys = append(keys, chargeback.NoticeKey{Month: m.Period, Department: department, Person: person.Name})
			}
		}
	}
	return keys, nil
}

// grantedScope is what a person's own grants let them read today, whatever they
// read by role: only who answers for a department is told of its bill.
func grantedScope(person *chargeback.Person, today allocation.Date) chargeback.Scope {
	p := chargeback.Person{Active: person.Active, Grants: person.Grants}
	return p.Scope(today)
}

// billedDepartments returns those that a month has lines or corrections for, in
// order of code.
func billedDepartments(tx Tx, m chargeback.MonthStatus) ([]string, error) {
	bills, err := tx.Bills(m.Run)
	if err != nil {
		return nil, err
	}
	entering, err := tx.CorrectionsInto(m.Period)
	if err != nil {
		return nil, err
	}
	var codes []string
	for i := range bills {
		codes = append(codes, bills[i].Code)
	}
	for i := range entering {
		for k := range entering[i].Lines {
			codes = append(codes, entering[i].Lines[k].Department)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes), nil
}

// TakeNotice claims one notice that is due, the one that has waited longest.
// Whoever gets it sends it and settles it within [NoticeLease]; meanwhile nobody
// else gets it. ok is false where none is due.
func (s *Service) TakeNotice(ctx context.Context) (n chargeback.Notice, ok bool, err error) {
	var due []chargeback.Notice // read before, since looking holds up no writer: most looks find nothing
	err = s.DB.View(ctx, func(tx Tx) (err error) {
		due, err = tx.NoticesDue(s.Now(), 1)
		return err
	})
	if err != nil || len(due) == 0 {
		return n, false, err
	}
	claim := rand.Text()
	err = s.DB.Update(ctx, func(tx Tx) error {
		ok = false
		now := s.Now()
		due, err := tx.NoticesDue(now, 1)
		if err != nil || len(due) == 0 {
			return err
		}
		n = due[0]
		n.Claim, n.Due, n.Tries = claim, now.Add(NoticeLease), n.Tries+1
		ok, err = tx.ClaimNotice(n.NoticeKey, claim, now, n.Due)
		return err
	})
	if err != nil || !ok {
		return chargeback.Notice{}, false, err
	}
	return n, true, nil
}

// Letter is what a notice tells, as things are when it is sent.
type Letter struct {
	To       string // the person's address
	Language string // the code of theirs, or empty
	View     *BillView
	Centers  []string // names of the cost centres that the bill is the part of; none where it is whole
	// Split is why the bill changed since the month before; nil where that month
	// has no bill to compare with.
	Split *causes.Split
	Until allocation.Date // the last day to object
}

// errWithdrawn says that a notice is not to be sent any more.
var errWithdrawn = errors.New("the person is not to be told")

// Letter reads what a claimed notice tells, as much of it as its person may read
// today. Where that is nothing any more, or the notice has been tried often
// enough, it is settled and ok is false.
func (s *Service) Letter(ctx context.Context, n chargeback.Notice) (letter *Letter, ok bool, err error) {
	if n.Tries > len(noticeDelays)+1 {
		n.State, n.Failure = chargeback.NoticeFailed, noticeLapsed
		return nil, false, s.settle(ctx, n)
	}
	letter, err = s.letter(ctx, n)
	switch {
	case err == nil:
		return letter, true, nil
	case errors.Is(err, errWithdrawn):
		n.State = chargeback.NoticeWithdrawn
		return nil, false, s.settle(ctx, n)
	}
	return nil, false, errors.Join(err, s.Postpone(ctx, n, noticeContent))
}

func (s *Service) letter(ctx context.Context, n chargeback.Notice) (*Letter, error) {
	var person chargeback.Person
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		person, _, err = tx.Person(n.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	if person.Email == "" || !grantedScope(&person, s.today()).Reads(n.Department) {
		return nil, errWithdrawn
	}
	letter := &Letter{To: person.Email, Language: person.Language, Until: ObjectUntil(n.Month)}
	scope := person.Scope(s.today())
	letter.View, err = s.Bill(ctx, scope, n.Month, n.Department, "")
	switch {
	case errors.Is(err, &chargeback.Error{Code: chargeback.NoSuchDepartment}):
		return nil, errWithdrawn
	case err != nil:
		return nil, err
	}
	if !scope.Department(n.Department) {
		letter.Centers = centersOf(letter.View)
	}
	if !slices.Contains(letter.View.Months, n.Month.Previous()) {
		return letter, nil
	}
	letter.Split, err = s.Changes(ctx, scope, n.Month, n.Month.Previous(), n.Department, "")
	return letter, err
}

// centersOf names the cost centres that have lines of a bill, in its order.
func centersOf(view *BillView) []string {
	var names []string
	st := view.Statement
	add := func(code, name string) {
		if name != "" {
			code = name + " (" + code + ")"
		}
		if !slices.Contains(names, code) {
			names = append(names, code)
		}
	}
	for i := range st.Lines {
		add(st.Lines[i].CostCenter, st.Lines[i].CostCenterName)
	}
	for i := range st.Corrections {
		add(st.Corrections[i].CostCenter, st.Corrections[i].CostCenterName)
	}
	return names
}

// ObjectUntil is the last day on which the bill of a month may be objected to.
func ObjectUntil(p allocation.Period) allocation.Date {
	for range ObjectedMonths {
		p = p.Next()
	}
	return p.Last()
}

// Sent marks a claimed notice as sent.
func (s *Service) Sent(ctx context.Context, n chargeback.Notice) error {
	n.State, n.Failure = chargeback.NoticeSent, ""
	return s.settle(ctx, n)
}

// GiveUp marks a claimed notice as one that cannot be sent. The failure is a
// code.
func (s *Service) GiveUp(ctx context.Context, n chargeback.Notice, failure string) error {
	n.State, n.Failure = chargeback.NoticeFailed, failure
	return s.settle(ctx, n)
}

// Postpone has a claimed notice tried again later, or gives it up where it has
// been tried often enough. The failure is a code.
func (s *Service) Postpone(ctx context.Context, n chargeback.Notice, failure string) error {
	if n.Tries > len(noticeDelays) {
		return s.GiveUp(ctx, n, failure)
	}
	n.State, n.Failure, n.Due = chargeback.NoticeWaiting, failure, s.Now().Add(noticeDelays[n.Tries-1])
	return s.settle(ctx, n)
}

// settle stores what a try came to. A claim that has lapsed settles nothing: the
// notice is another's now.
func (s *Service) settle(ctx context.Context, n chargeback.Notice) error {
	if n.State != chargeback.NoticeWaiting {
		n.Settled = s.Now()
	}
	return s.DB.Update(ctx, func(tx Tx) error {
		_, err := tx.SettleNotice(n)
		return err
	})
}
