package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// assumptions is the form of how a year's costs are planned, as it is written.
type assumptions struct {
	General    string // percent
	Indexes    []indexRow
	Entries    []entryRow
	Categories []named
	MonthNames []named
	Wrong      []string
}

// indexRow is an exception from the general index.
type indexRow struct {
	Number                            int // from 1
	Category, Supplier, From, Percent string
	Wrong                             string // of the percent
	WrongFrom                         string
}

// entryRow is an amount that is entered.
type entryRow struct {
	Number                  int
	Category, Month, Amount string
	Wrong                   string
}

// spareRows are the empty rows that wait for more.
const spareRows = 2

// mostRows bounds what a form may have of each kind.
const mostRows = 200

// formOfPlan writes a plan's assumptions into a form. A general index stands
// first, as those after it go before it.
func formOfPlan(plan *financing.Plan) *assumptions {
	f := &assumptions{}
	for i, x := range plan.Indexes {
		percent := words.Exact(x.Micro * 100)
		if i == 0 && x.Category == "" && x.Supplier == "" && x.From == (allocation.Period{}) {
			f.General = percent
			continue
		}
		row := indexRow{Category: x.Category, Supplier: x.Supplier, Percent: percent}
		if x.From != (allocation.Period{}) {
			row.From = x.From.String()
		}
		f.Indexes = append(f.Indexes, row)
	}
	for _, e := range plan.Entries {
		f.Entries = append(f.Entries, entryRow{Category: e.Category, Month: strconv.Itoa(e.Month), Amount: words.Amount(e.Amount)})
	}
	return f
}

// readAssumptions reads the form. Rows without a percent or amount are left
// out.
func readAssumptions(c *gin.Context) *assumptions {
	f := &assumptions{General: strings.TrimSpace(c.PostForm("general"))}
	at := func(name string, i int) string {
		if values := c.PostFormArray(name); i < len(values) {
			return strings.TrimSpace(values[i])
		}
		return ""
	}
	for i := range min(mostRows, len(c.PostFormArray("percent"))) {
		row := indexRow{Category: at("index-category", i), Supplier: at("supplier", i), From: at("from", i), Percent: at("percent", i)}
		if row != (indexRow{}) && row.Percent != "" {
			f.Indexes = append(f.Indexes, row)
		}
	}
	for i := range min(mostRows, len(c.PostFormArray("amount"))) {
		row := entryRow{Category: at("entry-category", i), Month: at("month", i), Amount: at("amount", i)}
		if row.Amount != "" {
			f.Entries = append(f.Entries, row)
		}
	}
	return f
}

// plan makes a plan of the form, with the rest of another; ok is false where
// something is wrong, which is told in the form.
func (f *assumptions) plan(lang words.Language, rest financing.Plan) (plan financing.Plan, ok bool) {
	plan = rest
	plan.Indexes, plan.Entries = nil, nil
	notPercent := lang.Pick("är ingen procentsats från −100 till 10 000; skriv till exempel 2,5", "is no percentage from −100 to 10,000; write for example 2.5")
	if f.General != "" {
		micro, is := parsePercent(f.General)
		if !is {
			f.Wrong = append(f.Wrong, "”"+f.General+"” "+notPercent)
		}
		if micro != 0 {
			plan.Indexes = append(plan.Indexes, financing.Index{Micro: micro})
		}
	}
	for i := range f.Indexes {
		row := &f.Indexes[i]
		x := financing.Index{Category: row.Category, Supplier: row.Supplier}
		var is bool
		if x.Micro, is = parsePercent(row.Percent); !is {
			row.Wrong = "”" + row.Percent + "” " + notPercent
		}
		if row.From != "" {
			if x.From, is = allocation.ParsePeriod(row.From); !is {
				row.WrongFrom = "”" + row.From + "” " + lang.Pick("är ingen månad; skriv den som 2018-04", "is no month; write it as 2018-04")
			}
		}
		plan.Indexes = append(plan.Indexes, x)
	}
	for i := range f.Entries {
		row := &f.Entries[i]
		ore, is := chargeback.ParseDecimal(typed(row.Amount), 2)
		month, err := strconv.Atoi(row.Month)
		e := financing.Entry{Category: row.Category, Month: month, Amount: allocation.Ore(ore)}
		switch {
		case row.Category == "":
			row.Wrong = lang.Pick("Välj vilken kategori beloppet gäller", "Choose which category the amount is for")
		case !is || max(e.Amount, -e.Amount) > allocation.MaxAmount || err != nil || month < 0 || month > 12:
			row.Wrong = "”" + row.Amount + "” " + lang.Pick("är inget belopp i kronor; skriv till exempel 1 200 000", "is no amount in kronor; write for example 1 200 000")
		}
		plan.Entries = append(plan.Entries, e)
	}
	ok = len(f.Wrong) == 0 && !slices.ContainsFunc(f.Indexes, func(r indexRow) bool { return r.Wrong != "" || r.WrongFrom != "" }) &&
		!slices.ContainsFunc(f.Entries, func(r entryRow) bool { return r.Wrong != "" })
	return plan, ok
}

