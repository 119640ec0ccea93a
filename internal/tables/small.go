package tables

import (
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Micro-units have six decimals, amounts and hours two (SPEC §2).
const (
	microDecimals = 6
	oreDecimals   = 2
	maxWeight     = 1_000_000 * allocation.Micro
)

// readPlaces reads departments, cost centres and categories.
func (r *reader) readPlaces() {
	always := func(*chargeback.Category) allocation.Span { return allocation.Always }
	r.departments = readCoded(r, departmentsTable,
		func(d *chargeback.Department) allocation.Span { return d.Valid },
		func(w *row) chargeback.Department {
			const name, kind, charged, from = 1, 2, 3, 4
			d := chargeback.Department{Name: w.text(name), Valid: w.span(from)}
			d.Kind = chargeback.Kind(w.oneOf(kind, chargeback.Kinds))
			d.Charged = d.Kind != chargeback.IT
			if len(w.cells[charged]) > 0 {
				d.Charged = w.oneOf(charged, []string{"no", "yes"}) == 1
			}
			return d
		},
		func(d chargeback.Department, code int32) {
			d.Code = code
			r.small.Departments = append(r.small.Departments, d)
		})
	r.costCenters = r.readCostCenters()
	r.categories = readCoded(r, categoriesTable, always,
		func(w *row) chargeback.Category {
			const costType, name = 1, 2
			return chargeback.Category{CostType: w.text(costType), Name: w.text(name)}
		},
		func(c chargeback.Category, code int32) {
			c.Code = code
			r.small.Categories = append(r.small.Categories, c)
		})
}

func (r *reader) readCostCenters() lookup {
	return readCoded(r, costCentersTable,
		func(c *chargeback.CostCenter) allocation.Span { return c.Valid },
		func(w *row) chargeback.CostCenter {
			const name, department, from = 1, 2, 3
			return chargeback.CostCenter{
				Name: w.text(name), Department: w.code(department, &r.departments), Valid: w.span(from),
			}
		},
		func(c chargeback.CostCenter, code int32) {
			c.Code = code
			r.small.CostCenters = append(r.small.CostCenters, c)
		})
}

func (r *reader) readSettings() {
	rows, _ := readKeyed(r, settingsTable, hashText, asIs,
		func(s *chargeback.Setting) allocation.Span { return s.Valid },
		func(w *row) (string, chargeback.Setting, bool) {
			const key, value, from = 0, 1, 2
			s := chargeback.Setting{Key: w.key(key), Value: w.text(value), Valid: w.span(from)}
			switch allowed, known := chargeback.SettingValues[s.Key]; {
			case s.Key == "" || s.Value == "": // told already
			case !known:
				w.failAt(key, chargeback.NotOneOf, chargeback.SettingKeys...)
			case s.Key == "it_cost_center":
				w.code(value, &r.costCenters)
			case allowed != nil:
				w.oneOf(value, allowed)
			}
			return s.Key, s, !w.failed
		})
	r.small.Settings = rows.values
}

// readSystems reads systems, applications and projects, with their shares.
func (r *reader) readSystems() {
	r.systems = r.readSystemRows()
	r.sharedByUsers = make([]bool, r.systems.Len())
	for _, s := range r.small.Systems {
		if s.Sharing == chargeback.ByUsers {
			r.sharedByUsers[s.Code] = true
		}
	}
	r.applications = readCoded(r, applicationsTable,
		func(*chargeback.Application) allocation.Span { return allocation.Always },
		func(w *row) chargeback.Application {
			const code, name, supplier = 0, 1, 2
			if _, is := r.systems.find(w.cells[code]); is {
				w.failAt(code, chargeback.CodeIsSystem)
			}
			if string(w.cells[code]) == userClass {
				w.failAt(code, chargeback.CodeIsUser)
			}
			return chargeback.Application{Name: w.text(name), Supplier: w.text(supplier)}
		},
		func(a chargeback.Application, code int32) {
			a.Code = code
			r.small.Applications = append(r.small.Applications, a)
		})
	r.projects = r.readProjects()
	r.small.SystemShares = r.readShares(systemSharesTable, &r.systems)
	r.small.ProjectShares = r.readShares(projectSharesTable, &r.projects)
	r.readHours()
}

func (r *reader) readSystemRows() lookup {
	tiers := allocation.System.Classes()
	return readCoded(r, systemsTable,
		func(s *chargeback.System) allocation.Span { return s.Valid },
		func(w *row) chargeback.System {
			const name, tier, owner, sharing, from = 1, 2, 3, 4, 5
			return chargeback.System{
				Name: w.text(name), Tier: uint8(w.oneOf(tier, tiers)), Owner: w.code(owner, &r.costCenters),
				Sharing: chargeback.Sharing(w.oneOf(sharing, chargeback.Sharings)), Valid: w.span(from),
			}
		},
		func(s chargeback.System, code int32) {
			s.Code = code
			r.small.Systems = append(r.small.Systems, s)
		})
}

func (r *reader) readProjects() lookup {
	return readCoded(r, projectsTable,
		func(p *chargeback.Project) allocation.Span { return p.Valid },
		func(w *row) chargeback.Project {
			const name, from = 1, 2
			return chargeback.Project{Name: w.text(name), Valid: w.span(from)}
		},
		func(p chargeback.Project, code int32) {
			p.Code = code
			r.small.Projects = append(r.small.Projects, p)
		})
}

func (r *reader) readShares(t *schema, objects *lookup) []chargeback.Share {
	shown := func(pair uint64) string {
		return objects.At(int32(pair>>32)) + " " + r.costCenters.At(int32(uint32(pair)))
	}
	rows, _ := readKeyed(r, t, hashNumber, shown,
		func(s *chargeback.Share) allocation.Span { return s.Valid },
		func(w *row) (uint64, chargeback.Share, bool) {
			const object, center, share, from = 0, 1, 2, 3
			s := chargeback.Share{
				Object: w.code(object, objects), CostCenter: w.code(center, &r.costCenters),
				Micro: w.number(share, microDecimals, 0, noLimit), Valid: w.span(from),
			}
			return pairOf(s.Object, s.CostCenter), s, !w.failed && !objects.broken && !r.costCenters.broken
		})
	return rows.values
}

// pairOf is a key of two codes.
func pairOf(a, b int32) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

func (r *reader) readHours() {
	type key struct {
		project int32
		month   allocation.Period
	}
	shown := func(k key) string { return r.projects.At(k.project) + " " + k.month.String() }
	rows, _ := readKeyed(r, projectHoursTable, hashAny[key], shown,
		func(*chargeback.Hours) allocation.Span { return allocation.Always },
		func(w *row) (key, chargeback.Hours, bool) {
			const project, month, hours = 0, 1, 2
			h := chargeback.Hours{
				Project: w.code(project, &r.projects), Period: w.month(month),
				Centi: w.number(hours, oreDecimals, 0, allocation.MaxHours),
			}
			return key{h.Project, h.Period}, h, !w.failed && !r.projects.broken
		})
	r.small.ProjectHours = rows.values
}

// What the prices table calls an account and an hour.
const (
	userClass = "user"
	hourClass = "hour"
)

// readRules reads rules, weights and prices.
func (r *reader) readRules() {
	type ruleKey struct {
		category int32
		model    allocation.Model
		classes  allocation.ClassSet
	}
	rules, _ := readKeyed(r, rulesTable, hashAny[ruleKey],
		func(k ruleKey) string {
			return strings.TrimSpace(r.categories.At(k.category) + " " + k.model.String() + " " + k.classes.Codes(k.model))
		},
		func(x *chargeback.Rule) allocation.Span { return x.Valid },
		func(w *row) (ruleKey, chargeback.Rule, bool) {
			const category, model, share, classes, from = 0, 1, 2, 3, 4
			x := chargeback.Rule{
				Category: w.code(category, &r.categories), Model: w.model(model),
				Share: w.number(share, microDecimals, 0, noLimit), Valid: w.span(from),
			}
			x.Classes = w.classSet(classes, x.Model)
			return ruleKey{x.Category, x.Model, x.Classes}, x, !w.failed && !r.categories.broken
		})
	r.small.Rules = rules.values

	type classKey struct {
		model  allocation.Model
		object int32
	}
	shown := func(k classKey) string { return k.model.String() + " " + r.priceClass(k.model, k.object) }
	weights, _ := readKeyed(r, weightsTable, hashAny[classKey], shown,
		func(x *chargeback.Weight) allocation.Span { return x.Valid },
		func(w *row) (classKey, chargeback.Weight, bool) {
			const model, class, weight, from = 0, 1, 2, 3
			x := chargeback.Weight{Model: w.model(model), Micro: w.number(weight, microDecimals, 0, maxWeight), Valid: w.span(from)}
			if x.Model != 0 && x.Model.Classes() == nil {
				w.failAt(model, chargeback.ModelNoWeight)
			} else if x.Model != 0 {
				x.Class = int32(w.oneOf(class, x.Model.Classes()))
			}
			return classKey{x.Model, x.Class}, x, !w.failed
		})
	r.small.Weights = weights.values

	prices, _ := readKeyed(r, pricesTable, hashAny[classKey], shown,
		func(x *chargeback.Price) allocation.Span { return x.Valid },
		func(w *row) (classKey, chargeback.Price, bool) {
			const model, class, price, from = 0, 1, 2, 3
			x := chargeback.Price{Model: w.model(model), Micro: w.number(price, microDecimals, 0, noLimit), Valid: w.span(from)}
			switch x.Model {
			case 0:
			case allocation.Central:
				w.failAt(model, chargeback.ModelNoPrice)
			case allocation.Project:
				w.oneOf(class, []string{hourClass})
			case allocation.User:
				if string(w.cells[class]) != userClass {
					x.Object = 1 + w.code(class, &r.applications)
				}
			default:
				x.Object = int32(w.oneOf(class, x.Model.Classes()))
			}
			return classKey{x.Model, x.Object}, x, !w.failed && !r.applications.broken
		})
	r.small.Prices = prices.values
}

func (r *reader) priceClass(model allocation.Model, object int32) string {
	switch {
	case model.Classes() != nil:
		return model.Classes()[object]
	case model == allocation.Project:
		return hourClass
	case object == 0:
		return userClass
	}
	return r.applications.At(object - 1)
}

// classSet reads a set of the model's classes. A set of all is not the same
// key as the empty set, though it means the same.
func (w *row) classSet(column int, model allocation.Model) allocation.ClassSet {
	codes := strings.Fields(string(w.cells[column]))
	if len(codes) == 0 || model == 0 {
		return 0
	}
	if model.Classes() == nil {
		w.failAt(column, chargeback.NoClasses, model.String())
		return 0
	}
	var set allocation.ClassSet
	for _, code := range codes {
		class, ok := model.ParseClass(code)
		if !ok {
			w.failAt(column, chargeback.NotOneOf, model.Classes()...)
			return 0
		}
		set |= 1 << class
	}
	return set
}
