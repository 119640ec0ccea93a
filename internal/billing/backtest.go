package billing

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// mostBackTested is how many months one back-test may have.
const mostBackTested = 240

// Queue takes jobs that a transaction asks for.
type Queue interface {
	// Add makes jobs a part of the transaction: they are to be done if it is
	// kept, and only then. A job that is waiting already is not added again.
	Add(ctx context.Context, tx Tx, jobs []chargeback.Job) error
}

// backTestStarted is what the log says of a back-test that begins.
type backTestStarted struct {
	First string `json:"first"`
	Last  string `json:"last"`
	Facts int64  `json:"facts"`
}

// backTestFinished is what the log says of a back-test that is done.
type backTestFinished struct {
	Digest  string `json:"digest"`
	Months  int    `json:"months"`
	Failed  int    `json:"failed"`
	Differs int    `json:"differs"`
}

// BackTest starts a back-test of the months from first to last, over the facts
// of now, and asks for its months. See [BackTester] for what is done with each,
// and [Service.BackTestResult] for what they came to.
func (s *Service) BackTest(ctx context.Context, who Actor, first, last allocation.Period, queue Queue) (chargeback.BackTest, error) {
	var test chargeback.BackTest
	err := s.DB.Update(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActBackTest); err != nil {
			return err
		}
		test = chargeback.BackTest{First: first, Last: last, Started: s.act(who), Origin: who.Origin}
		if last.Before(first) || (last.Year-first.Year)*12+last.Month-first.Month >= mostBackTested {
			return &chargeback.Error{
				Code: chargeback.BackTestRange, Args: []string{first.String(), last.String(), strconv.Itoa(mostBackTested)},
			}
		}
		var err error
		if test.Facts, err = tx.FactsNumber(); err != nil {
			return err
		}
		if test.Facts == 0 {
			return &chargeback.Error{Code: chargeback.NoFacts}
		}
		event, err := tx.Append(s.Event(who, ActBackTest, backTestSubject(&test), backTestStarted{first.String(), last.String(), test.Facts}))
		if err != nil {
			return err
		}
		test.Number = event.Number
		if err := tx.KeepBackTest(test); err != nil {
			return err
		}
		return queue.Add(ctx, tx, backTestJobs(&test))
	})
	return test, s.Refused(ctx, who, first.String(), err)
}

// backTestSubject is the subject of a back-test's events.
func backTestSubject(test *chargeback.BackTest) string {
	return test.First.String() + "–" + test.Last.String()
}

func backTestJobs(test *chargeback.BackTest) []chargeback.Job {
	var jobs []chargeback.Job
	for _, p := range test.Months() {
		jobs = append(jobs, chargeback.Job{Kind: chargeback.BackTestJob, Period: p, Batch: test.Number})
	}
	return jobs
}

// UnfinishedBackTests returns the jobs of all back-tests that have months left:
// what a process that keeps no queue takes up again when it starts.
func (s *Service) UnfinishedBackTests(ctx context.Context) ([]chargeback.Job, error) {
	var jobs []chargeback.Job
	err := s.DB.View(ctx, func(tx Tx) error {
		jobs = nil
		tests, err := tx.BackTests(true)
		if err != nil {
			return err
		}
		for i := range tests {
			done, err := tx.BackTestMonths(tests[i].Number)
			if err != nil {
				return err
			}
			has := make(map[allocation.Period]bool, len(done))
			for j := range done {
				has[done[j].Period] = true
			}
			for _, job := range backTestJobs(&tests[i]) {
				if !has[job.Period] {
					jobs = append(jobs, job)
				}
			}
		}
		return nil
	})
	return jobs, err
}

// BackTestResult is what a back-test has come to.
type BackTestResult struct {
	Test   chargeback.BackTest
	Months []chargeback.BackTestMonth // those that are done, rising
}

// Done says whether every month is done.
func (r *BackTestResult) Done() bool { return r.Test.Digest != "" }

// BackTestResult returns what a back-test has come to so far.
func (s *Service) BackTestResult(ctx context.Context, who Actor, number int64) (*BackTestResult, error) {
	var result *BackTestResult
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActBackTest); err != nil {
			return err
		}
		test, err := backTest(tx, number)
		if err != nil {
			return err
		}
		months, err := tx.BackTestMonths(number)
		result = &BackTestResult{test, months}
		return err
	})
	return result, s.Refused(ctx, who, strconv.FormatInt(number, 10), err)
}

func backTest(tx Tx, number int64) (chargeback.BackTest, error) {
	test, ok, err := tx.BackTest(number)
	if err == nil && !ok {
		err = &chargeback.Error{Code: chargeback.NoBackTest, Value: strconv.FormatInt(number, 10)}
	}
	return test, err
}

// BackTester charges months of back-tests. It remembers the facts that it read
// last, because all months of a back-test are charged from the same. Several
// goroutines may use it at once.
type BackTester struct {
	Service *Service

	mutex   sync.Mutex
	number  int64 // of the facts that are remembered
	records chargeback.Records
	set     *tables.Set
	failure chargeback.Code // of the facts as a whole
}

