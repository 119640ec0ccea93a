// Package financing plans next year's money, exact to the öre: what will IT
// cost, who pays, and what is decided.
//
// It is pure: rows come in as values, with the line they stand on, and figures
// or located errors go out. It reads no files (package tables does) and prints
// nothing (package report does).
//
// # Scenarios, budget and prices
//
// In the files scenario*.go, budget*.go and price*.go:
//
//   - A [Base] is months charged from [Facts] as they are. [Base.Try] sets beside
//     them what a change set makes of them: the changed rows are read by the code
//     that reads imports, the months that they touch are charged by the engine of
//     the run, and nothing is kept. [Outcome.Split] and [Outcome.Effects] say why.
//   - [NewBudget] plans a year as facts: cost rows, hours and planned changes. The
//     planned year is a Base like any other, so a plan is charged as a month is.
//     [Follow] holds outcomes against it.
//   - [SetPrices] makes prices that recover the planned pools, [Base.SeekPrice]
//     finds one by trying, [Settle] shares out what was missed.
//   - [Base.Avoid], [PhaseIn] and [Base.FairPrices] try a change from other sides.
//
// Decisions, November 2026:
//
//   - There is no second arithmetic for previews. Whatever changes is made facts
//     first and charged then; prices alone are worked out as exact fractions, and
//     what they recover is read from months charged with them.
//   - The effect of a step of a scenario is what it does alone; what the steps do
//     together besides that is a line of its own. So no order favours one, and the
//     lines add up without rounding.
//   - The variance of a year is settled in proportion to what was billed by price:
//     who paid too much gets that part back.
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
