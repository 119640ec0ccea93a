package chargeback

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
)

// Correction is what a closed month comes to anew, as differences that a later
// month bills (SPEC §9). For all of it together,
//
//	Δcost = Δlines + Δcentral + Δunallocated + Δvariance.
//
// A month that is corrected several times has a chain of corrections, each
// against what the one before made of it.
type Correction struct {
	Number int64             // audit number of its event; 0 until it is kept
	Month  allocation.Period // the closed month
	Into   allocation.Period // the open month that bills it
	Place  int               // in the chain of its month, from 1
	Run    string            // id of the run that the month would have with the facts of now
	Facts  int64             // the audit number that the facts were read at
	Made   Act

	Cost, SelfPaid allocation.Ore // Δ
	Lines          []CorrectionLine
	Central        []Central          // Δ, by category
	Unallocated    []Unallocated      // Δ, by category, model, object
	Variance       []ModelVariance    // Δ, in order of model
	ByPrice        []allocation.Model // the models that are charged by price after it
}

// Billed returns the sum of the correction's lines: what it adds to the bills.
func (c *Correction) Billed() (allocation.Ore, error) {
	var sum allocation.Sum
	for i := range c.Lines {
		sum.Add(c.Lines[i].Amount)
	}
	return sum.Total()
}

// Empty says whether the correction changes nothing.
func (c *Correction) Empty() bool {
	return c.Cost == 0 && c.SelfPaid == 0 && len(c.Lines) == 0 && len(c.Central) == 0 && len(c.Unallocated) == 0 && len(c.Variance) == 0
}

// Digest is the SHA-256 of what the correction says, in hexadecimal.
func (c *Correction) Digest() string {
	d := newDigest("correction 1")
	d.texts(c.Month.String(), c.Into.String(), c.Run)
	d.numbers(int64(c.Place), int64(c.Cost), int64(c.SelfPaid))
	for i := range c.Lines {
		line := &c.Lines[i]
		d.texts("line", line.ID, line.Replaces, line.Department, line.CostCenter, line.Category, line.Object)
		d.numbers(int64(line.Model), line.QuantityMicro, int64(line.Amount))
	}
	for _, x := range c.Central {
		d.texts("central", x.Category)
		d.numbers(int64(x.Amount))
	}
	for _, x := range c.Unallocated {
		d.texts("unallocated", x.Category, x.Object)
		d.numbers(int64(x.Model), int64(x.Reason), int64(x.Amount))
	}
	for _, x := range c.Variance {
		d.text("variance")
		d.numbers(int64(x.Model), int64(x.Cost), int64(x.Recovered), int64(x.Amount))
	}
	for _, model := range c.ByPrice {
		d.texts("by price", model.String())
	}
	return d.sum()
}

// Standing is a closed month as billed with all its corrections: the lines
// that stand, each with the id under which it was billed.
type Standing struct {
	Period      allocation.Period
	Totals      Totals
	Lines       []StandingLine // in the order of SPEC §8
	Central     []Central
	Unallocated []Unallocated
	Variance    []ModelVariance
	Corrections int // how many
}

// StandingLine is a line that stands.
type StandingLine struct {
	Line
	ID string // of the line as billed, or of the correction line that replaced it
}

// NewStanding begins with a month as it was billed.
func NewStanding(r *Result) *Standing {
	s := &Standing{
		Period: r.Period, Totals: r.Totals, Central: slices.Clone(r.Central),
		Unallocated: slices.Clone(r.Unallocated), Variance: slices.Clone(r.Variance),
		Lines: make([]StandingLine, 0, r.LineCount),
	}
	for line := range r.Lines {
		s.Lines = append(s.Lines, StandingLine{line, line.ID(r.Period)})
	}
	return s
}

