package reference

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// columnsOf lists the columns of each table, with * for the required ones (SPEC §2).
var columnsOf = map[string]string{
	"settings":       "key* value* from to",
	"departments":    "code* name* kind* charged from to",
	"cost_centers":   "code* name* department* from to",
	"categories":     "code* cost_type* name*",
	"rules":          "category* model* share* classes from to",
	"weights":        "model* class* weight* from to",
	"prices":         "model* class* price* from to",
	"systems":        "code* name* tier* owner* sharing from to",
	"system_shares":  "system* cost_center* share* from to",
	"devices":        "id* class* cost_center* from to label last_seen",
	"users":          "id* cost_center* from to",
	"applications":   "code* name* supplier",
	"licences":       "user* application* from to last_used",
	"ports":          "id* class* cost_center* from to label",
	"projects":       "code* name* from to",
	"project_shares": "project* cost_center* share* from to",
	"project_hours":  "project* month* hours*",
	"costs": "id* date* category* amount* text supplier account voucher system application project " +
		"paid_by from to",
}

// numeric are the columns that hold numbers.
var numeric = []string{"share", "weight", "price", "hours", "amount"}

// A dialect is how one file writes its table: everything that SPEC §2 leaves open.
type dialect struct {
	separator    string
	newline      string
	encoding     string // utf-8, bom or cp1252
	quoted       bool   // every cell, not only those that need it
	padded       bool   // spaces around cells
	upper        bool   // column names in capitals
	emptyColumn  bool   // an empty header cell at the end, over empty cells
	blankLines   string // what stands between rows: nothing, an empty line, or separators only
	finalNewline bool
	decimal      string
	thousands    string
	minus        string
}

// drawDialect draws how a file is written.
func drawDialect(t *rapid.T) dialect {
	text := func(label string, options ...string) string { return rapid.SampledFrom(options).Draw(t, label) }
	flag := func(label string) bool { return rapid.Bool().Draw(t, label) }
	return dialect{
		separator:    text("separator", ",", ";"),
		newline:      text("newline", "\n", "\r\n"),
		encoding:     text("encoding", "utf-8", "bom", "cp1252"),
		quoted:       flag("quoted"),
		padded:       flag("padded"),
		upper:        flag("upper case"),
		emptyColumn:  flag("empty column"),
		blankLines:   text("blank lines", "", "empty", "separators"),
		finalNewline: !flag("no final newline"),
		decimal:      text("decimal sign", ".", ","),
		thousands:    text("thousands", "", " ", "\u00a0", "\u202f"),
		minus:        text("minus", "-", "\u2212"),
	}
}

// writeFiles writes each table as a file in a dialect of its own, its rows and columns in any order. An empty table
// that is not required may be a header or no file at all.
func writeFiles(t *rapid.T, tables map[string][]row) map[string][]byte {
	files := map[string][]byte{}
	var names []string
	for name := range columnsOf {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		rows := tables[name]
		if len(rows) == 0 {
			if !tableNames[name] && !rapid.Bool().Draw(t, "empty file of "+name) {
				continue
			}
		} else {
			rows = rapid.Permutation(rows).Draw(t, "rows of "+name)
		}
		columns := drawColumns(t, name, rows)
		files[name+".csv"] = drawDialect(t).write(columns, rows)
	}
	return files
}

// drawColumns draws the order of a table's columns. A column that is not required and holds nothing may be left out.
func drawColumns(t *rapid.T, name string, rows []row) []string {
	var columns []string
	for _, column := range strings.Fields(columnsOf[name]) {
		column, required := strings.CutSuffix(column, "*")
		used := slices.ContainsFunc(rows, func(r row) bool { return r[column] != "" })
		if required || used || rapid.Bool().Draw(t, "empty column "+column) {
			columns = append(columns, column)
		}
	}
	return rapid.Permutation(columns).Draw(t, "columns of "+name)
}

// write is the file of a table.
func (d dialect) write(columns []string, rows []row) []byte {
	header := slices.Clone(columns)
	if d.upper {
		for i := range header {
			header[i] = strings.ToUpper(header[i])
		}
	}
	lines := []string{d.line(header)}
	for _, r := range rows {
		switch d.blankLines {
		case "empty":
			lines = append(lines, "")
		case "separators":
			lines = append(lines, strings.Repeat(d.separator, len(columns)-1))
		}
		var cells []string
		for _, column := range columns {
			cell := r[column]
			if slices.Contains(numeric, column) {
				cell = d.number(cell)
			}
			cells = append(cells, cell)
		}
		lines = append(lines, d.line(cells))
	}
	text := strings.Join(lines, d.newline)
	if d.finalNewline {
		text += d.newline
	}
	return d.encode(text)
}

// line writes the cells of a row.
func (d dialect) line(cells []string) string {
	if d.emptyColumn {
		cells = append(slices.Clone(cells), "")
	}
	written := make([]string, len(cells))
	for i, cell := range cells {
		if d.padded && cell != "" {
			cell = " " + cell + "  "
		}
		if d.quoted || strings.ContainsAny(cell, "\"\r\n,;") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		written[i] = cell
	}
	return strings.Join(written, d.separator)
}

// number writes a number such as -1234.5 in the dialect.
func (d dialect) number(plain string) string {
	whole, decimals, fraction := strings.Cut(plain, ".")
	digits, negative := strings.CutPrefix(whole, "-")
	var written string
	for len(digits) > 3 {
		written = d.thousands + digits[len(digits)-3:] + written
		digits = digits[:len(digits)-3]
	}
	written = digits + written
	if negative {
		written = d.minus + written
	}
	if fraction {
		written += d.decimal + decimals
	}
	return written
}

// encode writes text as bytes. Text with characters that Windows-1252 lacks, or whose bytes would pass as UTF-8, stays
// UTF-8.
func (d dialect) encode(text string) []byte {
	switch d.encoding {
	case "bom":
		return []byte("\uFEFF" + text)
	case "cp1252":
		if data, ok := windows1252(text); ok && !utf8.Valid(data) {
			return data
		}
	}
	return []byte(text)
}

// windows1252 encodes text, where it can.
func windows1252(text string) (data []byte, ok bool) {
	for _, r := range text {
		switch {
		case r < 0x80 || r >= 0xa0 && r <= 0xff:
			data = append(data, byte(r))
		case r == '€':
			data = append(data, 0x80)
		case r == '–':
			data = append(data, 0x96)
		default:
			return nil, false
		}
	}
	return data, true
}
