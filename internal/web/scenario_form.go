package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// planForm is a plan as it is changed by hand. The whole plan goes with the
// form as JSON; the fields beside it say what was moved.
type planForm struct {
	Plan   string // as JSON
	Levers []leverField
	Models []modelChoice
	Round  []choice
	Prices []priceField
	Lists  planLists
}

// leverField is one lever: a number with its slider, a choice, or neither.
type leverField struct {
	ID, Name, Text, Value, Unit string
	At, Least, Most, Step       string // of the slider, as machines write numbers; empty: there is none
	LeastText, MostText         string
	Choices                     []choice
}

type choice struct {
	Code, Name string
	Chosen     bool
}

type modelChoice struct {
	Model  allocation.Model
	Chosen bool
}

// priceField is a class's price: empty where it recovers its cost.
type priceField struct {
	ID, Field, Name, Value, Recovers string
	Model                            allocation.Model
}

// planLists are what levers can be about.
type planLists struct {
	Departments, Categories, Systems, Projects, Applications []named
	Year                                                     int
}

// newPlanForm fills the form of a plan. tried may be nil: then the prices that
// recover the cost, and what levers can be about, are not known.
func newPlanForm(lang words.Language, plan financing.Plan, tried *financing.Tried) planForm {
	data, err := json.Marshal(plan)
	if err != nil {
		panic("bug: a plan cannot be written: " + err.Error())
	}
	f := planForm{Plan: string(data)}
	f.Lists.Year = plan.Year
	if tried != nil {
		f.Lists = listsOf(tried.Outcome.Base.Facts().Records())
		f.Lists.Year = plan.Year
	}
	for i := range plan.Levers {
		f.Levers = append(f.Levers, newLeverField(lang, &plan.Levers[i], i, &f.Lists))
	}
	wish := cmp.Or(plan.Prices, &financing.PriceWish{Rounding: financing.RoundKronaUp})
	for _, model := range allocation.Models[1:] {
		f.Models = append(f.Models, modelChoice{model, slices.Contains(wish.Models, model)})
	}
	for i, code := range financing.Roundings {
		f.Round = append(f.Round, choice{code, lang.Rounding(financing.Rounding(i)), financing.Rounding(i) == wish.Rounding})
	}
	if tried != nil && tried.Prices != nil {
		f.Prices = priceFields(lang, wish, tried.Prices.Prices)
	}
	return f
}

func priceFields(lang words.Language, wish *financing.PriceWish, prices []financing.Price) []priceField {
	var fields []priceField
	for i := range prices {
		p := &prices[i]
		field := priceField{
			ID: "price-" + strconv.Itoa(i), Field: "price " + p.Model.String() + " " + p.Class, Model: p.Model,
			Name: priceName(lang, p.Model, p.Class, p.Name), Recovers: words.Exact(p.PriceMicro),
		}
		for _, fixed := range wish.Fixed {
			if fixed.Model == p.Model && fixed.Class == p.Class {
				field.Value, field.Recovers = words.Exact(fixed.PriceMicro), words.Exact(p.ExactMicro)
			}
		}
		fields = append(fields, field)
	}
	return fields
}

// priceName is what people call what has a price, or is on bills: a class or tier
// names itself, systems, applications and projects have a name.
func priceName(lang words.Language, model allocation.Model, class, name string) string {
	switch {
	case class == "":
		class = "user"
	case model == allocation.Device || model == allocation.Port || class == "user":
		name = ""
	}
	return classText(lang, billing.ListedPrice{Class: class, Name: name})
}

