package checker

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// models are the codes of the models; their numbers are those of SPEC §1.
var models = []string{"", "central", "system", "device", "user", "port", "project"}

func modelNamed(code string) allocation.Model { return allocation.Model(slices.Index(models, code)) }

func modelCode(m allocation.Model) string {
	if int(m) < len(models) {
		return models[m]
	}
	return strconv.Itoa(int(m))
}

// A row is a record with its columns by name.
type row struct {
	columns map[string]int
	cells   []string
}

func (r row) get(column string) string { return r.cells[r.columns[column]] }

// number is the number in a column whose form has been checked; an empty cell
// is 0.
func (r row) number(column string) *big.Rat {
	value, ok := new(big.Rat).SetString(r.get(column))
	if !ok {
		return new(big.Rat)
	}
	return value
}

// sheet are the rows of the tables, opened at one month.
type sheet struct {
	month  string // YYYY-MM
	days   int    // N
	atLast bool   // measure month_end
	tables map[string][]row
	byCode map[string]map[string][]row // rows by table and first cell
	bad    []Violation
}

// openSheet reads the records, leaving out rows that are not canonical.
func openSheet(p allocation.Period, records chargeback.Records) *sheet {
	s := &sheet{
		month:  time.Date(p.Year, time.Month(p.Month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"),
		days:   daysIn(p.Year, p.Month),
		tables: map[string][]row{}, byCode: map[string]map[string][]row{},
	}
	for _, table := range chargeback.Tables {
		columns := map[string]int{}
		for i, c := range table.Columns {
			columns[c.Name] = i
		}
		s.byCode[table.Name] = map[string][]row{}
		for _, record := range records[table.Name] {
			r := row{columns, record.Cells}
			if wrong := wrongCell(table, record.Cells); wrong != "" {
				s.bad = append(s.bad, Violation{Canonical, table.Name, wrong, strings.Join(record.Cells, ",")})
				continue
			}
			s.tables[table.Name] = append(s.tables[table.Name], r)
			s.byCode[table.Name][record.Cells[0]] = append(s.byCode[table.Name][record.Cells[0]], r)
		}
	}
	s.atLast = s.setting("measure") == "month_end"
	if s.setting("it_cost_center") == "" {
		s.bad = append(s.bad, Violation{Canonical, "settings", "it_cost_center", ""})
	}
	return s
}

// daysIn is how many days a month has: day 0 of the next month is its last.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month+1), 0, 0, 0, 0, 0, time.UTC).Day()
}

// forms are what cells of a kind look like (chargeback.ColumnKind).
var forms = map[chargeback.ColumnKind]*regexp.Regexp{
	chargeback.ModelColumn: regexp.MustCompile(`^(` + strings.Join(models[1:], "|") + `)$`),
	chargeback.DateColumn:  regexp.MustCompile(`^\d{4}-\d\d-\d\d$`),
	chargeback.MonthColumn: regexp.MustCompile(`^\d{4}-\d\d$`),
	chargeback.OreColumn:   regexp.MustCompile(`^-?\d+\.\d\d$`),
	chargeback.CentiColumn: regexp.MustCompile(`^\d+(\.\d{1,2})?$`),
	chargeback.MicroColumn: regexp.MustCompile(`^\d+(\.\d{1,6})?$`),
}

// wrongCell names what is wrong with a row, or "".
func wrongCell(table *chargeback.Table, cells []string) string {
	if len(cells) != len(table.Columns) {
		return strconv.Itoa(len(table.Columns)) + " cells"
	}
	dates := []string{"", ""}
	for i, column := range table.Columns {
		cell, form := cells[i], forms[column.Kind]
		if cell == "" && i < table.Need || cell != "" && form != nil && !form.MatchString(cell) {
			return column.Name
		}
		if _, err := time.Parse(time.DateOnly, cell); err != nil && column.Kind == chargeback.DateColumn && cell != "" {
			return column.Name
		}
		switch column.Name {
		case "from":
			dates[0] = cell
		case "to":
			dates[1] = cell
		}
	}
	accrued := table.Name == "costs"
	if dates[0] != "" && dates[1] != "" && dates[0] > dates[1] || accrued && (dates[0] == "") != (dates[1] == "") {
		return "from and to"
	}
	return ""
}

// place is where a date is in the month: its day, 0 before the month and N + 1
// after it.
func (s *sheet) place(date string) int {
	switch month := date[:7]; {
	case month < s.month:
		return 0
	case month > s.month:
		return s.days + 1
	}
	return dayNumber(date)
}

func dayNumber(date string) int {
	day, _ := strconv.Atoi(date[8:])
	return day
}

// inside are the first and last day of the month on which a row is valid; it
// is valid on none where first is after last.
func (s *sheet) inside(r row) (first, last int) {
	first, last = 1, s.days
	if from := r.get("from"); from != "" {
		first = max(first, s.place(from))
	}
	if to := r.get("to"); to != "" {
		last = min(last, s.place(to))
	}
	return first, last
}

// atEnd says whether a row is valid on the month's last day.
func (s *sheet) atEnd(r row) bool {
	first, last := s.inside(r)
	return first <= last && last == s.days
}

// active are the days that count of those from first to last (SPEC §4).
func (s *sheet) active(first, last int) int64 {
	if s.atLast {
		if first <= last && last == s.days {
			return int64(s.days)
		}
		return 0
	}
	return int64(max(0, last-first+1))
}

// setting is the value of a key in the month.
func (s *sheet) setting(key string) string {
	for _, r := range s.byCode["settings"][key] {
		if s.atEnd(r) {
			return r.get("value")
		}
	}
	return ""
}

func (s *sheet) byPrice(m allocation.Model) bool { return s.setting("method."+modelCode(m)) == "price" }

// whole is the row of a code that counts for the whole month: the one valid on
// its last day, else the one with the latest from (SPEC §2).
func (s *sheet) whole(table, code string) (found row, ok bool) {
	for _, r := range s.byCode[table][code] {
		if s.atEnd(r) {
			return r, true
		}
		if !ok || r.get("from") > found.get("from") {
			found, ok = r, true
		}
	}
	return found, ok
}

// department is the one that a cost centre belongs to, and whether it is
// charged.
func (s *sheet) department(costCenter string) (code string, charged bool) {
	center, ok := s.whole("cost_centers", costCenter)
	if !ok {
		return "", false
	}
	code = center.get("department")
	department, ok := s.whole("departments", code)
	if !ok {
		return code, false
	}
	if department.get("charged") == "" {
		return code, department.get("kind") != "it"
	}
	return code, department.get("charged") == "yes"
}
