package financing

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// planJSON is a plan as it is kept and shared. Amounts, percentages, prices and
// hours are decimal texts; what is zero is left out.
//
//	{"year":2018,"ground":"budget","levers":[
//	  {"kind":"count","model":"device","class":"student","department":"SKF","count":500,"from":"2018-08-01"},
//	  {"kind":"cost","category":"PERSONAL","value":"3.5"},
//	  {"kind":"tier","system":"PLATINA","class":"gold"}],
//	 "prices":{"models":["device"],"rounding":"krona_up","fixed":[{"model":"device","class":"staff","price":"274"}]}}
type planJSON struct {
	Year    int         `json:"year"`
	Ground  string      `json:"ground,omitempty"`
	Indexes []indexJSON `json:"indexes,omitempty"`
	Entries []entryJSON `json:"entries,omitempty"`
	Levers  []leverJSON `json:"levers,omitempty"`
	Prices  *wishJSON   `json:"prices,omitempty"`
}

type indexJSON struct {
	Category string `json:"category,omitempty"`
	Supplier string `json:"supplier,omitempty"`
	From     string `json:"from,omitempty"` // a month
	Percent  string `json:"percent"`
}

type entryJSON struct {
	Category string `json:"category"`
	Month    int    `json:"month,omitempty"`
	Amount   string `json:"amount"`
}

type leverJSON struct {
	Kind        string               `json:"kind"`
	Name        string               `json:"name,omitempty"`
	From        string               `json:"from,omitempty"`
	To          string               `json:"to,omitempty"`
	Model       string               `json:"model,omitempty"`
	Class       string               `json:"class,omitempty"`
	Department  string               `json:"department,omitempty"`
	Category    string               `json:"category,omitempty"`
	Supplier    string               `json:"supplier,omitempty"`
	System      string               `json:"system,omitempty"`
	Application string               `json:"application,omitempty"`
	Project     string               `json:"project,omitempty"`
	Count       int64                `json:"count,omitempty"`
	Value       string               `json:"value,omitempty"`
	Amount      string               `json:"amount,omitempty"`
	Life        int                  `json:"life,omitempty"`
	Interest    string               `json:"interest,omitempty"`
	Changes     chargeback.ChangeSet `json:"changes,omitempty"`
}

type wishJSON struct {
	Models   []string    `json:"models"`
	Rounding string      `json:"rounding"`
	Fixed    []fixedJSON `json:"fixed,omitempty"`
}

type fixedJSON struct {
	Model string `json:"model"`
	Class string `json:"class"`
	Price string `json:"price"`
}

// MarshalJSON writes the plan for keeping and sharing. Equal plans are equal
// bytes.
func (p Plan) MarshalJSON() ([]byte, error) {
	out := planJSON{Year: p.Year}
	if p.Ground != OnOutcome {
		out.Ground = Grounds[p.Ground]
	}
	for _, x := range p.Indexes {
		// An index is in millionths of a whole.
		in := indexJSON{Category: x.Category, Supplier: x.Supplier, Percent: quantity(x.Micro * 100)}
		if x.From != (allocation.Period{}) {
			in.From = x.From.String()
		}
		out.Indexes = append(out.Indexes, in)
	}
	for _, e := range p.Entries {
		out.Entries = append(out.Entries, entryJSON{e.Category, e.Month, chargeback.PlainAmount(e.Amount)})
	}
	for i := range p.Levers {
		out.Levers = append(out.Levers, p.Levers[i].json())
	}
	if p.Prices != nil {
		w := &wishJSON{Models: []string{}, Rounding: Roundings[p.Prices.Rounding]}
		for _, model := range p.Prices.Models {
			w.Models = append(w.Models, model.String())
		}
		for _, f := range p.Prices.Fixed {
			w.Fixed = append(w.Fixed, fixedJSON{f.Model.String(), f.Class, quantity(f.PriceMicro)})
		}
		out.Prices = w
	}
	return json.Marshal(out)
}

func quantity(micro int64) string { return string(chargeback.AppendQuantity(nil, micro)) }

func (l *Lever) json() leverJSON {
	out := leverJSON{
		Kind: LeverKinds[l.Kind], Name: l.Name, Class: l.Class, Department: l.Department, Category: l.Category, Supplier: l.Supplier,
		System: l.System, Application: l.Application, Project: l.Project, Count: l.Count, Life: l.Life, Changes: l.Changes,
	}
	if l.From != 0 {
		out.From = l.From.String()
	}
	if l.To != 0 {
		out.To = l.To.String()
	}
	if l.Model != 0 {
		out.Model = l.Model.String()
	}
	if l.Micro != 0 {
		out.Value = quantity(l.Micro)
	}
	if l.Amount != 0 {
		out.Amount = chargeback.PlainAmount(l.Amount)
	}
	if l.Interest != NoInterest {
		out.Interest = Interests[l.Interest]
	}
	return out
}

