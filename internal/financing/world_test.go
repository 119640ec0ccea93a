package financing_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/tables"
)

func month(year, m int) allocation.Period { return allocation.Period{Year: year, Month: m} }

func since(year, m int) allocation.Span { return chargeback.Since(month(year, m).First()) }

// molndal is the year 2017 of the sample. It is read once, and never changes.
var molndal = sync.OnceValues(func() (*financing.Base, error) {
	source, err := tables.OpenFolder(fixtures.Molndal())
	if err != nil {
		return nil, err
	}
	records, err := tables.Scan(source, nil)
	if err != nil {
		return nil, err
	}
	facts, err := tables.NewBase(records)
	if err != nil {
		return nil, err
	}
	return financing.NewYear(facts, 2017)
})

func sampleYear(t testing.TB) *financing.Base {
	t.Helper()
	base, err := molndal()
	require.NoError(t, err)
	return base
}

// wide is a large municipality: what it has is drawn from a fixed seed.
func wide(t testing.TB, centers, systems int) *financing.Base {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	records := make(chargeback.Records)
	put := func(table string, cells ...string) {
		record := chargeback.Record{Cells: make([]string, len(chargeback.TableNamed(table).Columns))}
		copy(record.Cells, cells)
		records[table] = append(records[table], record)
	}
	center := func(i int) string { return fmt.Sprintf("c%05d", i) }
	put("settings", "it_cost_center", center(0))
	put("settings", "method.port", "price")
	put("departments", "IT", "IT", "it")
	departments := max(1, centers/50)
	for d := range departments {
		put("departments", fmt.Sprintf("D%03d", d), "Förvaltning", "administration")
	}
	put("cost_centers", center(0), "IT", "IT")
	for c := 1; c < centers; c++ {
		put("cost_centers", center(c), "Enhet", fmt.Sprintf("D%03d", r.IntN(departments)))
	}
	for i, model := range []string{"central", "system", "device", "user", "port", "system"} {
		put("categories", fmt.Sprintf("K%d", i), "Drift", "Kostnad")
		put("rules", fmt.Sprintf("K%d", i), model, "3")
		if model != "device" {
			put("rules", fmt.Sprintf("K%d", i), "device", "1")
		}
	}
	for _, w := range []string{"gold 27", "silver 9", "bronze 3", "copper 1"} {
		var tier, weight string
		fmt.Sscan(w, &tier, &weight)
		put("weights", "system", tier, weight)
	}
	put("weights", "device", "student", "0.4")
	for _, class := range allocation.Port.Classes() {
		put("prices", "port", class, "47.5")
	}
	for s := range systems {
		code := fmt.Sprintf("s%05d", s)
		sharing := "owner"
		if s%3 == 0 {
			sharing = "fixed"
			for _, c := range r.Perm(centers - 1)[:3] {
				put("system_shares", code, center(c+1), strconv.Itoa(1+r.IntN(9)))
			}
		}
		put("systems", code, "System", allocation.System.Classes()[r.IntN(4)], center(1+r.IntN(centers-1)), sharing)
	}
	for d := range centers * 10 {
		put("devices", fmt.Sprintf("d%06d", d), allocation.Device.Classes()[r.IntN(2)], center(1+r.IntN(centers-1)))
		put("users", fmt.Sprintf("u%06d", d), center(1+r.IntN(centers-1)))
		put("ports", fmt.Sprintf("p%06d", d), allocation.Port.Classes()[r.IntN(3)], center(1+r.IntN(centers-1)))
	}
	for m := 1; m <= 12; m++ {
		for i := range 60 {
			put("costs", fmt.Sprintf("k%d-%d", m, i), fmt.Sprintf("2017-%02d-15", m), fmt.Sprintf("K%d", i%6), fmt.Sprintf("%d.%02d", r.IntN(9_000_000), r.IntN(100)))
		}
	}
	facts, err := tables.NewBase(records)
	require.NoError(t, err)
	base, err := financing.NewYear(facts, 2017)
	require.NoError(t, err)
	return base
}

// whatIfs are changes of each kind.
var whatIfs = map[string]chargeback.ChangeSet{
	"price":  {chargeback.PutRow("prices", map[string]string{"model": "port", "class": "switch", "price": "400", "from": "2017-09-01"})},
	"weight": {chargeback.SetCells("weights", []string{"system", "gold"}, since(2017, 1), map[string]string{"weight": "30"})},
	"rule":   {chargeback.SetCells("rules", []string{"DRIFTPC", "device", ""}, since(2017, 1), map[string]string{"share": "60"})},
	"tier":   {chargeback.SetCells("systems", []string{"EKONOMI"}, since(2017, 1), map[string]string{"tier": "silver"})},
	"method": {
		chargeback.PutRow("settings", map[string]string{"key": "method.device", "value": "price", "from": "2017-01-01"}),
		chargeback.PutRow("prices", map[string]string{"model": "device", "class": "staff", "price": "262", "from": "2017-01-01"}),
		chargeback.PutRow("prices", map[string]string{"model": "device", "class": "student", "price": "106", "from": "2017-01-01"}),
	},
	"counts": counts(500),
	"platform": append(counts(20),
		chargeback.PutRow("systems", map[string]string{"code": "AAA", "name": "Plattform", "tier": "silver", "owner": "1110", "sharing": "fixed"}),
		chargeback.PutRow("system_shares", map[string]string{"system": "AAA", "cost_center": "4100", "share": "1"}),
		chargeback.PutRow("projects", map[string]string{"code": "AAB", "name": "Införande"}),
		chargeback.PutRow("project_shares", map[string]string{"project": "AAB", "cost_center": "4100", "share": "1"}),
		chargeback.PutRow("project_hours", map[string]string{"project": "AAB", "month": "2017-04", "hours": "40"}),
		chargeback.PutRow("costs", map[string]string{"id": "aaa", "date": "2017-04-02", "category": "SERVSYS", "amount": "12345.67", "system": "AAA"}),
		chargeback.SetCells("systems", []string{"EKONOMI"}, since(2017, 6), map[string]string{"tier": "silver"}),
	),
	"move": {chargeback.SetCells("cost_centers", []string{"1110"}, since(2017, 1), map[string]string{"department": "VOF"})},
	"new system": {
		chargeback.PutRow("systems", map[string]string{"code": "NYTT", "name": "E-tjänster", "tier": "gold", "owner": "1110"}),
		chargeback.PutRow("costs", map[string]string{"id": "ny1", "date": "2017-05-02", "category": "SERVSYS", "amount": "250000", "system": "NYTT"}),
	},
}

func counts(n int) chargeback.ChangeSet {
	var set chargeback.ChangeSet
	for i := range n {
		set = append(set, chargeback.PutRow("devices", map[string]string{
			"id": fmt.Sprintf("plan-%04d", i), "class": "student", "cost_center": "1110", "from": "2017-01-01",
		}))
	}
	return set
}
