package web

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// The key of a row in an address: its cells in order with a colon between, each
// with what could be read as something else written by a tilde and a digit.
var (
	keyEscape   = strings.NewReplacer("~", "~0", ":", "~1")
	keyUnescape = strings.NewReplacer("~0", "~", "~1", ":", "~2", ".")
)

// newRow stands in an address for the key of a row that is to be: no key is
// written so.
const newRow = "~new"

// keySegment writes a key as a part of a path, not yet escaped.
func keySegment(key []string) string {
	parts := make([]string, len(key))
	for i, cell := range key {
		parts[i] = keyEscape.Replace(cell)
	}
	text := strings.Join(parts, ":")
	if strings.Trim(text, ".") == "" {
		text = strings.ReplaceAll(text, ".", "~2") // browsers take . and .. for folders
	}
	return text
}

// keyCells reads the key of an address; ok is false where it is none of the
// table.
func keyCells(t *chargeback.Table, segment string) (key []string, ok bool) {
	key = strings.Split(segment, ":")
	for i := range key {
		key[i] = keyUnescape.Replace(key[i])
	}
	return key, len(key) == len(t.Key) && keySegment(key) == segment
}

// tablePath is the address of a table's rows, rowPath that of a key's.
func tablePath(table string) string { return "/register/" + table }

func rowPath(table string, key []string) string {
	return tablePath(table) + "/" + url.PathEscape(keySegment(key))
}

// keyOf is the key of a row.
func keyOf(t *chargeback.Table, r chargeback.Record) []string {
	key := make([]string, len(t.Key))
	for i, column := range t.Key {
		key[i] = r.Cells[column]
	}
	return key
}

// namedBy are the tables whose codes columns of a name hold; of one table, where
// another means something else by the word.
var namedBy = map[string]string{
	"department": "departments", "paid_by": "departments", "cost_center": "cost_centers", "owner": "cost_centers",
	"category": "categories", "system": "systems", "application": "applications", "project": "projects", "user": "users",

	"programme.owner": "", "programme.parent": "programme", "programme_plan.project": "programme", "programme_decisions.project": "programme",
	"programme_effects.project": "programme", "programme_funding.project": "programme", "investments.project": "programme", "needs.project": "programme",
	"services.level": "service_levels",
}

// codesIn is the table whose codes a column holds; empty where it holds none.
func codesIn(table, column string) string {
	if codes, ok := namedBy[table+"."+column]; ok {
		return codes
	}
	return namedBy[column]
}

// codeNames are the codes of tables with their names, as far as they are few
// enough to be chosen among.
type codeNames struct {
	h     *handler
	who   billing.Actor
	known map[string][]named
}

func (h *handler) codeNames(who billing.Actor) *codeNames {
	return &codeNames{h, who, make(map[string][]named)}
}

// of returns the codes of a table in order; nil where they are too many.
func (n *codeNames) of(ctx context.Context, table string) ([]named, error) {
	if list, ok := n.known[table]; ok {
		return list, nil
	}
	t := chargeback.EditedTableNamed(table)
	name := t.Column("name")
	var list []named
	if name >= 0 {
		page, err := n.h.Service.RegisterRows(ctx, n.who, billing.RegisterQuery{Table: table, Limit: billing.MostRows})
		if err != nil {
			return nil, err
		}
		if page.Next == "" {
			for _, r := range page.Rows {
				code := named{r.Cells[0], words.Visible(r.Cells[name])}
				if last := len(list) - 1; last >= 0 && list[last].Code == code.Code {
					list[last] = code // the name of its latest row
				} else {
					list = append(list, code)
				}
			}
		}
	}
	n.known[table] = list
	return list, nil
}

// name is what a code of a column is called; empty where that is not known.
func (n *codeNames) name(ctx context.Context, table, column, code string) (string, error) {
	table = codesIn(table, column)
	if table == "" || code == "" {
		return "", nil
	}
	list, err := n.of(ctx, table)
	if err != nil {
		return "", err
	}
	at, ok := slices.BinarySearchFunc(list, code, func(c named, code string) int { return strings.Compare(c.Code, code) })
	if !ok {
		return "", nil
	}
	return list[at].Name, nil
}

