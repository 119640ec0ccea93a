package api

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
	"chargeback/internal/words"
)

type billsIn struct {
	MonthIn
	ListQuery
	Sort       string `query:"sort" enum:"department,-department,name,-name,kind,-kind,total,-total,change,-change" default:"department"`
	Department string `query:"department" maxLength:"200"`
	Kind       string `query:"kind" enum:"administration,company,partner,it"`
	Name       string `query:"name" maxLength:"1000"`
}

type billIn struct {
	MonthIn
	Department string `path:"department" doc:"A code; with .csv, .xlsx or .pdf after it the file. What Accept names counts before that."`
	CostCenter string `query:"cost_center" maxLength:"200" doc:"Only this cost centre's part."`
	Accept     string `header:"Accept"`
}

// billItem is a bill in the list.
type billItem struct {
	Department  string           `json:"department"`
	Name        string           `json:"name"`
	Kind        string           `json:"kind" enum:"administration,company,partner,it"`
	ByModel     map[string]money `json:"by_model" doc:"Without corrections."`
	Corrections money            `json:"corrections" doc:"Of earlier months."`
	Total       money            `json:"total"`
	Before      *money           `json:"before,omitempty" doc:"The total of the month before, where it is known."`

	total, change allocation.Ore
}

// billBody is the bill of a department for a month.
type billBody struct {
	Month        monthCode        `json:"month"`
	Currency     string           `json:"currency"`
	Department   string           `json:"department"`
	Name         string           `json:"name"`
	Kind         string           `json:"kind" enum:"administration,company,partner,it"`
	Organisation string           `json:"organisation"`
	State        string           `json:"state" enum:"open,calculated,approved,closed"`
	Run          string           `json:"run"`
	CostCenter   string           `json:"cost_center,omitempty" doc:"Where only its part was asked for."`
	Total        money            `json:"total" doc:"Of lines and corrections."`
	Before       *money           `json:"before,omitempty"`
	SelfPaid     money            `json:"self_paid" doc:"What the department paid for IT itself; no part of the total."`
	Lines        []BillLine       `json:"lines"`
	Corrections  []correctionLine `json:"corrections"`
	Chain        *chainBody       `json:"chain,omitempty" doc:"The audit chain when the month closed."`
}

// BillLine is a line of a bill.
type BillLine struct {
	Line           string   `json:"line" doc:"The id of the line, equal in all runs of the month."`
	CostCenter     string   `json:"cost_center"`
	CostCenterName string   `json:"cost_center_name"`
	Category       string   `json:"category" doc:"Empty by price."`
	CategoryName   string   `json:"category_name"`
	Model          string   `json:"model" enum:"central,system,device,user,port,project"`
	Object         string   `json:"object"`
	ObjectName     string   `json:"object_name"`
	Quantity       quantity `json:"quantity"`
	Unit           string   `json:"unit" doc:"In the language that was asked for."`
	Amount         money    `json:"amount"`
}

type correctionLine struct {
	BillLine
	Month    monthCode `json:"month" doc:"The closed month that is corrected."`
	Replaces string    `json:"replaces" doc:"The line that it takes the place of; empty where nothing was billed."`
	Reversal bool      `json:"reversal"`
}

func (a *API) bills() {
	tags := []string{"Bills"}
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/months/{month}/bills", Tags: tags, Summary: "The bills of a month",
			Description: "Of the departments that the caller may read.",
		},
		results: map[int]any{http.StatusOK: list[billItem]{}},
	}, a.listBills)
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/months/{month}/bills/{department}", Tags: tags, Summary: "A bill, as JSON or as a file",
		},
		results: map[int]any{http.StatusOK: billBody{}}, files: []string{billTypes[0].kind, billTypes[1].kind, billTypes[2].kind},
	}, a.showBill)
}

// billTypes are the files that a bill comes as.
var billTypes = []struct{ ending, kind string }{
	{".csv", "text/csv"},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".pdf", "application/pdf"},
}

var billColumns = []column[billItem]{
	{name: "department", text: func(b *billItem) string { return b.Department }},
	{name: "name", text: func(b *billItem) string { return b.Name }},
	{name: "kind", text: func(b *billItem) string { return b.Kind }},
	{name: "total", text: func(b *billItem) string { return amountOrder(b.total) }},
	{name: "change", text: func(b *billItem) string { return amountOrder(b.change) }},
}

func (a *API) listBills(c *call, in *billsIn) (*reply, error) {
	_, rows, err := a.service.Bills(c.ctx, a.scope(c), in.Month.period())
	if err != nil {
		return nil, err
	}
	items := make([]billItem, len(rows))
	for i := range rows {
		items[i] = billItemOf(&rows[i])
	}
	l, err := page(items, billColumns, view{
		in.ListQuery, in.Sort, map[string]string{"department": in.Department, "kind": in.Kind, "name": in.Name},
	})
	return &reply{body: l}, err
}

