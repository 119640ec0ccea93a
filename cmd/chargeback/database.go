package main

import (
	"context"
	"os"
	"os/user"
	"time"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/store"
)

// defaultDatabase is the embedded database where none is named (SPEC §9).
const defaultDatabase = "chargeback.db"

// databaseFlags are the options of commands that use the database.
type databaseFlags struct{ url, person string }

// onDatabase gives a command the options --db and --as.
func (a *app) onDatabase(cmd *cobra.Command) *databaseFlags {
	f := &databaseFlags{url: defaultDatabase}
	if url := os.Getenv("CHARGEBACK_DB"); url != "" {
		f.url = url
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&f.url, "db", f.url, a.lang.Pick("`databas`: en fil, eller postgres://…; även CHARGEBACK_DB", "`database`: a file, or postgres://…; also CHARGEBACK_DB"))
	cmd.Flags().StringVar(&f.person, "as", systemUser(), a.lang.Pick("`namn` på den som gör detta", "`name` of who does this"))
	return f
}

// systemUser is the operating system's name of the user, or "".
func systemUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

// books is the database as the use cases see it.
type books struct{ *store.DB }

func (b books) View(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) ViewAs(ctx context.Context, scope chargeback.Scope, work func(billing.Tx) error) error {
	return b.DB.ViewAs(ctx, scope, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Update(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Within(ctx context.Context, tx billing.Tx) context.Context {
	return store.Within(ctx, tx.(*store.Tx))
}

// session is one command's use of a database.
type session struct {
	*billing.Service
	db   *store.DB
	who  billing.Actor
	demo bool // the amounts are invented
}

// withDatabase opens the database for a command, and closes it afterwards.
func (a *app) withDatabase(cmd *cobra.Command, f *databaseFlags, work func(context.Context, *session) error) error {
	ctx := cmd.Context()
	db, err := store.Open(ctx, f.url, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	host, _ := os.Hostname()
	return work(ctx, &session{
		Service: &billing.Service{DB: books{db}, Now: time.Now}, db: db,
		who: billing.Actor{Name: f.person, Origin: systemUser() + "@" + host},
	})
}

// monthArgument takes the one argument of a command: a month.
func (a *app) monthArgument(cmd *cobra.Command, args []string) (allocation.Period, error) {
	if len(args) == 0 {
		return allocation.Period{}, a.usage("ange månaden, till exempel %s 2017-03", "give the month, for example %s 2017-03", cmd.CommandPath())
	}
	p, ok := allocation.ParsePeriod(args[0])
	switch {
	case !ok:
		return p, a.usage("”%s” är ingen månad; skriv den som 2017-03", "“%s” is no month; write it as 2017-03", args[0])
	case len(args) > 1:
		return p, a.usage("”%s” är ett ord för mycket; se %s --help", "“%s” is one word too many; see %s --help", args[1], cmd.CommandPath())
	}
	return p, nil
}

// oneMonth makes a command over one month of the database.
func (a *app) oneMonth(name, swedish, english string, work func(context.Context, *session, allocation.Period) error) *cobra.Command {
	cmd := &cobra.Command{
		Use:   name + a.lang.Pick(" MÅNAD", " MONTH"),
		Short: a.lang.Pick(swedish, english),
		Args:  cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		p, err := a.monthArgument(cmd, args)
		if err != nil {
			return err
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error { return work(ctx, s, p) })
	}
	return cmd
}
