package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

type auditIn struct {
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Cursor  string `query:"cursor" maxLength:"100" doc:"The next of the answer before."`
	Sort    string `query:"sort" enum:"number,-number" default:"number"`
	Person  string `query:"person" maxLength:"200"`
	Action  string `query:"action" maxLength:"100"`
	Subject string `query:"subject" maxLength:"500"`
	From    day    `query:"from" doc:"The first day, in UTC."`
	To      day    `query:"to" doc:"The last day, in UTC."`
}

// eventBody is one thing that somebody did. The hash is over the fields as they
// stand, details as that text.
type eventBody struct {
	Number   int64     `json:"number"`
	At       time.Time `json:"at"`
	Person   string    `json:"person"`
	Origin   string    `json:"origin"`
	Action   string    `json:"action"`
	Subject  string    `json:"subject"`
	Details  string    `json:"details" doc:"JSON."`
	Previous string    `json:"previous"`
	Hash     string    `json:"hash"`
}

func (a *API) audit() {
	tags := []string{"Audit log"}
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/audit", Tags: tags, Summary: "Events", Description: "Finance sees what they did themselves.",
		},
		results: map[int]any{http.StatusOK: list[eventBody]{}},
	}, a.events)
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/audit/head", Tags: tags, Summary: "The head of the chain"},
		results:   map[int]any{http.StatusOK: chainBody{}},
	}, func(c *call, _ *noInput) (*reply, error) {
		head, err := a.service.Head(c.ctx, c.who())
		return &reply{body: chainBody{head.Number, head.Hash}}, err
	})
}

// events reads the log in order: the total needs all of it. It keeps no more
// than a page.
func (a *API) events(c *call, in *auditIn) (*reply, error) {
	after := int64(0)
	if in.Cursor != "" {
		var err error
		if after, err = strconv.ParseInt(in.Cursor, 10, 64); err != nil || after < 1 {
			return nil, &chargeback.Error{Code: chargeback.BadCursor}
		}
	}
	for name, d := range map[string]day{"from": in.From, "to": in.To} {
		if _, ok := allocation.ParseDate(string(d)); d != "" && !ok {
			return nil, &chargeback.Error{Code: chargeback.BadParameter, Value: string(d), Args: []string{name}}
		}
	}
	falling := in.Sort == "-number"
	l := &list[eventBody]{Items: []eventBody{}}
	more := false
	_, err := a.service.Events(c.ctx, c.who(), 1, func(e *audit.Event) error {
		if !in.takes(e) {
			return nil
		}
		l.Total++
		switch {
		case falling && (after == 0 || e.Number < after):
			l.Items = append(l.Items, eventOf(e))
			if len(l.Items) > in.Limit {
				l.Items, more = l.Items[1:], true
			}
		case !falling && e.Number > after:
			if len(l.Items) < in.Limit {
				l.Items = append(l.Items, eventOf(e))
			} else {
				more = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if falling {
		for i, j := 0, len(l.Items)-1; i < j; i, j = i+1, j-1 {
			l.Items[i], l.Items[j] = l.Items[j], l.Items[i]
		}
	}
	if more {
		l.Next = strconv.FormatInt(l.Items[len(l.Items)-1].Number, 10)
	}
	return &reply{body: l}, nil
}

// takes says whether the filters take an event.
func (in *auditIn) takes(e *audit.Event) bool {
	on := day(e.At.UTC().Format(time.DateOnly))
	return (in.Person == "" || e.Person == in.Person) && (in.Action == "" || e.Action == in.Action) &&
		(in.Subject == "" || e.Subject == in.Subject) && (in.From == "" || on >= in.From) && (in.To == "" || on <= in.To)
}

func eventOf(e *audit.Event) eventBody {
	return eventBody{e.Number, e.At.UTC(), e.Person, e.Origin, e.Action, e.Subject, e.Details, e.Previous, e.Hash}
}
