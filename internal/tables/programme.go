package tables

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
)

// Programme is the tables of investments, of the programme of projects and of
// the service catalogue, read and checked.
type Programme struct {
	*financing.Programme
	Investments []financing.Investment
	Rates       financing.InterestRates
	Levels      []financing.ServiceLevel
	Services    []financing.Service
}

// OpenProgramme opens a folder of CSV files, or a workbook, with tables of
// [chargeback.PlanTables]. The error is a [chargeback.Error].
func OpenProgramme(path string) (*Source, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, &chargeback.Error{Code: chargeback.NoDataSet, Value: path, Err: cause(err)}
	case info.IsDir():
		return OpenProgrammeFolder(os.DirFS(path))
	case !isWorkbook(path):
		return nil, &chargeback.Error{Code: chargeback.NotADataSet, Value: path}
	}
	return openSheets(path, isProgramme)
}

// OpenProgrammeFolder opens a folder of CSV files.
func OpenProgrammeFolder(folder fs.FS) (*Source, error) {
	source, err := openFolder(folder, isProgramme)
	if errors.Is(err, &chargeback.Error{Code: chargeback.EmptyDataSet}) {
		err = &chargeback.Error{Code: chargeback.EmptyProgramme}
	}
	return source, err
}

// isProgramme says whether the folder may have a table of the name.
func isProgramme(name string) bool {
	return slices.ContainsFunc(plans, func(s *schema) bool { return s.name == name })
}

// ReadProgramme reads the whole source. The error is a [chargeback.Errors] with
// all that is wrong, in order of table and line.
func ReadProgramme(source *Source) (*Programme, error) {
	r := &programmeReader{reader: &reader{
		source: source, progress: func(int) {}, reports: make(map[*schema]*report), rows: make(map[string]int),
	}}
	for _, t := range plans {
		r.reports[t] = &report{table: t, file: source.fileName(t)}
	}
	p := r.read()
	errs := &chargeback.Errors{Count: source.errors.Count, List: source.errors.List}
	for _, t := range plans {
		errs.Count += r.reports[t].errs.Count
	}
	if errs.Count == 0 {
		// Rows are only held against one another when each can be read.
		var err error
		p.Programme, err = financing.NewProgramme(r.programme)
		r.tell(err)
		_, err = financing.NewCatalogue(p.Services, p.Levels, nil, 0)
		r.tell(err)
		if p.Programme != nil {
			_, err = p.DecidedInvestments(p.Investments, allocation.OpenTo)
			r.tell(err)
		}
		_, err = financing.NewCapital(p.Investments, p.Rates)
		r.tell(err)
		for _, t := range plans {
			errs.Count += r.reports[t].errs.Count
		}
	}
	for _, t := range plans {
		own := &r.reports[t].errs
		own.Merge(&chargeback.Errors{}) // in order of line
		errs.List = append(errs.List, own.List...)
	}
	errs.List = append(errs.List, r.others...)
	errs.Count += len(r.others)
	if errs.Count > 0 {
		errs.List = errs.List[:min(len(errs.List), chargeback.MaxErrors)]
		return nil, errs
	}
	return p, nil
}

// programmeReader is a folder of the programme being read.
type programmeReader struct {
	*reader
	programme financing.ProgrammeRows
	others    []*chargeback.Error // that are about no table
}

// tell adds errors whose places are names of tables.
func (r *programmeReader) tell(err error) {
	var one *chargeback.Error
	var many *chargeback.Errors
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = &chargeback.Errors{Count: 1, List: []*chargeback.Error{one}}
	default:
		return
	}
	for _, e := range many.List {
		if t := schemaOf(e.File); t != nil {
			e.File = r.reports[t].file
			e.Value = string(shorten([]byte(e.Value)))
			r.reports[t].errs.Add(e)
		} else {
			r.others = append(r.others, e)
		}
	}
}

// keyed reads a table whose key is some of its texts.
func keyed[R any](r *programmeReader, name string, parse func(w *row) R) []R {
	t := schemaOf(name)
	key := func(w *row) string {
		parts := make([]string, len(t.Key))
		for i, column := range t.Key {
			parts[i] = w.key(column)
		}
		return strings.Join(parts, " ")
	}
	rows, _ := readKeyed(r.reader, t, hashText, asIs, func(*R) allocation.Span { return allocation.Always },
		func(w *row) (string, R, bool) { return key(w), parse(w), true })
	return rows.values
}

// amount reads an amount in kronor.
func (w *row) amount(column int) allocation.Ore {
	return allocation.Ore(w.number(column, oreDecimals, -int64(allocation.MaxAmount), int64(allocation.MaxAmount)))
}

// known reads an amount that may be missing.
func (w *row) known(column int) financing.Known {
	return financing.Known{Amount: w.amount(column), Given: len(w.cells[column]) > 0}
}

// year reads a year, 0001 to 9999.
func (w *row) year(column int) int {
	cell := string(w.cells[column])
	if w.book != nil {
		cell = plainNumber(cell)
	}
	period, ok := allocation.ParsePeriod(cell + "-01")
	if !ok && cell != "" {
		w.failAt(column, chargeback.NotYear)
	}
	return period.Year
}

