package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/report"
)

// scenarioCommand tries changes on a year.
func (a *app) scenarioCommand() *cobra.Command {
	var department, limit string
	var variable []string
	var fair, closed, compare bool
	cmd := &cobra.Command{
		Use:   a.lang.Pick("scenario [FIL …] {--year ÅR | --closed} [val]", "scenario [FILE …] {--year YEAR | --closed} [options]"),
		Short: a.lang.Pick("Pröva ändringar på ett helt år: vad händer med notorna, och varför", "Try changes on a whole year: what happens to the bills, and why"),
		Long: a.lang.Pick(`Räknar om årets månader som de är och med ändringarna, på samma sätt som en riktig
månad räknas. Varje fil är en ändring i JSON, eller ett scenario som hämtats från sin
sida; flera filer görs i ordning, och det syns vad var och en gör. Ingenting sparas.

Med --closed prövas ändringarna i stället på alla stängda månader, var och en med det
underlag som gällde när den stängdes: vem hade betalat mindre, och vem mer?

Med --compare är varje fil ett scenario för sig, högst fyra, och de visas sida vid sida.`,
			`Charges the year's months as they are and with the changes, in the same way as a
real month. Every file is a change in JSON, or a scenario as its page gives it; several
files are made in order, and it is told what each one does. Nothing is kept.

With --closed the changes are tried on all closed months instead, each with the source
data that it was closed with: who would have paid less, and who more?

With --compare every file is a scenario of its own, at most four, side by side.`),
		Example: a.lang.Pick(`  chargeback scenario fler-datorer.json --data 2017 --year 2017
  chargeback scenario guld.json pris.json --data 2017 --year 2017 --department SKF
  chargeback scenario lämna-tillbaka.json --year 2017 --department SLF --variable PCHW=80
  chargeback scenario pris.json --year 2017 --limit 5
  chargeback scenario guld.json silver.json --year 2017 --compare
  chargeback scenario pris.json --closed --format xlsx --out utfall.xlsx`,
			`  chargeback scenario more-computers.json --data 2017 --year 2017
  chargeback scenario gold.json price.json --data 2017 --year 2017 --department SKF
  chargeback scenario give-back.json --year 2017 --department SLF --variable PCHW=80
  chargeback scenario price.json --year 2017 --limit 5
  chargeback scenario gold.json silver.json --year 2017 --compare
  chargeback scenario price.json --closed --format xlsx --out outcome.xlsx`),
		Args: cobra.ArbitraryArgs,
	}
	f := a.onPlan(cmd)
	cmd.Flags().StringVar(&department, "department", "", a.lang.Pick("`kod` för en förvaltning: visa tjänster och orsaker", "`code` of a department: show services and causes"))
	cmd.Flags().StringArrayVar(&variable, "variable", nil, a.lang.Pick(
		"`kategori=procent` av kostnaden som följer volymen: undviket eller bara flyttat? (med --department)",
		"`category=percent` of the cost that follows the volume: avoided or only moved? (with --department)"))
	cmd.Flags().StringVar(&limit, "limit", "", a.lang.Pick("högst så många `procent` upp eller ner första året", "at most so many `percent` up or down in the first year"))
	cmd.Flags().BoolVar(&fair, "fair", false, a.lang.Pick("visa varje nota vid en tiondel mindre och mer av varje drivare", "tell every bill at a tenth less and more of each driver"))
	cmd.Flags().BoolVar(&closed, "closed", false, a.lang.Pick("pröva på alla stängda månader i databasen", "try on all closed months of the database"))
	cmd.Flags().BoolVar(&compare, "compare", false, a.lang.Pick("visa filerna som scenarier sida vid sida", "show the files as scenarios side by side"))
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		switch {
		case closed:
			return a.scenarioOnClosed(f, args)
		case compare:
			return a.compareScenarios(f, args, department)
		}
		parts, err := a.variableParts(variable)
		if err != nil {
			return err
		}
		if parts != nil && department == "" {
			return a.usage("ange vems nota det gäller med --department", "say whose bill it is about with --department")
		}
		permille, err := a.limit(limit)
		if err != nil {
			return err
		}
		files, err := a.planFiles(args)
		if err != nil {
			return err
		}
		s, err := a.scenario(f, files, department, parts)
		if err != nil {
			return err
		}
		if limit != "" {
			s.PhasedIn = financing.PhaseIn(s.Outcome.Departments, permille)
		}
		if fair {
			if s.Fair, err = s.Outcome.Base.FairPrices(); err != nil {
				return err
			}
		}
		return a.writeAs(f.format.value, f.out, map[string]func(io.Writer) error{
			"text": func(w io.Writer) error { return s.Text(w, a.lang) },
			"json": func(w io.Writer) error { return s.JSON(w, a.lang) },
			"xlsx": func(w io.Writer) error { return report.ScenarioBook(w, s, a.lang) },
		})
	}
	return cmd
}

