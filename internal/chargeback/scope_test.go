package chargeback

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"chargeback/allocation"
)

func TestScope(t *testing.T) {
	t.Parallel()
	day := func(text string) allocation.Date {
		date, ok := allocation.ParseDate(text)
		assert.True(t, ok, text)
		return date
	}
	grants := []Grant{
		{Department: "VOF", Valid: allocation.Span{From: day("2017-01-01"), To: day("2017-06-30")}},
		{Department: "SKOL", Valid: allocation.Always},
		{Department: "SKOL", Valid: allocation.Span{From: day("2017-03-01"), To: day("2017-12-31")}},
		{CostCenter: "200", Valid: allocation.Always},
	}
	f := func(person Person, today string, want Scope) {
		t.Helper()
		assert.Equal(t, want, person.Scope(day(today)))
	}
	head := Person{Roles: []Role{Head}, Grants: grants, Active: true}
	f(head, "2017-06-30", Scope{Departments: []string{"SKOL", "VOF"}, CostCenters: []string{"200"}})
	f(head, "2017-07-01", Scope{Departments: []string{"SKOL"}, CostCenters: []string{"200"}})
	for _, role := range []Role{Finance, Chief, Auditor} {
		f(Person{Roles: []Role{Head, role}, Grants: grants, Active: true}, "2017-07-01", Scope{All: true})
	}
	f(Person{Roles: []Role{Admin}, Active: true}, "2017-07-01", Scope{})
	f(Person{Roles: []Role{Finance}}, "2017-07-01", Scope{})
	f(Person{Roles: []Role{Head}, Active: true}, "2017-07-01", Scope{})

	s := Scope{Departments: []string{"SKOL"}, CostCenters: []string{"200"}}
	assert.True(t, s.Department("SKOL"))
	assert.False(t, s.Department("VOF"))
	assert.True(t, s.CostCenter("SKOL", "100"))
	assert.True(t, s.CostCenter("VOF", "200"))
	assert.False(t, s.CostCenter("VOF", "100"))
	assert.False(t, s.None())
	assert.True(t, Scope{}.None())
	assert.True(t, Scope{All: true}.CostCenter("VOF", "100"))
}
