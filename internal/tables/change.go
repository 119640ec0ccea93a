package tables

import (
	"slices"
	"sync"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Base is a data set that many changes are tried on, each by itself. What comes
// of a change is what [Read] makes of the changed rows: the same code reads
// them. Where a change leaves all codes as they are, only the rows of its own
// keys are read, and the rest is shared. Any number of goroutines may use it.
type Base struct {
	set     *Set
	records chargeback.Records // numbered by their place, from 1

	mutex sync.Mutex
	keys  map[string]map[string][]int32 // places by key, of tables that were asked for
	users map[string][]int32            // places of licences by user; nil until asked for
}

// NewBase reads rows and keeps them. They are those of a data set; the slices
// are not kept, the cells are. The error is that of [Read].
func NewBase(records chargeback.Records) (*Base, error) { return newBase(records, asIs) }

// OpenBase reads a folder or a workbook and keeps it. The error is that of
// [Scan] or [Read].
func OpenBase(source *Source) (*Base, error) {
	records, err := Scan(source, nil)
	if err != nil {
		return nil, err
	}
	return newBase(records, source.FileName)
}

func newBase(records chargeback.Records, called func(table string) string) (*Base, error) {
	set, err := Read(OpenRecords(records, called), nil)
	if err != nil {
		return nil, err
	}
	b := &Base{set: set, records: make(chargeback.Records, len(records)), keys: make(map[string]map[string][]int32)}
	for name, rows := range records {
		own := make([]chargeback.Record, len(rows))
		for i := range rows {
			own[i] = chargeback.Record{Cells: rows[i].Cells, Row: int64(i) + 1}
		}
		b.records[name] = own
	}
	return b, nil
}

// Facts are those of the rows as they are.
func (b *Base) Facts() *chargeback.Facts { return b.set.Facts }

// Records are the rows as they are, numbered by their place from 1. Read only.
func (b *Base) Records() chargeback.Records { return b.records }

// Month makes a month ready as it is. The error is a [chargeback.Error].
func (b *Base) Month(p allocation.Period) (*chargeback.Month, error) { return b.set.Month(p) }

// Change tells what a change set makes of the rows. The plan's numbers of rows
// are places from 1. The error is a [chargeback.Error] of the set, or a
// [chargeback.Errors] of rows that break the rules of SPEC §2.
func (b *Base) Change(set chargeback.ChangeSet) (*chargeback.FactsChange, error) {
	set = set.Canonical(Canonical)
	keys, err := set.Keys()
	if err != nil {
		return nil, err
	}
	known := make(chargeback.Records, len(keys))
	for table, own := range keys {
		known[table] = b.rowsOf(table, own)
	}
	plan, err := set.Plan(known)
	if err != nil {
		return nil, err
	}
	c := &change{base: b, FactsChange: &chargeback.FactsChange{Plan: plan, Facts: b.set.Facts, SameCodes: true}, index: b.set.Facts.Index}
	switch changed := c.Tables(); {
	case len(changed) == 0:
		return c.FactsChange, nil
	case c.keepsCodes(false):
		return c.FactsChange, c.read(changed)
	case c.keepsCodes(true) && c.addsCodes():
		return c.FactsChange, c.read(changed)
	}
	return c.FactsChange, c.readAll()
}

// Apply returns all rows as they are after a change set. Whether they keep the
// rules of SPEC §2 is not checked. The error is a [chargeback.Error] of the set.
func (b *Base) Apply(set chargeback.ChangeSet) (chargeback.Records, error) {
	return set.Canonical(Canonical).Apply(b.records)
}

// rowsOf returns all rows of keys, in order of place.
func (b *Base) rowsOf(table string, keys []string) []chargeback.Record {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	index := b.keys[table]
	if index == nil {
		t := chargeback.AnyTableNamed(table)
		index = make(map[string][]int32, len(b.records[table]))
		for i := range b.records[table] {
			key := t.KeyOf(b.records[table][i])
			index[key] = append(index[key], int32(i))
		}
		b.keys[table] = index
	}
	return b.pick(table, index, keys)
}

// licencesOf returns all licences of users.
func (b *Base) licencesOf(users []string) []chargeback.Record {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.users == nil {
		b.users = make(map[string][]int32)
		for i := range b.records["licences"] {
			user := b.records["licences"][i].Cells[0]
			b.users[user] = append(b.users[user], int32(i))
		}
	}
	return b.pick("licences", b.users, users)
}

func (b *Base) pick(table string, index map[string][]int32, keys []string) []chargeback.Record {
	var places []int32
	for _, key := range keys {
		places = append(places, index[key]...)
	}
	slices.Sort(places)
	rows := make([]chargeback.Record, len(places))
	for i, at := range places {
		rows[i] = b.records[table][at]
	}
	return rows
}

// change is a change being read.
type change struct {
	*chargeback.FactsChange
	base  *Base
	index chargeback.Index    // after the change
	added []chargeback.Record // systems that come
}

// touched are the rows of the keys of a table that change, all of them.
type touched struct{ before, after []chargeback.Record }

func (c *change) touched(table string) (rows touched) {
	for i := range c.Plan.Tables {
		t := &c.Plan.Tables[i]
		if t.Table.Name != table {
			continue
		}
		known := make(map[string]bool, len(t.Changed))
		for _, key := range t.Changed {
			rows.before = append(rows.before, key.Before...)
			rows.after = append(rows.after, key.After...)
			known[t.Table.KeyOf(key.Before[0])] = true
		}
		for _, r := range t.Change.Added {
			if !known[t.Table.KeyOf(r)] {
				rows.after = append(rows.after, r)
			}
		}
	}
	return rows
}

// keepsCodes says whether the change can be read by itself: every code that
// others refer to stays, and so does what they may refer to it for. Whether new
// systems and projects may come besides is given.
func (c *change) keepsCodes(added bool) bool {
	for i := range c.Plan.Tables {
		t := &c.Plan.Tables[i]
		if len(t.Change.Added) == 0 && len(t.Change.Ended) == 0 {
			continue
		}
		if chargeback.TableNamed(t.Table.Name) == nil {
			continue // mappings and plan tables decide nothing
		}
		switch t.Table.Name {
		case "settings", "rules", "weights", "prices", "system_shares", "project_shares", "project_hours", "costs",
			"devices", "ports", "users", "licences":
			continue
		case "systems", "cost_centers", "projects":
		default:
			return false
		}
		if t.New > 0 && (!added || t.Table.Name == "cost_centers") {
			return false
		}
		for _, key := range t.Changed {
			if len(key.After) == 0 || t.Table.Name == "systems" && hasUsers(key.Before) != hasUsers(key.After) {
				return false
			}
		}
	}
	return true
}

// hasUsers says whether a system is shared by its users at any time.
func hasUsers(rows []chargeback.Record) bool {
	sharing := systemsTable.Column("sharing")
	return slices.ContainsFunc(rows, func(r chargeback.Record) bool {
		return r.Cells[sharing] == chargeback.Sharings[chargeback.ByUsers]
	})
}

// readAll reads all rows as they are after the change.
func (c *change) readAll() error {
	set, err := Read(OpenRecords(c.Plan.Merge(c.base.records), asIs), nil)
	if err != nil {
		return err
	}
	c.Facts, c.Whole, c.SameCodes = set.Facts, &set.Large, false
	return nil
}

// read reads the rows of the keys that change.
func (c *change) read(changed []string) error {
	rows := c.renumbered()
	for _, table := range changed {
		if slices.Contains(chargeback.PersonTables, table) || chargeback.TableNamed(table) == nil {
			continue
		}
		if err := c.replace(&rows, table); err != nil {
			return err
		}
	}
	c.Facts = chargeback.NewFacts(c.index, rows)
	if c.measures() {
		c.Whole = &c.base.set.Large
	}
	if !slices.ContainsFunc(changed, func(table string) bool { return slices.Contains(chargeback.PersonTables, table) }) {
		return nil
	}
	if c.Whole != nil {
		return c.readAll()
	}
	return c.readLarge()
}

// measures says whether the change is about how rows are counted.
func (c *change) measures() bool {
	rows := c.touched("settings")
	key := settingsTable.Column("key")
	is := func(r chargeback.Record) bool { return r.Cells[key] == "measure" }
	return slices.ContainsFunc(rows.before, is) || slices.ContainsFunc(rows.after, is)
}

// replace puts the changed rows of a small table into the others' place.
func (c *change) replace(rows *chargeback.Rows, table string) error {
	own := c.touched(table)
	r := c.reader(chargeback.Records{table: own.after})
	codes := func(rows *lookup) func(int32) int32 {
		return func(code int32) int32 {
			place, ok := c.code(table, rows.At(code))
			if !ok {
				panic("bug: a code that stays is not there: " + rows.At(code))
			}
			return place
		}
	}
	gone := own.before
	switch table {
	case "settings":
		r.readSettings()
		rows.Settings = replaced(rows.Settings, gone, r.small.Settings)
	case "rules", "weights", "prices":
		r.readRules()
		rows.Rules = replacedIn(table == "rules", rows.Rules, gone, r.small.Rules)
		rows.Weights = replacedIn(table == "weights", rows.Weights, gone, r.small.Weights)
		rows.Prices = replacedIn(table == "prices", rows.Prices, gone, r.small.Prices)
	case "cost_centers":
		read := r.readCostCenters()
		place := codes(&read)
		for i := range r.small.CostCenters {
			r.small.CostCenters[i].Code = place(r.small.CostCenters[i].Code)
		}
		rows.CostCenters = replaced(rows.CostCenters, gone, r.small.CostCenters)
	case "systems":
		read := r.readSystemRows()
		place := codes(&read)
		for i := range r.small.Systems {
			r.small.Systems[i].Code = place(r.small.Systems[i].Code)
		}
		rows.Systems = replaced(rows.Systems, gone, r.small.Systems)
	case "projects":
		read := r.readProjects()
		place := codes(&read)
		for i := range r.small.Projects {
			r.small.Projects[i].Code = place(r.small.Projects[i].Code)
		}
		rows.Projects = replaced(rows.Projects, gone, r.small.Projects)
	case "system_shares":
		rows.SystemShares = replaced(rows.SystemShares, gone, r.readShares(systemSharesTable, &r.systems))
	case "project_shares":
		rows.ProjectShares = replaced(rows.ProjectShares, gone, r.readShares(projectSharesTable, &r.projects))
	case "project_hours":
		r.readHours()
		rows.ProjectHours = replaced(rows.ProjectHours, gone, r.small.ProjectHours)
	case "costs":
		r.readCosts()
		rows.Costs = replaced(rows.Costs, gone, r.small.Costs)
	default:
		panic("bug: no such table: " + table)
	}
	return r.told()
}

// replaced returns rows without those that are gone, and with new ones after
// them. The order of rows decides nothing.
func replaced[R any](rows []R, gone []chargeback.Record, added []R) []R {
	places := make(map[int64]bool, len(gone))
	for _, r := range gone {
		places[r.Row] = true
	}
	next := make([]R, 0, len(rows)-len(gone)+len(added))
	for i := range rows {
		if !places[int64(i)+1] {
			next = append(next, rows[i])
		}
	}
	return append(next, added...)
}

func replacedIn[R any](is bool, rows []R, gone []chargeback.Record, added []R) []R {
	if !is {
		return rows
	}
	return replaced(rows, gone, added)
}

// readLarge reads the counted rows that change. A user is read with all
// licences, since those count where the user is.
func (c *change) readLarge() error {
	before, after := chargeback.Records{}, chargeback.Records{}
	for _, table := range []string{"devices", "ports"} {
		rows := c.touched(table)
		before[table], after[table] = rows.before, rows.after
	}
	users, licences := c.touched("users"), c.touched("licences")
	var ids []string
	for _, rows := range [][]chargeback.Record{users.before, users.after, licences.before, licences.after} {
		for _, r := range rows {
			ids = append(ids, r.Cells[0])
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	before["users"], before["licences"] = c.base.rowsOf("users", ids), c.base.licencesOf(ids)
	after["users"] = afterChange(before["users"], users, usersTable)
	after["licences"] = afterChange(before["licences"], licences, licencesTable)
	var err error
	if c.Before, err = c.large(before); err != nil {
		return err
	}
	c.After, err = c.large(after)
	return err
}

// afterChange returns rows as they are after the keys that are touched have changed.
func afterChange(rows []chargeback.Record, changed touched, t *schema) []chargeback.Record {
	keys := make(map[string]bool)
	for _, r := range changed.before {
		keys[t.KeyOf(r)] = true
	}
	var next []chargeback.Record
	for _, r := range rows {
		if !keys[t.KeyOf(r)] {
			next = append(next, r)
		}
	}
	return append(next, changed.after...)
}