// listsOf are the names of what levers can be about, by name.
func listsOf(records chargeback.Records) planLists {
	list := func(table string) []named {
		t := chargeback.TableNamed(table)
		code, name := 0, t.Column("name")
		var all []named
		for _, r := range records[table] {
			item := named{r.Cells[code], cmp.Or(r.Cells[name], r.Cells[code])}
			at := slices.IndexFunc(all, func(n named) bool { return n.Code == item.Code })
			if at < 0 {
				all = append(all, item)
			} else {
				all[at] = item // the latest name
			}
		}
		slices.SortFunc(all, func(a, b named) int { return cmp.Compare(a.Name, b.Name) })
		return all
	}
	return planLists{
		Departments: list("departments"), Categories: list("categories"), Systems: list("systems"), Projects: list("projects"), Applications: list("applications"),
	}
}

// nameIn is the name of a code.
func nameIn(list []named, code string) string {
	for _, n := range list {
		if n.Code == code {
			return n.Name
		}
	}
	return code
}

// newLeverField shows a lever with what moves it.
func newLeverField(lang words.Language, l *financing.Lever, i int, lists *planLists) leverField {
	f := leverField{ID: "lever-" + strconv.Itoa(i), Name: cmp.Or(l.Name, leverName(lang, l, lists)), Text: leverDays(lang, l, lists.Year)}
	slider := func(value, least, most, step int64, unit string) {
		// What stands outside of the slider widens it.
		least, most = min(least, 2*value), max(most, 2*value)
		f.Value, f.Unit = words.Exact(value), unit
		f.At = plainMicro(value)
		f.Least, f.Most, f.Step = plainMicro(least), plainMicro(most), plainMicro(step)
		f.LeastText, f.MostText = signedMicro(least), signedMicro(most)
	}
	const one = allocation.Micro
	switch l.Kind {
	case financing.LeverCount:
		slider(l.Count*one, -500*one, 1500*one, 10*one, lang.Pick("st", "units"))
	case financing.LeverCost:
		slider(l.Micro, -20*one, 20*one, one/2, "%")
	case financing.LeverNewCost:
		slider(int64(l.Amount)*(one/100), 0, 500_000*one, 5_000*one, lang.Pick("kr i månaden", "kr a month"))
	case financing.LeverInvest:
		slider(int64(l.Amount)*(one/100), 0, 20_000_000*one, 100_000*one, "kr")
	case financing.LeverWeight:
		if l.Model == allocation.System {
			slider(l.Micro, 0, 60*one, one, "")
		} else {
			slider(l.Micro, 0, 4*one, one/20, "")
		}
	case financing.LeverPrice:
		slider(l.Micro, 0, 500*one, one, lang.Pick("kr i månaden", "kr a month"))
	case financing.LeverRule:
		slider(l.Micro, 0, 100*one, one, lang.Pick("delar", "shares"))
	case financing.LeverHours:
		slider(l.Micro, 0, 500*one, 10*one, lang.Pick("timmar i månaden", "hours a month"))
	case financing.LeverTier:
		for _, class := range allocation.System.Classes() {
			f.Choices = append(f.Choices, choice{class, capital(lang.Class(class)), class == l.Class})
		}
	}
	return f
}

// leverName says what a lever moves.
func leverName(lang words.Language, l *financing.Lever, lists *planLists) string {
	class := func() string {
		name := ""
		if l.Model == allocation.User && l.Class != "" {
			name = nameIn(lists.Applications, l.Class)
		}
		return priceName(lang, l.Model, l.Class, name)
	}
	category := nameIn(lists.Categories, l.Category)
	if l.Supplier != "" {
		category += ", " + l.Supplier
	}
	switch l.Kind {
	case financing.LeverCount:
		return class() + ", " + nameIn(lists.Departments, l.Department)
	case financing.LeverCost:
		return category
	case financing.LeverNewCost:
		for _, at := range []struct{ code, name string }{{l.System, nameIn(lists.Systems, l.System)}, {l.Project, nameIn(lists.Projects, l.Project)}, {l.Application, nameIn(lists.Applications, l.Application)}} {
			if at.code != "" {
				return lang.Pick("Ny kostnad: ", "New cost: ") + category + ", " + at.name
			}
		}
		return lang.Pick("Ny kostnad: ", "New cost: ") + category
	case financing.LeverTier:
		return lang.Pick("Nivå för ", "Tier of ") + nameIn(lists.Systems, l.System)
	case financing.LeverWeight:
		return lang.Pick("Vikt: ", "Weight: ") + small(class())
	case financing.LeverPrice:
		return lang.Pick("Pris: ", "Price: ") + small(class())
	case financing.LeverRule:
		return category + lang.Pick(" på ", " on ") + small(lang.Model(l.Model))
	case financing.LeverHours:
		return lang.Pick("Timmar: ", "Hours: ") + nameIn(lists.Projects, l.Project)
	case financing.LeverInvest:
		return lang.Pick("Investering: ", "Investment: ") + category
	}
	return lang.Pick("Ändringar i registret", "Changes of the registers")
}

