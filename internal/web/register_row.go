package web

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// rowBody is all that is known of one key.
type rowBody struct {
	Table             *chargeback.Table
	TableName, Title  string
	Lead              string
	TablePath, Path   string
	MayEdit           bool
	NewPath           string
	Heads             []registerHead
	Rows              []knownRow
	System            *systemPart
	History           []historyEvent
	EditPath, EndPath string // of the row that is valid today, else of the last one
}

// knownRow is a row as it is known now.
type knownRow struct {
	Cells    []cell
	Today    bool // it is valid today
	EditPath string
}

// historyEvent is what one event of the log did to the rows.
type historyEvent struct {
	billing.Happened
	ActionText  string
	Came, Ended []string
}

// systemPart is who answers for a system, who pays for it and what it cost.
type systemPart struct {
	Facts      []systemFact
	Shares     []systemShare
	SharesPath string
	Bill       *billing.SystemBill
}

type systemFact struct {
	Name string
	Cell cell
}

type systemShare struct {
	Code, Name, Path, Share, Percent string
}

// rowParam reads table and key of an address. Where there are none the page does
// not exist, and the table is nil.
func (h *handler) rowParam(c *gin.Context) (t *chargeback.Table, key []string) {
	t = h.tableParam(c)
	if t == nil || c.Param("key") == newRow {
		return t, nil
	}
	key, ok := keyCells(t, c.Param("key"))
	if !ok {
		h.fail(c, errNotFound)
		return nil, nil
	}
	return t, key
}

// known are the rows of a history that are known now, by their first day.
func known(t *chargeback.Table, history []billing.RowHistory) []chargeback.Record {
	var rows []chargeback.Record
	for i := range history {
		if history[i].Ended == nil {
			rows = append(rows, history[i].Record)
		}
	}
	slices.SortFunc(rows, func(a, b chargeback.Record) int { return cmp.Compare(t.Span(a).From, t.Span(b).From) })
	return rows
}

// rowNumber writes the number of a row.
func rowNumber(r chargeback.Record) string { return strconv.FormatInt(r.Row, 10) }

// todaysRow is the place of the row that is valid on a day, else of the last.
func todaysRow(t *chargeback.Table, rows []chargeback.Record, today allocation.Date) int {
	at := slices.IndexFunc(rows, func(r chargeback.Record) bool { return t.Span(r).Contains(today) })
	if at < 0 {
		at = len(rows) - 1
	}
	return at
}

