package intake

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// connectable are the tables that a connector can fill, with the model that
// their units are charged by.
var connectable = []struct {
	table string
	model allocation.Model
}{{"devices", allocation.Device}, {"users", allocation.User}, {"ports", allocation.Port}}

var sourceForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// check says what is wrong with a connector, and makes it ready for use.
func (c *Connector) check() *chargeback.Error {
	var tables []string
	for _, t := range connectable {
		tables = append(tables, t.table)
		if t.table == c.Table {
			c.table, c.model = chargeback.TableNamed(t.table), t.model
		}
	}
	switch {
	case c.Name == "":
		return missingKey("name")
	case c.Source == "":
		return missingKey("source")
	case !sourceForm.MatchString(c.Source):
		return &chargeback.Error{Code: chargeback.ConnectorBadSource, Value: c.Source}
	case c.table == nil:
		return badChoice("table", c.Table, tables)
	case len(c.ID) == 0:
		return missingKey("id")
	case len(c.CostCenter) == 0:
		return missingKey("cost_center")
	}
	for _, check := range []func() *chargeback.Error{c.checkID, c.checkFilters, c.checkCenters, c.checkClasses, c.checkLabel} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func missingKey(key string) *chargeback.Error {
	return &chargeback.Error{Code: chargeback.ConnectorMissingKey, Args: []string{key}}
}

func badChoice(key, value string, choices []string) *chargeback.Error {
	return &chargeback.Error{
		Code: chargeback.ConnectorBadChoice, Value: value, Args: []string{key, strings.Join(choices, ", ")},
	}
}

func (c *Connector) checkID() *chargeback.Error {
	for _, rule := range c.ID {
		if len(rule.Parts) == 0 {
			return missingKey("id.parts")
		}
		for _, columns := range rule.Parts {
			if len(columns) == 0 {
				return missingKey("id.parts")
			}
			if name, ok := namesPeople(columns); ok && !rule.Hashed {
				return &chargeback.Error{Code: chargeback.ConnectorNamesPeople, Value: name, Args: []string{"id"}}
			}
		}
	}
	return nil
}

func (c *Connector) checkFilters() *chargeback.Error {
	for _, filters := range []struct {
		key  string
		list []Filter
	}{{"keep", c.Keep}, {"drop", c.Drop}} {
		for _, f := range filters.list {
			if !asks(f.Any) {
				return &chargeback.Error{Code: chargeback.ConnectorEmptyTest, Args: []string{filters.key}}
			}
			if f.Why.Swedish == "" {
				return missingKey(filters.key + ".why.sv")
			}
		}
	}
	return nil
}

// asks says whether there is a test, and every one asks something.
func asks(tests []Test) bool {
	return len(tests) > 0 && !slices.ContainsFunc(tests, func(t Test) bool {
		return len(t.Columns) == 0 || len(t.Equals)+len(t.Contains) == 0 && !t.Yes && !t.Filled
	})
}

func (c *Connector) checkCenters() *chargeback.Error {
	for i := range c.CostCenter {
		rule := &c.CostCenter[i]
		if len(rule.Columns) == 0 {
			return missingKey("cost_center.columns")
		}
		if name, ok := namesPeople(rule.Columns); ok && (!rule.Hashed || rule.Of == "") {
			return &chargeback.Error{Code: chargeback.ConnectorNamesPeople, Value: name, Args: []string{"cost_center"}}
		}
		if rule.Of != "" && !sourceForm.MatchString(rule.Of) {
			return &chargeback.Error{Code: chargeback.ConnectorBadSource, Value: rule.Of}
		}
		if rule.Pattern == "" {
			continue
		}
		pattern, err := regexp.Compile(rule.Pattern)
		if err != nil || pattern.NumSubexp() != 1 {
			return &chargeback.Error{Code: chargeback.ConnectorBadPattern, Value: rule.Pattern}
		}
		rule.pattern = pattern
	}
	folded := map[string]string{}
	for _, text := range slices.Sorted(maps.Keys(c.Centers)) {
		code := strings.TrimSpace(c.Centers[text])
		if other, ok := folded[fold(text)]; ok && other != code {
			return &chargeback.Error{Code: chargeback.ConnectorDoubleCenter, Value: text, Args: []string{other, code}}
		}
		folded[fold(text)] = code
	}
	c.Centers = folded
	return nil
}

func (c *Connector) checkClasses() *chargeback.Error {
	classes := c.model.Classes()
	if c.table.Column("class") < 0 {
		if len(c.Class) > 0 || c.DefaultClass != "" {
			return badChoice("class", c.Table, []string{"devices", "ports"})
		}
		return nil
	}
	if len(c.Class) == 0 && c.DefaultClass == "" {
		return missingKey("class")
	}
	for _, rule := range c.Class {
		switch {
		case !slices.Contains(classes, rule.Class):
			return badChoice("class", rule.Class, classes)
		case !asks(rule.Any):
			return &chargeback.Error{Code: chargeback.ConnectorEmptyTest, Args: []string{"class"}}
		}
	}
	if c.DefaultClass != "" && !slices.Contains(classes, c.DefaultClass) {
		return badChoice("default_class", c.DefaultClass, classes)
	}
	return nil
}

func (c *Connector) checkLabel() *chargeback.Error {
	if name, ok := namesPeople(c.Label); ok {
		return &chargeback.Error{Code: chargeback.ConnectorNamesPeople, Value: name, Args: []string{"label"}}
	}
	return nil
}

// fold makes texts equal that differ in letter case and spaces only.
func fold(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }
