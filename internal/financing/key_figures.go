package financing

import (
	"math/big"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// KeyFigureKind says what a key figure measures. [words.Language.KeyFigure]
// defines each in one sentence.
type KeyFigureKind uint8

// The key figures, in the order in which they are told.
const (
	ShareOfTurnover KeyFigureKind = iota
	PerInhabitant
	PerEmployee
	PerWorkplace
	PerSystem
	ShareSelfPaid
	SupplierCount
	ShareSmallSuppliers
)

// KeyFigureKinds are the codes of the key figures, by KeyFigureKind.
var KeyFigureKinds = []string{
	"share_of_turnover", "per_inhabitant", "per_employee", "per_workplace", "per_system", "share_self_paid", "suppliers", "share_small_suppliers",
}

// IsShare says whether the figure is a part of a whole, told in percent.
func (k KeyFigureKind) IsShare() bool {
	return k == ShareOfTurnover || k == ShareSelfPaid || k == ShareSmallSuppliers
}

// KeyFigure is one measure. Where what it is divided by is not known, or is
// nothing, the figure is not known either.
type KeyFigure struct {
	Kind     KeyFigureKind
	Known    bool
	Permille int64          // of a share, rounded half away from zero
	Amount   allocation.Ore // of an amount per unit, rounded half away from zero
	Count    int64          // of suppliers
	Micro    int64          // the units that an amount is divided by, in millionths, rounded half away from zero
}

// KeyFigures are what the IT of some months is held against.
type KeyFigures struct {
	First, Last allocation.Period
	Cost        allocation.Ore // all IT cost: IT's own, and what departments pay themselves
	SelfPaid    allocation.Ore // the latter
	Rows        []KeyFigure    // one of each kind, in their order
}

// Of is the figure of a kind.
func (f *KeyFigures) Of(kind KeyFigureKind) KeyFigure { return f.Rows[kind] }

// Held is what a municipality's IT of a year is held against; 0 where it is not
// known.
type Held struct {
	Turnover               allocation.Ore // of the whole year
	Employees, Inhabitants int64
}

// HeldIn reads the row of a year among those of the table key_figures.
func HeldIn(rows []chargeback.Record, year int) (held Held) {
	t := chargeback.AnyTableNamed("key_figures")
	of, turnover, employees, inhabitants := t.Column("year"), t.Column("turnover"), t.Column("employees"), t.Column("inhabitants")
	for _, r := range rows {
		if r.Cells[of] != strconv.Itoa(year) {
			continue
		}
		held.Turnover = chargeback.OreOf(r.Cells[turnover])
		held.Employees, _ = strconv.ParseInt(r.Cells[employees], 10, 64)
		held.Inhabitants, _ = strconv.ParseInt(r.Cells[inhabitants], 10, 64)
	}
	return held
}

// Suppliers are those that were paid in twelve months.
type Suppliers struct {
	Count, Small int // Small: below SmallSupplier over the twelve months
}

// SmallSupplier is what a small supplier is paid in a year at most, öre short
// of it.
const SmallSupplier allocation.Ore = 10_000_00

// SuppliersIn counts who was paid in the twelve months to a month, by the rows
// of the table costs that are dated in them and name a supplier.
func SuppliersIn(costs []chargeback.Record, last allocation.Period) (s Suppliers) {
	t := chargeback.TableNamed("costs")
	date, supplier, amount := t.Column("date"), t.Column("supplier"), t.Column("amount")
	from := last
	for range 11 {
		from = from.Previous()
	}
	days := allocation.Span{From: from.First(), To: last.Last()}
	paid := make(map[string]allocation.Ore)
	for _, r := range costs {
		if day, ok := allocation.ParseDate(r.Cells[date]); ok && days.Contains(day) && r.Cells[supplier] != "" {
			paid[r.Cells[supplier]] += chargeback.OreOf(r.Cells[amount])
		}
	}
	for _, sum := range paid {
		s.Count++
		if sum < SmallSupplier {
			s.Small++
		}
	}
	return s
}

// NewKeyFigures works out the key figures of charged months, rising and at
// least one. The turnover is that of as many months; computers and systems are
// their average count over the months. Every figure is rounded once.
func NewKeyFigures(runs []*chargeback.Run, suppliers Suppliers, held Held) *KeyFigures {
	f := &KeyFigures{First: runs[0].Month.Period, Last: runs[len(runs)-1].Month.Period}
	workplaces, systems := new(big.Rat), new(big.Rat)
	for _, run := range runs {
		t := run.Totals()
		f.Cost += t.Cost + t.SelfPaid
		f.SelfPaid += t.SelfPaid
		days := int64(run.Month.Period.Days())
		workplaces.Add(workplaces, big.NewRat(run.Month.Counted(allocation.Device), days))
		systems.Add(systems, big.NewRat(run.Month.Counted(allocation.System), days))
	}
	months := int64(len(runs))
	for kind := range KeyFigureKinds {
		row := KeyFigure{Kind: KeyFigureKind(kind)}
		switch row.Kind {
		case ShareOfTurnover:
			row.share(int64(f.Cost), new(big.Rat).Mul(big.NewRat(int64(held.Turnover), 12), exactly(months)))
		case PerInhabitant:
			row.divide(f.Cost, exactly(held.Inhabitants))
		case PerEmployee:
			row.divide(f.Cost, exactly(held.Employees))
		case PerWorkplace:
			row.divide(f.Cost, workplaces.Quo(workplaces, exactly(months)))
		case PerSystem:
			row.divide(f.Cost, systems.Quo(systems, exactly(months)))
		case ShareSelfPaid:
			row.share(int64(f.SelfPaid), exactly(int64(f.Cost)))
		case SupplierCount:
			row.Count, row.Known = int64(suppliers.Count), true
		case ShareSmallSuppliers:
			row.Count = int64(suppliers.Small)
			row.share(row.Count, exactly(int64(suppliers.Count)))
		}
		f.Rows = append(f.Rows, row)
	}
	return f
}

func exactly(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// share is part / all in thousandths.
func (k *KeyFigure) share(part int64, all *big.Rat) {
	if amount, ok := quotient(exactly(part), all); ok {
		k.Permille, k.Known = int64(nearest(amount.Mul(amount, exactly(1000)))), true
	}
}

// divide is what one of the units costs.
func (k *KeyFigure) divide(amount allocation.Ore, units *big.Rat) {
	if each, ok := quotient(exactly(int64(amount)), units); ok {
		k.Amount, k.Micro, k.Known = nearest(each), micro(units), true
	}
}

// quotient is a / b; false where b is not above zero, or the quotient is beyond
// all reason.
func quotient(a, b *big.Rat) (*big.Rat, bool) {
	if b.Sign() <= 0 {
		return nil, false
	}
	q := new(big.Rat).Quo(a, b)
	return q, new(big.Rat).Abs(q).Cmp(exactly(int64(allocation.MaxAmount))) <= 0
}
