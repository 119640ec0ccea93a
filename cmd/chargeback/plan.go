package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/tables"
)

// planFlags are the options of commands that plan a year beside the months.
type planFlags struct {
	database *databaseFlags
	data     string
	year     int
	format   *choice
	out      string
	cmd      *cobra.Command
}

// onPlan gives a command the options of where the facts are and which year it
// is about.
func (a *app) onPlan(cmd *cobra.Command) *planFlags {
	f := &planFlags{database: a.onDatabase(cmd), cmd: cmd, format: &choice{"text", []string{"text", "json", "xlsx"}}}
	cmd.Flags().StringVar(&f.data, "data", "", a.lang.Pick("`mapp` med CSV-filer, eller en arbetsbok (.xlsx), i stället för databasen", "`folder` of CSV files, or a workbook (.xlsx), instead of the database"))
	cmd.Flags().IntVar(&f.year, "year", 0, a.lang.Pick("`år` det gäller, som 2018", "`year` it is about, as 2018"))
	cmd.Flags().Var(f.format, "format", a.lang.Pick("text för människor, json för program, eller xlsx", "text for people, json for programs, or xlsx"))
	a.outFlag(cmd, &f.out)
	return f
}

// facts reads what is known, from a folder or from the database.
func (a *app) facts(f *planFlags) (*tables.Base, error) {
	if f.year < 2 || f.year > 9998 {
		return nil, a.usage("ange året med --year, till exempel --year 2018", "give the year with --year, for example --year 2018")
	}
	if f.data != "" {
		source, err := tables.Open(f.data)
		if err != nil {
			return nil, err
		}
		defer source.Close()
		return tables.OpenBase(source)
	}
	var base *tables.Base
	err := a.withDatabase(f.cmd, f.database, func(ctx context.Context, s *session) error {
		records, err := s.PlanningFacts(ctx, s.who)
		if err != nil {
			return err
		}
		base, err = tables.NewBase(records)
		return err
	})
	return base, err
}

// openFacts makes facts of the rows of a plan.
func openFacts(records chargeback.Records) (financing.Facts, error) {
	base, err := tables.NewBase(records)
	if err != nil {
		return nil, err
	}
	return base, nil
}

// steps reads change sets, each a step of a scenario by the name of its file.
func (a *app) steps(paths []string) ([]financing.Step, error) {
	files, err := a.planFiles(paths)
	if err != nil {
		return nil, err
	}
	var all []financing.Step
	for _, f := range files {
		if f.plan != nil {
			return nil, a.usage("%s är ett scenario, inte en ändring; det prövas med chargeback scenario", "%s is a scenario, not a change; try it with chargeback scenario", f.path)
		}
		all = append(all, financing.Step{Name: f.name, Changes: f.set})
	}
	return all, nil
}

// planFile is a file with a change set, or with a scenario as its page writes
// it.
type planFile struct {
	path, name string
	set        chargeback.ChangeSet
	plan       *financing.Plan
}

