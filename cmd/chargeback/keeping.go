package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"chargeback/internal/billing"
	"chargeback/internal/store"
	"chargeback/internal/words"
	"chargeback/internal/work"
)

func (a *app) migrateCommand() *cobra.Command {
	role := ""
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: a.lang.Pick("Skapa eller uppgradera databasens tabeller, som dess ägare", "Make or upgrade the database's tables, as its owner"),
		Long: a.lang.Pick(`SQLite uppgraderas av sig självt. På PostgreSQL kör databasens ägare detta, och ger
programmets roll den rätt den behöver och inte mer: den äger inget, kan inte ändra
stängda månader eller loggen, och kan inte tömma något.`,
			`SQLite upgrades itself. On PostgreSQL the database's owner runs this, and grants the
program's role what it needs and no more: it owns nothing, cannot change closed months
or the log, and cannot empty anything.`),
		Example: "  chargeback migrate --db postgres://owner@localhost/chargeback --role chargeback",
		Args:    a.noArguments,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().StringVar(&role, "role", "", a.lang.Pick("`roll` som programmet ansluter med", "`role` that the program connects as"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		if err := store.Migrate(ctx, f.url, role); err != nil {
			return err
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			if s.db.IsPostgres() {
				if err := work.Migrate(ctx, s.db.SQL(), role, slog.New(slog.DiscardHandler)); err != nil {
					return err
				}
			}
			_, err := fmt.Fprintln(a.out, a.lang.Pick("Databasen är uppgraderad.", "The database is up to date."))
			return err
		})
	}
	return cmd
}

func (a *app) retentionCommand() *cobra.Command {
	keep := billing.KeptMonths
	cmd := &cobra.Command{
		Use:   "retention",
		Short: a.lang.Pick("Gallra rader om datorer, konton och portar som bara gamla stängda månader behöver", "Remove rows of computers, accounts and ports that only old closed months need"),
		Long: a.lang.Pick(`Tar bort rader som kan peka ut personer när bara månader som stängdes för länge sedan
behöver dem. Notorna och loggen går fortfarande att bevisa: det som räknades finns kvar.
De månaderna kan inte längre rättas.`,
			`Removes rows that may point out persons when only months that closed long ago need them.
Bills and log can still be proved: what was counted remains. Those months can no longer
be corrected.`),
		Args: a.noArguments,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().IntVar(&keep, "keep", keep, a.lang.Pick("hur många `månader` efter stängning raderna behålls", "how many `months` after closing the rows are kept"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if keep < 1 {
			return a.usage("--keep behöver vara minst 1 månad", "--keep must be at least 1 month")
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			done, err := s.Retire(ctx, s.who, keep)
			if err != nil {
				return err
			}
			if len(done.Months) == 0 {
				_, err = fmt.Fprintln(a.out, a.lang.Pick("Ingen månad är så gammal. Inget gallrades.", "No month is that old. Nothing was removed."))
				return err
			}
			_, err = fmt.Fprintf(a.out, a.lang.Pick("Månaderna till och med %s är gallrade: %s togs bort.\n", "The months up to %s are retired: %s were removed.\n"),
				done.First.Previous(), words.Plural(int(done.Rows), a.lang.Pick("rad", "row"), a.lang.Pick("rader", "rows")))
			return err
		})
	}
	return cmd
}
