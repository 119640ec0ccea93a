package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"chargeback/internal/chargeback"
	"chargeback/internal/server"
	"chargeback/internal/words"
)

// problem is a failure as RFC 9457 has it.
type problem struct {
	Title    string     `json:"title" doc:"The status in words."`
	Status   int        `json:"status" doc:"The HTTP status."`
	Code     string     `json:"code" doc:"The kind of failure; it stays."`
	Detail   string     `json:"detail" doc:"What is wrong and what to do, in the language that was asked for."`
	Instance string     `json:"instance,omitempty" doc:"The request's id, to ask about it."`
	Errors   []location `json:"errors,omitempty" maxItems:"100" doc:"Everything that is wrong, each where it is; the first hundred."`
	Count    int        `json:"count,omitempty" doc:"How many errors there are."`
	Import   *outcome   `json:"import,omitempty" doc:"What the import would have changed, where it was refused for that."`
}

// location is one of the things that are wrong.
type location struct {
	Code   string `json:"code"`
	File   string `json:"file,omitempty" doc:"File, or sheet of a workbook."`
	Line   int    `json:"line,omitempty" doc:"The record's first line, from 1."`
	Key    string `json:"key,omitempty" doc:"Of a row in the database, which has no line."`
	Column string `json:"column,omitempty" doc:"Column of a table, parameter, or path of a field."`
	Value  string `json:"value,omitempty"`
	Detail string `json:"detail"`
}

// Error is the sentence.
func (p *problem) Error() string { return p.Detail }

// GetStatus is the HTTP status, for huma.
func (p *problem) GetStatus() int { return p.Status }

// ContentType is the type of the body, for huma.
func (p *problem) ContentType(string) string { return problemType }

// Problem ends a request with a failure. It is what a guard of this API's
// routes answers with.
func Problem(c *gin.Context, status int, err error) {
	c.Abort()
	c.Data(status, problemType, encoded(problemOf(c, status, err)))
}

// NoRoute answers what no route is for.
func NoRoute(c *gin.Context) {
	Problem(c, http.StatusNotFound, &chargeback.Error{Code: chargeback.NoSuchPage})
}

// NoMethod answers a method that a route does not have.
func NoMethod(c *gin.Context) {
	Problem(c, http.StatusMethodNotAllowed, &chargeback.Error{Code: chargeback.WrongMethod, Value: c.Request.Method})
}

// statusOf is the HTTP status of a failure.
func statusOf(err error) int {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable
	}
	return server.Status(err)
}

// machinery are the codes of failures that nobody who calls can do anything
// about but wait.
const (
	codeInternal    = "internal"
	codeUnavailable = "unavailable"
)

// problemOf tells a failure in the reader's language. What the machinery says
// is for the log.
func problemOf(c *gin.Context, status int, err error) *problem {
	lang := language(c)
	p := &problem{Title: http.StatusText(status), Status: status}
	if c != nil {
		p.Instance = server.RequestID(c)
	}
	if status >= http.StatusInternalServerError {
		if c != nil {
			_ = c.Error(err)
		}
		p.Code = codeInternal
		if status != http.StatusInternalServerError {
			p.Code = codeUnavailable
		}
		p.Detail = lang.Pick("det gick inte just nu; försök igen om en stund", "it did not work just now; try again in a while")
		return p
	}
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		err = &chargeback.Error{Code: chargeback.RequestTooLarge}
	}
	var refused *refusedImport
	if errors.As(err, &refused) {
		p.Import = refused.outcome
	}
	if many := (*chargeback.Errors)(nil); errors.As(err, &many) && len(many.List) > 0 {
		p.Code, p.Detail, p.Count = string(many.List[0].Code), lang.Failure(many.List[0]), many.Count
		for _, e := range many.List[:min(len(many.List), chargeback.MaxErrors)] {
			p.Errors = append(p.Errors, located(e, lang))
		}
		return p
	}
	var e *chargeback.Error
	if !errors.As(err, &e) {
		p.Code, p.Detail = codeInternal, http.StatusText(status)
		return p
	}
	p.Code, p.Detail = string(e.Code), lang.Failure(e)
	if e.File != "" || e.Line > 0 || e.Column != "" || e.Key != "" {
		p.Errors, p.Count = []location{located(e, lang)}, 1
	}
	return p
}

func located(e *chargeback.Error, lang words.Language) location {
	return location{
		Code: string(e.Code), File: words.Visible(e.File), Line: e.Line, Key: words.Visible(e.Key), Column: words.Visible(e.Column),
		Value: words.Visible(e.Value), Detail: lang.Failure(e),
	}
}

// refusal is what huma found wrong, as our problem: with the address or the
// headers 400, with the fields of a body 422.
func refusal(c *gin.Context, status int, msg string, errs []error) *problem {
	lang := language(c)
	if status >= http.StatusInternalServerError || c == nil {
		return problemOf(c, max(status, http.StatusInternalServerError), errors.Join(append(errs, errors.New(msg))...))
	}
	e := &chargeback.Error{Code: chargeback.BadFields}
	switch status {
	case http.StatusRequestEntityTooLarge:
		e.Code = chargeback.RequestTooLarge
	case http.StatusBadRequest:
		e.Code = chargeback.BodyMissing
	}
	p := problemOf(c, status, e)
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if !errors.As(err, &detail) {
			continue
		}
		where, name, _ := strings.Cut(detail.Location, ".")
		told := location{Code: string(e.Code), Column: words.Visible(cmp.Or(name, where)), Value: shown(detail.Value)}
		told.Detail = lang.Pick("stämmer inte med beskrivningen: ", "is not as described: ") + words.Visible(detail.Message)
		if slices.Contains([]string{"path", "query", "header", "cookie"}, where) && name != "" {
			told.Code = string(chargeback.BadParameter)
			if p.Status != http.StatusBadRequest {
				p.Status, p.Title, p.Code = http.StatusBadRequest, http.StatusText(http.StatusBadRequest), told.Code
				p.Detail = lang.Failure(&chargeback.Error{Code: chargeback.BadParameter, Value: told.Value, Args: []string{name}})
			}
		}
		if p.Count++; len(p.Errors) < chargeback.MaxErrors {
			p.Errors = append(p.Errors, told)
		}
	}
	return p
}

// shown is a value that was sent, where it is a short text.
func shown(value any) string {
	text, _ := value.(string)
	const most = 200
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return words.Visible(text)
}
