package billing

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"chargeback/allocation"
)

// Step is where a calculation that is under way has come.
type Step int

// The steps of a calculation, in order.
const (
	StepReading  Step = iota // the facts are read
	StepCharging             // units are counted and pools spread
	StepKeeping              // the run is stored
	StepDone                 // it has ended, well or not
)

// Steps are the codes of the steps, by Step.
var Steps = []string{"reading", "charging", "keeping", "done"}

func (s Step) String() string { return Steps[s] }

// Attempt is a calculation that was started and can be watched.
type Attempt struct {
	ID    string
	Month allocation.Period
	Step  Step
	Begun time.Time
	Done  *Calculation // nil until it has ended well
	Err   error        // why it ended otherwise
}

// attemptList holds the calculations of this process, the latest last.
type attemptList struct {
	mutex sync.Mutex
	list  []*Attempt
}

// keptAttempts is how many attempts can be looked at afterwards.
const keptAttempts = 100

// Start begins to calculate a month and returns at once; the attempt is watched
// with [Service.Attempt]. Where the month is being calculated in this process
// already it is that attempt. It goes on when the request that started it has
// ended, but not longer than the process: wait says when all have ended.
func (s *Service) Start(ctx context.Context, who Actor, p allocation.Period) (Attempt, error) {
	a, err := s.Prepare(ctx, who, p)
	if err == nil {
		s.Begin(ctx, who, a)
	}
	return a, err
}

// Prepare is the part of [Service.Start] that may be part of a transaction: it
// says whether the month may be calculated, and which attempt that would be.
// [Service.Begin] begins it.
func (s *Service) Prepare(ctx context.Context, who Actor, p allocation.Period) (Attempt, error) {
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActCalculate); err != nil {
			return err
		}
		_, err := openMonth(tx, p)
		return err
	})
	if err != nil {
		return Attempt{}, s.Refused(ctx, who, p.String(), err)
	}
	s.attempts.mutex.Lock()
	defer s.attempts.mutex.Unlock()
	for _, a := range s.attempts.list {
		if a.Month == p && a.Step != StepDone {
			return *a, nil
		}
	}
	return Attempt{ID: rand.Text()[:16], Month: p, Begun: s.Now()}, nil
}

// Begin begins an attempt that was prepared; one that is under way goes on. The
// context is of no transaction.
func (s *Service) Begin(ctx context.Context, who Actor, prepared Attempt) {
	s.attempts.mutex.Lock()
	defer s.attempts.mutex.Unlock()
	if slices.ContainsFunc(s.attempts.list, func(a *Attempt) bool { return a.ID == prepared.ID }) {
		return
	}
	a := &prepared
	s.attempts.list = append(s.attempts.list, a)
	if len(s.attempts.list) > keptAttempts {
		s.attempts.list = s.attempts.list[1:]
	}
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		done, err := s.calculate(context.WithoutCancel(ctx), who, a.Month, func(step Step) { s.reach(a, step) })
		s.attempts.mutex.Lock()
		defer s.attempts.mutex.Unlock()
		a.Step, a.Done, a.Err = StepDone, done, err
	}()
}

func (s *Service) reach(a *Attempt, step Step) {
	s.attempts.mutex.Lock()
	defer s.attempts.mutex.Unlock()
	a.Step = step
}

// Attempt returns an attempt as it is now; ok is false where this process has
// none of the id for the month.
func (s *Service) Attempt(id string, p allocation.Period) (a Attempt, ok bool) {
	s.attempts.mutex.Lock()
	defer s.attempts.mutex.Unlock()
	for _, a := range s.attempts.list {
		if a.ID == id && a.Month == p {
			return *a, true
		}
	}
	return Attempt{}, false
}

// Wait returns when every attempt has ended.
func (s *Service) Wait() { s.running.Wait() }

// Calculate charges a month and keeps the run. An approved month goes back to
// calculated. The same inputs give the same run, which is kept once; asking
// again is no new event.
func (s *Service) Calculate(ctx context.Context, who Actor, p allocation.Period) (*Calculation, error) {
	return s.calculate(ctx, who, p, func(Step) {})
}
