package main

import (
	"errors"

	"github.com/spf13/cobra"

	"chargeback/internal/chargeback"
	"chargeback/internal/report"
	"chargeback/internal/tables"
)

func (a *app) checkCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   a.lang.Pick("check --data MAPP", "check --data FOLDER"),
		Short: a.lang.Pick("Granska ett underlag: vad som saknas, och vad som ser konstigt ut", "Examine source data: what is missing, and what looks odd"),
		Long: a.lang.Pick(`Läser och kontrollerar ett underlag och provar att beräkna alla dess månader. Visar
vad som saknas, vilka pengar som inte har någon mottagare, och vad som ser konstigt
ut. Inget skrivs.`, `Reads and checks source data and tries to calculate all its months. Shows what is
missing, which money has no receiver, and what looks odd. Nothing is written.`),
		Example: a.lang.Pick("  chargeback check --data 2017\n  chargeback check --data underlag.xlsx", "  chargeback check --data 2017\n  chargeback check --data source.xlsx"),
		Args:    a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			set, err := a.read(data)
			if err != nil {
				return err
			}
			checkup, ok := a.checkup(set)
			if !ok {
				// Bad data: everything on standard error, nothing on standard output.
				return errors.Join(checkup.Write(a.err, a.lang), errTold)
			}
			return checkup.Write(a.out, a.lang)
		},
	}
	a.dataFlags(cmd, &data, nil)
	return cmd
}

// checkup tries all months of a set, and says whether all could be charged.
func (a *app) checkup(set *tables.Set) (*report.Checkup, bool) {
	periods := set.Facts.Months()
	bar := a.progress(int64(len(periods)), a.lang.Pick("Provar månader", "Trying months"))
	defer bar.done()
	c := &report.Checkup{Rows: set.Rows, Tables: tables.Names()}
	var (
		tried []*chargeback.Month
		last  *chargeback.Run
		all   = true
	)
	for _, period := range periods {
		result := report.MonthResult{Period: period}
		run, err := chargeMonth(set, period, last)
		if err != nil {
			result.Err, all = err, false
		} else {
			result.Totals, result.Unallocated, result.Month = run.Totals(), run.Unallocated(), run.Month
			c.Name = run.Month.Municipality()
			tried = append(tried, run.Month)
			last = run
		}
		c.Months = append(c.Months, result)
		bar.add(1)
	}
	c.Findings = chargeback.Examine(tried)
	if lost := chargeback.LostLicences(&set.Large, periods); lost.Count > 0 {
		c.Findings = append(c.Findings, lost)
	}
	return c, all
}
