package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
	"chargeback/internal/tables"
)

func (a *app) demoCommand() *cobra.Command {
	var out, listen string
	var serve bool
	cmd := &cobra.Command{
		Use:   a.lang.Pick("demo [--out MAPP | --serve]", "demo [--out FOLDER | --serve]"),
		Short: a.lang.Pick("Visa ett helt år för en exempelkommun", "Show a whole year of a sample municipality"),
		Long: a.lang.Pick(`Beräknar året 2017 för en kommun av Mölndals storlek, månad för månad: skriver varje
förvaltnings notor i en mapp och visar vart pengarna tog vägen. Underlaget följer med
programmet; det bygger på stadens IT-strategi men är i övrigt påhittat.

Med --serve visas året i webbläsaren i stället, med ett konto för varje roll.`,
			`Calculates the year 2017 of a municipality the size of Mölndal, month by month: writes
every department's bills into a folder and shows where the money went. The source data
comes with the program; it is built on the city's IT strategy and otherwise invented.

With --serve the year is shown in a browser instead, with an account for every role.`),
		Example: "  chargeback demo\n  chargeback demo --out /tmp/notor --lang en\n  chargeback demo --serve",
		Args:    a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if serve {
				return a.demoServe(cmd.Context(), listen)
			}
			return a.demo(out)
		},
	}
	cmd.Flags().BoolVar(&serve, "serve", false, a.lang.Pick("visa året i webbläsaren", "show the year in a browser"))
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", a.lang.Pick("`adress` på maskinen själv att svara på, med --serve", "`address` on the machine itself to answer on, with --serve"))
	cmd.Flags().StringVar(&out, "out", "demo", a.lang.Pick("`mapp` där årets notor skrivs, en mapp per månad", "`folder` where the year's bills are written, one folder per month"))
	return cmd
}

func (a *app) demo(out string) error {
	source, err := tables.OpenFolder(fixtures.Molndal())
	if err != nil {
		return err
	}
	set, err := tables.Read(source, nil)
	if err != nil {
		return err
	}
	var year report.Year
	var last *chargeback.Run
	periods := set.Facts.Months()
	bar := a.progress(int64(len(periods)), a.lang.Pick("Beräknar månader", "Calculating months"))
	defer bar.done()
	for _, period := range periods {
		run, err := chargeMonth(set, period, last)
		if err != nil {
			return err
		}
		if err := a.writeBills(filepath.Join(out, period.String()), run, func(int) {}); err != nil {
			return err
		}
		year.Add(run)
		last = run
		bar.add(1)
	}
	bar.done()
	return year.Write(a.out, a.lang, out)
}
