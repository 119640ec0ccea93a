package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
)

// importForm is what an import takes.
type importForm struct {
	File   []huma.FormFile `form:"file" required:"true" doc:"A workbook, a SIE file, an export, or one or several CSV files named for their tables."`
	Table  string          `form:"table" required:"false" doc:"The table that a CSV file is, where its name does not say."`
	From   string          `form:"from" required:"false" doc:"The system that an export is from."`
	Ledger string          `form:"ledger" required:"false" doc:"The name of the ledger that a SIE file is from; ledger where there is one."`
	Day    day             `form:"day" required:"false" doc:"That an export shows; today where it is not said."`
	DryRun string          `form:"dry_run" required:"false" enum:"true,false" doc:"Say what would change, and change nothing."`
	Yes    string          `form:"yes" required:"false" enum:"true,false" doc:"Change cost rows that are known too."`
}

type importIn struct {
	Key     string `header:"Idempotency-Key" doc:"Required unless dry_run. 1–200 characters, new for every change."`
	RawBody huma.MultipartFormFiles[importForm]
}

type importsIn struct {
	ListQuery
	Sort   string `query:"sort" enum:"event,-event,name,-name,source,-source" default:"-event"`
	Source string `query:"source" maxLength:"200"`
	Name   string `query:"name" maxLength:"500"`
}

// importItem is an import in the list.
type importItem struct {
	Event  int64     `json:"event" doc:"Its number in the audit log."`
	At     time.Time `json:"at"`
	Name   string    `json:"name"`
	Source string    `json:"source" doc:"tables, or the name of a ledger or connector."`
	Day    day       `json:"day" doc:"Of a snapshot; else empty."`
	ImportTold
}

// ImportTold is what the log says of an import.
type ImportTold struct {
	Digest  string         `json:"digest" doc:"SHA-256 of what it says."`
	Added   map[string]int `json:"added,omitzero" doc:"Rows by table."`
	Ended   map[string]int `json:"ended,omitzero" doc:"Rows by table."`
	Parked  int            `json:"parked,omitempty"`
	Correct []monthCode    `json:"correct,omitzero" doc:"Closed months that came to something else."`
}

// outcome is what an import did, or would do.
type outcome struct {
	Name       string      `json:"name"`
	Source     string      `json:"source"`
	DryRun     bool        `json:"dry_run"`
	Event      int64       `json:"event,omitempty" doc:"Its number in the audit log; absent where nothing changed."`
	Before     *time.Time  `json:"before,omitempty" doc:"When the same content was imported already."`
	Tables     []tableBody `json:"tables"`
	Correct    []monthCode `json:"correct" doc:"Closed months that come to something else now."`
	Notes      []location  `json:"notes" doc:"What does not stop the import."`
	Parked     int         `json:"parked" doc:"Rows that wait until somebody says whose they are."`
	ParkedCost *money      `json:"parked_cost,omitempty" doc:"What they would have cost in the latest calculated month."`
	Counted    *tallyBody  `json:"counted,omitempty" doc:"Of a SIE file: what was taken."`
	Skipped    *tallyBody  `json:"skipped,omitempty" doc:"Of a SIE file: rows on mapped accounts that are no costs of IT."`
}

type tableBody struct {
	Table     string `json:"table"`
	New       int    `json:"new" doc:"Keys that were not known."`
	Changed   int    `json:"changed"`
	Gone      int    `json:"gone"`
	Unchanged int    `json:"unchanged" doc:"Rows that say what is known already."`
}

type tallyBody struct {
	Rows   int   `json:"rows"`
	Amount money `json:"amount"`
}

// refusedImport is an import that was refused for what it would change.
type refusedImport struct {
	error
	outcome *outcome
}

func (r *refusedImport) Unwrap() error { return r.error }

func (a *API) imports() {
	tags := []string{"Imports"}
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodPost, Path: "/api/v1/imports", Tags: tags, Summary: "Import tables, a ledger or an export",
			Description: "All or nothing; the same again changes nothing. Known cost rows change only with yes.",
		},
		results: map[int]any{http.StatusOK: outcome{}},
	}, a.importFiles)
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/imports", Tags: tags, Summary: "What was imported"},
		results:   map[int]any{http.StatusOK: list[importItem]{}},
	}, a.listImports)
}

var importColumns = []column[importItem]{
	{name: "event", text: func(i *importItem) string { return amountOrder(allocation.Ore(i.Event)) }},
	{name: "name", text: func(i *importItem) string { return i.Name }},
	{name: "source", text: func(i *importItem) string { return i.Source }},
}

