package main

import (
	"io"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/report"
)

// budgetCommand plans a year.
func (a *app) budgetCommand() *cobra.Command {
	follow := ""
	cmd := &cobra.Command{
		Use:   a.lang.Pick("budget --year ÅR [val]", "budget --year YEAR [options]"),
		Short: a.lang.Pick("Budgetera ett år ur året innan, och följ upp det", "Plan a year from the year before, and follow it up"),
		Long: a.lang.Pick(`Kostnaderna är året innan, månad för månad, med uppräkning eller angivna belopp.
Volymerna är registret som det sträcker sig in i året, med planerade ändringar.
Det planerade året räknas som riktiga månader.`,
			`Costs are those of the year before, month by month, with an index or given amounts.
Volumes are the register as it reaches into the year, with planned changes.
The planned year is charged as real months are.`),
		Example: a.lang.Pick(`  chargeback budget --data 2017 --year 2018 --index 2.5 --index DRIFTPC=3.5@2018-04
  chargeback budget --year 2018 --entry LAN=1200000 --changes elevdatorer.json
  chargeback budget --year 2018 --index 2.5 --follow 2018-06
  chargeback budget --year 2018 --index 2.5 --format xlsx --out budget.xlsx`,
			`  chargeback budget --data 2017 --year 2018 --index 2.5 --index DRIFTPC=3.5@2018-04
  chargeback budget --year 2018 --entry LAN=1200000 --changes student-computers.json
  chargeback budget --year 2018 --index 2.5 --follow 2018-06
  chargeback budget --year 2018 --index 2.5 --format xlsx --out budget.xlsx`),
		Args: a.noArguments,
	}
	f := a.onPlan(cmd)
	b := a.onBudget(cmd)
	cmd.Flags().StringVar(&follow, "follow", "", a.lang.Pick("sista `månad` med utfall: jämför med budgeten och ge en prognos", "last `month` with an outcome: compare it with the budget and give a forecast"))
	cmd.RunE = func(*cobra.Command, []string) error {
		var last allocation.Period
		if follow != "" {
			var ok bool
			if last, ok = allocation.ParsePeriod(follow); !ok || last.Year != f.year {
				return a.usage("”%s” är ingen månad det året; skriv den som 2018-06", "“%s” is no month of that year; write it as 2018-06", follow)
			}
		}
		budget, err := a.budget(f, b)
		if err != nil {
			return err
		}
		var followed *financing.FollowUp
		if follow != "" {
			done, err := financing.NewBase(budget.YearPast.Facts(), allocation.Period{Year: f.year, Month: 1}, last)
			if err != nil {
				return err
			}
			followed = financing.Follow(budget.Base, done.Runs())
		}
		municipality := budget.Base.Runs()[11].Month.Municipality()
		return a.writeAs(f.format.value, f.out, map[string]func(io.Writer) error{
			"text": func(w io.Writer) error { return report.Budget(w, municipality, budget, followed, a.lang) },
			"json": func(w io.Writer) error { return report.BudgetJSON(w, budget, followed) },
			"xlsx": func(w io.Writer) error { return report.BudgetBook(w, budget, followed, a.lang) },
		})
	}
	return cmd
}
