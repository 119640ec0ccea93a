package chargeback

// Failures of kept plans: scenarios, budgets and price lists.
const (
	BadPlan          Code = "bad_plan"           // value: the part that cannot be read
	BadLever         Code = "bad_lever"          // value: what is wrong of it; args: its place from 1, its kind
	LeverWithout     Code = "lever_without"      // value: the department, which has no cost centre then; args: the lever's place
	LeverTooMany     Code = "lever_too_many"     // value: the department; args: the lever's place, how many to take away, how many there are
	NoSuchScenario   Code = "no_such_scenario"   // value: the id
	ScenarioChanged  Code = "scenario_changed"   // value: its name
	ScenarioName     Code = "scenario_name"      // args: the most characters
	NoBudget         Code = "no_budget"          // args: the year
	BudgetExists     Code = "budget_exists"      // args: the year
	BudgetUsed       Code = "budget_used"        // value: the scenario that stands on it; args: the year
	NoPrices         Code = "no_prices"          // value: the plan, which sets none
	NoSuchPriceList  Code = "no_such_price_list" // value: the number
	PriceListDecided Code = "price_list_decided" // args: number, who decided
	PriceListClosed  Code = "price_list_closed"  // args: its first day, the latest closed month
	OwnPriceList     Code = "own_price_list"     // value: person; args: number
	PriceListNotice  Code = "price_list_notice"  // args: the day of notice, the first day
)
