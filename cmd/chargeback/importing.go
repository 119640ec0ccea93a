package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/intake"
	"chargeback/internal/report"
	"chargeback/internal/store"
)

// shelves is the database as imports see it.
type shelves struct{ *store.DB }

func (b shelves) View(ctx context.Context, work func(intake.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b shelves) Update(ctx context.Context, work func(intake.Tx) error) error {
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

// importOptions are what the command line says of an import.
type importOptions struct {
	intake.File
	day         string
	dryRun, yes bool
}

func (a *app) importCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   a.lang.Pick("import SÖKVÄG", "import PATH"),
		Short: a.lang.Pick("Läs in tabeller, bokföring (SIE) eller en export till databasen", "Import tables, a ledger (SIE) or an export into the database"),
		Long: a.lang.Pick(`Läser in en mapp med tabeller, en arbetsbok, en CSV-fil som heter som sin tabell,
en SIE-fil, eller med --from en export från ett annat system. Allt läses in eller
inget. Samma fil en gång till ändrar inget.

En rad med en känd nyckel ersätter den som fanns. Rader med gäller fr.o.m. säger
vad som är sant på sina dagar: det som gällde innan avslutas dagen före.`,
			`Imports a folder of tables, a workbook, a CSV file named for its table, a SIE file,
or with --from an export of another system. All of it is imported or nothing. The
same file again changes nothing.

A row with a known key replaces it. Rows with a validity say what is true on their
days: what was valid before ends the day before.`),
		Example: fmt.Sprintf(a.lang.Pick(`  chargeback import 2017                       mapp med tabeller
  chargeback import mars.xlsx --dry-run        visa vad som skulle ändras
  chargeback import bok.se                     kostnader ur bokföringen
  chargeback import datorer.csv --from snipe-it --day 2017-03-31
  (%s)`, `  chargeback import 2017                       a folder of tables
  chargeback import march.xlsx --dry-run       show what would change
  chargeback import book.se                    costs from the ledger
  chargeback import computers.csv --from snipe-it --day 2017-03-31
  (%s)`), strings.Join(intake.ReadyConnectors(), ", ")),
		Args: cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, a.lang.Pick("visa vad som skulle ändras, och ändra inget", "show what would change, and change nothing"))
	cmd.Flags().BoolVar(&o.yes, "yes", false, a.lang.Pick("ändra även kostnadsrader som redan är inlästa", "change cost rows that are known too"))
	cmd.Flags().StringVar(&o.Table, "table", "", a.lang.Pick("`tabell` som CSV-filen är", "`table` that the CSV file is"))
	cmd.Flags().StringVar(&o.From, "from", "", a.lang.Pick("`system` som exporten kommer från", "`system` that the export is from"))
	cmd.Flags().StringVar(&o.Mapping, "mapping", "", a.lang.Pick("egen `fil` som säger hur exporten ska läsas", "`file` of your own that says how to read the export"))
	cmd.Flags().StringVar(&o.day, "day", "", a.lang.Pick("`dag` som exporten visar (annars i dag)", "`day` that the export shows (otherwise today)"))
	cmd.Flags().StringVar(&o.Ledger, "ledger", "ledger", a.lang.Pick("`namn` på bokföringen, om ni har flera", "`name` of the ledger, if you have several"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return a.usage("ange en sökväg; se %s --help", "give one path; see %s --help", cmd.CommandPath())
		}
		o.Path = args[0]
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error { return a.importPath(ctx, s, o) })
	}
	return cmd
}

func (a *app) importPath(ctx context.Context, s *session, o importOptions) error {
	o.Day = billing.DayIn(time.Now())
	if o.day != "" {
		var ok bool
		if o.Day, ok = allocation.ParseDate(o.day); !ok {
			return a.usage("”%s” är ingen dag; skriv den som 2017-03-31", "“%s” is no day; write it as 2017-03-31", o.day)
		}
	}
	var bar *progress
	in, notes, err := intake.Open(o.File, func(size int64) func(int) {
		prepareMemory(size)
		bar = a.progress(size, a.lang.Pick("Läser", "Reading"))
		return bar.add
	})
	if bar != nil {
		bar.done()
	}
	if err != nil {
		return importError{err}
	}
	in.DryRun, in.Yes = o.dryRun, o.yes
	service := &intake.Service{DB: shelves{s.db}, Billing: s.Service}
	out, err := service.Import(ctx, s.who, *in)
	if out != nil {
		for _, note := range notes() {
			fmt.Fprintf(a.err, "chargeback: %s\n", a.lang.Failure(note))
		}
		if e := report.Import(a.out, out, report.ImportView{Name: in.Name, DryRun: o.dryRun, Refused: err != nil}, a.lang); e != nil {
			return e
		}
	}
	if err != nil {
		return importError{err}
	}
	return nil
}
