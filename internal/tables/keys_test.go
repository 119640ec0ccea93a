package tables

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// TestOverlaps: rows of one key may not be valid on the same day; `to` is
// inclusive. The later line is told, whatever the order of their days.
func TestOverlaps(t *testing.T) {
	t.Parallel()
	f := func(rows string, want ...string) {
		t.Helper()
		files := with("devices.csv", "id,class,cost_center,from,to\n"+rows)
		if len(want) == 0 {
			good(t, files)
			return
		}
		assert.Equal(t, want, bad(t, files), rows)
	}
	f("d1,staff,100,,2017-03-01\nd1,staff,200,2017-03-02,\n")
	f("d1,staff,200,2017-03-02,\nd1,staff,100,,2017-03-01\n")
	f("d1,staff,100,2017-01-01,2017-01-31\nd1,staff,200,2017-03-01,2017-03-31\nd1,student,100,2017-02-01,2017-02-28\n")
	f("d1,staff,100,,\nD1,staff,100,,\n") // codes are case-sensitive
	f("d1,staff,100,,\nd2,staff,100,,\nd1,staff,100,,\n", `devices.csv: line 4: column id: "d1": double_key ["2"]`)
	f("d1,staff,100,,2017-03-01\nd1,staff,200,2017-03-01,\n",
		`devices.csv: line 3: column id: "d1": overlapping_rows ["2" "" "2017-03-01"]`)
	f("d1,staff,100,2017-03-01,\nd1,staff,200,,2017-03-01\n",
		`devices.csv: line 3: column id: "d1": overlapping_rows ["2" "2017-03-01" ""]`)
	f("d1,staff,100,2017-03-05,2017-03-05\nd1,staff,200,2017-03-05,2017-03-05\n",
		`devices.csv: line 3: column id: "d1": overlapping_rows ["2" "2017-03-05" "2017-03-05"]`)
	// One long row over two short ones is told twice, once for each.
	f("d1,staff,100,2017-01-01,2017-12-31\nd1,staff,200,2017-02-01,2017-02-28\nd1,staff,200,2017-04-01,2017-04-30\n",
		`devices.csv: line 3: column id: "d1": overlapping_rows ["2" "2017-01-01" "2017-12-31"]`,
		`devices.csv: line 4: column id: "d1": overlapping_rows ["2" "2017-01-01" "2017-12-31"]`)
	// A row that is bad in another way is not compared.
	f("d1,staff,100,,\nd1,laptop,100,,\n", `devices.csv: line 3: column class: "laptop": not_one_of ["staff" "student"]`)
}

// TestKeysOfSeveralColumns: which columns make the key of each table.
func TestKeysOfSeveralColumns(t *testing.T) {
	t.Parallel()
	f := func(file, header, rows string, want ...string) {
		t.Helper()
		files := with(file, header+"\n"+rows)
		if len(want) == 0 {
			good(t, files)
			return
		}
		assert.Equal(t, want, bad(t, files), rows)
	}
	const rules = "category,model,share,classes"
	f("rules.csv", rules, "PC,device,1,staff\nPC,3,1,student\nPC,device,1,\nPC,device,1,staff student\nPC,port,1,\n")
	f("rules.csv", rules, "PC,device,1,staff student\nPC,3,2,student  staff staff\n",
		`rules.csv: line 3: column category: "PC device staff student": double_key ["2"]`)
	f("rules.csv", rules, "PC,4,1,\nPC,user,1,\n", `rules.csv: line 3: column category: "PC user": double_key ["2"]`)
	f("weights.csv", "model,class,weight", "device,staff,1\ndevice,student,1\nport,switch,1\n")
	f("weights.csv", "model,class,weight", "device,staff,1\n3,staff,1\n", `weights.csv: line 3: column model: "device staff": double_key ["2"]`)
	f("prices.csv", "model,class,price", "user,user,1\nuser,CAD,1\nproject,hour,1\nsystem,gold,1\n")
	f("prices.csv", "model,class,price", "user,CAD,1\n4,CAD,1\n", `prices.csv: line 3: column model: "user CAD": double_key ["2"]`)
	f("prices.csv", "model,class,price", "6,hour,1\nproject,hour,1\n", `prices.csv: line 3: column model: "project hour": double_key ["2"]`)
	f("project_shares.csv", "project,cost_center,share", "P1,100,1\nP1,200,1\n")
	f("project_shares.csv", "project,cost_center,share", "P1,100,1\nP1,100,2\n", `project_shares.csv: line 3: column project: "P1 100": double_key ["2"]`)
	f("project_hours.csv", "project,month,hours", "P1,2017-03,1\nP1,2017-04,1\n")
	f("project_hours.csv", "project,month,hours", "P1,2017-03,1\nP1,2017-03,2\n", `project_hours.csv: line 3: column project: "P1 2017-03": double_key ["2"]`)
	f("costs.csv", "id,date,category,amount,from,to", "k1,2017-03-01,PC,1,2017-01-01,2017-01-31\nk1,2017-03-01,PC,1,2017-02-01,2017-02-28\n",
		`costs.csv: line 3: column id: "k1": double_key ["2"]`) // their days are no validity
}

