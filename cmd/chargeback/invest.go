package main

import (
	"context"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/report"
	"chargeback/internal/tables"
)

func (a *app) investCommand() *cobra.Command {
	var out string
	var year int
	var f *programmeFlags
	format := &choice{"text", []string{"text", "json", "xlsx", "costs"}}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("invest [val]", "invest [options]"),
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
		Example: a.lang.Pick(`  chargeback invest                                     alla år
  chargeback invest --year 2018                         och ett år per komponent
  chargeback invest --year 2018 --format costs > k.csv  till debiteringen
  chargeback invest --format xlsx --out kapital.xlsx`,
			`  chargeback invest                                     every year
  chargeback invest --year 2018                         and a year by component
  chargeback invest --year 2018 --format costs > c.csv  for the charge
  chargeback invest --format xlsx --out capital.xlsx`),
		Args: a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			if format.value == "costs" && year == 0 {
				return a.usage("ange vilket år kostnaderna gäller med --year", "give the year of the costs with --year")
			}
			if year < 0 || year > 9999 {
				return a.usage("”%d” är inget år; skriv det som 2018", "“%d” is no year; write it as 2018", year)
			}
			plan, _, day, err := a.readProgramme(f)
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
	f = a.onProgramme(cmd)
	cmd.Flags().IntVar(&year, "year", 0, a.lang.Pick("visa `år` komponent för komponent", "show `year` component by component"))
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json för program, xlsx, eller costs: rader till tabellen costs", "text for people, json for programs, xlsx, or costs: rows of the table costs"))
	a.outFlag(cmd, &out)
	return cmd
}

