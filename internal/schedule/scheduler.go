package schedule

import (
	"context"
	"log/slog"
	"sync"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Workers do jobs, or see to it that some process does.
type Workers interface {
	// Do returns when the jobs are done, or safely waiting to be. The error
	// joins those of single jobs; the other jobs are done.
	Do(ctx context.Context, jobs []chargeback.Job) error
}

// Scheduler looks for months that are due. Its fields are set before use.
type Scheduler struct {
	Service *billing.Service
	Workers Workers
	Log     *slog.Logger

	mutex sync.Mutex
	quiet quiet
}

// quiet is when nothing was due. While both are the same, nothing is.
type quiet struct {
	month allocation.Period // of the day, in Sweden
	head  int64             // number of the newest event
}

// Look has what is due calculated. While another look of this scheduler is
// under way it waits for that.
func (s *Scheduler) Look(ctx context.Context) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := quiet{month: billing.DayIn(s.Service.Now()).Period()}
	err := s.Service.DB.View(ctx, func(tx billing.Tx) error {
		head, err := tx.ChainHead()
		now.head = head.Number
		return err
	})
	if err != nil || now == s.quiet {
		return err
	}
	due, err := s.Service.Due(ctx)
	if err != nil {
		return err
	}
	if len(due.Months) == 0 {
		s.quiet = quiet{now.month, due.Head}
		return nil
	}
	jobs := make([]chargeback.Job, len(due.Months))
	for i, p := range due.Months {
		jobs[i] = chargeback.Job{Kind: chargeback.CalculateJob, Period: p}
	}
	s.Log.InfoContext(ctx, "months are due", "first", due.Months[0].String(), "months", len(jobs))
	return s.Workers.Do(ctx, jobs)
}

// Run looks at once and then whenever the clock ticks, until the context is
// cancelled. It returns when no look is under way any more; how long that may
// take is up to the workers.
func (s *Scheduler) Run(ctx context.Context, clock *Clock) {
	s.look(ctx)
	stop := clock.start(func() { s.look(ctx) })
	<-ctx.Done()
	stop()
}

// look looks and logs what went wrong: the next look tries again.
func (s *Scheduler) look(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	if err := s.Look(ctx); err != nil && ctx.Err() == nil {
		s.Log.WarnContext(ctx, "the clock could not do all that is due; it tries again at its next look", "error", err)
	}
}