// registerRow shows the rows of one key and how they came to be.
func (h *handler) registerRow(c *gin.Context) {
	t, key := h.rowParam(c)
	if t == nil {
		return
	}
	ctx, lang, who, today := c.Request.Context(), language(c), actor(c), billing.DayIn(h.Service.Now())
	history, err := h.Service.RegisterHistory(ctx, who, t.Name, key)
	if key == nil || err == nil && len(history) == 0 {
		err = errNotFound
	}
	body := rowBody{Table: t, TableName: capital(lang.Table(t.Name)), TablePath: tablePath(t.Name)}
	names := h.codeNames(who)
	if err == nil {
		body.Path = rowPath(t.Name, key)
		body.MayEdit = h.Service.MayChange(ctx, who, t.Name) == nil
		body.NewPath = tablePath(t.Name) + "/" + newRow + "/edit"
		err = errors.Join(body.rows(ctx, lang, names, known(t, history), today), body.history(ctx, lang, names, history))
	}
	if err == nil {
		body.Title, body.Lead, err = names.keyTitle(ctx, lang, t, key, known(t, history))
	}
	if err == nil && t.Name == "systems" {
		body.System, err = h.systemPart(ctx, lang, names, who, key[0], known(t, history), today)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	h.show(c, http.StatusOK, "register-row", page{Title: body.Title, Notice: flash(c), Body: &body})
}

// keyTitle is what a key is called: its name where it has one, else its cells.
func (n *codeNames) keyTitle(ctx context.Context, lang words.Language, t *chargeback.Table, key []string, rows []chargeback.Record) (title, lead string, err error) {
	if at := t.Column("name"); at >= 0 && len(rows) > 0 {
		return words.Visible(rows[len(rows)-1].Cells[at]), words.Visible(strings.Join(key, " ")), nil
	}
	var parts []string
	for i, column := range t.Key {
		text := lang.Cell(t, column, key[i])
		name, err := n.name(ctx, t.Name, t.Columns[column].Name, key[i])
		if err != nil {
			return "", "", err
		}
		if name != "" {
			text += " " + name
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", "), "", nil
}

func (b *rowBody) rows(ctx context.Context, lang words.Language, names *codeNames, rows []chargeback.Record, today allocation.Date) error {
	for _, column := range b.Table.Columns {
		b.Heads = append(b.Heads, registerHead{Name: lang.Column(b.Table.Name, column.Name), Num: number(column)})
	}
	for i := range rows {
		cells, err := names.cells(ctx, lang, b.Table, rows[i])
		if err != nil {
			return err
		}
		b.Rows = append(b.Rows, knownRow{
			Cells: cells, Today: b.Table.Dated && b.Table.Span(rows[i]).Contains(today), EditPath: b.Path + "/edit?row=" + rowNumber(rows[i]),
		})
	}
	if at := todaysRow(b.Table, rows, today); at >= 0 {
		b.EditPath, b.EndPath = b.Rows[at].EditPath, b.Path+"/edit?end=yes"
	}
	return nil
}

// history gathers the rows by the events that added and ended them, the newest
// first.
func (b *rowBody) history(ctx context.Context, lang words.Language, names *codeNames, history []billing.RowHistory) error {
	events := make(map[int64]*historyEvent)
	event := func(h billing.Happened) *historyEvent {
		if events[h.Number] == nil {
			events[h.Number] = &historyEvent{Happened: h, ActionText: lang.Action(h.Action)}
		}
		return events[h.Number]
	}
	for i := range history {
		text, err := names.rowWords(ctx, lang, b.Table, history[i].Record)
		if err != nil {
			return err
		}
		came := event(history[i].Added)
		came.Came = append(came.Came, text)
		if history[i].Ended != nil {
			ended := event(*history[i].Ended)
			ended.Ended = append(ended.Ended, text)
		}
	}
	for _, e := range events {
		b.History = append(b.History, *e)
	}
	slices.SortFunc(b.History, func(x, y historyEvent) int { return cmp.Compare(y.Number, x.Number) })
	return nil
}

// systemPart finds who answers for a system and what it cost.
func (h *handler) systemPart(ctx context.Context, lang words.Language, names *codeNames, who billing.Actor, code string, rows []chargeback.Record, today allocation.Date) (*systemPart, error) {
	t := chargeback.TableNamed("systems")
	part := &systemPart{SharesPath: tablePath("system_shares") + "?is-system=" + url.QueryEscape(code)}
	var err error
	if part.Bill, err = h.Service.SystemBilled(ctx, who, code); err != nil {
		return nil, err
	}
	at := todaysRow(t, rows, today)
	if at < 0 {
		return part, nil
	}
	cells, err := names.cells(ctx, lang, t, rows[at])
	if err != nil {
		return nil, err
	}
	for _, column := range []string{"tier", "owner", "sharing"} {
		i := t.Column(column)
		if cells[i].Text == "" {
			cells[i].Text = lang.Choice("sharing", chargeback.Sharings[chargeback.ByOwner])
		}
		part.Facts = append(part.Facts, systemFact{lang.Column(t.Name, column), cells[i]})
	}
	if rows[at].Cells[t.Column("sharing")] != chargeback.Sharings[chargeback.ByShares] {
		return part, nil
	}
	shares, err := h.Service.RegisterRows(ctx, who, billing.RegisterQuery{
		Table: "system_shares", Equal: map[string]string{"system": code}, On: today, Sort: "share", Down: true, Limit: billing.MostRows,
	})
	if err != nil {
		return nil, err
	}
	var whole int64
	for _, r := range shares.Rows {
		micro := chargeback.Scaled(r.Cells[2], chargeback.MicroColumn)
		if whole > math.MaxInt64-micro {
			whole = 0 // no part of such a sum can be told
			break
		}
		whole += micro
	}
	for _, r := range shares.Rows {
		name, err := names.name(ctx, "system_shares", "cost_center", r.Cells[1])
		if err != nil {
			return nil, err
		}
		micro := chargeback.Scaled(r.Cells[2], chargeback.MicroColumn)
		part.Shares = append(part.Shares, systemShare{
			words.Visible(r.Cells[1]), name, rowPath("system_shares", keyOf(shares.Table, r)), words.Exact(micro), words.Percent(micro, whole),
		})
	}
	return part, nil
}
