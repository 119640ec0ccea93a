package work

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// Options are how a process takes part in the work on PostgreSQL. The zero
// value of a duration stands for what it says.
type Options struct {
	Workers int           // jobs at once in this process
	Poll    time.Duration // how often to look for jobs; half a second
	Timeout time.Duration // how long one job may take; ten minutes
	Rescue  time.Duration // when a running job is given to another process; a minute after Timeout
	Log     *slog.Logger
}

// stopWithin is how long [River.Run] may take to return once its context is
// cancelled: the grace of running jobs, and some time to tell the database.
const stopWithin = Grace + 8*time.Second

// River has jobs done by any process that runs one, on the same PostgreSQL.
type River struct {
	service *billing.Service
	client  *river.Client[*sql.Tx]
}

// The two kinds of job as the library keeps them. Kinds and fields stand in the
// database, so they never change.
type (
	calculateArgs struct {
		Month string `json:"month"`
	}
	backTestArgs struct {
		Month string `json:"month"`
		Batch int64  `json:"batch"`
	}
)

func (calculateArgs) Kind() string { return "calculate_month" }
func (backTestArgs) Kind() string  { return "back_test_month" }

func (a calculateArgs) job() chargeback.Job {
	return chargeback.Job{Kind: chargeback.CalculateJob, Period: period(a.Month)}
}

func (a backTestArgs) job() chargeback.Job {
	return chargeback.Job{Kind: chargeback.BackTestJob, Period: period(a.Month), Batch: a.Batch}
}

func period(month string) allocation.Period {
	p, ok := allocation.ParsePeriod(month)
	if !ok {
		panic("bug: a job for no month: " + month)
	}
	return p
}

func argsOf(job chargeback.Job) river.JobArgs {
	if job.Kind == chargeback.CalculateJob {
		return calculateArgs{job.Period.String()}
	}
	return backTestArgs{job.Period.String(), job.Batch}
}

// worker does the jobs of one kind.
type worker[T interface {
	river.JobArgs
	job() chargeback.Job
}] struct {
	river.WorkerDefaults[T]
	jobs *Jobs
}

func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	err := w.jobs.Do(ctx, job.Args.job())
	if err != nil && hopeless(err) {
		w.jobs.log.WarnContext(ctx, "a job cannot be done", "error", err)
		return river.JobCancel(err)
	}
	return err
}

// passing are failures that pass by themselves: of the machine, or because
// somebody else was at work.
var passing = []chargeback.Code{
	chargeback.DatabaseUnreachable, chargeback.DatabaseBusy, chargeback.DatabaseReadOnly, chargeback.DatabaseRefused,
	chargeback.DiskFull, chargeback.MonthChanged,
}

// hopeless says whether trying again leads to nothing until people have mended
// the facts. Then a month is due at the clock's next look all the same; a month
// of a back-test never gets here, because there it is a result.
func hopeless(err error) bool {
	var (
		many *chargeback.Errors
		one  *chargeback.Error
	)
	return errors.As(err, &many) || errors.As(err, &one) && !slices.Contains(passing, one.Code)
}

// NewRiver takes part in the work. The pool is that of the database that the
// service uses; it must outlive the River.
func NewRiver(pool *sql.DB, jobs *Jobs, options Options) (*River, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker[calculateArgs]{jobs: jobs})
	river.AddWorker(workers, &worker[backTestArgs]{jobs: jobs})
	config := &river.Config{
		Schema: Schema, Logger: options.Log, Workers: workers,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: max(1, options.Workers)}},
		FetchPollInterval: or(options.Poll, 500*time.Millisecond), FetchCooldown: 100 * time.Millisecond,
		JobTimeout: or(options.Timeout, 10*time.Minute), SoftStopTimeout: Grace,
		ReindexerIndexNames: []string{}, // the application role owns no indexes
	}
	config.RescueStuckJobsAfter = or(options.Rescue, config.JobTimeout+time.Minute)
	client, err := river.NewClient(riverdatabasesql.New(pool), config)
	if err != nil {
		return nil, fmt.Errorf("joining the work: %w", err)
	}
	return &River{service: jobs.service, client: client}, nil
}

func or(given, otherwise time.Duration) time.Duration {
	if given == 0 {
		return otherwise
	}
	return given
}

// transaction is what a transaction of package store on PostgreSQL is.
type transaction interface{ SQL() *sql.Tx }

// Add keeps the jobs in the transaction. Those that are waiting, running or
// just done already are not added again.
func (r *River) Add(ctx context.Context, tx billing.Tx, jobs []chargeback.Job) error {
	own, ok := tx.(transaction)
	if !ok {
		return fmt.Errorf("bug: %T is no transaction of PostgreSQL", tx)
	}
	var params []river.InsertManyParams
	for _, job := range jobs {
		params = append(params, river.InsertManyParams{
			Args: argsOf(job), InsertOpts: &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true}},
		})
	}
	if _, err := r.client.InsertManyTx(ctx, own.SQL(), params); err != nil {
		return fmt.Errorf("asking for work: %w", err)
	}
	return nil
}

// Do sees to it that some process does the jobs. It returns when they are kept.
func (r *River) Do(ctx context.Context, jobs []chargeback.Job) error {
	return r.service.DB.Update(ctx, func(tx billing.Tx) error { return r.Add(ctx, tx, jobs) })
}

// Run does jobs until the context is cancelled, and returns when none is
// running any more: those that are get a grace, after which they are rolled
// back, to be done by another process.
func (r *River) Run(ctx context.Context) error {
	if err := r.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("starting to work: %w", err)
	}
	<-ctx.Done()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return r.client.Stop(last)
}