func (a *app) planFiles(paths []string) ([]planFile, error) {
	var all []planFile
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		f := planFile{path: path, name: strings.TrimSuffix(path[strings.LastIndexAny(path, `/\`)+1:], ".json")}
		if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
			var plan financing.Plan
			plan, err = financing.ParsePlan(data)
			f.plan = &plan
		} else {
			f.set, err = chargeback.ParseChangeSet(data)
		}
		if err != nil {
			var e *chargeback.Error
			if errors.As(err, &e) && e.File == "" {
				e.File = path
			}
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// budgetFlags are the options that say how a year is planned.
type budgetFlags struct{ indexes, entries, changes []string }

func (a *app) onBudget(cmd *cobra.Command) *budgetFlags {
	b := &budgetFlags{}
	cmd.Flags().StringArrayVar(&b.indexes, "index", nil, a.lang.Pick(
		"`uppräkning` i procent av året innan: 2.5, DRIFTPC=3.5, DRIFTPC=3.5@2018-04 eller supplier:Namn=4@2018-07; den sista som passar gäller",
		"`index` in percent of the year before: 2.5, DRIFTPC=3.5, DRIFTPC=3.5@2018-04 or supplier:Name=4@2018-07; the last that fits counts"))
	cmd.Flags().StringArrayVar(&b.entries, "entry", nil, a.lang.Pick(
		"`belopp` i kronor i stället för uppräkning: LAN=1200000 över året, LAN=100000@2018-03 i en månad",
		"`amount` in kronor instead of an index: LAN=1200000 over the year, LAN=100000@2018-03 in a month"))
	cmd.Flags().StringArrayVar(&b.changes, "changes", nil, a.lang.Pick("`fil` med planerade ändringar (JSON)", "`file` of planned changes (JSON)"))
	return b
}

// budget plans the year.
func (a *app) budget(f *planFlags, b *budgetFlags) (*financing.Budget, error) {
	plan := financing.BudgetPlan{Year: f.year}
	for _, text := range b.indexes {
		index, ok := parseIndex(text)
		if !ok {
			return nil, a.usage("”%s” är ingen uppräkning; skriv 2.5, DRIFTPC=3.5 eller DRIFTPC=3.5@2018-04", "“%s” is no index; write 2.5, DRIFTPC=3.5 or DRIFTPC=3.5@2018-04", text)
		}
		plan.Indexes = append(plan.Indexes, index)
	}
	for _, text := range b.entries {
		entry, ok := parseEntry(text, f.year)
		if !ok {
			return nil, a.usage("”%s” är inget belopp för en kategori det året; skriv LAN=1200000 eller LAN=100000@2018-03", "“%s” is no amount of a category in that year; write LAN=1200000 or LAN=100000@2018-03", text)
		}
		plan.Entries = append(plan.Entries, entry)
	}
	steps, err := a.steps(b.changes)
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		plan.Levers = append(plan.Levers, financing.Lever{Kind: financing.LeverChanges, Name: step.Name, Changes: step.Changes})
	}
	facts, err := a.facts(f)
	if err != nil {
		return nil, err
	}
	return financing.NewBudget(facts.Records(), plan, openFacts)
}

var decimalNumber = regexp.MustCompile(`^(-|−)?(\d{1,12})(?:[.,](\d{1,4}))?$`)

// parseScaled reads a number of at most four decimals in units of 10⁻⁴.
func parseScaled(text string) (int64, bool) {
	parts := decimalNumber.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(parts[2]+(parts[3] + "0000")[:4], 10, 64)
	if parts[1] != "" {
		n = -n
	}
	return n, err == nil
}

// parsePercent reads percent in millionths of a whole: 3.5 is 35 000.
func parsePercent(text string) (int64, bool) {
	return parseScaled(strings.TrimSuffix(strings.TrimSpace(text), "%"))
}

// parseIndex reads [CATEGORY=|supplier:NAME=]PERCENT[@MONTH].
func parseIndex(text string) (x financing.Index, ok bool) {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		if x.From, ok = allocation.ParsePeriod(text[at+1:]); !ok {
			return x, false
		}
		text = text[:at]
	}
	if at := strings.LastIndexByte(text, '='); at >= 0 {
		x.Category = text[:at]
		if name, is := strings.CutPrefix(x.Category, "supplier:"); is {
			x.Category, x.Supplier = "", name
		}
		text = text[at+1:]
	}
	x.Micro, ok = parsePercent(text)
	return x, ok && x.Micro >= -allocation.Micro
}

// parseEntry reads CATEGORY=AMOUNT[@MONTH].
func parseEntry(text string, year int) (e financing.Entry, ok bool) {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		p, ok := allocation.ParsePeriod(text[at+1:])
		if !ok || p.Year != year {
			return e, false
		}
		e.Month, text = p.Month, text[:at]
	}
	at := strings.LastIndexByte(text, '=')
	if at < 1 {
		return e, false
	}
	n, ok := parseScaled(text[at+1:])
	e.Category, e.Amount = text[:at], allocation.Ore(n/100)
	return e, ok && n%100 == 0 && max(e.Amount, -e.Amount) <= allocation.MaxAmount
}