func billItemOf(row *billing.DeskRow) billItem {
	item := billItem{
		Department: row.Code, Name: row.Name, Kind: chargeback.Kinds[row.Kind], ByModel: map[string]money{},
		Corrections: kronor(row.Corrections), Total: kronor(row.Now), total: row.Now,
	}
	for _, model := range allocation.Models {
		if amount := row.ByModel[model]; amount != 0 {
			item.ByModel[model.String()] = kronor(amount)
		}
	}
	if row.Before != nil {
		before := kronor(*row.Before)
		item.Before, item.change = &before, row.Now-*row.Before
	}
	return item
}

// wish is a department and the form of its bill that a request may mean; the
// form is empty for JSON.
type wish struct{ department, ending string }

// wishes are what a request for a bill may mean, the likeliest first. Codes may
// end like a file: what Accept names counts before the ending (DECISIONS).
func wishes(department, accept string) []wish {
	ending, base := "", department
	for _, t := range billTypes {
		if cut, ok := strings.CutSuffix(department, t.ending); ok && cut != "" {
			ending, base = t.ending, cut
		}
	}
	for _, kind := range preferred(accept) {
		form, known := "", kind == jsonType
		for _, t := range billTypes {
			if t.kind == kind {
				form, known = t.ending, true
			}
		}
		if !known {
			continue
		}
		if ending == "" {
			return []wish{{department, form}}
		}
		return []wish{{department, form}, {base, form}}
	}
	if ending == "" {
		return []wish{{department, ""}}
	}
	return []wish{{base, ending}, {department, ""}}
}

func (a *API) showBill(c *call, in *billIn) (*reply, error) {
	var (
		bill *billing.BillView
		err  error
		w    wish
	)
	for _, w = range wishes(in.Department, in.Accept) {
		if bill, err = a.service.Bill(c.ctx, a.scope(c), in.Month.period(), w.department, in.CostCenter); err == nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	vary := map[string]string{"Vary": "Accept, Accept-Language, Authorization, Cookie"}
	if w.ending == "" {
		return &reply{header: vary, body: a.billBody(bill, in.CostCenter, c.lang)}, nil
	}
	return a.billFile(c, bill.Statement, w.ending, vary)
}

// billFile is a bill as a file. It is made before anything is sent, and told to
// the log.
func (a *API) billFile(c *call, st *chargeback.Statement, ending string, header map[string]string) (*reply, error) {
	end, err := a.beginExport(c)
	if err != nil {
		return nil, err
	}
	defer end()
	if err := a.service.Downloaded(c.ctx, c.who(), st, ending); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(billTypes, func(t struct{ ending, kind string }) bool { return t.ending == ending })
	return fileReply(report.BillName(st.Department, st.Month)+ending, billTypes[i].kind, header, func(w io.Writer) error {
		return report.Bill(w, st, ending, c.lang)
	})
}

func (a *API) billBody(bill *billing.BillView, costCenter string, lang words.Language) billBody {
	st := bill.Statement
	body := billBody{
		Month: monthCode(st.Month.String()), Currency: "SEK", Department: st.Department, Name: st.Name, Kind: chargeback.Kinds[st.Kind],
		Organisation: st.Organisation, State: bill.Status.State.String(), Run: st.Run, CostCenter: costCenter,
		Total: kronor(st.Total), SelfPaid: kronor(st.SelfPaid), Lines: []BillLine{}, Corrections: []correctionLine{},
	}
	if st.Before != nil {
		before := kronor(*st.Before)
		body.Before = &before
	}
	if st.Chain.Length > 0 {
		body.Chain = &chainBody{st.Chain.Length, st.Chain.Hash}
	}
	for i := range st.Lines {
		body.Lines = append(body.Lines, billLineOf(st.Month, &st.Lines[i], lang))
	}
	for i := range st.Corrections {
		x := &st.Corrections[i]
		line := billLineOf(x.Month, &chargeback.StatementLine{
			Line: x.Line, CostCenterName: x.CostCenterName, CategoryName: x.CategoryName, ObjectName: x.ObjectName,
		}, lang)
		line.Line = x.ID
		body.Corrections = append(body.Corrections, correctionLine{line, monthCode(x.Month.String()), x.Replaces, x.Reversal})
	}
	return body
}

func billLineOf(month allocation.Period, line *chargeback.StatementLine, lang words.Language) BillLine {
	return BillLine{
		Line: line.ID(month), CostCenter: line.CostCenter, CostCenterName: line.CostCenterName,
		Category: line.Category, CategoryName: line.CategoryName, Model: line.Model.String(),
		Object: line.Object, ObjectName: objectName(line, lang), Quantity: units(line.QuantityMicro),
		Unit: lang.Units(line.Model, line.Object), Amount: kronor(line.Amount),
	}
}

// objectName is what people call the object of a line: classes are named by the
// language.
func objectName(line *chargeback.StatementLine, lang words.Language) string {
	if line.Model == allocation.Device || line.Model == allocation.Port {
		return lang.Class(line.Object)
	}
	return line.ObjectName
}
