package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// editBody is the form of a row.
type editBody struct {
	TableName, TablePath string
	KeyPath              string // of the rows; the table's where they are new
	Path                 string // of the form, without its last part
	New, End             bool
	Dated                bool // the rows count from a day to a day
	Plan                 bool // no bill is counted from the table
	Known                string
	Fields               []formField
	Wrong                bool
	General              []string // what is wrong, and no field's
	Now                  []string // what is known of the key now
}

// mayEdit asks whether the reader may change a table before it offers a form. A
// refusal is told to the log.
func (h *handler) mayEdit(c *gin.Context, t *chargeback.Table) bool {
	ctx, who := c.Request.Context(), actor(c)
	err := h.Service.MayChange(ctx, who, t.Name)
	if err != nil {
		h.fail(c, h.Service.Refused(ctx, who, t.Name, err))
	}
	return err == nil
}

// knownRows are the rows of a key that are known now; a new key has none. Where
// the key has none the page does not exist.
func (h *handler) knownRows(c *gin.Context, t *chargeback.Table, key []string) ([]chargeback.Record, bool) {
	if key == nil {
		return nil, true
	}
	history, err := h.Service.RegisterHistory(c.Request.Context(), actor(c), t.Name, key)
	if err == nil && len(history) == 0 {
		err = errNotFound
	}
	if err != nil {
		h.fail(c, err)
		return nil, false
	}
	return known(t, history), true
}

