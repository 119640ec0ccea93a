package work

import (
	"context"
	"fmt"
	"log/slog"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Jobs does jobs. Several goroutines may use it at once.
type Jobs struct {
	service *billing.Service
	tester  *billing.BackTester
	origin  string
	log     *slog.Logger
}

// NewJobs makes what does jobs. The origin says in the audit log from where the
// clock calculates: the host and its user.
func NewJobs(service *billing.Service, origin string, log *slog.Logger) *Jobs {
	return &Jobs{service: service, tester: &billing.BackTester{Service: service}, origin: origin, log: log}
}

// Do does one job, or finds that it has been done. An error leaves nothing of
// it behind.
func (j *Jobs) Do(ctx context.Context, job chargeback.Job) error {
	switch job.Kind {
	case chargeback.CalculateJob:
		done, err := j.service.CalculateDue(ctx, j.origin, job.Period)
		if err != nil {
			return fmt.Errorf("calculating %s: %w", job.Period, err)
		}
		j.log.InfoContext(ctx, "the clock has the month", "month", job.Period.String(), "run", done.Run, "by_person", done.Found)
		return nil
	case chargeback.BackTestJob:
		if err := j.tester.Do(ctx, job.Batch, job.Period); err != nil {
			return fmt.Errorf("back-testing %s: %w", job.Period, err)
		}
		return nil
	}
	panic("bug: no such kind of job: " + string(job.Kind))
}