// scenario tries the files, one after the other.
func (a *app) scenario(f *planFlags, files []planFile, department string, variable map[string]int64) (*report.Scenario, error) {
	base, err := a.scenarioBase(f, department)
	if err != nil {
		return nil, err
	}
	var steps []financing.Step
	for i := range files {
		own, err := a.stepsOf(&files[i], base)
		if err != nil {
			return nil, err
		}
		steps = append(steps, own...)
	}
	month := base.Runs()[11].Month
	s := &report.Scenario{Municipality: month.Municipality(), Department: department}
	set := financing.Steps(steps)
	if s.Outcome, err = base.Try(set, nil); err != nil {
		return nil, err
	}
	if len(steps) > 1 {
		if s.Effects, err = s.Outcome.Effects(steps); err != nil {
			return nil, err
		}
	}
	if variable != nil {
		for category := range variable {
			if _, ok := month.Facts.Categories.Index(category); !ok {
				return nil, &chargeback.Error{Code: chargeback.UnknownCode, Value: category, Args: []string{"categories"}}
			}
		}
		s.Avoided, err = base.Avoid(set, variable, department)
	}
	return s, err
}

// stepsOf makes the steps of a file: its change set, or the levers of a
// scenario and then the prices that it sets, by name.
func (a *app) stepsOf(f *planFile, base *financing.Base) ([]financing.Step, error) {
	switch {
	case f.plan == nil:
		return []financing.Step{{Name: f.name, Changes: f.set}}, nil
	case f.plan.Ground == financing.OnBudget:
		return nil, a.usage("%s räknar på budgeten för %d, som finns i databasen; öppna scenariot i webbläsaren",
			"%s reckons on the budget of %d, which is in the database; open the scenario in the browser", f.path, f.plan.Year)
	case f.plan.Year != base.First.Year:
		return nil, a.usage("%s gäller år %d; skriv --year %[2]d", "%s is about the year %d; write --year %[2]d", f.path, f.plan.Year)
	}
	tried, err := base.TryPlan(*f.plan, base)
	if err != nil {
		return nil, err
	}
	steps, err := financing.Compile(f.plan.Levers, base.Facts().Records(), f.plan.Year)
	for i := range steps {
		steps[i].Name = cmp.Or(steps[i].Name, fmt.Sprintf("%s %d: %s", f.name, i+1, financing.LeverKinds[f.plan.Levers[i].Kind]))
	}
	if tried.Prices != nil {
		steps = append(steps, financing.Step{Name: f.name + a.lang.Pick(", priser", ", prices"), Changes: tried.Prices.Changes})
	}
	return steps, err
}

// scenarioBase charges the year, in which there must be the department that is
// asked for, if one is.
func (a *app) scenarioBase(f *planFlags, department string) (*financing.Base, error) {
	facts, err := a.facts(f)
	if err != nil {
		return nil, err
	}
	base, err := financing.NewYear(facts, f.year)
	if err != nil {
		return nil, err
	}
	month := base.Runs()[11].Month
	if _, ok := month.Facts.Departments.Index(department); department != "" && !ok {
		return nil, &chargeback.Error{Code: chargeback.NoSuchDepartment, Value: department, Args: []string{month.Period.String()}}
	}
	return base, nil
}