// leverDays says when a lever counts, and what else is settled about it.
func leverDays(lang words.Language, l *financing.Lever, year int) string {
	var parts []string
	if l.Kind == financing.LeverInvest {
		parts = append(parts, strconv.Itoa(l.Life)+lang.Pick(" månader", " months"))
		if l.Interest != financing.NoInterest {
			parts = append(parts, lang.Pick("internränta ", "internal interest ")+words.Exact(l.Micro)+" %")
		}
	}
	if l.Kind == financing.LeverChanges {
		parts = append(parts, words.Count(len(l.Changes))+lang.Pick(" rader", " rows"))
	}
	switch {
	case l.From != 0 && l.To != 0:
		parts = append(parts, l.From.String()+"–"+l.To.String())
	case l.From == allocation.Period{Year: year, Month: 1}.First():
	case l.From != 0:
		parts = append(parts, lang.Pick("fr.o.m. ", "from ")+l.From.String())
	case l.To != 0:
		parts = append(parts, lang.Pick("t.o.m. ", "until ")+l.To.String())
	}
	return strings.Join(parts, ", ")
}

func plainMicro(micro int64) string { return string(chargeback.AppendQuantity(nil, micro)) }

// signedMicro is a number with its sign, as the ends of a slider say it.
func signedMicro(micro int64) string {
	if micro > 0 {
		return "+" + words.Exact(micro)
	}
	return words.Exact(micro)
}

// typed makes a decimal text of what people type: 1 234,5 or −3.
func typed(text string) string {
	return strings.NewReplacer(" ", "", "\u00A0", "", "\u202F", "", "−", "-", "+", "", ",", ".").Replace(strings.TrimSpace(text))
}

// readPlan reads the form: the plan that went with it, and what was moved.
func readPlan(c *gin.Context) (financing.Plan, error) {
	plan, err := financing.ParsePlan([]byte(c.PostForm("plan")))
	if err != nil {
		return plan, err
	}
	for i := range plan.Levers {
		value, given := c.GetPostForm("value " + strconv.Itoa(i))
		if given && !moveLever(&plan.Levers[i], value) {
			return plan, &chargeback.Error{Code: chargeback.BadLever, Value: "value", Args: []string{strconv.Itoa(i + 1), financing.LeverKinds[plan.Levers[i].Kind]}}
		}
	}
	if _, given := c.GetPostForm("rounding"); given {
		if plan.Prices, err = readPrices(c); err != nil {
			return plan, err
		}
	}
	return plan, plan.Check()
}

// moveLever sets what a lever's field says; false where it cannot be read.
func moveLever(l *financing.Lever, value string) (ok bool) {
	switch l.Kind {
	case financing.LeverTier:
		l.Class = value
		return true
	case financing.LeverChanges:
		return true
	case financing.LeverCount:
		l.Count, ok = chargeback.ParseDecimal(typed(value), 0)
	case financing.LeverNewCost, financing.LeverInvest:
		var ore int64
		ore, ok = chargeback.ParseDecimal(typed(value), 2)
		l.Amount = allocation.Ore(ore)
	default:
		l.Micro, ok = chargeback.ParseDecimal(typed(value), 6)
	}
	return ok
}

