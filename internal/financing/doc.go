// Package financing plans next year's money, exact to the öre: what will IT
// cost, who pays, and what is decided.
//
// It is pure: rows come in as values, with the line they stand on, and figures
// or located errors go out. It reads no files (package tables does) and prints
// nothing (package report does).
//
// # Budget, prices and scenarios
//
// In the files budget*.go, price*.go and scenario*.go:
//
//   - A [Base] is months charged from facts as they are. A scenario is a list of
//     changes to these facts, charged by the engine of the run and set beside the
//     base: what each department, model and service pays before and after, and
//     why. It can never touch a real month.
//   - Budgets and prices are planned on the same engine, so that what is shown
//     beforehand is what the run will say.
//
// # Investments and the programme
//
// In the files invest*.go, capital*.go and programme*.go:
//
//   - An [Investment] is a component with a purchase amount, the day it is taken
//     into use and a life. [Investment.Schedule] is its linear depreciation and,
//     by choice, internal interest, month by month to its end. [Capital] adds
//     schedules up. Only [Capital.Costs] may enter a charge: the outlay never
//     does, or the same krona would be charged twice.
//   - A [Programme] is projects with sub-projects: cost per quarter, yearly
//     operation and saving, effects, owner, goal and status, with the decisions
//     of the councils, the money asked for, granted and used, and the hours that
//     departments ask for next year.
//   - A [Catalogue] answers the seven questions about every service.
//
// Decisions, November 2026:
//
//   - Depreciation through month k of n is the amount times k/n, cut to whole
//     öre; a month is the difference of two of these. So every schedule sums to
//     the purchase amount, no two months differ by more than an öre, and what
//     remains is never below its exact value by as much as an öre.
//   - Interest is rounded where it adds up, not month by month: all interest
//     through a month is the exact sum to the nearest öre.
//   - A year without an interest percentage of its own takes the latest before
//     it and says so: plans reach further than decided percentages.
//   - A project with sub-projects has no plan of its own; its figures are their
//     sums, so that they cannot disagree.
//   - What the plan of costs and the money asked for disagree on is listed, never
//     evened out: in the strategy of Mölndal, appendices 8.4 and 8.5 do.
package financing