// compareScenarios tries each file by itself.
func (a *app) compareScenarios(f *planFlags, files []string, department string) error {
	for _, other := range []string{"variable", "limit", "fair"} {
		if f.cmd.Flags().Changed(other) {
			return a.usage("--compare går inte ihop med --%s", "--compare does not go with --%s", other)
		}
	}
	if len(files) < 2 || len(files) > financing.MostCompared {
		return a.usage("ange två till fyra filer att jämföra", "give two to four files to compare")
	}
	given, err := a.planFiles(files)
	if err != nil {
		return err
	}
	base, err := a.scenarioBase(f, department)
	if err != nil {
		return err
	}
	var steps []financing.Step
	for i := range given {
		own, err := a.stepsOf(&given[i], base)
		if err != nil {
			return err
		}
		steps = append(steps, financing.Step{Name: given[i].name, Changes: financing.Steps(own)})
	}
	compared, err := base.Compare(steps)
	if err != nil {
		return err
	}
	c := &report.SideBySide{Comparison: compared, Municipality: base.Runs()[11].Month.Municipality(), Department: department}
	return a.writeAs(f.format.value, f.out, map[string]func(io.Writer) error{
		"text": func(w io.Writer) error { return c.Text(w, a.lang) },
		"json": c.JSON,
		"xlsx": func(w io.Writer) error { return c.Book(w, a.lang) },
	})
}

// scenarioOnClosed tries the changes of files on all closed months.
func (a *app) scenarioOnClosed(f *planFlags, files []string) error {
	for _, other := range []string{"data", "year", "department", "variable", "limit", "fair", "compare"} {
		if f.cmd.Flags().Changed(other) {
			return a.usage("--closed gäller databasens stängda månader och går inte ihop med --%s", "--closed is about the closed months of the database and does not go with --%s", other)
		}
	}
	steps, err := a.steps(files)
	if err != nil {
		return err
	}
	var trial *financing.ClosedTrial
	err = a.withDatabase(f.cmd, f.database, func(ctx context.Context, s *session) error {
		trial, err = s.TryOnClosed(ctx, s.who, financing.Steps(steps))
		return err
	})
	if err != nil {
		return err
	}
	return a.writeAs(f.format.value, f.out, map[string]func(io.Writer) error{
		"text": func(w io.Writer) error { return report.ClosedTrial(w, trial, a.lang) },
		"json": func(w io.Writer) error { return report.ClosedTrialJSON(w, trial) },
		"xlsx": func(w io.Writer) error { return report.ClosedTrialBook(w, trial, a.lang) },
	})
}

// variableParts reads CATEGORY=PERCENT, in millionths by category; nil where
// none is given.
func (a *app) variableParts(given []string) (map[string]int64, error) {
	var parts map[string]int64
	for _, text := range given {
		category, percent, _ := strings.Cut(text, "=")
		micro, ok := parsePercent(percent)
		if !ok || category == "" || micro < 0 || micro > allocation.Micro {
			return nil, a.usage("”%s” är ingen rörlig del; skriv PCHW=80 för 80 procent", "“%s” is no variable part; write PCHW=80 for 80 percent", text)
		}
		if parts == nil {
			parts = make(map[string]int64)
		}
		parts[category] = micro
	}
	return parts, nil
}

// limit reads percent in thousandths.
func (a *app) limit(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	micro, ok := parsePercent(text)
	if !ok || micro < 0 || micro > 100*allocation.Micro || micro%1000 != 0 {
		return 0, a.usage("”%s” är ingen gräns; skriv procent med högst en decimal, som --limit 5", "“%s” is no limit; write percent with at most one decimal, as --limit 5", text)
	}
	return micro / 1000, nil
}