// Apply adds the next correction of the month. Corrections are applied in the
// order of their places.
func (s *Standing) Apply(c *Correction) error {
	if c.Month != s.Period || c.Place != s.Corrections+1 {
		return fmt.Errorf("bug: correction %d of %s applied to %s with %d", c.Place, c.Month, s.Period, s.Corrections)
	}
	s.Corrections++
	reversed := make(map[string]bool)
	var added []StandingLine
	for i := range c.Lines {
		line := &c.Lines[i]
		if line.Reversal {
			reversed[line.Replaces] = true
		} else {
			added = append(added, StandingLine{line.Line, line.ID})
		}
	}
	s.Lines = slices.DeleteFunc(s.Lines, func(line StandingLine) bool { return reversed[line.ID] })
	s.Lines = append(s.Lines, added...)
	slices.SortFunc(s.Lines, func(a, b StandingLine) int { return a.LineKey.Compare(b.LineKey) })
	s.Central = centralSums(s.Central, c.Central, 1)
	s.Unallocated = unallocatedSums(s.Unallocated, c.Unallocated, 1)
	s.Variance = varianceOf(c.ByPrice, varianceSums(s.Variance, c.Variance, 1))
	s.Totals.Cost += c.Cost
	s.Totals.SelfPaid += c.SelfPaid
	return s.total()
}

// total adds up the parts anew and checks the balance (SPEC §7).
func (s *Standing) total() error {
	var billed, central, unallocated, variance allocation.Sum
	for i := range s.Lines {
		billed.Add(s.Lines[i].Amount)
	}
	for _, x := range s.Central {
		central.Add(x.Amount)
	}
	for _, x := range s.Unallocated {
		unallocated.Add(x.Amount)
	}
	for _, x := range s.Variance {
		variance.Add(x.Amount)
	}
	t := &s.Totals
	for _, part := range []struct {
		to  *allocation.Ore
		sum *allocation.Sum
	}{{&t.Billed, &billed}, {&t.Central, &central}, {&t.Unallocated, &unallocated}, {&t.Variance, &variance}} {
		var err error
		if *part.to, err = part.sum.Total(); err != nil {
			return &Error{Code: Overflow, Args: []string{s.Period.String(), ""}, Err: err}
		}
	}
	var all allocation.Sum
	for _, part := range []allocation.Ore{t.Billed, t.Central, t.Unallocated, t.Variance} {
		all.Add(part)
	}
	if sum, err := all.Total(); err != nil || sum != t.Cost {
		return &Error{Code: Unbalanced, Args: []string{s.Period.String()}, Err: fmt.Errorf("%d öre of cost, %d öre of parts", t.Cost, sum)}
	}
	return nil
}

// Result returns what stands as a result. Bills are not part of it.
func (s *Standing) Result() *Result {
	return &Result{
		Period: s.Period, Totals: s.Totals, Central: s.Central, Unallocated: s.Unallocated, Variance: s.Variance,
		LineCount: len(s.Lines),
		Lines: func(yield func(Line) bool) {
			for i := range s.Lines {
				if !yield(s.Lines[i].Line) {
					return
				}
			}
		},
	}
}

// Correct finds the correction that takes a month from what stands to what it
// comes to with the facts of now. A line that differs is reversed and billed
// anew; a line of no amount is not billed. The caller fills in who, when, run
// and facts.
func (s *Standing) Correct(now *Result, into allocation.Period) (*Correction, error) {
	c := &Correction{
		Month: s.Period, Into: into, Place: s.Corrections + 1,
		Cost: now.Totals.Cost - s.Totals.Cost, SelfPaid: now.Totals.SelfPaid - s.Totals.SelfPaid,
		Central:     centralSums(now.Central, s.Central, -1),
		Unallocated: unallocatedSums(now.Unallocated, s.Unallocated, -1),
		Variance:    varianceSums(now.Variance, s.Variance, -1),
	}
	for _, v := range now.Variance {
		c.ByPrice = append(c.ByPrice, v.Model)
	}
	at := 0
	for line := range now.Lines {
		for at < len(s.Lines) && s.Lines[at].Compare(line.LineKey) < 0 {
			c.reverse(&s.Lines[at])
			at++
		}
		if at == len(s.Lines) || s.Lines[at].LineKey != line.LineKey {
			c.bill(line, "")
			continue
		}
		if s.Lines[at].Line != line {
			c.reverse(&s.Lines[at])
			c.bill(line, s.Lines[at].ID)
		}
		at++
	}
	for ; at < len(s.Lines); at++ {
		c.reverse(&s.Lines[at])
	}
	next := s.clone()
	if err := next.Apply(c); err != nil {
		return nil, err
	}
	return c, nil
}

