package web

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// imports adds the routes of files that come in.
func (h *handler) imports(r gin.IRouter) {
	r.GET("/import", h.importPage)
	r.POST("/import", h.upload)
	r.GET("/import/:id", h.preview)
	r.POST("/import/:id", h.takeIn)
}

// importPage is the form, with what went wrong.
type importBody struct {
	Sources []importSource
	Tables  []named
	Chosen  intake.File
	Errors  []string
	More    int
}

// importSource is where a file may come from.
type importSource struct{ Code, Name string }

func (h *handler) importPage(c *gin.Context) { h.showImport(c, http.StatusOK, importBody{}) }

func (h *handler) showImport(c *gin.Context, status int, body importBody) {
	lang := language(c)
	body.Sources = []importSource{{"", lang.Pick("Våra egna tabeller, eller en SIE-fil", "Tables of our own, or a SIE file")}}
	for _, name := range intake.ReadyConnectors() {
		body.Sources = append(body.Sources, importSource{name, lang.Pick("Export från ", "Export of ") + name})
	}
	for _, t := range chargeback.AllTables {
		body.Tables = append(body.Tables, named{t.Name, capital(lang.Table(t.Name))})
	}
	p := page{Title: "Import", Notice: flash(c), Body: body}
	if len(body.Errors) > 0 {
		p.Title = lang.Pick("Inget importerades", "Nothing was imported")
	}
	h.show(c, status, "import", p)
}

