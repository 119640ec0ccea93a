package chargeback

import (
	"slices"

	"chargeback/allocation"
)

// Role is what a person does here.
type Role uint8

// The roles. What each may do is the matrix of package billing.
const (
	Finance Role = iota + 1
	Head
	Chief
	Auditor
	Admin
)

// Roles are the codes of the roles, by Role; the first is none.
var Roles = []string{"", "finance", "head", "chief", "auditor", "admin"}

func (r Role) String() string { return Roles[r] }

// ParseRole returns the role of a code, and whether there is one.
func ParseRole(code string) (Role, bool) {
	i := slices.Index(Roles, code)
	return Role(max(0, i)), i > 0
}

// Languages are the codes of the languages that a person may read.
var Languages = []string{"sv", "en"}

// Person is someone who acts here. A user is a counted account, not a person.
type Person struct {
	Name   string
	Roles  []Role // rising
	Grants []Grant
	Active bool // a person who has acted is never removed, only made inactive
	// Email is where the person gets mail, and Language the code of the language
	// they read; either may be empty.
	Email, Language string
}

// Has says whether the person has a role.
func (p *Person) Has(role Role) bool { return slices.Contains(p.Roles, role) }

// Grant lets a person read the bills of a department or of one cost centre, of
// all months, on the days that it is valid.
type Grant struct {
	Department, CostCenter string // one of them
	Valid                  allocation.Span
}

// Deputy acts for another person on given days.
type Deputy struct {
	For, Person string
	Valid       allocation.Span
}
