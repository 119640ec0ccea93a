package allocation

import (
	"slices"
	"strings"
)

// Model is one of the six ways to charge a cost, by its number (SPEC §1).
type Model uint8

// The models. Only Central spreads nothing: it stays on IT's own budget.
const (
	Central Model = iota + 1
	System
	Device
	User
	Port
	Project
)

// Models are all models in order of number.
var Models = [...]Model{Central, System, Device, User, Port, Project}

var modelCodes = [...]string{"", "central", "system", "device", "user", "port", "project"}

// String returns the model's code.
func (m Model) String() string { return modelCodes[m] }

// ParseModel reads a model's code or its number 1–6.
func ParseModel(text string) (Model, bool) {
	if len(text) == 1 && text[0] >= '1' && text[0] <= '6' {
		return Model(text[0] - '0'), true
	}
	i := slices.Index(modelCodes[1:], text)
	return Model(i + 1), i >= 0
}

var modelClasses = [...][]string{
	System:  {"bronze", "copper", "gold", "silver"},
	Device:  {"staff", "student"},
	Port:    {"access_point", "connection", "switch"},
	Project: nil,
}

// Classes returns the codes of the model's classes (of tiers, for systems) in
// byte order; a class is an index of this slice. Models without classes have
// none. The slice is shared: do not change it.
func (m Model) Classes() []string { return modelClasses[m] }

// ParseClass returns the index of a class.
func (m Model) ParseClass(code string) (int, bool) {
	i := slices.Index(modelClasses[m], code)
	return i, i >= 0
}

// ClassSet is a set of a model's classes, one bit each. The empty set means
// all of them.
type ClassSet uint8

// Has says whether the class counts.
func (s ClassSet) Has(class int) bool { return s == 0 || s>>class&1 == 1 }

// Codes writes the set as the rules table does: codes in order, with spaces.
func (s ClassSet) Codes(m Model) string {
	var codes []string
	for i, code := range m.Classes() {
		if s>>i&1 == 1 {
			codes = append(codes, code)
		}
	}
	return strings.Join(codes, " ")
}