// upload takes a file and shows what it would change.
func (h *handler) upload(c *gin.Context) {
	lang := language(c)
	said := intake.File{Table: c.PostForm("table"), From: c.PostForm("from"), Ledger: "ledger", Day: billing.DayIn(h.Service.Now())}
	if text := c.PostForm("day"); text != "" {
		day, ok := allocation.ParseDate(text)
		if !ok {
			h.showImport(c, http.StatusUnprocessableEntity, importBody{Chosen: said, Errors: []string{
				sentence(lang.Failure(&chargeback.Error{Code: chargeback.NotDate, Value: text})),
			}})
			return
		}
		said.Day = day
	}
	header, err := c.FormFile("file")
	if err != nil {
		if status := server.Status(err); status == http.StatusRequestEntityTooLarge {
			h.showImport(c, status, importBody{Chosen: said, Errors: []string{lang.Pick("Filen är större än 20 MB. Importera den med kommandot chargeback import.", "The file is larger than 20 MB. Import it with the command chargeback import.")}})
			return
		}
		h.showImport(c, http.StatusUnprocessableEntity, importBody{Chosen: said, Errors: []string{lang.Pick("Välj en fil.", "Choose a file.")}})
		return
	}
	id, err := h.uploads.keep(callerOf(c).Person.Name, header, said)
	if err != nil {
		h.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/import/"+id)
}

// previewBody is what a file would change.
type previewBody struct {
	ID, Key, Name string
	Out           *intake.Outcome
	Empty         bool
	Before        string // when the same file was imported
	Tables        []previewTable
	Ledger        *intake.LedgerCosts
	Snapshot      *intake.Snapshot
	Parked        []string
	ParkedCount   int
	ParkedCost    allocation.Ore
	Correct       []allocation.Period
	Notes         []string
	CostsChange   string // known cost rows would change: they need a yes
}

type previewTable struct {
	Name                          string
	New, Changed, Gone, Unchanged int
	Rows                          []previewRow
	More                          int
}

// previewRow is one row that goes or comes.
type previewRow struct {
	Comes bool
	Text  string
}

// preview shows what an upload would change.
func (h *handler) preview(c *gin.Context) {
	id := c.Param("id")
	file, ok := h.uploads.find(id, callerOf(c).Person.Name)
	if !ok {
		h.expired(c)
		return
	}
	out, notes, err := h.importFile(c.Request.Context(), actor(c), file, true, false)
	if err != nil && (out == nil || !errors.Is(err, &chargeback.Error{Code: chargeback.CostsChange})) {
		h.importFailed(c, file, err)
		return
	}
	lang := language(c)
	body := previewBody{ID: id, Key: newKey(), Name: words.Visible(file.Path[strings.LastIndexByte(file.Path, '/')+1:]), Out: out}
	body.fill(lang, out, notes)
	if changed := knownCosts(out); changed > 0 {
		body.CostsChange = sentence(lang.Failure(&chargeback.Error{Code: chargeback.CostsChange, Args: []string{words.Count(changed)}}))
	}
	h.show(c, http.StatusOK, "preview", page{Title: lang.Pick("Det här skulle ändras", "This would change"), Notice: flash(c), Body: body})
}

// knownCosts counts the known cost rows that an import would change.
func knownCosts(out *intake.Outcome) int {
	for i := range out.Plan.Tables {
		if t := &out.Plan.Tables[i]; t.Table.Name == "costs" {
			return len(t.Changed)
		}
	}
	return 0
}

func (h *handler) expired(c *gin.Context) {
	setFlash(c, "warn", language(c).Pick("Filen finns inte kvar. Ladda upp den igen.", "The file is no longer there. Upload it again."))
	c.Redirect(http.StatusSeeOther, "/import")
}

// takeIn imports an upload.
func (h *handler) takeIn(c *gin.Context) {
	id, lang := c.Param("id"), language(c)
	file, ok := h.uploads.find(id, callerOf(c).Person.Name)
	if !ok {
		h.expired(c)
		return
	}
	var out *intake.Outcome
	err := h.once(c, func(ctx context.Context) (err error) {
		out, _, err = h.importFile(ctx, actor(c), file, false, c.PostForm("yes") == "yes")
		return err
	})
	if err != nil {
		if errors.Is(err, &chargeback.Error{Code: chargeback.CostsChange}) {
			setFlash(c, "bad", lang.Pick("Kryssa i att kända kostnadsrader får ändras.", "Tick that known cost rows may change."))
			c.Redirect(http.StatusSeeOther, "/import/"+id)
			return
		}
		h.importFailed(c, file, err)
		return
	}
	h.uploads.done(id)
	var more []string
	if out != nil {
		for _, p := range out.Correct {
			more = append(more, lang.Pick("Behöver rättas: ", "Needs a correction: ")+lang.Month(p))
		}
	}
	setFlash(c, "ok", lang.Pick("Filen är importerad.", "The file has been imported."), more...)
	c.Redirect(http.StatusSeeOther, "/import")
}

// importFile imports a file, or says what it would change.
func (h *handler) importFile(ctx context.Context, who billing.Actor, file intake.File, dry, yes bool) (*intake.Outcome, []*chargeback.Error, error) {
	in, notes, err := intake.Open(file, func(int64) func(int) { return func(int) {} })
	if err != nil {
		return nil, nil, err
	}
	in.DryRun, in.Yes = dry, yes
	out, err := h.Intake.Import(ctx, who, *in)
	return out, notes(), err
}

// shownErrors is how many faults of a file are listed.
const shownErrors = 100

// importFailed shows every fault of a file where it is.
func (h *handler) importFailed(c *gin.Context, file intake.File, err error) {
	lang, status := language(c), server.Status(err)
	err = intake.WithoutFolder(err, filepath.Dir(file.Path))
	if status >= http.StatusInternalServerError || status == http.StatusForbidden && !errors.Is(err, &chargeback.Error{Code: chargeback.NotYourTable}) {
		h.fail(c, err)
		return
	}
	body := importBody{Chosen: file}
	var many *chargeback.Errors
	if errors.As(err, &many) {
		for _, e := range many.List[:min(shownErrors, len(many.List))] {
			body.Errors = append(body.Errors, located(lang, e))
		}
		body.More = many.Count - len(body.Errors)
	} else {
		body.Errors = []string{sentence(lang.Failure(err))}
	}
	h.showImport(c, status, body)
}

// located tells a fault of a file, whose name stays as it is.
func located(lang words.Language, e *chargeback.Error) string {
	if e.File == "" {
		return sentence(lang.Failure(e))
	}
	return strings.TrimSuffix(lang.Failure(e), ".") + "."
}

// shownChanges is how many changed rows of a table are shown.
const shownChangedKeys = 20

func (b *previewBody) fill(lang words.Language, out *intake.Outcome, notes []*chargeback.Error) {
	b.Empty, b.Ledger, b.Snapshot, b.Correct = out.Plan.Empty(), out.Ledger, out.Snapshot, out.Correct
	if out.Before != nil {
		b.Before = billing.DayIn(out.Before.At).String()
	}
	for i := range out.Plan.Tables {
		t := &out.Plan.Tables[i]
		row := previewTable{
			Name: capital(lang.Table(t.Table.Name)), New: t.New, Changed: len(t.Changed) - t.Gone, Gone: t.Gone, Unchanged: t.Unchanged,
		}
		for j := range t.Changed[:min(shownChangedKeys, len(t.Changed))] {
			change := &t.Changed[j]
			for _, r := range change.Before {
				if !contains(change.After, r) {
					row.Rows = append(row.Rows, previewRow{false, rowText(t.Table, r)})
				}
			}
			for _, r := range change.After {
				if !contains(change.Before, r) {
					row.Rows = append(row.Rows, previewRow{true, rowText(t.Table, r)})
				}
			}
		}
		row.More = max(0, len(t.Changed)-shownChangedKeys)
		b.Tables = append(b.Tables, row)
	}
	b.ParkedCount, b.ParkedCost = len(out.Parked), out.ParkedCost.Amount
	for _, r := range out.Parked[:min(shownChangedKeys, len(out.Parked))] {
		b.Parked = append(b.Parked, sentence(lang.Failure(&chargeback.Error{Code: r.Reason, Line: r.Line, Value: r.Value, Args: r.Args})))
	}
	for _, note := range notes {
		b.Notes = append(b.Notes, sentence(lang.Failure(note)))
	}
}

func contains(rows []chargeback.Record, r chargeback.Record) bool {
	return slices.ContainsFunc(rows, func(other chargeback.Record) bool { return slices.Equal(other.Cells, r.Cells) })
}

// rowText writes the cells of a row that say anything.
func rowText(t *chargeback.Table, r chargeback.Record) string {
	var parts []string
	for i, cell := range r.Cells {
		switch {
		case cell == "":
		case slices.Contains(t.Key, i):
			parts = append(parts, words.Visible(cell))
		default:
			parts = append(parts, t.Columns[i].Name+" "+words.Visible(cell))
		}
	}
	return strings.Join(parts, " · ")
}