func (a *app) programmeCommand() *cobra.Command {
	var out, departments string
	var quarters bool
	var f *programmeFlags
	format := &choice{"text", []string{"text", "json", "xlsx"}}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("programme [val]", "programme [options]"),
		Short: a.lang.Pick("Visa IT-programmet: plan, beslut, återbetalning, anslag och behov", "Show the IT programme: plan, decisions, payback, money and needs"),
		Long: a.lang.Pick(`Summerar programmets projekt: vad de kostar per kvartal och år, när de har betalat sig,
vad som äskats, beviljats och använts, vad råden har beslutat, och de behov som
förvaltningarna lämnat till nästa år mot de timmar som IT har. Bara det som ett råd har
beslutat är i planen. Där plan och äskande säger olika visas båda.`,
			`Adds up the programme's projects: what they cost by quarter and year, when they have paid
for themselves, what was requested, granted and used, what the councils have decided, and
the needs that departments handed in for next year against the hours that IT has. Only
what a council has approved is in the plan. Where plan and request disagree both are shown.`),
		Example: a.lang.Pick(`  chargeback programme
  chargeback programme --quarters --on 2013-06-30       som det var beslutat då
  chargeback programme --format xlsx --out program.xlsx`,
			`  chargeback programme
  chargeback programme --quarters --on 2013-06-30       as it was decided then
  chargeback programme --format xlsx --out programme.xlsx`),
		Args: a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			plan, facts, day, err := a.readProgramme(f)
			if err != nil {
				return err
			}
			asked := tables.Charged(facts)
			if departments != "" {
				set, err := a.read(departments)
				if err != nil {
					return err
				}
				asked = nil
				for _, d := range set.Facts.Rows.Departments {
					if d.Charged {
						asked = append(asked, set.Facts.Departments.At(d.Code))
					}
				}
				slices.Sort(asked)
				asked = slices.Compact(asked)
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
	f = a.onProgramme(cmd)
	cmd.Flags().BoolVar(&quarters, "quarters", false, a.lang.Pick("visa planen kvartal för kvartal också", "show the plan quarter by quarter too"))
	cmd.Flags().StringVar(&departments, "departments", "", a.lang.Pick("`underlag` med förvaltningarna, för att se vilka som inte lämnat behov; utan --data databasens", "`data set` with the departments, to see which have handed in no needs; without --data the database's"))
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json för program, eller xlsx", "text for people, json for programs, or xlsx"))
	a.outFlag(cmd, &out)
	return cmd
}

func (a *app) catalogueCommand() *cobra.Command {
	var out, prices string
	var f *programmeFlags
	format := &choice{"text", []string{"text", "json", "xlsx"}}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("catalogue --on DAG [val]", "catalogue --on DAY [options]"),
		Short: a.lang.Pick("Visa tjänstekatalogen: sju frågor om varje tjänst, med dagens pris", "Show the service catalogue: seven questions about every service, with the price of the day"),
		Long: a.lang.Pick(`Visar för varje tjänst vad som ingår och inte ingår, hur man beställer, leveranstiden,
hur man anmäler fel, svars-, felsöknings- och åtgärdstid, priset och hur man avbeställer.
Tiderna är de som tjänstens nivå lovar, och priset är prislistans den dagen.`,
			`Shows for every service what is included and what is not, how to order, the delivery time,
how to report problems, the times for response, diagnosis and repair, the price and how to
cancel. The times are those that its level promises, the price that of the day's list.`),
		Example: a.lang.Pick(`  chargeback catalogue --prices 2017 --on 2017-11-01
  chargeback catalogue --prices 2017 --on 2017-11-01 --format xlsx --out katalog.xlsx`,
			`  chargeback catalogue --prices 2017 --on 2017-11-01
  chargeback catalogue --prices 2017 --on 2017-11-01 --format xlsx --out catalogue.xlsx`),
		Args: a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			if f.on == "" {
				return a.usage("ange vilken dag priserna gäller med --on, som 2017-11-01", "give the day of the prices with --on, as 2017-11-01")
			}
			plan, facts, day, err := a.readProgramme(f)
			if err != nil {
				return err
			}
			list := tables.ServicePrices(facts)
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
	f = a.onProgramme(cmd)
	cmd.Flags().StringVar(&prices, "prices", "", a.lang.Pick("`underlag` med prislistan; utan --data databasens", "`data set` with the price list; without --data the database's"))
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json för program, eller xlsx", "text for people, json for programs, or xlsx"))
	a.outFlag(cmd, &out)
	return cmd
}

// programmeFlags are the options of commands that read the plan tables.
type programmeFlags struct {
	database *databaseFlags
	data, on string
	cmd      *cobra.Command
}

// onProgramme gives a command the options of where the plan tables are and which
// day it is about.
func (a *app) onProgramme(cmd *cobra.Command) *programmeFlags {
	f := &programmeFlags{database: a.onDatabase(cmd), cmd: cmd}
	cmd.Flags().StringVar(&f.data, "data", "", a.lang.Pick("`mapp` med planens CSV-filer, eller en arbetsbok (.xlsx), i stället för databasen", "`folder` of the plan's CSV files, or a workbook (.xlsx), instead of the database"))
	cmd.Flags().StringVar(&f.on, "on", "", a.lang.Pick("`dag` som det gäller, som 2017-11-01", "`day` that it is about, as 2017-11-01"))
	return f
}

func (a *app) outFlag(cmd *cobra.Command, out *string) {
	cmd.Flags().StringVar(out, "out", "", a.lang.Pick("`fil` att skriva till; xlsx behöver en", "`file` to write to; xlsx needs one"))
}

// readProgramme reads the plan tables, from a folder or from the database, and
// the day that is asked about: the end of time where none is given. facts are
// those of the database that stand beside them.
func (a *app) readProgramme(f *programmeFlags) (plan *tables.Programme, facts chargeback.Records, day allocation.Date, err error) {
	day = allocation.OpenTo
	if f.on != "" {
		var ok bool
		if day, ok = allocation.ParseDate(f.on); !ok {
			return nil, nil, 0, a.usage("”%s” är ingen dag; skriv den som 2017-11-01", "“%s” is no day; write it as 2017-11-01", f.on)
		}
	}
	if f.data == "" {
		err = a.withDatabase(f.cmd, f.database, func(ctx context.Context, s *session) error {
			if facts, err = s.PlanTables(ctx, s.who); err != nil {
				return err
			}
			plan, err = tables.ProgrammeOf(facts)
			return err
		})
		return plan, facts, day, err
	}
	source, err := tables.OpenProgramme(f.data)
	if err != nil {
		return nil, nil, 0, err
	}
	defer source.Close()
	plan, err = tables.ReadProgramme(source)
	return plan, nil, day, err
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
