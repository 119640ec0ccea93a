package reference

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"strings"
	"unicode/utf8"
)

// A row is one record of a table: the text of each cell, without outer spaces, by lower-case column name.
type row map[string]string

// A failure carries an error from deep in the arithmetic up to Charge, which returns it.
type failure struct{ err error }

// failf gives up the run with an error.
func failf(format string, args ...any) {
	panic(failure{fmt.Errorf(format, args...)})
}

// recoverFailure turns a failure into the error it carries; any other panic goes on.
func recoverFailure(err *error) {
	switch cause := recover().(type) {
	case nil:
	case failure:
		*err = cause.err
	default:
		panic(cause)
	}
}

// tableNames says of every table whether it is required (SPEC §2).
var tableNames = map[string]bool{
	"settings": true, "departments": true, "cost_centers": true, "categories": true, "costs": true,
	"rules": false, "weights": false, "prices": false, "systems": false, "system_shares": false,
	"devices": false, "users": false, "applications": false, "licences": false, "ports": false,
	"projects": false, "project_shares": false, "project_hours": false,
}

// readTables reads every table of the data set. A missing optional table is empty (SPEC §2).
func readTables(fsys fs.FS) map[string][]row {
	tables := map[string][]row{}
	for name, required := range tableNames {
		data, err := fs.ReadFile(fsys, name+".csv")
		if errors.Is(err, fs.ErrNotExist) && !required {
			continue
		}
		if err != nil {
			failf("reading table %s: %w", name, err)
		}
		tables[name] = readTable(name, decode(data))
	}
	return tables
}

// decode drops a byte order mark, and reads bytes that are not valid UTF-8 as Windows-1252 (SPEC §2, Bytes).
func decode(data []byte) string {
	text := strings.TrimPrefix(string(data), "\uFEFF")
	if utf8.ValidString(text) {
		return text
	}
	// Windows-1252 is Latin-1 but for these 32 characters at 0x80–0x9F; the five unused bytes stay as they are.
	high := []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")
	var decoded strings.Builder
	for _, b := range []byte(text) {
		if b >= 0x80 && b <= 0x9f {
			decoded.WriteRune(high[b-0x80])
		} else {
			decoded.WriteRune(rune(b))
		}
	}
	return decoded.String()
}

// readTable reads a header and its rows (SPEC §2, Header and Rows).
func readTable(name, text string) []row {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = separator(text)
	reader.FieldsPerRecord = -1
	records, err := reader.ReadAll()
	if err != nil {
		failf("table %s: %w", name, err)
	}
	var header []string
	var rows []row
	for _, record := range records {
		for i := range record {
			record[i] = trim(record[i])
		}
		if strings.Join(record, "") == "" {
			continue // a blank line, or a line of separators only
		}
		if header == nil {
			header = record
			continue
		}
		if len(record) != len(header) {
			failf("table %s: a row of %d cells under a header of %d", name, len(record), len(header))
		}
		cells := row{}
		for i, column := range header {
			cells[strings.ToLower(column)] = record[i]
		}
		rows = append(rows, cells)
	}
	if header == nil {
		failf("table %s: no header", name)
	}
	return rows
}

// separator is the one of ; and , that the header has more of, and the comma at a tie (SPEC §2, Bytes).
func separator(text string) rune {
	for line := range strings.Lines(text) {
		if strings.Trim(line, " ;,\r\n") == "" {
			continue
		}
		if strings.Count(line, ";") > strings.Count(line, ",") {
			return ';'
		}
		return ','
	}
	return ','
}

// trim drops leading and trailing spaces (SPEC §2, Rows): the three kinds that numbers may hold.
func trim(cell string) string { return strings.Trim(cell, " \u00a0\u202f") }

// number reads a number as SPEC §2 (Numbers) writes it: spaces anywhere, - or U+2212, and a point or a comma.
func number(text string) *big.Rat {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2212", "-", ",", ".").Replace(text)
	if strings.Trim(plain, "-.0123456789") != "" {
		failf("%q is not a number", text)
	}
	value, ok := new(big.Rat).SetString(plain)
	if !ok {
		failf("%q is not a number", text)
	}
	return value
}

// scaled is the number times 10 to the power of decimals, which makes it whole (SPEC §4, last sentence).
func scaled(text string, decimals int) *big.Int {
	value := new(big.Rat).Mul(number(text), powerOfTen(decimals))
	if !value.IsInt() {
		failf("%q has more than %d decimals", text, decimals)
	}
	return value.Num()
}

// powerOfTen is 10 to the power of decimals.
func powerOfTen(decimals int) *big.Rat {
	power := big.NewRat(1, 1)
	for range decimals {
		power.Mul(power, big.NewRat(10, 1))
	}
	return power
}