// Do charges one month of a back-test and keeps what it came to, once: a second
// call, also of another process at the same time, changes nothing. The call
// that keeps the last month also finishes the back-test and tells the log. An
// error leaves nothing behind; a month that cannot be charged is no error but a
// result.
func (b *BackTester) Do(ctx context.Context, number int64, p allocation.Period) error {
	var (
		seen *tested
		has  bool
	)
	err := b.Service.DB.View(ctx, func(tx Tx) error {
		test, err := backTest(tx, number)
		if err != nil {
			return err
		}
		if has, err = hasMonth(tx, number, p); err != nil || has {
			return err
		}
		seen, err = b.read(tx, &test, p)
		return err
	})
	if err != nil || has {
		return err
	}
	month, err := seen.charge(p)
	if err != nil {
		return err
	}
	return b.Service.DB.Update(ctx, func(tx Tx) error {
		test, err := backTest(tx, number)
		if err != nil {
			return err
		}
		if has, err := hasMonth(tx, number, p); err != nil || has {
			return err
		}
		if err := tx.KeepBackTestMonth(number, month); err != nil {
			return err
		}
		return b.Service.finish(tx, test)
	})
}

func hasMonth(tx Tx, number int64, p allocation.Period) (bool, error) {
	done, err := tx.BackTestMonths(number)
	for i := range done {
		if done[i].Period == p {
			return true, err
		}
	}
	return false, err
}

// tested is what one month of a back-test is charged from, and held against.
type tested struct {
	at       snapshot
	set      *tables.Set
	standing *chargeback.Result // of a closed month; nil of others
	failure  chargeback.Code
}

// read reads a month as the back-test saw the database when it started: nothing
// that was closed or corrected later has a say, so the result is the same
// whenever and wherever it is made. Only retention can take a month away.
func (b *BackTester) read(tx Tx, test *chargeback.BackTest, p allocation.Period) (*tested, error) {
	m, err := tx.Month(p)
	if err != nil {
		return nil, err
	}
	seen := &tested{at: snapshot{number: test.Facts}}
	if m.State == chargeback.Closed && m.Head.Length < test.Number {
		header, _, err := tx.Run(m.Run)
		if err != nil {
			return nil, err
		}
		if header.Retired {
			seen.failure = chargeback.RowsRetired
			return seen, nil
		}
		chain, err := tx.CorrectionsOf(p)
		if err != nil {
			return nil, err
		}
		standing, err := standingOf(tx, m, madeBefore(chain, test.Number))
		if err != nil {
			return nil, err
		}
		seen.standing = standing.Result()
	}
	entering, err := tx.CorrectionsInto(p)
	if err != nil {
		return nil, err
	}
	seen.at.entering = madeBefore(entering, test.Number)
	return seen, b.facts(tx, seen)
}

// charge charges the month, and holds it against what stands.
func (seen *tested) charge(p allocation.Period) (chargeback.BackTestMonth, error) {
	done := chargeback.BackTestMonth{Period: p, Failure: seen.failure}
	if seen.failure != "" {
		return done, nil
	}
	month, err := seen.at.chargeSet(seen.set, p)
	if err != nil {
		done.Failure, err = failureOf(err)
		return done, err
	}
	done.Run, done.Result = month.header.ID, month.header.Result
	done.Totals, done.Lines = month.header.Totals, month.header.Lines
	switch {
	case seen.standing == nil:
	case seen.standing.Digest() == done.Result:
		done.Agreement = chargeback.Agrees
	default:
		done.Agreement = chargeback.Differs
	}
	return done, nil
}

// facts reads the facts of a back-test, or remembers them.
func (b *BackTester) facts(tx Tx, seen *tested) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if number := seen.at.number; b.number != number {
		records, err := tx.ReadFacts(number)
		if err != nil {
			return err
		}
		set, err := dataSet(records)
		failure, err := failureOf(err)
		if err != nil {
			return err
		}
		b.number, b.records, b.set, b.failure = number, records, set, failure
	}
	seen.at.records, seen.set, seen.failure = b.records, b.set, b.failure
	return nil
}

// madeBefore returns the corrections that were made before an event.
func madeBefore(list []chargeback.Correction, event int64) []chargeback.Correction {
	var made []chargeback.Correction
	for i := range list {
		if list[i].Number < event {
			made = append(made, list[i])
		}
	}
	return made
}

// failureOf returns the code of what keeps facts from being charged. Any other
// error stays one.
func failureOf(err error) (chargeback.Code, error) {
	var (
		many *chargeback.Errors
		one  *chargeback.Error
	)
	switch {
	case errors.As(err, &many) && len(many.List) > 0:
		return many.List[0].Code, nil
	case errors.As(err, &one):
		return one.Code, nil
	}
	return "", err
}

// finish ends a back-test whose last month has been kept.
func (s *Service) finish(tx Tx, test chargeback.BackTest) error {
	months, err := tx.BackTestMonths(test.Number)
	if err != nil || len(months) < len(test.Months()) {
		return err
	}
	test.Finished, test.Digest = s.Now().UTC(), chargeback.DigestBackTest(&test, months)
	told := backTestFinished{Digest: test.Digest, Months: len(months)}
	for i := range months {
		if months[i].Failure != "" {
			told.Failed++
		}
		if months[i].Agreement == chargeback.Differs {
			told.Differs++
		}
	}
	who := Actor{Name: test.Started.Person, Origin: test.Origin}
	if _, err := tx.Append(s.Event(who, ActBackTest, backTestSubject(&test), told)); err != nil {
		return err
	}
	return tx.KeepBackTest(test)
}