func (r *programmeReader) read() *Programme {
	p := &Programme{}
	r.readProjects()
	r.readNeeds()
	p.Rates = financing.NewInterestRates(keyed(r, "interest_rates", func(w *row) financing.InterestRate {
		const year, percent, source = 0, 1, 2
		return financing.InterestRate{
			Year: w.year(year), Micro: w.number(percent, microDecimals, 0, financing.MaxInterest), Source: w.text(source), Line: w.line,
		}
	}))
	p.Investments = keyed(r, "investments", func(w *row) financing.Investment {
		const (
			code, name, category, amount, inUse     = 0, 1, 2, 3, 4
			life, unit, starts, interest, ofProject = 5, 6, 7, 8, 9
		)
		v := financing.Investment{
			Code: w.key(code), Name: w.text(name), Category: w.key(category), Amount: w.amount(amount), InUse: w.date(inUse, 1),
			Starts:   financing.Start(w.oneOf(starts, financing.Starts)),
			Interest: financing.Interest(w.oneOf(interest, financing.Interests)),
			Project:  w.key(ofProject), Line: w.line,
		}
		months := []int{12, 1}[w.oneOf(unit, []string{"years", "months"})]
		v.Life = months * int(w.number(life, 0, 0, int64(financing.MaxLife/months)))
		return v
	})
	p.Levels = keyed(r, "service_levels", func(w *row) financing.ServiceLevel {
		const code, name, response, diagnosis, repair, open = 0, 1, 2, 3, 4, 5
		hours := func(column int) int64 { return w.number(column, oreDecimals, 0, allocation.MaxHours) }
		return financing.ServiceLevel{
			Code: w.key(code), Name: w.text(name), Open: w.text(open),
			Response: hours(response), Diagnosis: hours(diagnosis), Repair: hours(repair), Line: w.line,
		}
	})
	p.Services = keyed(r, "services", func(w *row) financing.Service {
		const (
			code, name, includes, excludes, order, delivery = 0, 1, 2, 3, 4, 5
			support, level, model, class, cancel            = 6, 7, 8, 9, 10
		)
		return financing.Service{
			Code: w.key(code), Name: w.text(name), Includes: w.text(includes), Excludes: w.text(excludes),
			Order: w.text(order), Delivery: w.text(delivery), Support: w.text(support), Level: w.key(level),
			Model: w.model(model), Class: w.key(class), Cancel: w.text(cancel), Line: w.line,
		}
	})
	return p
}

func (r *programmeReader) readProjects() {
	rows := &r.programme
	rows.Projects = keyed(r, "programme", func(w *row) financing.Project {
		const (
			code, name, parent, owner, department = 0, 1, 2, 3, 4
			goal, status, operation, saving       = 5, 6, 7, 8
		)
		return financing.Project{
			Code: w.key(code), Name: w.text(name), Parent: w.key(parent), Owner: w.text(owner), Department: w.key(department),
			Goal: w.text(goal), Status: financing.Status(w.oneOf(status, financing.Statuses)),
			Operation: w.amount(operation), Saving: w.amount(saving), Line: w.line,
		}
	})
	rows.Effects = keyed(r, "programme_effects", func(w *row) financing.ProjectEffect {
		return financing.ProjectEffect{Project: w.key(0), Text: w.text(1), Line: w.line}
	})
	rows.Plan = keyed(r, "programme_plan", func(w *row) financing.PlannedCost {
		const project, quarter, amount = 0, 1, 2
		q, ok := financing.ParseQuarter(string(w.cells[quarter]))
		if !ok && len(w.cells[quarter]) > 0 {
			w.failAt(quarter, chargeback.NotQuarter)
		}
		return financing.PlannedCost{Project: w.key(project), Quarter: q, Amount: w.amount(amount), Line: w.line}
	})
	rows.Decisions = keyed(r, "programme_decisions", func(w *row) financing.Decision {
		const project, date, council, verdict, minutes, department = 0, 1, 2, 3, 4, 5
		return financing.Decision{
			Project: w.key(project), Date: w.date(date, 1), Council: financing.Council(w.oneOf(council, financing.Councils)),
			Verdict: financing.Verdict(w.oneOf(verdict, financing.Verdicts)), Minutes: w.text(minutes),
			Department: w.key(department), Line: w.line,
		}
	})
	rows.Funding = keyed(r, "programme_funding", func(w *row) financing.Funding {
		const section, name, year, requested, granted, used, project = 0, 1, 2, 3, 4, 5, 6
		return financing.Funding{
			Section: financing.Section(w.oneOf(section, financing.Sections)), Name: w.text(name), Year: w.year(year),
			Requested: w.known(requested), Granted: w.known(granted), Used: w.known(used), Project: w.key(project), Line: w.line,
		}
	})
}

func (r *programmeReader) readNeeds() {
	rows := &r.programme
	rows.Rounds = keyed(r, "need_rounds", func(w *row) financing.NeedRound {
		const year, due, capacity = 0, 1, 2
		return financing.NeedRound{
			Year: w.year(year), Due: w.date(due, 1), Capacity: w.number(capacity, oreDecimals, 0, allocation.MaxHours), Line: w.line,
		}
	})
	rows.Needs = keyed(r, "needs", func(w *row) financing.Need {
		const code, year, department, name, hours, handedIn, amount, project, quarter, reason = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
		return financing.Need{
			Code: w.key(code), Year: w.year(year), Department: w.key(department), Name: w.text(name),
			Hours:    w.number(hours, oreDecimals, 0, allocation.MaxHours),
			HandedIn: w.date(handedIn, 1), Amount: w.amount(amount), Project: w.key(project),
			Quarter: int(w.oneOf(quarter, financing.NeedQuarters)), Reason: w.text(reason), Line: w.line,
		}
	})
}