// parsePercent reads a percentage as millionths of a whole.
func parsePercent(text string) (int64, bool) {
	micro, ok := chargeback.ParseDecimal(typed(strings.TrimSuffix(text, "%")), 4)
	return micro, ok && micro >= -allocation.Micro && micro <= 100*allocation.Micro
}

// assumptionChoices puts in what can be chosen, and empty rows.
func (h *handler) assumptionChoices(c *gin.Context, f *assumptions) error {
	lang, names := language(c), h.codeNames(actor(c))
	var err error
	if f.Categories, err = names.of(c.Request.Context(), "categories"); err != nil {
		return err
	}
	f.Categories = slices.Clone(f.Categories)
	known := func(code string) {
		if code != "" && !slices.ContainsFunc(f.Categories, func(n named) bool { return n.Code == code }) {
			f.Categories = append(f.Categories, named{code, code})
		}
	}
	for _, row := range f.Indexes {
		known(row.Category)
	}
	for _, row := range f.Entries {
		known(row.Category)
	}
	slices.SortFunc(f.Categories, func(a, b named) int { return strings.Compare(a.Name, b.Name) })
	for m := 1; m <= 12; m++ {
		f.MonthNames = append(f.MonthNames, named{strconv.Itoa(m), capital(monthOnly(lang, allocation.Period{Year: 1, Month: m}))})
	}
	for range spareRows {
		f.Indexes = append(f.Indexes, indexRow{})
		f.Entries = append(f.Entries, entryRow{Month: "0"})
	}
	for i := range f.Indexes {
		f.Indexes[i].Number = i + 1
	}
	for i := range f.Entries {
		f.Entries[i].Number = i + 1
	}
	return nil
}

// differs says what is kept otherwise than the form says.
func (f *assumptions) differs(lang words.Language, kept *assumptions) []string {
	var list []string
	told := func(what, now string) { list = append(list, what+": "+lang.Pick("nu sparat ", "kept now ")+now+".") }
	none := lang.Pick("inget", "nothing")
	if f.General != kept.General {
		now := none
		if kept.General != "" {
			now = kept.General + " %"
		}
		told(lang.Pick("Allmänt index", "General index"), now)
	}
	if !slices.Equal(f.Indexes, kept.Indexes) {
		told(lang.Pick("Undantag", "Exceptions"), words.Plural(len(kept.Indexes), lang.Pick("rad", "row"), lang.Pick("rader", "rows")))
	}
	if !slices.Equal(f.Entries, kept.Entries) {
		told(lang.Pick("Angivna belopp", "Entered amounts"), words.Plural(len(kept.Entries), lang.Pick("rad", "row"), lang.Pick("rader", "rows")))
	}
	return list
}

// saveAssumptions keeps how the year's costs are planned.
func (h *handler) saveAssumptions(c *gin.Context) {
	sc, plan, all, ok := h.keptBudget(c)
	if !ok {
		return
	}
	lang, f := language(c), readAssumptions(c)
	wanted, ok := f.plan(lang, plan)
	if !ok && callerOf(c).Has(chargeback.Chief) && c.PostForm("idempotency_key") != "" {
		h.showYear(c, http.StatusUnprocessableEntity, sc, plan, all, &budgetForms{Assumptions: f, Wrong: &notice{
			Kind: "bad", Text: lang.Pick("Ingenting är sparat. Rätta det som är markerat.", "Nothing was saved. Mend what is marked."), More: f.faults(),
		}})
		return
	}
	to := *sc
	to.Version = formVersion(c)
	if err := h.keepBudget(c, to, wanted); err != nil {
		h.wrongBudget(c, sc, plan, all, &budgetForms{Assumptions: f}, err)
		return
	}
	setFlash(c, "ok", lang.Pick("Budgeten är sparad och räknad.", "The budget has been saved and reckoned."))
	c.Redirect(http.StatusSeeOther, budgetPath(sc.Year))
}

// faults are all that is wrong with the form.
func (f *assumptions) faults() []string {
	all := slices.Clone(f.Wrong)
	for _, row := range f.Indexes {
		for _, wrong := range []string{row.Wrong, row.WrongFrom} {
			if wrong != "" {
				all = append(all, sentence(wrong))
			}
		}
	}
	for _, row := range f.Entries {
		if row.Wrong != "" {
			all = append(all, sentence(row.Wrong))
		}
	}
	return all
}
