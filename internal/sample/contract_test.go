package sample

import (
	"slices"
	"strings"
	"testing"
)

// TestContract checks a written data set against the file contract: codes exist, keys are unique or their
// validities do not overlap, and everything the charged month needs is valid.
func TestContract(t *testing.T) {
	for _, month := range []string{"2017-03", "2024-02", "2023-01"} {
		for seed := range uint64(3) {
			checkContract(t, write(t, DefaultSize(), month, seed), month)
			checkContract(t, write(t, Benchmark().Scale(8_000), month, seed), month)
		}
	}
}

var keys = map[string][]string{
	"settings": {"key"}, "departments": {"code"}, "cost_centers": {"code"}, "categories": {"code"},
	"rules": {"category", "model", "classes"}, "weights": {"model", "class"}, "prices": {"model", "class"},
	"systems": {"code"}, "system_shares": {"system", "cost_center"}, "devices": {"id"}, "users": {"id"},
	"applications": {"code"}, "licences": {"user", "application"}, "ports": {"id"}, "projects": {"code"},
	"project_shares": {"project", "cost_center"}, "project_hours": {"project", "month"}, "costs": {"id"},
}

// references says which table a column's code must exist in.
var references = map[string]string{
	"cost_centers.department": "departments", "rules.category": "categories", "systems.owner": "cost_centers",
	"system_shares.system": "systems", "system_shares.cost_center": "cost_centers",
	"devices.cost_center": "cost_centers", "users.cost_center": "cost_centers", "licences.user": "users",
	"ports.cost_center": "cost_centers", "project_shares.project": "projects",
	"project_shares.cost_center": "cost_centers", "project_hours.project": "projects",
	"costs.category": "categories", "costs.system": "systems", "costs.application": "applications",
	"costs.project": "projects", "costs.paid_by": "departments",
}

func checkContract(t *testing.T, dir, month string) {
	t.Helper()
	codes := map[string]map[string]bool{}
	data := map[string][]map[string]string{}
	for _, each := range tables {
		data[each.name] = rowsOf(t, dir, each.name)
		codes[each.name] = map[string]bool{}
		for _, row := range data[each.name] {
			codes[each.name][row[keys[each.name][0]]] = true
		}
		checkKeys(t, each.name, data[each.name])
	}
	for reference, table := range references {
		from, column, _ := strings.Cut(reference, ".")
		for _, row := range data[from] {
			if code := row[column]; code != "" && !codes[table][code] {
				t.Fatalf("%s: %s %q is not in %s", from, column, code, table)
			}
		}
	}
	checkLicences(t, data, codes["applications"])
	checkCosts(t, data, month)
}

// checkKeys checks that rows of one key have validities in order that do not overlap.
func checkKeys(t *testing.T, table string, rows []map[string]string) {
	t.Helper()
	_, dated := rows[0]["from"]
	dated = dated && table != "costs"
	valid := map[string][][2]string{}
	for _, row := range rows {
		var key []string
		for _, column := range keys[table] {
			key = append(key, row[column])
		}
		from, to := row["from"], row["to"]
		if from != "" && to != "" && from > to {
			t.Fatalf("%s %v: from %s after to %s", table, key, from, to)
		}
		if to == "" {
			to = "9999-12-31"
		}
		name := strings.Join(key, " | ")
		valid[name] = append(valid[name], [2]string{from, to})
	}
	for key, spans := range valid {
		slices.SortFunc(spans, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
		for i := 1; i < len(spans); i++ {
			if !dated || spans[i][0] <= spans[i-1][1] {
				t.Fatalf("%s %s: rows overlap: %v", table, key, spans)
			}
		}
	}
}

// checkLicences: every licence is for an application, or for a system that is shared by users.
func checkLicences(t *testing.T, data map[string][]map[string]string, applications map[string]bool) {
	t.Helper()
	shared := map[string]bool{}
	for _, row := range data["systems"] {
		if applications[row["code"]] {
			t.Fatalf("system %s is an application too", row["code"])
		}
		shared[row["code"]] = shared[row["code"]] || row["sharing"] == "users"
	}
	for _, row := range data["licences"] {
		if code := row["application"]; !applications[code] && !shared[code] {
			t.Fatalf("licence of %s for %q, which is neither an application nor shared by users", row["user"], code)
		}
	}
}

// checkCosts: a cost names at most one target, both or neither of from and to, and no IT department; its
// category has a rule in the month.
func checkCosts(t *testing.T, data map[string][]map[string]string, month string) {
	t.Helper()
	ruled := map[string]bool{}
	for _, row := range data["rules"] {
		if row["from"] <= month+"-28" && (row["to"] == "" || row["to"] > month+"-28") {
			ruled[row["category"]] = true
		}
	}
	kinds := map[string]string{}
	for _, row := range data["departments"] {
		kinds[row["code"]] = row["kind"]
	}
	inMonth := 0
	for _, row := range data["costs"] {
		named := 0
		for _, column := range []string{"system", "application", "project"} {
			if row[column] != "" {
				named++
			}
		}
		if named > 1 || (row["from"] == "") != (row["to"] == "") || kinds[row["paid_by"]] == "it" || !ruled[row["category"]] {
			t.Fatalf("cost against the contract: %v", row)
		}
		if strings.HasPrefix(row["date"], month) {
			inMonth++
		}
	}
	if total := len(data["costs"]); inMonth*10 < total*8 {
		t.Errorf("only %d of %d costs are in %s", inMonth, total, month)
	}
}