// ParsePlan reads what [Plan.MarshalJSON] writes, and checks it. Unknown names
// are refused. The error is a [chargeback.Error].
func ParsePlan(data []byte) (Plan, error) {
	var in planJSON
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return Plan{}, &chargeback.Error{Code: chargeback.BadPlan, Value: "json", Err: err}
	}
	if _, err := d.Token(); err != io.EOF {
		return Plan{}, &chargeback.Error{Code: chargeback.BadPlan, Value: "json"}
	}
	r := planReader{}
	p := r.plan(&in)
	if r.wrong != "" {
		return Plan{}, &chargeback.Error{Code: chargeback.BadPlan, Value: r.wrong}
	}
	return p, p.Check()
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Plan) UnmarshalJSON(data []byte) (err error) {
	*p, err = ParsePlan(data)
	return err
}

// planReader reads the texts of a plan, and remembers the first that is wrong.
type planReader struct{ wrong string }

func (r *planReader) is(ok bool, what string) {
	if !ok && r.wrong == "" {
		r.wrong = what
	}
}

func (r *planReader) plan(in *planJSON) Plan {
	p := Plan{BudgetPlan: BudgetPlan{Year: in.Year}, Ground: Ground(r.choice(Grounds, in.Ground, "ground"))}
	for _, x := range in.Indexes {
		micro := r.quantity(x.Percent, "indexes")
		r.is(micro%100 == 0, "indexes")
		index := Index{Category: x.Category, Supplier: x.Supplier, Micro: micro / 100}
		if x.From != "" {
			var ok bool
			index.From, ok = allocation.ParsePeriod(x.From)
			r.is(ok, "indexes")
		}
		p.Indexes = append(p.Indexes, index)
	}
	for _, e := range in.Entries {
		p.Entries = append(p.Entries, Entry{e.Category, e.Month, r.amount(e.Amount, "entries")})
	}
	for i := range in.Levers {
		p.Levers = append(p.Levers, r.lever(&in.Levers[i]))
	}
	if in.Prices != nil {
		w := &PriceWish{Rounding: Rounding(r.choice(Roundings, in.Prices.Rounding, "prices"))}
		for _, model := range in.Prices.Models {
			w.Models = append(w.Models, r.model(model, "prices"))
		}
		for _, f := range in.Prices.Fixed {
			w.Fixed = append(w.Fixed, FixedPrice{r.model(f.Model, "prices"), f.Class, r.quantity(f.Price, "prices")})
		}
		p.Prices = w
	}
	return p
}

func (r *planReader) lever(in *leverJSON) Lever {
	l := Lever{
		Name: in.Name, From: r.day(in.From), To: r.day(in.To), Class: in.Class, Department: in.Department, Category: in.Category,
		Supplier: in.Supplier, System: in.System, Application: in.Application, Project: in.Project, Count: in.Count, Life: in.Life,
		Interest: Interest(r.choice(Interests, in.Interest, "levers")), Changes: in.Changes,
	}
	kind := slices.Index(LeverKinds, in.Kind)
	r.is(kind >= 0, "levers")
	l.Kind = LeverKind(max(0, kind))
	if in.Model != "" {
		l.Model = r.model(in.Model, "levers")
	}
	if in.Value != "" {
		l.Micro = r.quantity(in.Value, "levers")
	}
	if in.Amount != "" {
		l.Amount = r.amount(in.Amount, "levers")
	}
	return l
}

// choice is the place of a code; empty is the first.
func (r *planReader) choice(codes []string, code, what string) int {
	if code == "" {
		return 0
	}
	i := slices.Index(codes, code)
	r.is(i >= 0, what)
	return max(0, i)
}

func (r *planReader) model(code, what string) allocation.Model {
	model, ok := allocation.ParseModel(code)
	r.is(ok, what)
	return model
}

func (r *planReader) day(text string) allocation.Date {
	if text == "" {
		return 0
	}
	day, ok := allocation.ParseDate(text)
	r.is(ok, "levers")
	return day
}

func (r *planReader) quantity(text, what string) int64 {
	micro, ok := chargeback.ParseDecimal(text, 6)
	r.is(ok, what)
	return micro
}

func (r *planReader) amount(text, what string) allocation.Ore {
	ore, ok := chargeback.ParseDecimal(text, 2)
	r.is(ok, what)
	return allocation.Ore(ore)
}
