package sample

import (
	"errors"
	"fmt"
	"math"
)

// Size says how large a data set is. The fields count things, not rows: a computer that moves has two rows.
// Shares is the number of (system, cost centre) pairs in system_shares.
type Size struct {
	Departments, CostCenters                int
	Systems, Shares, Applications, Projects int
	Computers, Users, Licences, Ports       int
	Costs                                   int
}

// DefaultSize is a small municipality, quick to look at: about six thousand rows.
func DefaultSize() Size {
	return Size{
		Departments: 10, CostCenters: 80,
		Systems: 60, Shares: 300, Applications: 25, Projects: 12,
		Computers: 1_200, Users: 700, Licences: 2_800, Ports: 250,
		Costs: 500,
	}
}

// Benchmark is the large one: five million rows that become about 14 million bill lines.
// The package comment says how.
func Benchmark() Size {
	return Size{
		Departments: 50, CostCenters: 2_000,
		Systems: 10_000, Shares: 750_000, Applications: 1_000, Projects: 1_000,
		Computers: 1_000_000, Users: 500_000, Licences: 2_000_000, Ports: 200_000,
		Costs: 300_000,
	}
}

// Percent of the things that have a second row, by table.
const (
	movedPercent       = 5 // devices, users, ports: another cost centre from a day of the month
	pausedPercent      = 1 // the same tables: away for some days of the month
	renewedPercent     = 2 // licences
	revisedShare       = 4 // system_shares: another share until the year before
	retieredPercent    = 3 // systems: another tier until some day of the month
	averageOrderers    = 3 // project_shares rows per project
	hoursPerProject    = 2 // project_hours rows per project
	reorganisedPercent = 4 // cost_centers
)

// Rows returns about how many rows all tables together have.
func (s Size) Rows() int {
	placed := (s.Computers + s.Users + s.Ports) * (100 + movedPercent + pausedPercent) / 100
	licensed := s.Licences * (100 + renewedPercent) / 100
	systems := s.Systems*(100+retieredPercent)/100 + s.Shares*(100+revisedShare)/100
	organisation := s.Departments + s.CostCenters*(100+reorganisedPercent)/100
	return placed + licensed + systems + organisation + s.Applications +
		s.Projects*(1+averageOrderers+hoursPerProject) + s.Costs + len(categories) + len(rules) + len(weights) + len(prices)
}

// Scale returns a size in which all tables together have about rows rows. What is counted and what is paid
// keeps the proportions of s; departments and cost centres grow with the square root. Below some hundred
// rows the smallest valid size is larger than asked for.
func (s Size) Scale(rows int) Size {
	factor := float64(max(rows, 0)) / float64(s.Rows())
	linear := func(count, least int) int {
		return max(least, int(math.Round(float64(count)*factor)))
	}
	root := func(count, least int) int {
		return max(least, int(math.Round(float64(count)*math.Sqrt(factor))))
	}
	scaled := Size{
		Departments:  root(s.Departments, 5),
		CostCenters:  root(s.CostCenters, 20),
		Systems:      linear(s.Systems, 40),
		Applications: linear(s.Applications, 5),
		Projects:     linear(s.Projects, 2),
		Computers:    linear(s.Computers, 0),
		Users:        linear(s.Users, 1),
		Ports:        linear(s.Ports, 0),
		Costs:        linear(s.Costs, 0),
	}
	// A few cost centres can have only so many shares, and few users only so many licences.
	scaled.Shares = min(linear(s.Shares, 0), scaled.mostShares())
	scaled.Licences = min(linear(s.Licences, 0), scaled.mostLicences())
	return scaled
}

// mostShares leaves room for a system to have twice the average, each share on another cost centre.
func (s Size) mostShares() int {
	return s.fixedSystems() * (s.CostCenters / 2)
}

func (s Size) mostLicences() int {
	return s.Users * s.licencesPerUser()
}

// check reports every reason why no data set of this size can be written.
func (s Size) check() error {
	var problems []error
	least := func(name string, count, least int) {
		if count < least {
			problems = append(problems, fmt.Errorf("%s %d: at least %d needed", name, count, least))
		}
	}
	most := func(name string, count, most int) {
		if count > most {
			problems = append(problems, fmt.Errorf("%s %d: at most %d fit", name, count, most))
		}
	}
	least("departments", s.Departments, 2)
	most("departments", s.Departments, 899)
	least("cost centres", s.CostCenters, 2*s.Departments)
	most("cost centres", s.CostCenters, 9_000*s.Departments)
	least("systems", s.Systems, 1)
	least("applications", s.Applications, 1)
	least("projects", s.Projects, 1)
	least("computers", s.Computers, 0)
	least("users", s.Users, 0)
	least("licences", s.Licences, 0)
	least("ports", s.Ports, 0)
	least("system shares", s.Shares, 0)
	least("costs", s.Costs, 0)
	if len(problems) == 0 {
		most("system shares", s.Shares, s.mostShares())
		most("licences", s.Licences, s.mostLicences())
	}
	return errors.Join(problems...)
}
