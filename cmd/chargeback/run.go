package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
	"chargeback/internal/tables"
)

func (a *app) runCommand() *cobra.Command {
	var data, month, out string
	format := &choice{"text", []string{"text", "json", "csv"}}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("run --data MAPP --month MÅNAD [val]", "run --data FOLDER --month MONTH [options]"),
		Short: a.lang.Pick("Beräkna en månad: varje förvaltnings nota, och att allt går ihop", "Calculate a month: every department's bill, and that it all adds up"),
		Long: a.lang.Pick(`Beräknar en månad ur en mapp med CSV-filer eller en arbetsbok (.xlsx).

Alla fel i underlaget visas på en gång, med fil, rad och kolumn. Då beräknas
inget och inget skrivs.`, `Calculates a month from a folder of CSV files or a workbook (.xlsx).

All errors in the source data are shown at once, with file, line and column.
Nothing is calculated or written then.`),
		Example: a.lang.Pick(`  chargeback run --data 2017 --month 2017-03                  visa sammanställningen
  chargeback run --data 2017 --month 2017-03 --out notor      skriv varje nota som CSV och XLSX
  chargeback run --data mars.xlsx --month 2017-03 --format json > mars.json`,
			`  chargeback run --data 2017 --month 2017-03                  show the summary
  chargeback run --data 2017 --month 2017-03 --out bills      write every bill as CSV and XLSX
  chargeback run --data march.xlsx --month 2017-03 --format json > march.json`),
		Args: a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			if sameFolder(data, out) {
				return a.usage("notorna kan inte ligga bland underlaget; välj en annan mapp med --out", "the bills cannot lie among the source data; choose another folder with --out")
			}
			run, err := a.charge(data, month)
			if err != nil {
				return err
			}
			if out != "" {
				bar := a.progress(int64(len(run.Bills())), a.lang.Pick("Skriver notor", "Writing bills"))
				err := a.writeBills(out, run, bar.add)
				bar.done()
				if err != nil {
					return err
				}
			}
			switch format.value {
			case "json":
				return report.JSON(a.out, run.Result(), a.lang)
			case "csv":
				return report.CSV(a.out, run.Result())
			}
			if err := report.Summary(a.out, run.Result(), run.Month, a.lang); err != nil || out == "" {
				return err
			}
			_, err = fmt.Fprintf(a.out, a.lang.Pick("\nNotorna ligger i %s.\n", "\nThe bills are in %s.\n"), out)
			return err
		},
	}
	a.dataFlags(cmd, &data, &month)
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json eller csv för program", "text for people, json or csv for programs"))
	cmd.Flags().StringVar(&out, "out", "", a.lang.Pick("`mapp` där notorna och summary.json skrivs", "`folder` where the bills and summary.json are written"))
	return cmd
}

// sameFolder says whether two paths are the same folder: bills written into the
// data set would be unknown tables of it.
func sameFolder(data, out string) bool {
	a, errA := os.Stat(data)
	b, errB := os.Stat(out)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// dataFlags are the options of commands that read a month.
func (a *app) dataFlags(cmd *cobra.Command, data, month *string) {
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(data, "data", "", a.lang.Pick("`mapp` med CSV-filer, eller en arbetsbok (.xlsx)", "`folder` of CSV files, or a workbook (.xlsx)"))
	if month != nil {
		cmd.Flags().StringVar(month, "month", "", a.lang.Pick("`månad`, som 2017-03", "`month`, as 2017-03"))
	}
}

// charge reads a data set and charges one month of it.
func (a *app) charge(data, month string) (*chargeback.Run, error) {
	period, err := a.period(month)
	if err != nil {
		return nil, err
	}
	set, err := a.read(data)
	if err != nil {
		return nil, err
	}
	run, err := chargeMonth(set, period, nil)
	if err == nil && !run.Month.HasCosts() {
		a.warnEmpty(period)
	}
	return run, err
}

// chargeMonth charges one month of a set; the memory of a run that is no
// longer needed is reused.
func chargeMonth(set *tables.Set, period allocation.Period, reuse *chargeback.Run) (*chargeback.Run, error) {
	m, err := set.Month(period)
	if err != nil {
		return nil, err
	}
	return m.Charge(reuse)
}

// warnEmpty tells that a month has no costs at all (SPEC §8).
func (a *app) warnEmpty(period allocation.Period) {
	name := a.lang.Month(period)
	fmt.Fprintf(a.err, a.lang.Pick("chargeback: varning: %s har inga kostnader\n", "chargeback: warning: %s has no costs\n"), name)
}

// writeBills writes one bill per department, and the summary.
func (a *app) writeBills(folder string, run *chargeback.Run, done func(int)) error {
	summary := func(w io.Writer) error { return report.SummaryJSON(w, run.Result(), a.lang) }
	return report.WriteBills(folder, run.Month.Period, run.Statements(), summary, false, a.lang, done)
}
