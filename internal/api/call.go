package api

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// call is one request.
type call struct {
	c      *gin.Context
	ctx    context.Context
	caller *auth.Caller // nil on routes that anyone may call
	lang   words.Language
}

type ginKey struct{}

// callOf returns the request that a context belongs to.
func callOf(ctx context.Context) *call {
	c := ctx.Value(ginKey{}).(*gin.Context)
	return &call{c: c, ctx: ctx, caller: auth.CallerOf(ctx), lang: language(c)}
}

// who is the caller as the use cases know them.
func (c *call) who() billing.Actor { return c.caller.Actor(c.caller.Address) }

// scope is whose bills the caller may read today.
func (a *API) scope(c *call) chargeback.Scope {
	return c.caller.Scope(billing.DayIn(a.service.Now()))
}

// overviews says whether the caller sees the whole organisation.
func (c *call) overviews() bool {
	return c.caller.Has(chargeback.Finance, chargeback.Chief, chargeback.Auditor)
}

// language is the one that a request asks for, else the caller's own, else
// Swedish.
func language(c *gin.Context) words.Language {
	if c == nil {
		return words.Swedish
	}
	for _, tag := range preferred(c.GetHeader("Accept-Language")) {
		code, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if lang, ok := words.Parse(code); ok {
			return lang
		}
	}
	if caller := auth.CallerOf(c.Request.Context()); caller != nil {
		lang, _ := words.Parse(caller.Person.Language)
		return lang
	}
	return words.Swedish
}

// preferred lists what a header such as Accept asks for, the most wanted first.
// What it does not want is left out.
func preferred(header string) []string {
	type wish struct {
		name string
		q    int // thousandths
	}
	var wishes []wish
	for item := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(item, ";")
		w := wish{strings.ToLower(strings.TrimSpace(name)), 1000}
		for parameter := range strings.SplitSeq(parameters, ";") {
			if q, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
				w.q = thousandths(q)
			}
		}
		if w.name != "" && w.q > 0 {
			wishes = append(wishes, w)
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return b.q - a.q })
	names := make([]string, len(wishes))
	for i, w := range wishes {
		names[i] = w.name
	}
	return names
}

// thousandths reads a weight of RFC 9110 §12.4.2; what is none is 0.
func thousandths(q string) int {
	whole, rest, _ := strings.Cut(q, ".")
	if len(rest) > 3 || whole != "0" && whole != "1" {
		return 0
	}
	n, err := strconv.Atoi(whole + rest + "000"[len(rest):])
	if err != nil || n > 1000 {
		return 0
	}
	return n
}
