package sample

import (
	"fmt"
	"io/fs"
	"os"
)

// generator knows what every row says; it holds no rows.
type generator struct {
	size    Size
	month   month
	seed    uint64
	devices shuffle
	users   shuffle
	ports   shuffle
	units   shuffle // scatters the large cost centres over the departments
}

// tables lists the files in the order they are written.
var tables = []struct {
	name, header string
	rows         func(*generator, *table)
}{
	{"settings", "key,value,from,to", (*generator).settings},
	{"departments", "code,name,kind,charged,from,to", (*generator).departments},
	{"cost_centers", "code,name,department,from,to", (*generator).costCenters},
	{"categories", "code,cost_type,name", (*generator).categories},
	{"rules", "category,model,share,classes,from,to", (*generator).rules},
	{"weights", "model,class,weight,from,to", (*generator).weights},
	{"prices", "model,class,price,from,to", (*generator).prices},
	{"systems", "code,name,tier,owner,sharing,from,to", (*generator).systems},
	{"system_shares", "system,cost_center,share,from,to", (*generator).systemShares},
	{"applications", "code,name,supplier", (*generator).applications},
	{"devices", "id,class,cost_center,from,to,label,last_seen", (*generator).deviceRows},
	{"users", "id,cost_center,from,to", (*generator).userRows},
	{"licences", "user,application,from,to,last_used", (*generator).licences},
	{"ports", "id,class,cost_center,from,to,label", (*generator).portRows},
	{"projects", "code,name,from,to", (*generator).projects},
	{"project_shares", "project,cost_center,share,from,to", (*generator).projectShares},
	{"project_hours", "project,month,hours", (*generator).projectHours},
	{
		"costs", "id,date,category,amount,text,supplier,account,voucher,system,application,project,paid_by,from,to",
		(*generator).costs,
	},
}

// Write writes the tables of a data set as CSV files into dir, which is made where it does not exist and must
// be empty. Everything charged happens in or around month (YYYY-MM). The same arguments give the same bytes.
// After a failure the folder may hold some of the tables.
func Write(dir string, size Size, month string, seed uint64) error {
	m, err := parseMonth(month)
	if err != nil {
		return err
	}
	if err := size.check(); err != nil {
		return fmt.Errorf("size of the data set: %w", err)
	}
	if err := makeEmpty(dir); err != nil {
		return err
	}
	g := &generator{
		size: size, month: m, seed: seed,
		devices: newShuffle(seed, streamDevices, size.Computers),
		users:   newShuffle(seed, streamUsers, size.Users),
		ports:   newShuffle(seed, streamPorts, size.Ports),
		units:   newShuffle(seed, streamCostCenters, size.CostCenters),
	}
	for _, each := range tables {
		t, err := createTable(dir, each.name, each.header)
		if err != nil {
			return err
		}
		each.rows(g, t)
		if err := t.close(); err != nil {
			return fmt.Errorf("writing table %s: %w", each.name, err)
		}
	}
	return nil
}

// makeEmpty sees to it that dir is a folder without files.
func makeEmpty(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("folder for the data set: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("folder for the data set: %w", err)
	}
	if len(entries) > 0 {
		return &NotEmptyError{Dir: dir, First: entries[0].Name()}
	}
	return nil
}

// NotEmptyError says that a data set was to be written where something is already.
// It is a kind of [fs.ErrExist].
type NotEmptyError struct {
	Dir, First string
}

func (e *NotEmptyError) Error() string {
	return fmt.Sprintf("folder %q is not empty (it holds %q): give a new or an empty one", e.Dir, e.First)
}

// Is makes errors.Is(err, fs.ErrExist) true.
func (e *NotEmptyError) Is(target error) bool {
	return target == fs.ErrExist
}
