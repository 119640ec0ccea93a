package chargeback

import (
	"cmp"
	"slices"
	"strings"

	"chargeback/allocation"
)

// CountedCell is what was counted for a cost centre in a month, in item-days,
// above zero (SPEC §4). A run keeps its cells: when the rows behind them are
// gone (retention), the month can still be explained and recomputed.
type CountedCell struct {
	Table      string // devices, users, licences or ports
	CostCenter string
	Object     string // class; application or system of licences; empty for users
	Days       int64
}

// Compare orders cells by table, cost centre and object.
func (c CountedCell) Compare(other CountedCell) int {
	return cmp.Or(
		strings.Compare(c.Table, other.Table), strings.Compare(c.CostCenter, other.CostCenter), strings.Compare(c.Object, other.Object),
	)
}

// Cells returns the counts by code, in order.
func (f *Facts) Cells(counts *Counts) []CountedCell {
	var cells []CountedCell
	placed := func(table string, counts []int64, model allocation.Model) {
		classes := model.Classes()
		for i, days := range counts {
			if days > 0 {
				cells = append(cells, CountedCell{table, f.CostCenters.At(int32(i / len(classes))), classes[i%len(classes)], days})
			}
		}
	}
	placed("devices", counts.Devices, allocation.Device)
	placed("ports", counts.Ports, allocation.Port)
	for center, days := range counts.Users {
		if days > 0 {
			cells = append(cells, CountedCell{"users", f.CostCenters.At(int32(center)), "", days})
		}
	}
	for object := range counts.ranges {
		for _, l := range counts.LicencesOf(int32(object)) {
			cells = append(cells, CountedCell{"licences", f.CostCenters.At(l.CostCenter), f.licensedCode(int32(object)), l.Days})
		}
	}
	slices.SortFunc(cells, CountedCell.Compare)
	return cells
}

// licensedCode is the code of what licences are for: an application's number
// from 1, or a system after all applications.
func (f *Facts) licensedCode(number int32) string {
	if n := int32(f.Applications.Len()); number > n {
		return f.Systems.At(number - n - 1)
	}
	return f.Applications.At(number - 1)
}

// CountsOf returns the counts that cells tell. A cell of a code that the facts
// do not have is an error: the cells are of other facts.
func (f *Facts) CountsOf(cells []CountedCell) (*Counts, error) {
	c := &Counts{
		Devices: make([]int64, f.CostCenters.Len()*len(allocation.Device.Classes())),
		Ports:   make([]int64, f.CostCenters.Len()*len(allocation.Port.Classes())),
		Users:   make([]int64, f.CostCenters.Len()),
	}
	byObject := make([][]LicenceDays, 1+f.Applications.Len()+f.Systems.Len())
	for _, cell := range cells {
		center, ok := f.CostCenters.Index(cell.CostCenter)
		var object int32
		if ok {
			object, ok = f.cellObject(cell)
		}
		if !ok {
			return nil, &Error{Code: UnknownCell, Args: []string{cell.Table, cell.CostCenter, cell.Object}}
		}
		switch cell.Table {
		case "devices":
			c.Devices[int(center)*len(allocation.Device.Classes())+int(object)] += cell.Days
		case "ports":
			c.Ports[int(center)*len(allocation.Port.Classes())+int(object)] += cell.Days
		case "users":
			c.Users[center] += cell.Days
		default:
			byObject[object] = append(byObject[object], LicenceDays{center, cell.Days})
		}
	}
	var counted []LicenceDays
	for _, days := range byObject {
		slices.SortFunc(days, func(a, b LicenceDays) int { return cmp.Compare(a.CostCenter, b.CostCenter) })
		c.ranges = append(c.ranges, licenceRange{0, int32(len(counted)), int32(len(counted) + len(days))})
		counted = append(counted, days...)
	}
	c.licences = [][]LicenceDays{counted}
	return c, nil
}

// cellObject returns the number of what a cell counts.
func (f *Facts) cellObject(cell CountedCell) (int32, bool) {
	switch cell.Table {
	case "users":
		return 0, cell.Object == ""
	case "devices":
		class, ok := allocation.Device.ParseClass(cell.Object)
		return int32(class), ok
	case "ports":
		class, ok := allocation.Port.ParseClass(cell.Object)
		return int32(class), ok
	case "licences":
		if i, ok := f.Applications.Index(cell.Object); ok {
			return 1 + i, true
		}
		i, ok := f.Systems.Index(cell.Object)
		return int32(1+f.Applications.Len()) + i, ok
	}
	return 0, false
}

// DigestCells is the SHA-256 of cells in order, in hexadecimal.
func DigestCells(cells []CountedCell) string {
	d := newDigest("cells 1")
	for _, c := range cells {
		d.texts(c.Table, c.CostCenter, c.Object)
		d.numbers(c.Days)
	}
	return d.sum()
}
