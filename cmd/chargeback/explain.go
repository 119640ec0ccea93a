package main

import (
	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/report"
)

func (a *app) explainCommand() *cobra.Command {
	var (
		data, month, model string
		filter             report.Filter
	)
	cmd := &cobra.Command{
		Use:   a.lang.Pick("explain --data MAPP --month MÅNAD [val]", "explain --data FOLDER --month MONTH [options]"),
		Short: a.lang.Pick("Visa hur en nota eller en rad är räknad, till sista öret", "Show how a bill or a line was calculated, to the last öre"),
		Long: a.lang.Pick(`Visar i vanliga meningar hur varje rad på en nota är räknad: vad som räknades, hur
stor del av poolen det är, vad poolen består av, och vart ören som blev över tog
vägen. Välj förvaltning eller kostnadsställe, och mer om du vill ha färre rader.`,
			`Shows in plain sentences how every line of a bill was calculated: what was counted,
which part of the pool that is, what the pool was made of, and where leftover öre
went. Choose a department or a cost centre, and more to get fewer lines.`),
		Example: a.lang.Pick(`  chargeback explain --data 2017 --month 2017-03 --department VOF                 hela notan
  chargeback explain --data 2017 --month 2017-03 --cost-center 4350 --model device   bara datorer
  chargeback explain --data 2017 --month 2017-03 --cost-center 4350 --category HELPDESK --model 3 --object staff`,
			`  chargeback explain --data 2017 --month 2017-03 --department VOF                 the whole bill
  chargeback explain --data 2017 --month 2017-03 --cost-center 4350 --model device   computers only
  chargeback explain --data 2017 --month 2017-03 --cost-center 4350 --category HELPDESK --model 3 --object staff`),
		Args: a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			if filter.Department == "" && filter.CostCenter == "" {
				return a.usage("ange vems rader du vill se med --department eller --cost-center", "say whose lines you want to see with --department or --cost-center")
			}
			if model != "" {
				var ok bool
				if filter.Model, ok = allocation.ParseModel(model); !ok {
					return a.usage("”%s” är ingen modell; skriv system, device, user, port eller project, eller 2–6",
						"“%s” is no model; write system, device, user, port or project, or 2–6", model)
				}
			}
			run, err := a.charge(data, month)
			if err != nil {
				return err
			}
			count, err := report.Explain(a.out, run, filter, a.lang)
			if err == nil && count == 0 {
				return a.usage("det finns ingen sådan rad i månaden; se koderna med chargeback run --format csv",
					"there is no such line in the month; see the codes with chargeback run --format csv")
			}
			return err
		},
	}
	a.dataFlags(cmd, &data, &month)
	flags := cmd.Flags()
	flags.StringVar(&filter.Department, "department", "", a.lang.Pick("förvaltningens `kod`", "the department's `code`"))
	flags.StringVar(&filter.CostCenter, "cost-center", "", a.lang.Pick("kostnadsställets `kod`", "the cost centre's `code`"))
	flags.StringVar(&filter.Category, "category", "", a.lang.Pick("kategorins `kod`", "the category's `code`"))
	flags.StringVar(&model, "model", "", a.lang.Pick("`modell`: system, device, user, port, project, eller 2–6", "`model`: system, device, user, port, project, or 2–6"))
	flags.StringVar(&filter.Object, "object", "", a.lang.Pick("`kod` för system, klass, applikation eller projekt", "`code` of the system, class, application or project"))
	return cmd
}