// TestOverlapsOfManyRows compares with every pair of rows, in random order.
func TestOverlapsOfManyRows(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 1))
		rows := make([]accountRow, 120)
		days := []int{4_000, 400_000}[seed%2] // in half of the sets hardly any rows meet
		for i := range rows {
			from := random.IntN(days)
			rows[i] = accountRow{key: random.IntN(6), valid: allocation.Span{From: allocation.Date(736000 + from), To: allocation.Date(736000 + from + random.IntN(30))}}
			if random.IntN(50) == 0 {
				rows[i].valid.To = allocation.OpenTo
			}
		}
		files := with("users.csv", usersFile(rows))
		overlaps := 0
		for i := range rows {
			for j := range i {
				if rows[i].overlaps(rows[j]) {
					overlaps++
				}
			}
		}
		set, err := read(files)
		if overlaps == 0 {
			require.NoError(t, err, "seed %d", seed)
			require.Len(t, set.Large.Accounts, len(rows))
			continue
		}
		var all *chargeback.Errors
		require.True(t, errors.As(err, &all), "seed %d", seed)
		require.LessOrEqual(t, all.Count, overlaps)
		for _, e := range all.List {
			other, err := strconv.Atoi(e.Args[0])
			require.NoError(t, err)
			require.Less(t, other, e.Line, "seed %d", seed)
			assert.True(t, rows[e.Line-2].overlaps(rows[other-2]), "seed %d: lines %d and %d do not overlap", seed, other, e.Line)
		}
	}
}

type accountRow struct {
	key   int
	valid allocation.Span
}

func (r accountRow) overlaps(s accountRow) bool { return r.key == s.key && r.valid.Overlaps(s.valid) }

func usersFile(rows []accountRow) string {
	var b strings.Builder
	b.WriteString("id,cost_center,from,to\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "u%d,100,%s,%s\n", r.key, r.valid.From, r.valid.To)
	}
	return b.String()
}

// TestManyRowsOfOneKey: a row per day for years, in any order, and then one day
// twice.
func TestManyRowsOfOneKey(t *testing.T) {
	t.Parallel()
	rows := make([]accountRow, 20_000)
	for i := range rows {
		day := allocation.Date(720_000 + i)
		rows[i] = accountRow{valid: allocation.Span{From: day, To: day}}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	require.Len(t, good(t, with("users.csv", usersFile(rows))).Large.Accounts, len(rows))

	double := slices.Index(rows, accountRow{valid: allocation.Span{From: 730_000, To: 730_000}})
	rows = append(rows, rows[double])
	assert.Equal(t, []string{fmt.Sprintf(`users.csv: line 20002: column id: "u0": overlapping_rows ["%d" %q %[2]q]`, double+2, rows[double].valid.From)},
		bad(t, with("users.csv", usersFile(rows))))
}

// TestKeyIndex numbers keys as a map would, at every size around those of its
// shards.
func TestKeyIndex(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3, 4, 5, rowsPerShard, rowsPerShard + 1, 3 * rowsPerShard} {
		rows := make([]string, 0, 2*n)
		for i := range n {
			rows = append(rows, strconv.Itoa(i%max(1, n/2)), "x"+strconv.Itoa(i))
		}
		var users strings.Builder
		users.WriteString("id,cost_center,from,to\n")
		ids := make(map[string]int)
		for _, id := range rows {
			ids[id]++
			fmt.Fprintf(&users, "%s,100,%04d-01-01,%04[2]d-12-31\n", id, 1000+ids[id])
		}
		set := good(t, with("users.csv", users.String()))
		require.Len(t, set.Large.AccountStart, len(ids)+1)
		require.Len(t, set.Large.Accounts, len(rows))
		counts := make(map[int]int)
		for u := range len(ids) {
			counts[int(set.Large.AccountStart[u+1]-set.Large.AccountStart[u])]++
		}
		want := make(map[int]int)
		for _, times := range ids {
			want[times]++
		}
		require.Equal(t, want, counts)
	}
}
