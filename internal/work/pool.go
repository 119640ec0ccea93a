package work

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Grace is how long running jobs may go on after they were told to stop. What
// is not done then is rolled back.
const Grace = 20 * time.Second

// Pool does jobs in this process.
type Pool struct {
	jobs    *Jobs
	workers int
	grace   time.Duration
}

// NewPool makes a pool that does up to workers jobs at once.
func NewPool(jobs *Jobs, workers int) *Pool {
	return &Pool{jobs: jobs, workers: workers, grace: Grace}
}

// Add keeps nothing: the transaction itself tells what is to be done. Whoever
// asked calls [Pool.Do] afterwards.
func (p *Pool) Add(context.Context, billing.Tx, []chargeback.Job) error { return nil }

// Do does the jobs and returns when they are done, or have been ended: when the
// context is cancelled no more are begun, and those that are running get a
// grace. The error joins those of single jobs.
func (p *Pool) Do(ctx context.Context, jobs []chargeback.Job) error {
	running, end := graceful(ctx, p.grace)
	defer end()
	waiting := make(chan chargeback.Job)
	failed := make([]error, p.workers)
	var group sync.WaitGroup
	for worker := range p.workers {
		group.Go(func() {
			for job := range waiting {
				failed[worker] = errors.Join(failed[worker], p.do(running, job))
			}
		})
	}
	for _, job := range jobs {
		select {
		case waiting <- job:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(waiting)
	group.Wait()
	return errors.Join(append(failed, ctx.Err())...)
}

// do does a job; a panic is an error of that job alone.
func (p *Pool) do(ctx context.Context, job chargeback.Job) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s of %s: panic: %v", job.Kind, job.Period, r)
		}
	}()
	return p.jobs.Do(ctx, job)
}

// Resume does what other processes left undone of back-tests.
func (p *Pool) Resume(ctx context.Context) error {
	jobs, err := p.jobs.service.UnfinishedBackTests(ctx)
	if err != nil {
		return err
	}
	return p.Do(ctx, jobs)
}

// graceful returns a context that is cancelled a while after its parent. The
// returned function ends it at once.
func graceful(parent context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-ctx.Done():
		}
	})
	return ctx, func() { stop(); cancel() }
}
