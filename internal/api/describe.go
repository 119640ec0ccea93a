package api

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
)

// describeResults says what a route answers.
func (a *API) describeResults(op *huma.Operation, r route) {
	schemas := a.huma.OpenAPI().Components.Schemas
	for status, body := range r.results {
		answer := &huma.Response{Description: http.StatusText(status)}
		if body != nil {
			t := reflect.TypeOf(body)
			answer.Content = map[string]*huma.MediaType{jsonType: {Schema: schemas.Schema(t, true, t.Name())}}
		}
		op.Responses[strconv.Itoa(status)] = answer
	}
	ok := op.Responses[strconv.Itoa(http.StatusOK)]
	for _, kind := range r.files {
		if ok.Content == nil {
			ok.Content = map[string]*huma.MediaType{}
		}
		ok.Content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	failure := reflect.TypeFor[problem]()
	op.Responses["default"] = &huma.Response{
		Description: "A failure.",
		Content:     map[string]*huma.MediaType{problemType: {Schema: schemas.Schema(failure, true, failure.Name())}},
	}
}

// describeAccess says who may call a route, as the policy has it.
func describeAccess(op *huma.Operation) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	i := slices.IndexFunc(auth.APIPolicy, func(e auth.Entry) bool { return e.Method == op.Method && e.Path == path })
	if i < 0 {
		return // the policy's own check tells
	}
	who := auth.APIPolicy[i].Who
	if who&auth.Anyone != 0 {
		op.Security = []map[string][]string{}
		return
	}
	op.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	roles := "everybody who is logged in"
	if who&auth.LoggedIn == 0 {
		var names []string
		for _, role := range who.Roles() {
			names = append(names, role.String())
		}
		roles = strings.Join(names, ", ")
	}
	op.Description = strings.TrimSpace(op.Description + "\n\nFor: " + roles + ".")
}

// requireHeaders describes headers as required whose absence this package tells
// itself, with statuses of their own.
func (a *API) requireHeaders(op huma.Operation) {
	item := a.huma.OpenAPI().Paths[op.Path]
	for _, o := range []*huma.Operation{item.Post, item.Put, item.Delete} {
		if o == nil || o.OperationID != op.OperationID {
			continue
		}
		for _, p := range o.Parameters {
			p.Required = p.Required || p.In == "header" && strings.HasPrefix(p.Description, requiredHeader)
		}
	}
}

// requiredHeader begins the description of a header that is required.
const requiredHeader = "Required."

// money is an amount in kronor with two decimals and a point: -1234.50.
type money string

func kronor(amount allocation.Ore) money { return money(chargeback.PlainAmount(amount)) }

// Schema is how amounts are described.
func (money) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]+\.[0-9]{2}$`, Description: "Kronor.", Examples: []any{"1234.50"}}
}

// quantity is a number of units, or a weight, without trailing zeros: 12.5.
type quantity string

func units(micro int64) quantity { return quantity(chargeback.AppendQuantity(nil, micro)) }

// Schema is how quantities are described.
func (quantity) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]+(\.[0-9]{0,5}[1-9])?$`, Examples: []any{"12.5"}}
}

// monthCode is a month of the years 0001–9999: 2017-03.
type monthCode string

// Schema is how months are described.
func (monthCode) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Examples: []any{"2017-03"},
		Pattern: `^([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)-(0[1-9]|1[0-2])$`,
	}
}

// period reads a month that has been checked against its description.
func (m monthCode) period() allocation.Period {
	p, _ := allocation.ParsePeriod(string(m))
	return p
}

// monthsOf are the codes of months.
func monthsOf(periods []allocation.Period) []monthCode {
	codes := make([]monthCode, len(periods))
	for i, p := range periods {
		codes[i] = monthCode(p.String())
	}
	return codes
}

// day is a date, or empty where it is open.
type day string

// Schema is how days are described.
func (day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`, Examples: []any{"2017-03-31"}}
}
