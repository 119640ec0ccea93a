package tables

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"chargeback/fixtures"
)

// TestDialects writes the same tables in every way that SPEC §2 allows: what
// they hold stays the same.
func TestDialects(t *testing.T) {
	t.Parallel()
	tables := tablesOf(t, fixtures.Samverkan())
	want := held(good(t, fixtures.Samverkan()))
	f := func(name string, write func(records [][]string) string) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := make(map[string]string)
			for table, records := range tables {
				files[table+".csv"] = write(records)
			}
			require.Equal(t, want, held(good(t, folder(files))))
		})
	}
	windows := func(text string) string {
		encoded, err := charmap.Windows1252.NewEncoder().String(text)
		require.NoError(t, err)
		return encoded
	}
	plain := dialect{separator: ",", end: "\n"}
	f("commas", plain.write)
	f("semicolons", dialect{separator: ";", end: "\n"}.write)
	f("lines that end with CR LF", dialect{separator: ";", end: "\r\n"}.write)
	f("quotes around every cell", dialect{separator: ",", end: "\r\n", quoted: true}.write)
	f("spaces around cells", dialect{separator: ",", end: "\n", before: " ", after: " \t"}.write)
	f("no-break spaces around cells", dialect{separator: ",", end: "\n", before: "\u00A0", after: " \u202F"}.write)
	f("spaces inside quotes", dialect{separator: ";", end: "\n", before: " \u00A0", after: "\u00A0 ", quoted: true}.write)
	f("a byte order mark", func(r [][]string) string { return "\uFEFF" + plain.write(r) })
	f("no newline at the end", func(r [][]string) string { return strings.TrimSuffix(plain.write(r), "\n") })
	f("CR at the end", func(r [][]string) string { return strings.TrimSuffix(plain.write(r), "\n") + "\r" })
	f("Windows-1252", func(r [][]string) string { return windows(plain.write(r)) })
	f("Windows-1252 in quotes", func(r [][]string) string {
		return windows(dialect{separator: ";", end: "\r\n", quoted: true, after: "\u00A0"}.write(r))
	})
	f("both line ends", func(r [][]string) string {
		lines := strings.SplitAfter(plain.write(r), "\n")
		for i := range lines {
			if i%3 == 0 {
				lines[i] = strings.Replace(lines[i], "\n", "\r\n", 1)
			}
		}
		return strings.Join(lines, "")
	})
	f("blank lines and lines of separators", func(r [][]string) string {
		lines := strings.SplitAfter(plain.write(r), "\n")
		return "\n \r\n;;;\n" + strings.Join(lines, "\n,, ,,\n\t\n,\n") + ",,,\r\n  "
	})
	f("columns in the other order, in capitals", func(r [][]string) string {
		turned := make([][]string, len(r))
		for i := range r {
			turned[i] = slices.Clone(r[i])
			slices.Reverse(turned[i])
			if i == 0 {
				for j := range turned[i] {
					turned[i][j] = strings.ToUpper(turned[i][j])
				}
			}
		}
		return plain.write(turned)
	})
	f("columns without name or value at the end", func(r [][]string) string {
		wider := make([][]string, len(r))
		for i := range r {
			wider[i] = append(slices.Clone(r[i]), "", " ", "")
		}
		return plain.write(wider)
	})
}

// dialect writes records as CSV.
type dialect struct {
	separator, end string
	before, after  string // around each cell, inside its quotes
	quoted         bool
}