func (a *API) listImports(c *call, in *importsIn) (*reply, error) {
	done, err := a.intake.Imports(c.ctx, c.who())
	if err != nil {
		return nil, err
	}
	items := make([]importItem, len(done))
	for i, d := range done {
		items[i] = importItem{Event: d.Event, At: d.At.UTC(), Name: d.Name, Source: d.Source}
		if err := json.Unmarshal([]byte(d.Details), &items[i].ImportTold); err != nil {
			return nil, err
		}
		if d.Day != 0 {
			items[i].Day = day(d.Day.String())
		}
	}
	l, err := page(items, importColumns, view{in.ListQuery, in.Sort, map[string]string{"source": in.Source, "name": in.Name}})
	return &reply{body: l}, err
}

// upload is an import as it was sent: files in a folder of their own.
type upload struct {
	form   *importForm
	folder string
	names  []string
	sums   []string // SHA-256 of the files
}

func (a *API) importFiles(c *call, in *importIn) (*reply, error) {
	form := in.RawBody.Data()
	defer func() {
		for i := range form.File {
			form.File[i].Close()
		}
		_ = in.RawBody.Form.RemoveAll()
	}()
	if err := checkForm(in.RawBody.Form.Value, in.RawBody.Form.File); err != nil {
		return nil, err
	}
	dry := form.DryRun == "true"
	if !dry {
		if err := checkKey(in.Key); err != nil {
			return nil, err
		}
	}
	u, err := receive(form)
	if u != nil {
		defer os.RemoveAll(u.folder)
	}
	if err != nil {
		return nil, err
	}
	file := intake.File{Path: u.path(), Table: form.Table, From: form.From, Ledger: form.Ledger, Day: billing.DayIn(a.service.Now())}
	if file.Ledger == "" {
		file.Ledger = "ledger"
	}
	if form.Day != "" {
		var ok bool
		if file.Day, ok = allocation.ParseDate(string(form.Day)); !ok {
			return nil, &chargeback.Error{Code: chargeback.NotDate, Column: "day", Value: string(form.Day)}
		}
	}
	taken, notes, err := intake.Open(file, func(int64) func(int) { return func(int) {} })
	if err != nil {
		return nil, u.withoutFolder(err)
	}
	taken.Name, taken.DryRun, taken.Yes = u.name(), dry, form.Yes == "true"
	do := func(ctx context.Context) (*reply, error) {
		out, err := a.intake.Import(ctx, c.who(), *taken)
		if err != nil {
			err = u.withoutFolder(err)
			if out != nil {
				err = &refusedImport{err, outcomeOf(c, taken, out, notes())}
			}
			return nil, err
		}
		return &reply{status: http.StatusOK, body: outcomeOf(c, taken, out, notes())}, nil
	}
	if dry {
		return do(c.ctx)
	}
	return a.once(c, in.Key, u.request(), do)
}

// request is what tells one import from another.
func (u *upload) request() any {
	f := u.form
	return []any{u.names, u.sums, f.Table, f.From, f.Ledger, f.Day, f.Yes}
}

func outcomeOf(c *call, in *intake.Import, out *intake.Outcome, notes []*chargeback.Error) *outcome {
	body := &outcome{
		Name: in.Name, Source: in.Source, DryRun: in.DryRun, Event: out.Event, Tables: []tableBody{}, Correct: monthsOf(out.Correct),
		Notes: []location{}, Parked: len(out.Parked),
	}
	for i := range out.Plan.Tables {
		t := &out.Plan.Tables[i]
		body.Tables = append(body.Tables, tableBody{t.Table.Name, t.New, len(t.Changed) - t.Gone, t.Gone, t.Unchanged})
	}
	if out.Before != nil {
		at := out.Before.At.UTC()
		body.Before = &at
	}
	for _, e := range notes[:min(len(notes), chargeback.MaxErrors)] {
		body.Notes = append(body.Notes, located(e, c.lang))
	}
	if len(out.Parked) > 0 {
		cost := kronor(out.ParkedCost.Amount)
		body.ParkedCost = &cost
	}
	if l := out.Ledger; l != nil {
		body.Counted, body.Skipped = tallyOf(l.Counted), tallyOf(l.Skipped)
	}
	return body
}

func tallyOf(t intake.Tally) *tallyBody { return &tallyBody{t.Rows, kronor(t.Amount)} }

// sumOf is the SHA-256 of a file, in hexadecimal.
func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// withoutFolder drops the folder of the server from what is told of a failure.
func (u *upload) withoutFolder(err error) error {
	err = intake.WithoutFolder(err, u.folder)
	var e *chargeback.Error
	if errors.As(err, &e) && e.Code == chargeback.NoDataSet && e.Err != nil {
		e.Err = errors.New(strconv.Itoa(len(u.names)))
	}
	return err
}
