package main

import (
	"io"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/financing"
	"chargeback/internal/report"
	"chargeback/internal/tables"
)

func (a *app) investCommand() *cobra.Command {
	var data, on, out string
	var year int
	format := &choice{"text", []string{"text", "json", "xlsx", "costs"}}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("invest --data MAPP [val]", "invest --data FOLDER [options]"),
		Short: a.lang.Pick("Visa vad investeringar kostar i kapital, till sista avskrivningen", "Show what investments cost in capital, to the last depreciation"),
		Long: a.lang.Pick(`Skriver av varje komponent i tabellen investments rakt över dess livslängd, från månaden
eller året efter att den togs i bruk, med internränta på det som återstår där raden vill
det. Investeringar i projekt som inget råd har beslutat är inte med.

Med --format costs skrivs årets kapitalkostnader som rader i tabellen costs: det är de
som debiteras, aldrig utgiften.`,
			`Depreciates every component of the table investments evenly over its life, from the month
or the year after it was taken into use, with internal interest on what remains where the
row asks for it. Investments of projects that no council has approved are left out.

With --format costs the year's capital costs are written as rows of the table costs: they
are what is charged, never the outlay.`),
		Example: a.lang.Pick(`  chargeback invest --data plan                                     alla år
  chargeback invest --data plan --year 2018                         och ett år per komponent
  chargeback invest --data plan --year 2018 --format costs > k.csv  till debiteringen
  chargeback invest --data plan --format xlsx --out kapital.xlsx`,
			`  chargeback invest --data plan                                     every year
  chargeback invest --data plan --year 2018                         and a year by component
  chargeback invest --data plan --year 2018 --format costs > c.csv  for the charge
  chargeback invest --data plan --format xlsx --out capital.xlsx`),
		Args: a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			if format.value == "costs" && year == 0 {
				return a.usage("ange vilket år kostnaderna gäller med --year", "give the year of the costs with --year")
			}
			if year < 0 || year > 9999 {
				return a.usage("”%d” är inget år; skriv det som 2018", "“%d” is no year; write it as 2018", year)
			}
			plan, day, err := a.readProgramme(data, on)
			if err != nil {
				return err
			}
			in, err := plan.DecidedInvestments(plan.Investments, day)
			if err != nil {
				return err
			}
			v := &report.Investments{Rates: plan.Rates, Year: year}
			for _, x := range plan.Investments {
				if x.Project != "" && !plan.Decided(x.Project, day) {
					v.Left = append(v.Left, x)
				}
			}
			if v.Capital, err = financing.NewCapital(in, plan.Rates); err != nil {
				return err
			}
			return a.writeAs(format.value, out, map[string]func(io.Writer) error{
				"text":  func(w io.Writer) error { return v.Text(w, a.lang) },
				"json":  v.JSON,
				"costs": v.Costs,
				"xlsx":  func(w io.Writer) error { return v.XLSX(w, a.lang) },
			})
		},
	}
	a.planFlags(cmd, &data, &on)
	cmd.Flags().IntVar(&year, "year", 0, a.lang.Pick("visa `år` komponent för komponent", "show `year` component by component"))
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json för program, xlsx, eller costs: rader till tabellen costs", "text for people, json for programs, xlsx, or costs: rows of the table costs"))
	a.outFlag(cmd, &out)
	return cmd
}

func (a *app) programmeCommand() *cobra.Command {
	var data, on, out, departments string
	var quarters bool
	format := &choice{"text", []string{"text", "json", "xlsx"}}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("programme --data MAPP [val]", "programme --data FOLDER [options]"),
		Short: a.lang.Pick("Visa IT-programmet: plan, beslut, återbetalning, anslag och behov", "Show the IT programme: plan, decisions, payback, money and needs"),
		Long: a.lang.Pick(`Summerar programmets projekt: vad de kostar per kvartal och år, när de har betalat sig,
vad som äskats, beviljats och använts, vad råden har beslutat, och de behov som
förvaltningarna lämnat till nästa år mot de timmar som IT har. Bara det som ett råd har
beslutat är i planen. Där plan och äskande säger olika visas båda.`,
			`Adds up the programme's projects: what they cost by quarter and year, when they have paid
for themselves, what was requested, granted and used, what the councils have decided, and
the needs that departments handed in for next year against the hours that IT has. Only
what a council has approved is in the plan. Where plan and request disagree both are shown.`),
		Example: a.lang.Pick(`  chargeback programme --data plan
  chargeback programme --data plan --quarters --on 2013-06-30       som det var beslutat då
  chargeback programme --data plan --format xlsx --out program.xlsx`,
			`  chargeback programme --data plan
  chargeback programme --data plan --quarters --on 2013-06-30       as it was decided then
  chargeback programme --data plan --format xlsx --out programme.xlsx`),
		Args: a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			plan, day, err := a.readProgramme(data, on)
			if err != nil {
				return err
			}
			var asked []string
			if departments != "" {
				set, err := a.read(departments)
				if err != nil {
					return err
				}
				for _, d := range set.Facts.Rows.Departments {
					if d.Charged {
						asked = append(asked, set.Facts.Departments.At(d.Code))
					}
				}
			}
			v, err := report.NewProgramme(plan.Programme, day, asked)
			if err != nil {
				return err
			}
			return a.writeAs(format.value, out, map[string]func(io.Writer) error{
				"text": func(w io.Writer) error { return v.Text(w, quarters, a.lang) },
				"json": v.JSON,
				"xlsx": func(w io.Writer) error { return v.XLSX(w, a.lang) },
			})
		},
	}
	a.planFlags(cmd, &data, &on)
	cmd.Flags().BoolVar(&quarters, "quarters", false, a.lang.Pick("visa planen kvartal för kvartal också", "show the plan quarter by quarter too"))
	cmd.Flags().StringVar(&departments, "departments", "", a.lang.Pick("`underlag` med förvaltningarna, för att se vilka som inte lämnat behov", "`data set` with the departments, to see which have handed in no needs"))
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json för program, eller xlsx", "text for people, json for programs, or xlsx"))
	a.outFlag(cmd, &out)
	return cmd
}