func (d dialect) write(records [][]string) string {
	var b strings.Builder
	for _, record := range records {
		for i, cell := range record {
			if i > 0 {
				b.WriteString(d.separator)
			}
			cell = d.before + cell + d.after
			if d.quoted || strings.ContainsAny(cell, "\"\r\n;,") {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
		}
		b.WriteString(d.end)
	}
	return b.String()
}

// TestSeparator: the one that the header has more of outside quotes; a tie is a
// comma.
func TestSeparator(t *testing.T) {
	t.Parallel()
	f := func(header string, want byte) {
		t.Helper()
		assert.Equal(t, string(want), string(separatorOf([]byte(header))), header)
	}
	f("id;date;amount", ';')
	f("id,date,amount", ',')
	f("id", ',')
	f("id,date;amount", ',')
	f("id,date;amount;text", ';')
	f(`"a;b;c",d`, ',')
	f(`"a,b,c";d`, ';')
}

// TestCellsOfARow: what a record may look like, told by its line.
func TestCellsOfARow(t *testing.T) {
	t.Parallel()
	const header = "id,date,category,amount,text\n"
	f := func(rows string, want ...string) {
		t.Helper()
		files := with("costs.csv", header+rows)
		if len(want) > 0 {
			assert.Equal(t, want, bad(t, files), rows)
			return
		}
		good(t, files)
	}
	f("k1,2017-03-01,PC,1,\n")
	f("k1,2017-03-01,PC,1,\"a,b\"\n")
	f("\"k1\",\"2017-03-01\",\"PC\",\"1\",\"\"\"\"\n")
	f("k1,2017-03-01,PC,\"1,5\",\"två\nrader\r\n\"\"tre\"\"\"\r\nk2,2017-03-01,PC,1,\n")
	f("k1,2017-03-01,PC,1,\"sist\"")
	f("k1,2017-03-01,PC,1,\"sist\"\r")
	f("k1,2017-03-01,PC,1\n", `costs.csv: line 2: cell_count ["4" "5"]`)
	f("k1,2017-03-01,PC,1,a,b\n", `costs.csv: line 2: cell_count ["6" "5"]`)
	f("k1;2017-03-01;PC;1;a\n", `costs.csv: line 2: cell_count ["1" "5"]`)
	f("k1,2017-03-01,PC,1,a\"b\n", `costs.csv: line 2: stray_quote`)
	f("k1,2017-03-01,PC,1, \"b\"\n", `costs.csv: line 2: stray_quote`)
	f("k1,2017-03-01,PC,1,\"b\" \n", `costs.csv: line 2: stray_quote`)
	f("k1,2017-03-01,PC,1,\"b\"c\"\n", `costs.csv: line 2: stray_quote`)
	f("k1,2017-03-01,PC,1,\"b\"\rk2\n", `costs.csv: line 2: stray_quote`)
	f("k1,2017-03-01,PC,1,\"b\n", `costs.csv: line 2: unclosed_quote`)
	// After a record with a stray quote comes the next line; a record's line is
	// its first.
	f("k1,2017-03-01,PC,1,x\"\nk2,2017-03-01,PC,1,\"a\nb\"\nk3,2017-03-01,PC,?,\"c\nd\"\nk4,2017-03-01,PC,!,\n",
		`costs.csv: line 2: stray_quote`,
		`costs.csv: line 5: column amount: "?": not_number`,
		`costs.csv: line 7: column amount: "!": not_number`)
}

// TestTexts: what is kept of a text is what stood in the cell.
func TestTexts(t *testing.T) {
	t.Parallel()
	f := func(cell, want string) {
		t.Helper()
		set := good(t, with("costs.csv", "id,date,category,amount,text\nk1,2017-03-01,PC,1,"+cell+"\n"))
		assert.Equal(t, want, set.Facts.Rows.Costs[0].Text)
	}
	f("Räksmörgås", "Räksmörgås")
	f("R\xE4ksm\xF6rg\xE5s", "Räksmörgås") // Windows-1252
	f("\x80 5", "€ 5")
	f(`"a ""b"" c"`, `a "b" c`)
	f("\"a\r\nb\"", "a\r\nb")
	f(" \u00A0a  b\u00A0 ", "a  b")
	f(`" a "`, "a")
	f("=1+1", "=1+1")
	f("\u2028", "")
}