// choices are what the cells of a column may hold, where that can be chosen
// among; key is the key of the row as far as it is known.
func (n *codeNames) choices(ctx context.Context, lang words.Language, t *chargeback.Table, column int, key []string) ([]named, error) {
	name := t.Columns[column].Name
	if table := codesIn(t.Name, name); table != "" {
		list, err := n.of(ctx, table)
		if err != nil || list == nil {
			return nil, err
		}
		if t.Name == "licences" {
			systems, err := n.of(ctx, "systems") // a licence may be for a system shared by users
			if err != nil {
				return nil, err
			}
			list = slices.Concat(list, systems)
		}
		return list, nil
	}
	var codes []string
	switch name {
	case "kind":
		codes = chargeback.Kinds
	case "charged":
		codes = []string{"yes", "no"}
	case "tier":
		codes = allocation.System.Classes()
	case "sharing":
		codes = chargeback.Sharings
	case "model":
		codes = modelsOf(t.Name)
	case "class", "classes":
		return n.classes(ctx, lang, t.Name)
	case "key":
		codes = chargeback.SettingKeys
	case "status", "council", "verdict", "section", "unit", "starts", "interest":
		codes = planChoices[name]
	case "quarter":
		if t.Name == "needs" {
			codes = financing.NeedQuarters
		}
	case "value":
		if len(key) == 1 && key[0] == "it_cost_center" {
			return n.of(ctx, "cost_centers")
		}
		if len(key) == 1 {
			codes = chargeback.SettingValues[key[0]]
		}
	}
	return namesOf(lang, name, codes), nil
}

// planChoices are the words of columns of plan tables.
var planChoices = map[string][]string{
	"status": financing.Statuses, "council": financing.Councils, "verdict": financing.Verdicts, "section": financing.Sections,
	"unit": {"years", "months"}, "starts": financing.Starts, "interest": financing.Interests,
}

// labelled puts the codes of a column's choices before their names, where people
// know the code.
func labelled(table, column string, choices []named) []named {
	if codesIn(table, column) == "" && column != "key" {
		return choices
	}
	list := make([]named, len(choices))
	for i, c := range choices {
		list[i] = named{c.Code, c.Code + " " + c.Name}
	}
	return list
}

func namesOf(lang words.Language, column string, codes []string) []named {
	var list []named
	for _, code := range codes {
		list = append(list, named{code, lang.Choice(column, code)})
	}
	return list
}

// modelsOf are the models that rows of a table may be for.
func modelsOf(table string) []string {
	var codes []string
	for _, model := range allocation.Models {
		if table == "weights" && model.Classes() == nil || table == "prices" && model == allocation.Central {
			continue
		}
		codes = append(codes, model.String())
	}
	return codes
}

// classes are those that rows of a table may be for.
func (n *codeNames) classes(ctx context.Context, lang words.Language, table string) ([]named, error) {
	var codes []string
	for _, model := range allocation.Models {
		if only := map[string]allocation.Model{"devices": allocation.Device, "ports": allocation.Port}[table]; only == 0 || only == model {
			codes = append(codes, model.Classes()...)
		}
	}
	if table != "prices" && table != "services" {
		return namesOf(lang, "class", codes), nil
	}
	applications, err := n.of(ctx, "applications")
	return slices.Concat(namesOf(lang, "class", append(codes, "user", "hour")), applications), err
}

// number says whether the cells of a column stand to the right.
func number(c chargeback.Column) bool { return c.Kind.Decimals() >= 0 }

// cell is one cell of a row as it is shown.
type cell struct {
	Text, Name string // Name: of a code
	Path       string // where the row, or what the code names, is shown
	Rest       string // of the row's key, for those who hear the link alone
	Num, Day   bool
	Differs    bool // from the rows of the other side, in a preview
}

// cells are the cells of a row. Codes that have rows of their own lead there.
func (n *codeNames) cells(ctx context.Context, lang words.Language, t *chargeback.Table, r chargeback.Record) ([]cell, error) {
	list := make([]cell, len(t.Columns))
	for i, c := range t.Columns {
		name, err := n.name(ctx, t.Name, c.Name, r.Cells[i])
		if err != nil {
			return nil, err
		}
		list[i] = cell{Text: lang.Cell(t, i, r.Cells[i]), Name: name, Num: number(c), Day: c.Kind == chargeback.DateColumn}
		if table := codesIn(t.Name, c.Name); table != "" && r.Cells[i] != "" && (name != "" || table == "users") {
			list[i].Path = rowPath(table, []string{r.Cells[i]})
		}
		if t.Name == "settings" && c.Name == "key" {
			list[i].Name = lang.Choice("key", r.Cells[i])
		}
	}
	return list, nil
}

// rowWords says in a line what a row says, besides its key.
func (n *codeNames) rowWords(ctx context.Context, lang words.Language, t *chargeback.Table, r chargeback.Record) (string, error) {
	cells, err := n.cells(ctx, lang, t, r)
	if err != nil {
		return "", err
	}
	var parts []string
	for i, c := range cells {
		if c.Text == "" || slices.Contains(t.Key, i) || t.Dated && (i == t.From() || i == t.From()+1) {
			continue
		}
		text := small(lang.Column(t.Name, t.Columns[i].Name)) + " " + c.Text
		if c.Name != "" {
			text += " " + c.Name
		}
		parts = append(parts, text)
	}
	if t.Dated {
		parts = append(parts, validText(lang, t.Span(r)))
	}
	return strings.Join(parts, " · "), nil
}
