package intake

import (
	"bytes"
	"embed"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// A Connector says how the CSV export of another system becomes rows of
// devices, users or ports. Ready ones are embedded ([ReadyConnectors]); a
// municipality may have files of its own of the same shape ([ReadConnector]).
//
// Columns are given by all names that they go by, in the order they are looked
// for; letter case does not matter, and the first that the file has counts.
type Connector struct {
	Name string `json:"name"`
	// Base is the ready connector that counts for every key left out here.
	Base string `json:"base"`
	// Source begins all ids, before a colon: "snipe:PC-1001". Rows of one source
	// are compared with one another only.
	Source string `json:"source"`
	Table  string `json:"table"`
	// ID tells a unit from all others for as long as it lives. The first rule
	// that gives anything counts.
	ID []IDRule `json:"id"`
	// Keep are filters that all must hold, Drop those none of which may; other
	// rows are no units to charge.
	Keep []Filter `json:"keep"`
	Drop []Filter `json:"drop"`
	// CostCenter is whose the unit is. The first rule that leads to a known cost
	// centre counts.
	CostCenter []CenterRule `json:"cost_center"`
	// Centers are codes of cost centres by what the source says instead, such as
	// the name of a department. Letter case and spaces between words do not
	// matter.
	Centers map[string]string `json:"centers"`
	// Class is the class of the first rule that holds, else DefaultClass.
	Class        []ClassRule `json:"class"`
	DefaultClass string      `json:"default_class"`
	Label        []string    `json:"label"`
	LastSeen     []string    `json:"last_seen"`

	table *chargeback.Table
	model allocation.Model
}

// IDRule makes an id of one column or more. A Hashed one names a person, as an
// account's login does, and is made pseudonymous.
type IDRule struct {
	Parts  [][]string `json:"parts"`
	Hashed bool       `json:"hashed"`
}

// Filter holds where any of its tests does. A Keep filter none of whose columns
// is in the file holds, unless it is required: then the file is refused.
type Filter struct {
	Why      Texts  `json:"why"` // told of the rows that it drops
	Any      []Test `json:"any"`
	Required bool   `json:"required"`
}

// Texts are a text for people in both languages. English may be left out.
type Texts struct {
	Swedish string `json:"sv"`
	English string `json:"en"`
}

// Test asks one column. It holds where the cell is one of Equals, contains one
// of Contains, is a yes or says anything at all, as asked. Letter case does not
// matter.
type Test struct {
	Columns  []string `json:"columns"`
	Equals   []string `json:"equals"`
	Contains []string `json:"contains"`
	Yes      bool     `json:"yes"`
	Filled   bool     `json:"filled"`
}

// CenterRule finds a cost centre: what the column says, or what the only group
// of Pattern takes out of it, is looked up in Centers, then among the codes of
// cost centres, then among their names. Of makes it the cost centre of a unit
// that is known from another source: an interface is its switch's, a computer
// its user's. Hashed belongs to Of, where the other source's ids are hashed.
type CenterRule struct {
	Columns []string `json:"columns"`
	Pattern string   `json:"pattern"`
	Of      string   `json:"of"`
	Hashed  bool     `json:"hashed"`

	pattern *regexp.Regexp
}

// ClassRule gives a class to the rows for which any of its tests holds.
type ClassRule struct {
	Class string `json:"class"`
	Any   []Test `json:"any"`
}

//go:embed mappings/*.json
var mappings embed.FS

// ReadyConnectors lists the names of the connectors that come with the product.
func ReadyConnectors() []string {
	files, err := fs.Glob(mappings, "mappings/*.json")
	if err != nil {
		panic("bug: the pattern is a constant")
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(path.Base(file), ".json")
	}
	return names
}

// ReadyConnector returns the ready connector of a name. The error is a
// [chargeback.Error].
func ReadyConnector(name string) (*Connector, error) {
	if !slices.Contains(ReadyConnectors(), name) {
		return nil, &chargeback.Error{Code: chargeback.ConnectorUnknown, Value: name, Args: ReadyConnectors()}
	}
	return ReadConnector(name+".json", readyText(name))
}

// readyText returns the file of a ready connector.
func readyText(name string) []byte {
	data, err := mappings.ReadFile("mappings/" + name + ".json")
	if err != nil {
		panic("bug: the connector " + name + " is not embedded")
	}
	return data
}

// keys are those of a connector's first level.
var keys = []string{
	"name", "base", "source", "table", "id", "keep", "drop", "cost_center", "centers", "class", "default_class", "label", "last_seen",
}

// ReadConnector reads a connector's file. A key that is not known is an error,
// so that a misspelt filter is never one left out. The error is a
// [chargeback.Error].
func ReadConnector(file string, data []byte) (*Connector, error) {
	given, err := topLevel(data)
	if err == nil {
		err = withBase(given)
	}
	c := &Connector{}
	if err == nil {
		err = decodeConnector(given, c)
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		err.File = file
		return nil, err
	}
	return c, nil
}

// topLevel reads the keys of a connector's file, each with its text.
func topLevel(data []byte) (map[string]json.RawMessage, *chargeback.Error) {
	var given map[string]json.RawMessage
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if err := json.Unmarshal(data, &given); err != nil {
		told := &chargeback.Error{Code: chargeback.ConnectorUnreadable, Err: err}
		if syntax, ok := err.(*json.SyntaxError); ok {
			told.Line = 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
		}
		return nil, told
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(keys, key) {
			return nil, &chargeback.Error{Code: chargeback.ConnectorUnknownKey, Value: key, Args: keys}
		}
	}
	return given, nil
}

// withBase adds what a connector takes over from its base.
func withBase(given map[string]json.RawMessage) *chargeback.Error {
	var base string
	if err := json.Unmarshal(given["base"], &base); given["base"] != nil && err != nil {
		return &chargeback.Error{Code: chargeback.ConnectorUnreadable, Err: err}
	}
	if base == "" {
		return nil
	}
	if ready := ReadyConnectors(); !slices.Contains(ready, base) {
		return &chargeback.Error{Code: chargeback.ConnectorUnknown, Value: base, Args: ready}
	}
	taken, err := topLevel(readyText(base))
	if err != nil {
		panic("bug: the connector " + base + " is broken: " + err.Error())
	}
	for key, text := range taken {
		if given[key] == nil && key != "name" {
			given[key] = text
		}
	}
	return nil
}

// decodeConnector reads the keys of a connector strictly.
func decodeConnector(given map[string]json.RawMessage, c *Connector) *chargeback.Error {
	text, err := json.Marshal(given)
	if err == nil {
		strict := json.NewDecoder(bytes.NewReader(text))
		strict.DisallowUnknownFields()
		err = strict.Decode(c)
	}
	if err == nil {
		return nil
	}
	if quoted, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		if key, err := strconv.Unquote(quoted); err == nil {
			return &chargeback.Error{Code: chargeback.ConnectorUnknownKey, Value: key, Args: keys}
		}
	}
	return &chargeback.Error{Code: chargeback.ConnectorUnreadable, Err: err}
}
