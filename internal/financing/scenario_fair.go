package financing

import (
	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// PhasedIn are bills of a first year that may change by so much only.
type PhasedIn struct {
	Permille int64 // the most a bill may rise or fall, in thousandths of the bill before
	Rows     []PhaseRow
	Relief   allocation.Ore // what bills are lowered by
	Held     allocation.Ore // what bills are kept up by
}

// Cost is what the cap costs IT's own budget in the first year; below zero it
// brings money.
func (p *PhasedIn) Cost() allocation.Ore { return p.Relief - p.Held }

// PhaseRow is a department's bill.
type PhaseRow struct {
	Code, Name    string
	Before, After allocation.Ore // without a cap
	Capped        allocation.Ore
}

// PhaseIn caps changes: no department that had a bill before pays more than its
// bill before, rounded toward zero × permille / 1000, more or less. One that had
// none has nothing to be phased in from and pays the whole. permille is 0 or
// above.
func PhaseIn(changes []DepartmentChange, permille int64) *PhasedIn {
	p := &PhasedIn{Permille: permille}
	for i := range changes {
		d := &changes[i]
		row := PhaseRow{d.Code, d.Name, d.Before, d.After, d.After}
		if d.Before != 0 {
			most := permilleOf(max(d.Before, -d.Before), permille)
			row.Capped = min(max(d.After, d.Before-most), d.Before+most)
		}
		p.Relief += max(0, row.After-row.Capped)
		p.Held += max(0, row.Capped-row.After)
		p.Rows = append(p.Rows, row)
	}
	return p
}

// permilleOf is amount × permille / 1000, cut to whole öre; amount is not below zero.
func permilleOf(amount allocation.Ore, permille int64) allocation.Ore {
	thousands, rest := int64(amount)/1000, int64(amount)%1000
	return allocation.Ore(thousands*permille + rest*permille/1000)
}

// Sensitivity is what becomes of a department's bill when it has a tenth less or
// more of a driver: whether who uses more pays more, and about as much more.
type Sensitivity struct {
	Department, Name string
	Model            allocation.Model
	Class            string         // of computers and network units; "licences" of the user model; else empty
	Bill             allocation.Ore // as it is, all models
	Part             allocation.Ore // of that, by this driver
	Less, More       allocation.Ore // what the bill changes by at a tenth less and more
	OthersMore       allocation.Ore // what all other bills change by at a tenth more
}

// Licences stands for all licences among the classes of [Sensitivity].
const Licences = "licences"

// fairDriver is a driver that is tried.
type fairDriver struct {
	model allocation.Model
	class int32 // or -1
	name  string
}

var fairDrivers = []fairDriver{
	{allocation.System, -1, ""},
	{allocation.Device, 0, "staff"},
	{allocation.Device, 1, "student"},
	{allocation.User, 0, ""},
	{allocation.User, -1, Licences},
	{allocation.Port, 0, "access_point"},
	{allocation.Port, 1, "connection"},
	{allocation.Port, 2, "switch"},
	{allocation.Project, -1, ""},
}

// FairPrices tries a tenth less and a tenth more of each driver for each
// department, by the engine that charges months. Systems and projects count as
// a department's where it pays more than half of them; they are then in use, or
// worked at, a tenth less or more. Drivers that a department has nothing of are
// left out. It charges each month twice per department and driver.
func (b *Base) FairPrices() ([]Sensitivity, error) {
	var all []Sensitivity
	for _, d := range b.Bills().Against(b.Bills()) {
		for _, driver := range fairDrivers {
			s := Sensitivity{Department: d.Code, Name: d.Name, Model: driver.model, Class: driver.name, Bill: d.After}
			has, err := b.sensitivity(&s, driver)
			if err != nil {
				return nil, err
			}
			if has {
				all = append(all, s)
			}
		}
	}
	return all, nil
}

// sensitivity fills in the changes, and says whether the department has
// anything of the driver.
func (b *Base) sensitivity(s *Sensitivity, driver fairDriver) (has bool, err error) {
	var run *chargeback.Run
	for _, m := range b.months {
		month := m.run.Month
		own := ownReceivers(month, s.Department)
		for line := range m.run.LinesOf(s.Department, "") {
			if line.Model == driver.model && driver.counts(month, line.Object) {
				s.Part += line.Amount
			}
		}
		for _, tenths := range []int64{9, 11} {
			input := *month.Input()
			if !driver.scale(&input, own, tenths) {
				continue
			}
			has = true
			if run, err = month.ChargeInput(&input, run); err != nil {
				return false, err
			}
			change := billOf(run, s.Department) - owed(m, s.Department)
			if tenths == 9 {
				s.Less += change
				continue
			}
			s.More += change
			s.OthersMore += run.Totals().Billed - m.sums.totals.Billed - change
		}
	}
	return has, nil
}

// counts says whether a line's object is of the driver.
func (f fairDriver) counts(m *chargeback.Month, object string) bool {
	number, ok := m.Object(f.model, object)
	switch {
	case !ok:
		return false
	case f.model == allocation.User:
		return (number == allocation.Accounts) == (f.class == 0)
	}
	return f.class < 0 || number == f.class
}

func ownReceivers(m *chargeback.Month, department string) []bool {
	own := make([]bool, m.Facts.CostCenters.Len())
	for i, code := range m.Facts.CostCenters.List() {
		own[i] = m.DepartmentOf(code) == department
	}
	return own
}

func billOf(run *chargeback.Run, department string) (sum allocation.Ore) {
	for _, b := range run.Bills() {
		if b.Code == department {
			sum += b.Amount
		}
	}
	return sum
}

// scale gives the department's own counts so many tenths, in a copy. Weights of
// actual cost are relative, so all of them are counted in tenths, exactly;
// quantities by price are rounded half up to whole item-days. It says whether
// there is anything to scale.
func (f fairDriver) scale(in *allocation.Month, own []bool, tenths int64) (any bool) {
	d := in.Drivers[f.model]
	scaled := func(count int64, is bool) int64 {
		factor := int64(10)
		if is {
			factor, any = tenths, true
		}
		if in.ByPrice[f.model] {
			return (count*factor + 5) / 10
		}
		return count * factor
	}
	if d.Size != nil {
		size := make([]int64, len(d.Size))
		for o := range size {
			size[o] = scaled(d.Size[o], d.Size[o] > 0 && paysMost(&d, o, own))
		}
		d.Size = size
	} else {
		counts := make([]int64, len(d.Count))
		for i := range counts {
			is := f.class < 0 || d.Object[i] == f.class
			if f.model == allocation.User && f.class < 0 {
				is = d.Object[i] != allocation.Accounts
			}
			counts[i] = scaled(d.Count[i], is && own[d.Receiver[i]])
		}
		d.Count = counts
	}
	in.Drivers[f.model] = d
	return any
}

// paysMost says whether own cost centres pay more than half of an object.
func paysMost(d *allocation.Driver, object int, own []bool) bool {
	var ours, all int64
	for i := d.Start[object]; i < d.Start[object+1]; i++ {
		all += d.Count[i]
		if own[d.Receiver[i]] {
			ours += d.Count[i]
		}
	}
	return ours > all-ours
}
