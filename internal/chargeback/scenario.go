package chargeback

import (
	"slices"
	"strconv"

	"chargeback/allocation"
)

// ScenarioKind says what a kept plan is for.
type ScenarioKind uint8

// The kinds of kept plans: something that is tried, or what a year is planned
// to cost. A year has at most one budget.
const (
	KindScenario ScenarioKind = iota
	KindBudget
)

// ScenarioKinds are the codes of the kinds, by ScenarioKind.
var ScenarioKinds = []string{"scenario", "budget"}

func (k ScenarioKind) String() string { return ScenarioKinds[k] }

// ParseScenarioKind returns the kind of a code, and whether there is one.
func ParseScenarioKind(code string) (ScenarioKind, bool) {
	i := slices.Index(ScenarioKinds, code)
	return ScenarioKind(max(0, i)), i >= 0
}

// Scenario is a plan that is kept beside the months, and touches none of them.
type Scenario struct {
	ID      string // twelve letters and digits
	Version int64  // 0: not kept yet
	Kind    ScenarioKind
	Name    string
	Year    int
	Shown   bool   // of a budget: departments see what it makes of their bills
	Body    []byte // the plan as JSON: of package financing
	Made    Act
	Changed Act
}

// PriceListState is where a price list stands. It changes once.
type PriceListState uint8

// The states of price lists.
const (
	PricesProposed  PriceListState = iota
	PricesApproved                 // they are in the prices table
	PricesRejected                 // by finance
	PricesWithdrawn                // by who proposed them
)

// PriceListStates are the codes of the states, by PriceListState.
var PriceListStates = []string{"proposed", "approved", "rejected", "withdrawn"}

func (s PriceListState) String() string { return PriceListStates[s] }

// ParsePriceListState returns the state of a code, and whether there is one.
func ParsePriceListState(code string) (PriceListState, bool) {
	i := slices.Index(PriceListStates, code)
	return PriceListState(max(0, i)), i >= 0
}

// PriceList is a list of prices that the IT chief proposes and finance approves.
type PriceList struct {
	Number   int64 // from 1, without gaps
	Year     int
	From     allocation.Date // the first day that it counts
	Notice   allocation.Date // departments must have been told by then
	State    PriceListState
	Scenario string // the id of the plan that it is made of
	Prices   []ListedPrice
	Bills    []ListedBill // what the year's bills come to by the plan, with today's prices and with these
	Changes  ChangeSet    // that make the list facts
	Reason   string       // of the proposal
	Proposed Act
	Answer   string // of the decision; may be empty
	Decided  Act    // zero while it waits
	Change   int64  // audit number of the facts that were changed; 0: none
	Version  int64
}

// ListedPrice is a price of a list. Volumes are units × months in millionths.
type ListedPrice struct {
	Model       allocation.Model `json:"model"`
	Class       string           `json:"class"` // as in the prices table
	Name        string           `json:"name,omitempty"`
	VolumeMicro int64            `json:"volume"`
	TodayMicro  int64            `json:"today"` // what a unit and month costs today
	HasToday    bool             `json:"has_today"`
	ExactMicro  int64            `json:"exact"` // what recovers the cost
	PriceMicro  int64            `json:"price"`
	Over        allocation.Ore   `json:"over"` // expected over-recovery of the year
}

// ListedBill is what a department's bills of the year come to.
type ListedBill struct {
	Code   string         `json:"code"`
	Name   string         `json:"name"`
	Before allocation.Ore `json:"before"`
	After  allocation.Ore `json:"after"`
}

// String is the list's number as people write it.
func (l *PriceList) String() string { return strconv.FormatInt(l.Number, 10) }
