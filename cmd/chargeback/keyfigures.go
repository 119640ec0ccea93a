package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/report"
	"chargeback/internal/tables"
)

// keyFiguresCommand measures a year's IT.
func (a *app) keyFiguresCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   a.lang.Pick("keyfigures --year ÅR [val]", "keyfigures --year YEAR [options]"),
		Short: a.lang.Pick("Visa årets nyckeltal: IT-kostnad av omslutningen, per invånare och per arbetsplats", "Show a year's key figures: IT cost of turnover, per inhabitant and per workplace"),
		Long: a.lang.Pick(`Räknar årets månader som de är kända nu och håller IT-kostnaden mot omslutning,
invånare, anställda, datorer och system; säger hur stor del som förvaltningarna betalar
själva, och hur många leverantörer som är små. Hur varje tal räknas står vid det.
Omslutning, anställda och invånare läses ur tabellen key_figures.`,
			`Charges the year's months as they are known now and holds the IT cost against turnover,
inhabitants, employees, computers and systems; tells what part departments pay themselves,
and how many suppliers are small. How each figure is worked out stands beside it.
Turnover, employees and inhabitants are read from the table key_figures.`),
		Example: a.lang.Pick(`  chargeback keyfigures --year 2017
  chargeback keyfigures --year 2017 --data 2017 --figures key_figures.csv
  chargeback keyfigures --year 2017 --format xlsx --out nyckeltal.xlsx`,
			`  chargeback keyfigures --year 2017
  chargeback keyfigures --year 2017 --data 2017 --figures key_figures.csv
  chargeback keyfigures --year 2017 --format xlsx --out key-figures.xlsx`),
		Args: a.noArguments,
	}
	table := ""
	f := a.onPlan(cmd)
	cmd.Flags().StringVar(&table, "figures", "", a.lang.Pick("`fil` eller mapp med tabellen key_figures, i stället för databasens", "`file` or folder with the table key_figures, instead of the database's"))
	cmd.RunE = func(*cobra.Command, []string) error {
		facts, err := a.facts(f)
		if err != nil {
			return err
		}
		base, err := financing.NewYear(facts, f.year)
		if err != nil {
			return err
		}
		rows, err := a.heldRows(f, table)
		if err != nil {
			return err
		}
		suppliers := financing.SuppliersIn(facts.Records()["costs"], base.Last)
		figures := financing.NewKeyFigures(base.Runs(), suppliers, financing.HeldIn(rows, f.year))
		municipality := base.Runs()[11].Month.Municipality()
		return a.writeAs(f.format.value, f.out, map[string]func(io.Writer) error{
			"text": func(w io.Writer) error { return report.KeyFigures(w, municipality, figures, a.lang) },
			"json": func(w io.Writer) error { return report.KeyFiguresJSON(w, figures, a.lang) },
			"xlsx": func(w io.Writer) error { return report.KeyFiguresBook(w, figures, a.lang) },
		})
	}
	return cmd
}

// heldRows reads the table key_figures: where a path is given from there, else
// from the database; with a folder of data and no path there is none.
func (a *app) heldRows(f *planFlags, path string) (rows []chargeback.Record, err error) {
	switch {
	case path == "" && f.data == "":
		err = a.withDatabase(f.cmd, f.database, func(ctx context.Context, s *session) (err error) {
			rows, err = s.KeyFigureRows(ctx, s.who)
			return err
		})
		return rows, err
	case path == "":
		return nil, nil
	}
	source, err := tables.OpenImport(path, "")
	if err != nil {
		return nil, err
	}
	defer source.Close()
	records, err := tables.Scan(source, nil)
	if err != nil {
		return nil, err
	}
	return records["key_figures"], tables.CheckMappings(records, chargeback.Records{"key_figures": records["key_figures"]}, source.FileName)
}
