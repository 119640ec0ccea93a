package main

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"chargeback/internal/billing"
	"chargeback/internal/report"
	"chargeback/internal/store"
	"chargeback/internal/work"
)

// logger writes what a long-running command does, for those who run it.
func (a *app) logger() *slog.Logger { return slog.New(slog.NewTextHandler(a.err, nil)) }

// workerCommand takes part in the work on PostgreSQL.
func (a *app) workerCommand() *cobra.Command {
	var workers int
	var timeout, rescue time.Duration
	cmd := &cobra.Command{
		Use:   "worker",
		Short: a.lang.Pick("Hjälp till med arbetet på en PostgreSQL-databas, på valfri maskin", "Take part in the work on a PostgreSQL database, on any machine"),
		Args:  a.noArguments,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().IntVar(&workers, "workers", runtime.GOMAXPROCS(0), a.lang.Pick("så många `jobb` åt gången", "so many `jobs` at once"))
	cmd.Flags().DurationVar(&timeout, "timeout", 10*time.Minute, a.lang.Pick("`tid` som ett jobb får ta", "`time` that a job may take"))
	cmd.Flags().DurationVar(&rescue, "rescue", 11*time.Minute, a.lang.Pick("`tid` efter vilken ett jobb ges till en annan arbetare", "`time` after which a job is given to another worker"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !store.IsPostgresURL(f.url) {
			return a.usage("arbetare delar en PostgreSQL-databas; på SQLite gör serve och back-test arbetet själva", "workers share a PostgreSQL database; on SQLite serve and back-test do the work themselves")
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			log := a.logger()
			if err := work.Check(ctx, s.db.SQL(), log); err != nil {
				return err
			}
			river, err := work.NewRiver(s.db.SQL(), work.NewJobs(s.Service, s.who.Origin, log), work.Options{
				Workers: workers, Timeout: timeout, Rescue: rescue, Log: log,
			})
			if err != nil {
				return err
			}
			log.Info("working", "database", s.db.Shown(), "workers", workers)
			return river.Run(ctx)
		})
	}
	return cmd
}

// backTestCommand charges many months anew.
func (a *app) backTestCommand() *cobra.Command {
	format := &choice{"text", []string{"text", "json"}}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("back-test FÖRSTA SISTA", "back-test FIRST LAST"),
		Short: a.lang.Pick("Räkna om många månader med dagens program, utan att ändra något", "Charge many months anew with the program of today, changing nothing"),
		Long: a.lang.Pick(`Räknar om månaderna från det underlag som är känt nu och jämför stängda månader med det
som är debiterat. På PostgreSQL delas månaderna mellan alla arbetare som är igång
(chargeback worker); kommandot väntar tills alla är klara.`,
			`Charges the months anew from the source data that is known now, and compares closed
months with what was billed. On PostgreSQL the months are shared among all workers that
are up (chargeback worker); the command waits until all are done.`),
		Example: "  chargeback back-test 2017-01 2017-12",
		Args:    cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json för program", "text for people, json for programs"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 2 {
			return a.usage("ange första och sista månaden, som chargeback back-test 2017-01 2017-12", "give the first and the last month, as chargeback back-test 2017-01 2017-12")
		}
		first, err := a.monthArgument(cmd, args[:1])
		if err != nil {
			return err
		}
		last, err := a.monthArgument(cmd, args[1:])
		if err != nil {
			return err
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			queue, wait, err := a.workOn(ctx, s)
			if err != nil {
				return err
			}
			test, err := s.BackTest(ctx, s.who, first, last, queue)
			if err != nil {
				return err
			}
			if err := wait(ctx, test.Number); err != nil {
				return err
			}
			result, err := s.BackTestResult(ctx, s.who, test.Number)
			if err != nil {
				return err
			}
			if format.value == "json" {
				return report.BackTestJSON(a.out, result)
			}
			return report.BackTest(a.out, result, a.lang)
		})
	}
	return cmd
}

// workOn returns where this process keeps jobs, and what waits until those of
// a back-test are done.
func (a *app) workOn(ctx context.Context, s *session) (billing.Queue, func(context.Context, int64) error, error) {
	log := slog.New(slog.DiscardHandler)
	jobs := work.NewJobs(s.Service, s.who.Origin, log)
	if !s.db.IsPostgres() {
		pool := work.NewPool(jobs, runtime.GOMAXPROCS(0))
		return pool, func(ctx context.Context, _ int64) error { return pool.Resume(ctx) }, nil
	}
	if err := work.Check(ctx, s.db.SQL(), log); err != nil {
		return nil, nil, err
	}
	river, err := work.NewRiver(s.db.SQL(), jobs, work.Options{Workers: 1, Log: log})
	return river, func(ctx context.Context, number int64) error { return a.waitFor(ctx, s, number) }, err
}

// waitFor waits until some workers have done a back-test.
func (a *app) waitFor(ctx context.Context, s *session, number int64) error {
	told := false
	for {
		result, err := s.BackTestResult(ctx, s.who, number)
		if err != nil || result.Done() {
			return err
		}
		if !told {
			fmt.Fprintln(a.err, a.lang.Pick("chargeback: väntar på arbetare; starta fler med chargeback worker", "chargeback: waiting for workers; start more with chargeback worker"))
			told = true
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}