func (s *Standing) clone() *Standing {
	t := *s
	t.Lines = slices.Clone(s.Lines)
	return &t
}

// reverse adds a line that takes back what was billed.
func (c *Correction) reverse(line *StandingLine) {
	back := CorrectionLine{Line: line.Line, Replaces: line.ID, Month: c.Month, Reversal: true}
	back.Amount, back.QuantityMicro = -back.Amount, -back.QuantityMicro
	back.ID = c.lineID(line.LineKey, "reversal")
	c.Lines = append(c.Lines, back)
}

// bill adds a line as it should have been.
func (c *Correction) bill(line Line, replaces string) {
	c.Lines = append(c.Lines, CorrectionLine{Line: line, ID: c.lineID(line.LineKey, "line"), Replaces: replaces, Month: c.Month})
}

func (c *Correction) lineID(k LineKey, kind string) string {
	return shortHash("correction", strconv.Itoa(c.Place), kind, k.ID(c.Month))
}

// centralSums adds two lists by category, the second times a sign, without
// zeros.
func centralSums(a, b []Central, sign allocation.Ore) []Central {
	return sums(a, b, sign,
		func(x, y Central) int { return strings.Compare(x.Category, y.Category) },
		func(x *Central) []*allocation.Ore { return []*allocation.Ore{&x.Amount} })
}

func unallocatedSums(a, b []Unallocated, sign allocation.Ore) []Unallocated {
	return sums(a, b, sign,
		func(x, y Unallocated) int {
			return cmp.Or(strings.Compare(x.Category, y.Category), cmp.Compare(x.Model, y.Model),
				strings.Compare(x.Object, y.Object), cmp.Compare(x.Reason, y.Reason))
		},
		func(x *Unallocated) []*allocation.Ore { return []*allocation.Ore{&x.Amount} })
}

func varianceSums(a, b []ModelVariance, sign allocation.Ore) []ModelVariance {
	return sums(a, b, sign,
		func(x, y ModelVariance) int { return cmp.Compare(x.Model, y.Model) },
		func(x *ModelVariance) []*allocation.Ore { return []*allocation.Ore{&x.Cost, &x.Recovered, &x.Amount} })
}

// varianceOf gives every model that is charged by price its entry, if only of
// zeros (SPEC §8).
func varianceOf(models []allocation.Model, amounts []ModelVariance) []ModelVariance {
	all := make([]ModelVariance, len(models))
	for i, model := range models {
		all[i].Model = model
		if at := slices.IndexFunc(amounts, func(v ModelVariance) bool { return v.Model == model }); at >= 0 {
			all[i] = amounts[at]
		}
	}
	return all
}

// sums merges two sorted lists: entries of one key are added up, those of b
// times sign; entries whose amounts are all zero are left out.
func sums[T any](a, b []T, sign allocation.Ore, compare func(T, T) int, amounts func(*T) []*allocation.Ore) []T {
	var merged []T
	for len(a) > 0 || len(b) > 0 {
		var next T
		order := -1
		switch {
		case len(a) == 0:
			order = 1
		case len(b) > 0:
			order = compare(a[0], b[0])
		}
		if order <= 0 {
			next, a = a[0], a[1:]
		}
		if order >= 0 {
			from := b[0]
			if order > 0 {
				next = from
				for _, amount := range amounts(&next) {
					*amount = 0
				}
			}
			for i, amount := range amounts(&next) {
				*amount += sign * *amounts(&from)[i]
			}
			b = b[1:]
		}
		for _, amount := range amounts(&next) {
			if *amount != 0 {
				merged = append(merged, next)
				break
			}
		}
	}
	return merged
}
