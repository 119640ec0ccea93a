// Package peers lets other tools do what the engine does, so that their time can be measured beside it. It is
// a module of its own: the product depends on none of it. It needs cgo (DuckDB) and PostgreSQL's programs
// (`make postgres`).
//
// Two jobs, whose benchmarks README.md tells of:
//
//   - The split: a [Problem] is some thousands of pools, each to be apportioned over some thousands of
//     receivers. [SplitShopspring], [DuckDB] and [Postgres] do it exactly, by largest remainder with ties to
//     the first receiver; [SplitGoMoney] and DuckDB in floats do what those tools do by themselves.
//   - The whole job: [RunWholeJob] lets DuckDB read a data set's CSV files, count the drivers of a month, make
//     the pools and spread them to bill lines, in floats and without remainders. `go run ./wholejob` reports it,
//     and `go run ./compare` times it beside ours.
//
// The peers get every advantage that does not change the result: two threads, explicit column types, no
// order of rows, no durable tables. What they do not do (exact öre, 0-öre lines left out, sorted lines, errors
// with file and line) makes them faster than an equal product would be.
package peers

import (
	"errors"
	"fmt"
)

// Problem is a number of pools to split. Pool p of Amounts[p] öre goes over the receivers in proportion to
// Weights[DriverOf[p]]; every driver has a weight ≥ 0 for every receiver.
type Problem struct {
	Amounts  []int64
	Weights  [][]int64
	DriverOf []int
}

var errShape = errors.New("pools, drivers and weights do not fit together")

// Check says whether the slices fit together.
func (p Problem) Check() error {
	if len(p.Amounts) != len(p.DriverOf) {
		return fmt.Errorf("%w: %d amounts, %d drivers of pools", errShape, len(p.Amounts), len(p.DriverOf))
	}
	for pool, driver := range p.DriverOf {
		if driver < 0 || driver >= len(p.Weights) {
			return fmt.Errorf("%w: pool %d has driver %d of %d", errShape, pool, driver, len(p.Weights))
		}
	}
	for driver, weights := range p.Weights {
		if len(weights) != p.Receivers() {
			return fmt.Errorf("%w: driver %d has %d weights, the first %d", errShape, driver, len(weights), p.Receivers())
		}
		for receiver, weight := range weights {
			if weight < 0 {
				return fmt.Errorf("%w: driver %d, receiver %d has weight %d", errShape, driver, receiver, weight)
			}
		}
	}
	return nil
}

// Receivers is the number of receivers of every pool.
func (p Problem) Receivers() int {
	if len(p.Weights) == 0 {
		return 0
	}
	return len(p.Weights[0])
}

// Cells is the number of parts that a split computes.
func (p Problem) Cells() int {
	return len(p.Amounts) * p.Receivers()
}

// NewParts makes the slice that the splits in Go fill: the parts of pool p begin at p × Receivers().
func (p Problem) NewParts() []int64 {
	return make([]int64, p.Cells())
}
