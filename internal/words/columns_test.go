package words

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// TestEveryColumnHasAName: none is shown by its code, in neither language, and
// two columns of a table have different names.
func TestEveryColumnHasAName(t *testing.T) {
	t.Parallel()
	for _, table := range chargeback.EditedTables {
		for i := range Languages {
			lang := Language(i)
			var names []string
			for _, column := range table.Names() {
				name := lang.Column(table.Name, column)
				assert.NotEqual(t, column, name, table.Name)
				assert.NotContains(t, names, name, table.Name)
				names = append(names, name)
			}
		}
	}
	assert.Equal(t, "annat", Swedish.Column("systems", "annat"))
}

func TestCells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ table, column, cell, swedish, english string }{
		{"systems", "tier", "gold", "guld", "gold"},
		{"systems", "sharing", "fixed", "efter fasta andelar", "by fixed shares"},
		{"systems", "sharing", "", "", ""},
		{"systems", "tier", "platina", "platina", "platina"},
		{"systems", "name", "silver\x01", "silver␁", "silver␁"},
		{"departments", "kind", "company", "bolag", "company"},
		{"departments", "kind", "annat", "annat", "annat"},
		{"departments", "charged", "no", "nej", "no"},
		{"rules", "classes", "bronze copper", "brons, koppar", "bronze, copper"},
		{"rules", "model", "system", "Stadens system", "Business systems"},
		{"weights", "weight", "27.5", "27,5", "27,5"},
		{"prices", "price", "1047.5", "1\u00A0047,50", "1\u00A0047,50"},
		{"prices", "price", "0.125", "0,125", "0,125"},
		{"prices", "class", "user", "användarkonto", "user account"},
		{"costs", "amount", "-1234.50", "−1\u00A0234,50", "−1\u00A0234,50"},
		{"project_hours", "hours", "118.5", "118,50", "118,50"},
		{"settings", "key", "measure", "measure", "measure"},
		{"settings", "value", "daily", "per dag", "by day"},
	} {
		table := chargeback.TableNamed(c.table)
		assert.Equal(t, c.swedish, Swedish.Cell(table, table.Column(c.column), c.cell), c)
		assert.Equal(t, c.english, English.Cell(table, table.Column(c.column), c.cell), c)
	}
}

// TestEveryChoiceHasAName: the words of SPEC §2 and §3.
func TestEveryChoiceHasAName(t *testing.T) {
	t.Parallel()
	for column, choices := range map[string][]string{
		"kind": chargeback.Kinds, "sharing": chargeback.Sharings, "charged": {"yes", "no"}, "key": chargeback.SettingKeys,
		"tier": allocation.System.Classes(), "class": slices.Concat(allocation.Device.Classes(), allocation.Port.Classes(), []string{"user", "hour"}),
	} {
		for _, word := range choices {
			if word != "silver" && word != "switch" {
				assert.NotEqual(t, word, Swedish.Choice(column, word), column)
			}
		}
	}
	for _, words := range chargeback.SettingValues {
		for _, word := range words {
			if len(word) > 3 {
				assert.NotEqual(t, word, Swedish.Choice("value", word))
			}
		}
	}
}
