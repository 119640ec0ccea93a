package tables

import (
	"bytes"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// readLarge reads the tables that have a row per unit or account.
func (r *reader) readLarge() {
	r.large.Devices = r.readPlaced(devicesTable, allocation.Device)
	r.readUsers()
	r.readLicences()
	r.large.Ports = r.readPlaced(portsTable, allocation.Port)
}

func (r *reader) readPlaced(t *schema, model allocation.Model) []chargeback.Placed {
	classes := model.Classes()
	rows, _ := readKeyed(r, t, hashText, asIs,
		func(p *chargeback.Placed) allocation.Span { return p.Valid },
		func(w *row) (string, chargeback.Placed, bool) {
			const id, class, center, from, lastSeen = 0, 1, 2, 3, 6
			p := chargeback.Placed{
				Class: uint8(w.oneOf(class, classes)), CostCenter: w.code(center, &r.costCenters), Valid: w.span(from),
			}
			if t == devicesTable {
				w.date(lastSeen, 0)
			}
			return w.key(id), p, !w.failed
		})
	return rows.values
}

func (r *reader) readUsers() {
	rows, broken := readKeyed(r, usersTable, hashText, asIs,
		func(a *chargeback.Account) allocation.Span { return a.Valid },
		func(w *row) (string, chargeback.Account, bool) {
			const id, center, from = 0, 1, 2
			key := w.key(id)
			return key, chargeback.Account{CostCenter: w.code(center, &r.costCenters), Valid: w.span(from)}, key != ""
		})
	index, number := indexKeys(rows.keys)
	r.users, r.usersBroken = index, broken
	order, start := groupRows(len(number), index.len(), func(i int32) int32 { return number[i] })
	r.large.AccountStart = start
	r.large.Accounts = make([]chargeback.Account, len(number))
	for i, at := range order {
		r.large.Accounts[i] = rows.values[at]
	}
}

// user returns the number of a user's id. Exports of licences list those of a
// user together, so the id of the row before is tried first.
func (r *reader) user(w *row, column int) int32 {
	id := w.cells[column]
	if len(id) == 0 {
		return chargeback.None
	}
	if bytes.Equal(id, w.lastUser) {
		return w.lastNumber
	}
	user, ok := r.users.find(id)
	if !ok {
		if !r.usersBroken {
			w.failAt(column, chargeback.UnknownCode, usersTable.name)
		}
		return chargeback.None
	}
	w.lastUser, w.lastNumber = append(w.lastUser[:0], id...), user
	return user
}

// licensed returns the number of what a licence is for: an application from 1,
// or a system shared by users after all applications.
func (r *reader) licensed(w *row, column int) int32 {
	code := w.cells[column]
	if len(code) == 0 {
		return 0
	}
	if i, ok := r.applications.find(code); ok {
		return 1 + i
	}
	if i, ok := r.systems.find(code); ok {
		if !r.sharedByUsers[i] {
			w.failAt(column, chargeback.NotShared)
		}
		return int32(1+r.applications.Len()) + i
	}
	if !r.applications.broken && !r.systems.broken {
		w.failAt(column, chargeback.UnknownCode, applicationsTable.name)
	}
	return 0
}

// licensedCode is the code of what licensed numbers.
func (r *reader) licensedCode(number int32) string {
	if n := int32(r.applications.Len()); number > n {
		return r.systems.At(number - n - 1)
	}
	return r.applications.At(number - 1)
}

func (r *reader) readLicences() {
	shown := func(pair uint64) string {
		return r.users.key(int32(pair>>32)) + " " + r.licensedCode(int32(uint32(pair)))
	}
	rows, _ := readKeyed(r, licencesTable, hashNumber, shown,
		func(l *chargeback.Licence) allocation.Span { return l.Valid },
		func(w *row) (uint64, chargeback.Licence, bool) {
			const user, object, from, lastUsed = 0, 1, 2, 4
			l := chargeback.Licence{User: r.user(w, user), Object: r.licensed(w, object), Valid: w.span(from)}
			w.date(lastUsed, 0)
			return pairOf(l.User, l.Object), l, !w.failed && l.User >= 0 && l.Object > 0
		})
	r.large.Licences = rows.values
	objects := 1 + r.applications.Len() + r.systems.Len()
	r.large.LicenceOrder, r.large.LicenceStart = groupRows(len(rows.values), objects, func(i int32) int32 {
		return rows.values[i].Object
	})
}

func (r *reader) readCosts() {
	rows, _ := readKeyed(r, costsTable, hashText, asIs,
		func(*chargeback.Cost) allocation.Span { return allocation.Always },
		func(w *row) (string, chargeback.Cost, bool) {
			c := r.cost(w)
			return c.ID, c, !w.failed
		})
	r.small.Costs = rows.values
	r.checkPayers()
}

// cost reads a row of costs.
func (r *reader) cost(w *row) chargeback.Cost {
	const (
		id, date, category, amount, text         = 0, 1, 2, 3, 4
		system, application, project, paid, from = 8, 9, 10, 11, 12
	)
	c := chargeback.Cost{
		ID: w.key(id), Line: w.line, Date: w.date(date, 0), Category: w.code(category, &r.categories),
		Amount: allocation.Ore(w.number(amount, oreDecimals, -int64(allocation.MaxAmount), int64(allocation.MaxAmount))),
		Text:   w.text(text), PaidBy: w.code(paid, &r.departments), Span: chargeback.NotAccrued, Target: chargeback.None,
	}
	targets := 0
	for _, target := range []struct {
		column int
		model  allocation.Model
		codes  *lookup
	}{
		{system, allocation.System, &r.systems},
		{application, allocation.User, &r.applications},
		{project, allocation.Project, &r.projects},
	} {
		if len(w.cells[target.column]) == 0 {
			continue
		}
		if targets++; targets > 1 {
			w.failAt(target.column, chargeback.TargetsTwice)
		}
		c.Target, c.TargetOf = w.code(target.column, target.codes), target.model
		if target.model == allocation.User {
			c.Target++ // applications are numbered from 1
		}
	}
	switch given := len(w.cells[from]) > 0; {
	case given != (len(w.cells[from+1]) > 0):
		w.date(from, 0)
		w.date(from+1, 0)
		w.failAt(from, chargeback.HalfAccrual)
	case given:
		c.Span = w.span(from)
	}
	return c
}

// checkPayers refuses costs that IT is said to have paid for itself: such a
// cost has an empty paid_by. What a department is, the cost's first month says.
func (r *reader) checkPayers() {
	if r.reports[departmentsTable].errs.Count > 0 {
		return // who is IT is not known yet
	}
	departments := chargeback.NewFacts(
		chargeback.Index{Departments: r.departments.Codes}, chargeback.Rows{Departments: r.small.Departments},
	)
	report := r.reports[costsTable]
	for i := range r.small.Costs {
		c := &r.small.Costs[i]
		if c.PaidBy != chargeback.None && departments.KindOf(c.PaidBy, c.Days().From.Period()) == chargeback.IT {
			report.errs.Add(&chargeback.Error{
				Code: chargeback.PaidByIT, File: report.file, Line: c.Line,
				Column: "paid_by", Value: r.departments.At(c.PaidBy),
			})
		}
	}
}