// registerForm shows the form of a row: as it is known, or empty.
func (h *handler) registerForm(c *gin.Context) {
	t, key := h.rowParam(c)
	if t == nil || !h.mayEdit(c, t) {
		return
	}
	rows, ok := h.knownRows(c, t, key)
	if !ok {
		return
	}
	months, err := h.effectMonths(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	f := &rowForm{Table: t, Key: key, End: key != nil && c.Query("end") == "yes", Known: rowNumbers(rows), Cells: make(map[string]string)}
	days := chargeback.Since(months[0].First())
	if at := todaysRow(t, rows, billing.DayIn(h.Service.Now())); at >= 0 && !f.End {
		if asked := slices.IndexFunc(rows, func(r chargeback.Record) bool { return rowNumber(r) == c.Query("row") }); asked >= 0 {
			at = asked
		}
		for i, name := range t.Names() {
			f.Cells[name] = rows[at].Cells[i]
		}
		valid := t.Span(rows[at])
		days = valid
		if days.To >= months[0].First() {
			days.From = max(days.From, months[0].First())
		}
	}
	for i, column := range t.Columns {
		switch {
		case f.fixed(i):
			f.Cells[column.Name] = key[slices.Index(t.Key, i)]
		case key == nil:
			f.Cells[column.Name] = c.Query(cellField(column.Name))
		}
	}
	if t.Dated {
		f.Cells["from"], f.Cells["to"] = dateText(days.From), dateText(days.To)
	}
	h.showForm(c, http.StatusOK, f, rows, nil)
}

// showForm shows a form with what is wrong with it.
func (h *handler) showForm(c *gin.Context, status int, f *rowForm, rows []chargeback.Record, err error) {
	lang, ctx, names := language(c), c.Request.Context(), h.codeNames(actor(c))
	body := editBody{
		TableName: capital(lang.Table(f.Table.Name)), TablePath: tablePath(f.Table.Name), New: f.Key == nil, End: f.End, Known: f.Known,
		Dated: f.Table.Dated, Plan: chargeback.IsPlanTable(f.Table.Name),
		KeyPath: tablePath(f.Table.Name), Path: tablePath(f.Table.Name) + "/" + newRow,
	}
	wrong := f.tell(lang, err)
	body.General, body.Wrong = wrong.general, err != nil
	title := lang.Pick("Ny rad", "New row") + ": " + lang.Table(f.Table.Name)
	fields, failed := h.fields(c, names, f, wrong.columns)
	if f.Key != nil && failed == nil {
		body.KeyPath = rowPath(f.Table.Name, f.Key)
		body.Path = body.KeyPath
		title, _, failed = names.keyTitle(ctx, lang, f.Table, f.Key, rows)
	}
	for i := range rows {
		text, err := names.rowWords(ctx, lang, f.Table, rows[i])
		failed = errors.Join(failed, err)
		body.Now = append(body.Now, text)
	}
	if failed != nil {
		h.fail(c, failed)
		return
	}
	body.Fields = fields
	h.show(c, status, "register-edit", page{Title: title, Body: &body})
}

// effectMonths are the months that the effect of a change can be shown for:
// those that are not closed, rising, and the latest closed one last. Where there
// is none it is that of today.
func (h *handler) effectMonths(ctx context.Context) ([]allocation.Period, error) {
	all, err := h.Service.Months(ctx)
	if err != nil {
		return nil, err
	}
	var list []allocation.Period
	closed := -1
	for i := range all {
		if all[i].State == chargeback.Closed {
			closed = i
		}
	}
	for _, m := range all[closed+1:] {
		list = append(list, m.Period)
	}
	if closed >= 0 {
		list = append(list, all[closed].Period)
	}
	if len(list) == 0 {
		list = append(list, billing.DayIn(h.Service.Now()).Period())
	}
	return list, nil
}

// effectMonth is the month that is asked for, else the first that the change
// concerns.
func (f *rowForm) effectMonth(months []allocation.Period) allocation.Period {
	days, _ := f.days()
	concerned := -1
	for i, p := range months {
		if p.String() == f.Month {
			return p
		}
		if concerned < 0 && days.Overlaps(allocation.Span{From: p.First(), To: p.Last()}) {
			concerned = i
		}
	}
	return months[max(concerned, 0)]
}

// registerPreviewBody is what an edit would change.
type registerPreviewBody struct {
	TableName, TablePath, KeyPath, Path string
	New                                 bool
	Hidden                              []named
	Key                                 string
	Heads                               []registerHead
	Rows                                []changedRow
	Correct, Stale                      []allocation.Period
	Month                               allocation.Period
	Months                              []allocation.Period  // that the effect can be shown for; none: no bill changes
	Effect                              []billing.PreviewRow // departments that pay another amount, the largest change first
	Before, After                       allocation.Ore       // of all departments
	Same                                int                  // departments that pay the same
	EffectErr                           []string             // why the month cannot be charged then
	Reason, ReasonErr                   string
}

// Change is what all departments together pay more or less.
func (b *registerPreviewBody) Change() allocation.Ore { return b.After - b.Before }

// changedRow is a row that goes or comes.
type changedRow struct {
	Comes bool
	Cells []cell
}

// registerPreview shows what an edit would change before it is saved.
func (h *handler) registerPreview(c *gin.Context) {
	t, key := h.rowParam(c)
	if t == nil || !h.mayEdit(c, t) {
		return
	}
	rows, ok := h.knownRows(c, t, key)
	if !ok {
		return
	}
	f := readForm(c, t, key)
	if c.PostForm("step") == "form" {
		h.showForm(c, http.StatusOK, f, rows, nil)
		return
	}
	h.showPreview(c, http.StatusOK, f, rows, "")
}

// showPreview shows what a form would change; wrong is what is wrong with the
// reason.
func (h *handler) showPreview(c *gin.Context, status int, f *rowForm, rows []chargeback.Record, wrong string) {
	ctx, lang, who := c.Request.Context(), language(c), actor(c)
	edit, err := f.edit(rows)
	var effect *billing.Effect
	if err == nil {
		effect, err = h.Service.TryEdit(ctx, who, edit)
	}
	if err == nil && effect.Plan.Empty() {
		err = &chargeback.Error{Code: chargeback.EmptyChange}
	}
	if err != nil {
		h.wrongForm(c, f, rows, err)
		return
	}
	body := &registerPreviewBody{
		TableName: capital(lang.Table(f.Table.Name)), TablePath: tablePath(f.Table.Name), KeyPath: tablePath(f.Table.Name),
		Path: tablePath(f.Table.Name) + "/" + newRow, New: f.Key == nil, Hidden: f.hidden(), Key: newKey(),
		Correct: effect.Correct, Stale: effect.Stale, Reason: f.Reason, ReasonErr: wrong,
	}
	if f.Key != nil {
		body.KeyPath = rowPath(f.Table.Name, f.Key)
		body.Path = body.KeyPath
	}
	names := h.codeNames(who)
	err = body.changed(ctx, lang, names, &effect.Plan.Tables[0])
	plan := chargeback.IsPlanTable(f.Table.Name) // no bill is counted from it
	if err == nil && !plan {
		body.Months, err = h.effectMonths(ctx)
	}
	if err == nil && !plan {
		body.Month = f.effectMonth(body.Months)
		err = h.effect(ctx, lang, who, body, edit.Set)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	h.show(c, status, "register-preview", page{Title: lang.Pick("Det här skulle ändras", "This would change"), Body: body})
}

// changed lists the rows that go and come, each with what differs between them.
func (b *registerPreviewBody) changed(ctx context.Context, lang words.Language, names *codeNames, plan *chargeback.TablePlan) error {
	for _, column := range plan.Table.Columns {
		b.Heads = append(b.Heads, registerHead{Name: lang.Column(plan.Table.Name, column.Name), Num: number(column)})
	}
	var gone, come []chargeback.Record
	if len(plan.Changed) == 0 {
		come = plan.Change.Added
	}
	for _, change := range plan.Changed {
		gone = append(gone, without(change.Before, change.After)...)
		come = append(come, without(change.After, change.Before)...)
	}
	for _, side := range []struct {
		comes       bool
		rows, other []chargeback.Record
	}{{false, gone, come}, {true, come, gone}} {
		for _, r := range side.rows {
			cells, err := names.cells(ctx, lang, plan.Table, r)
			if err != nil {
				return err
			}
			for i := range cells {
				cells[i].Path = ""
				cells[i].Differs = slices.ContainsFunc(side.other, func(o chargeback.Record) bool { return o.Cells[i] != r.Cells[i] })
			}
			b.Rows = append(b.Rows, changedRow{side.comes, cells})
		}
	}
	return nil
}

// without returns the rows that are not among others.
func without(rows, others []chargeback.Record) []chargeback.Record {
	return slices.DeleteFunc(slices.Clone(rows), func(r chargeback.Record) bool { return contains(others, r) })
}

// effect is what departments would pay in the month. A month that cannot be
// charged is no reason not to save: its sentences are shown.
func (h *handler) effect(ctx context.Context, lang words.Language, who billing.Actor, b *registerPreviewBody, set chargeback.ChangeSet) error {
	preview, err := h.Service.Preview(ctx, who, set, b.Month)
	var many *chargeback.Errors
	var one *chargeback.Error
	switch status := server.Status(err); {
	case status >= http.StatusInternalServerError || status == http.StatusForbidden:
		return err
	case errors.As(err, &many):
		for _, e := range many.List {
			b.EffectErr = append(b.EffectErr, sentence(lang.Failure(e)))
		}
		return nil
	case errors.As(err, &one):
		b.EffectErr = []string{sentence(lang.Failure(one))}
		return nil
	case err != nil:
		return err
	}
	var before, after allocation.Sum
	for _, r := range preview.Rows {
		before.Add(r.Before)
		after.Add(r.After)
		if r.Change() == 0 {
			b.Same++
			continue
		}
		b.Effect = append(b.Effect, r)
	}
	size := func(r *billing.PreviewRow) allocation.Ore { return max(r.Change(), -r.Change()) }
	slices.SortStableFunc(b.Effect, func(x, y billing.PreviewRow) int { return cmp.Compare(size(&y), size(&x)) })
	if b.Before, err = before.Total(); err == nil {
		b.After, err = after.Total()
	}
	return err
}

// wrongForm shows a form that cannot be taken.
func (h *handler) wrongForm(c *gin.Context, f *rowForm, rows []chargeback.Record, err error) {
	status := server.Status(err)
	if status >= http.StatusInternalServerError || status == http.StatusForbidden || status == http.StatusNotFound || status == http.StatusBadRequest {
		h.fail(c, err)
		return
	}
	if errors.Is(err, &chargeback.Error{Code: chargeback.RowsChanged}) {
		f.Known = rowNumbers(rows) // who sends the form again has seen them
	}
	h.showForm(c, status, f, rows, err)
}

// registerSave makes an edit.
func (h *handler) registerSave(c *gin.Context) {
	t, key := h.rowParam(c)
	if t == nil || !h.mayEdit(c, t) {
		return
	}
	rows, ok := h.knownRows(c, t, key)
	if !ok {
		return
	}
	lang, f := language(c), readForm(c, t, key)
	edit, err := f.edit(rows)
	var effect *billing.Effect
	if err == nil {
		err = h.once(c, func(ctx context.Context) (err error) {
			effect, err = h.Service.ApplyEdit(ctx, actor(c), edit, f.Reason)
			return err
		})
	}
	switch {
	case errors.Is(err, &chargeback.Error{Code: chargeback.BadReason}):
		h.showPreview(c, server.Status(err), f, rows, sentence(lang.Failure(err)))
		return
	case err != nil:
		h.wrongForm(c, f, rows, err)
		return
	}
	var more []string
	to := tablePath(t.Name)
	if key != nil {
		to = rowPath(t.Name, key)
	}
	if effect != nil {
		more = effectWords(lang, effect)
		if added := effect.Plan.Tables[0].Change.Added; key == nil && len(added) > 0 {
			to = rowPath(t.Name, keyOf(t, added[0]))
		}
	}
	setFlash(c, "ok", lang.Pick("Ändringen är sparad.", "The change has been saved."), more...)
	c.Redirect(http.StatusSeeOther, to)
}

// effectWords say what a saved change leaves to do.
func effectWords(lang words.Language, e *billing.Effect) []string {
	var list []string
	for _, part := range []struct {
		text   string
		months []allocation.Period
	}{
		{lang.Pick("Behöver rättas: ", "Needs a correction: "), e.Correct},
		{lang.Pick("Behöver beräknas på nytt: ", "Needs a new run: "), e.Stale},
	} {
		var names []string
		for _, p := range part.months {
			names = append(names, lang.Month(p))
		}
		if len(names) > 0 {
			list = append(list, part.text+strings.Join(names, ", ")+".")
		}
	}
	return list
}
