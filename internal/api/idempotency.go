package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Keyed is what every changing POST takes.
type Keyed struct {
	Key string `header:"Idempotency-Key" doc:"Required. 1–200 characters, new for every change: the same key with the same request is answered again and nothing is done."`
}

// Versioned is what changes something that has versions.
type Versioned struct {
	Match string `header:"If-Match" doc:"Required. The ETag of what is to be changed."`
}

// maxKey is the longest key, in bytes.
const maxKey = 200

// replayedHeader says that an answer is the one of before.
const replayedHeader = "Idempotency-Replayed"

// checkKey refuses keys that are none.
func checkKey(key string) error {
	switch {
	case key == "":
		return &chargeback.Error{Code: chargeback.KeyMissing}
	case len(key) > maxKey || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }):
		return &chargeback.Error{Code: chargeback.BadKey, Args: []string{strconv.Itoa(maxKey)}}
	}
	return nil
}

// keptHeaders are the headers of an answer that are kept with it.
var keptHeaders = []string{"ETag", "Location"}

// once does something once for a key (TRUST C4.1). request is what was asked,
// besides the address; do runs in the transaction in which the answer is kept.
func (a *API) once(c *call, key string, request any, do func(context.Context) (*reply, error)) (*reply, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	return a.keep(c, key, request, do)
}

// keep is once for a key that is known to be one.
func (a *API) keep(c *call, key string, request any, do func(context.Context) (*reply, error)) (*reply, error) {
	sum := sha256.Sum256(encoded(request))
	asked := chargeback.Reply{
		Person: c.caller.Person.Name, Key: key, Route: c.c.Request.Method + " " + c.c.Request.URL.Path, Request: hex.EncodeToString(sum[:]),
	}
	kept, replayed, err := a.service.Once(c.ctx, c.who(), asked, func(ctx context.Context) (chargeback.Reply, error) {
		r, err := do(ctx)
		if err != nil {
			return chargeback.Reply{}, err
		}
		stored := chargeback.Reply{Status: r.status, Headers: map[string]string{}}
		for _, name := range keptHeaders {
			if value := r.header[name]; value != "" {
				stored.Headers[name] = value
			}
		}
		if r.body != nil {
			stored.Body = encoded(r.body)
		}
		return stored, nil
	})
	if err != nil {
		return nil, err
	}
	r := &reply{status: kept.Status, header: kept.Headers}
	if len(kept.Body) > 0 {
		r.raw = json.RawMessage(kept.Body)
	}
	if replayed {
		r.header[replayedHeader] = "true"
	}
	return r, nil
}

// etag is a version as a header has it.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// checkMatch refuses a change of another version than the one that is there.
func checkMatch(match, current string) error {
	switch match {
	case "":
		return &chargeback.Error{Code: chargeback.NotConditional}
	case current:
		return nil
	}
	return &chargeback.Error{Code: chargeback.OldVersion, Args: []string{current}}
}

// changeMonth does something once with a month that is still of the version
// that the caller has seen. The answer has the month's new version.
func (a *API) changeMonth(c *call, in ChangeIn, request any, do func(context.Context, allocation.Period) (*reply, error)) (*reply, error) {
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	if in.Match == "" {
		return nil, checkMatch("", "")
	}
	p := in.Month.period()
	return a.once(c, in.Key, request, func(ctx context.Context) (*reply, error) {
		_, version, err := a.service.MonthVersion(ctx, p)
		if err == nil {
			err = checkMatch(in.Match, etag(version))
		}
		if err != nil {
			return nil, err
		}
		r, err := do(ctx, p)
		if err != nil {
			return nil, err
		}
		if _, version, err = a.service.MonthVersion(ctx, p); err != nil {
			return nil, err
		}
		r.header = map[string]string{"ETag": etag(version)}
		return r, nil
	})
}
