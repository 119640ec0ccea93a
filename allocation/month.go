package allocation

import (
	"errors"
	"fmt"
)

// Missing references.
const (
	NoCategory int32 = -1 // of a line that is charged by price
	NoTarget   int32 = -1 // of a cost or pool that is for nothing in particular
	NoPrice    int64 = -1
)

// Accounts is the object of model [User] that stands for all user accounts;
// the applications are numbered from 1.
const Accounts int32 = 0

// Micro is how many parts a weight, a share or a krona of a price is counted
// in: they have six decimals at most (SPEC §2).
const Micro = 1_000_000

// Month is everything that is needed to charge one calendar month, in numbers.
// Every index follows the byte order of its codes. The engine reads it only.
type Month struct {
	Period     Period
	Receivers  int // cost centres
	Categories int
	// Costs are the rows to charge in this month, in any order.
	Costs []Cost
	// Rules are grouped by category, rising; within a category they stand in
	// the order of SPEC §5 step 2: by model, then by the codes of their classes.
	Rules []Rule
	// ByPrice says which models are charged by price (SPEC §6).
	ByPrice [Project + 1]bool
	// Drivers are what the models 2–6 count, by model.
	Drivers [Project + 1]Driver
}

// Cost is one cost row's amount for the month; accrued costs come with their
// part (SPEC §5).
type Cost struct {
	Amount   Ore
	Category int32
	Target   int32 // an object of TargetOf, or NoTarget
	TargetOf Model // System, User (an application) or Project; 0 without target
}

// Rule says which part of a category a model finances.
type Rule struct {
	Category int32
	Model    Model
	Classes  ClassSet
	Share    int64 // relative, in micro-units
}

// Driver is what one model counts: flat parallel slices of cells, which carry
// a receiver each. Only charged receivers have cells.
//
// Cells of Device and Port stand in order of receiver, then class. Cells of
// System, User and Project stand in order of object, then receiver; those of
// object o are Start[o] up to Start[o+1]. Objects of User are [Accounts] and
// then the applications.
type Driver struct {
	Receiver []int32
	Object   []int32 // class, application, system or project
	// Count is the item-days of a cell. For System and Project it is the weight
	// of a payer or orderer: its share in micro-units, or licence-days. Always
	// above zero.
	Count []int64
	// Start has one place more than there are objects, also where no object has a
	// cell; User always has two or more. It is nil for Device and Port.
	Start []int32

	// Size has one entry per object: a system's active days, or a project's
	// hours in hundredths. Only System and Project have it.
	Size []int64
	// Tier is the class of each system.
	Tier []uint8
	// Weight is the weight of each class, in micro-units: System, Device, Port.
	Weight []int64
	// Price is in micro-kronor per unit and full month, or NoPrice: for each
	// class (System, Device, Port), each object (User), or the hour (Project).
	Price []int64
}

// cells returns the range of an object's cells.
func (d *Driver) cells(object int32) (first, last int32) {
	return d.Start[object], d.Start[object+1]
}

// hasPayers says whether an object has any cell.
func (d *Driver) hasPayers(object int) bool { return d.Start[object] < d.Start[object+1] }

// objects returns the number of objects of a driver with Start.
func (d *Driver) objects() int { return max(0, len(d.Start)-1) }

// What can be wrong with a month whose tables are clean.
var (
	// ErrNoRule: a category with a row to charge has no valid share above zero.
	ErrNoRule = errors.New("no rule has a share above zero")
	// ErrNoPrice: a quantity would be billed and has no valid price.
	ErrNoPrice = errors.New("no price is valid")
)

// MonthError says where in a month an error is. Fields that do not apply are
// zero (Model) or negative (Category, Object).
type MonthError struct {
	Category int32
	Model    Model
	Object   int32 // class, application, system or project, by Model
	Err      error
}

// Error names the place by its indices; texts for people are made from the
// fields.
func (e *MonthError) Error() string {
	return fmt.Sprintf("category %d, model %q, object %d: %v", e.Category, e.Model, e.Object, e.Err)
}

// Unwrap returns the cause: ErrNoRule, ErrNoPrice or ErrOverflow.
func (e *MonthError) Unwrap() error { return e.Err }