// readPrices reads which prices the plan sets.
func readPrices(c *gin.Context) (*financing.PriceWish, error) {
	bad := &chargeback.Error{Code: chargeback.BadPlan, Value: "prices"}
	wish := &financing.PriceWish{}
	for _, code := range c.PostFormArray("model") {
		model, ok := allocation.ParseModel(code)
		if !ok {
			return nil, bad
		}
		wish.Models = append(wish.Models, model)
	}
	if len(wish.Models) == 0 {
		return nil, nil
	}
	rounding := slices.Index(financing.Roundings, c.PostForm("rounding"))
	if rounding < 0 {
		return nil, bad
	}
	wish.Rounding = financing.Rounding(rounding)
	for field, values := range c.Request.PostForm {
		parts := strings.SplitN(field, " ", 3)
		if parts[0] != "price" || len(parts) != 3 || typed(values[0]) == "" {
			continue
		}
		model, known := allocation.ParseModel(parts[1])
		price, ok := chargeback.ParseDecimal(typed(values[0]), 6)
		if !known || !ok {
			return nil, bad
		}
		if slices.Contains(wish.Models, model) {
			wish.Fixed = append(wish.Fixed, financing.FixedPrice{Model: model, Class: parts[2], PriceMicro: price})
		}
	}
	return wish, nil
}

// changeLevers adds the lever that the form's "add" describes, or removes the
// one that "remove" numbers.
func (h *handler) changeLevers(c *gin.Context, plan financing.Plan) (financing.Plan, error) {
	if place, err := strconv.Atoi(c.PostForm("remove")); err == nil && place >= 0 && place < len(plan.Levers) {
		plan.Levers = slices.Delete(slices.Clone(plan.Levers), place, place+1)
	}
	kind := slices.Index(financing.LeverKinds, c.PostForm("add"))
	if kind < 0 {
		return plan, nil
	}
	l, err := readLever(c, financing.LeverKind(kind), len(plan.Levers)+1)
	if err != nil {
		return plan, err
	}
	plan.Levers = append(slices.Clone(plan.Levers), l)
	return plan, plan.Check()
}

// readLever reads the fields of a new lever, which begin with its kind.
func readLever(c *gin.Context, kind financing.LeverKind, place int) (financing.Lever, error) {
	bad := func(what string) error {
		return &chargeback.Error{Code: chargeback.BadLever, Value: what, Args: []string{strconv.Itoa(place), financing.LeverKinds[kind]}}
	}
	field := func(name string) string {
		return strings.TrimSpace(c.PostForm(financing.LeverKinds[kind] + " " + name))
	}
	l := financing.Lever{
		Kind: kind, Class: field("class"), Department: field("department"), Category: field("category"), System: field("system"), Project: field("project"),
	}
	// Classes are chosen together with their model.
	if model, class, _ := strings.Cut(field("object"), " "); model != "" {
		var ok bool
		if l.Model, ok = allocation.ParseModel(model); !ok {
			return l, bad("model")
		}
		l.Class = class
	}
	for _, day := range []struct {
		name string
		to   *allocation.Date
	}{{"from", &l.From}, {"to", &l.To}} {
		if text := field(day.name); text != "" {
			var ok bool
			if *day.to, ok = allocation.ParseDate(text); !ok {
				return l, bad(day.name)
			}
		}
	}
	if kind == financing.LeverInvest {
		life, err := strconv.Atoi(field("life"))
		if err != nil {
			return l, bad("life")
		}
		l.Life = life
		if text := typed(field("rate")); text != "" {
			var ok bool
			if l.Micro, ok = chargeback.ParseDecimal(text, 6); !ok {
				return l, bad("value")
			}
			l.Interest = financing.MonthlyInterest
		}
	}
	if value := field("value"); value != "" && !moveLever(&l, value) {
		return l, bad("value")
	}
	return l, nil
}