func (a *app) catalogueCommand() *cobra.Command {
	var data, on, out, prices string
	format := &choice{"text", []string{"text", "json", "xlsx"}}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("catalogue --data MAPP --on DAG [val]", "catalogue --data FOLDER --on DAY [options]"),
		Short: a.lang.Pick("Visa servicekatalogen: sju frågor om varje tjänst, med dagens pris", "Show the service catalogue: seven questions about every service, with the price of the day"),
		Long: a.lang.Pick(`Visar för varje tjänst vad som ingår och inte ingår, hur man beställer, leveranstiden,
hur man anmäler fel, svars-, felsöknings- och åtgärdstid, priset och hur man avbeställer.
Tiderna är de som tjänstens nivå lovar, och priset är prislistans den dagen.`,
			`Shows for every service what is included and what is not, how to order, the delivery time,
how to report problems, the times for response, diagnosis and repair, the price and how to
cancel. The times are those that its level promises, the price that of the day's list.`),
		Example: a.lang.Pick(`  chargeback catalogue --data plan --prices 2017 --on 2017-11-01
  chargeback catalogue --data plan --prices 2017 --on 2017-11-01 --format xlsx --out katalog.xlsx`,
			`  chargeback catalogue --data plan --prices 2017 --on 2017-11-01
  chargeback catalogue --data plan --prices 2017 --on 2017-11-01 --format xlsx --out catalogue.xlsx`),
		Args: a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			if on == "" {
				return a.usage("ange vilken dag priserna gäller med --on, som 2017-11-01", "give the day of the prices with --on, as 2017-11-01")
			}
			plan, day, err := a.readProgramme(data, on)
			if err != nil {
				return err
			}
			var list []financing.ServicePrice
			if prices != "" {
				set, err := a.read(prices)
				if err != nil {
					return err
				}
				list = financing.ServicePrices(set.Facts)
			}
			c, err := financing.NewCatalogue(plan.Services, plan.Levels, list, day)
			if err != nil {
				return err
			}
			return a.writeAs(format.value, out, map[string]func(io.Writer) error{
				"text": func(w io.Writer) error { return report.Catalogue(w, c, a.lang) },
				"json": func(w io.Writer) error { return report.CatalogueJSON(w, c) },
				"xlsx": func(w io.Writer) error { return report.CatalogueXLSX(w, c, a.lang) },
			})
		},
	}
	a.planFlags(cmd, &data, &on)
	cmd.Flags().StringVar(&prices, "prices", "", a.lang.Pick("`underlag` med prislistan", "`data set` with the price list"))
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json för program, eller xlsx", "text for people, json for programs, or xlsx"))
	a.outFlag(cmd, &out)
	return cmd
}

// planFlags are the options of commands that read the programme's tables.
func (a *app) planFlags(cmd *cobra.Command, data, on *string) {
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(data, "data", "", a.lang.Pick("`mapp` med planens CSV-filer, eller en arbetsbok (.xlsx)", "`folder` of the plan's CSV files, or a workbook (.xlsx)"))
	cmd.Flags().StringVar(on, "on", "", a.lang.Pick("`dag` som det gäller, som 2017-11-01", "`day` that it is about, as 2017-11-01"))
}

func (a *app) outFlag(cmd *cobra.Command, out *string) {
	cmd.Flags().StringVar(out, "out", "", a.lang.Pick("`fil` att skriva till; xlsx behöver en", "`file` to write to; xlsx needs one"))
}

// readProgramme reads the programme's tables, and the day that is asked about:
// the end of time where none is given.
func (a *app) readProgramme(data, on string) (*tables.Programme, allocation.Date, error) {
	if data == "" {
		return nil, 0, a.usage("ange planen med --data, en mapp med CSV-filer eller en arbetsbok", "give the plan with --data, a folder of CSV files or a workbook")
	}
	day := allocation.OpenTo
	if on != "" {
		var ok bool
		if day, ok = allocation.ParseDate(on); !ok {
			return nil, 0, a.usage("”%s” är ingen dag; skriv den som 2017-11-01", "“%s” is no day; write it as 2017-11-01", on)
		}
	}
	source, err := tables.OpenProgramme(data)
	if err != nil {
		return nil, 0, err
	}
	defer source.Close()
	plan, err := tables.ReadProgramme(source)
	return plan, day, err
}

// writeAs writes one of several formats: to a file, whole or not at all, or to
// standard output. A workbook needs a file.
func (a *app) writeAs(format, out string, formats map[string]func(io.Writer) error) error {
	switch {
	case out != "":
		return report.WriteFile(out, formats[format])
	case format == "xlsx":
		return a.usage("ange filen att skriva arbetsboken till med --out", "give the file to write the workbook to with --out")
	}
	return formats[format](a.out)
}
