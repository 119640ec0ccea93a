package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"chargeback/internal/chargeback"
)

// strict refuses what is no request of the operation, before huma reads it:
// parameters that nobody knows or that stand twice, and bodies that are not one
// plain document (TRUST A4–A9).
func (a *API) strict(ctx huma.Context, next func(huma.Context)) {
	c, op := humagin.Unwrap(ctx), ctx.Operation()
	err := checkPath(c)
	if err == nil {
		err = checkQuery(c.Request.URL.RawQuery, op.Parameters)
	}
	if err == nil && op.RequestBody != nil {
		err = checkBody(c, op.RequestBody)
	}
	if form := c.Request.MultipartForm; form != nil {
		defer form.RemoveAll()
	}
	if err != nil {
		Problem(c, statusOf(err), err)
		return
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), ginKey{}, c))
	next(ctx)
}

// checkPath refuses codes that nothing here could have.
func checkPath(c *gin.Context) error {
	for _, p := range c.Params {
		if p.Value == "" || !plain(p.Value) {
			return &chargeback.Error{Code: chargeback.NoSuchPage}
		}
	}
	return nil
}

// plain says whether a text is UTF-8 without control characters.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

// checkQuery refuses parameters that the operation does not have, that stand
// twice, or that say nothing.
func checkQuery(raw string, parameters []*huma.Param) error {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return &chargeback.Error{Code: chargeback.BadQuery}
	}
	var known []string
	for _, p := range parameters {
		if p.In == "query" {
			known = append(known, p.Name)
		}
	}
	for name, values := range query {
		switch {
		case !slices.Contains(known, name):
			e := &chargeback.Error{Code: chargeback.UnknownParameter, Value: name, Args: known}
			if len(known) == 0 {
				e.Args = []string{"–"}
			}
			return e
		case len(values) > 1:
			return &chargeback.Error{Code: chargeback.DoubleParameter, Value: name}
		case values[0] == "" || !plain(values[0]):
			return &chargeback.Error{Code: chargeback.BadParameter, Value: values[0], Args: []string{name}}
		}
	}
	return nil
}

// checkBody refuses a body of another type than the operation takes, and JSON
// that is not one plain document.
func checkBody(c *gin.Context, body *huma.RequestBody) error {
	types := make([]string, 0, len(body.Content))
	for name := range body.Content {
		types = append(types, name)
	}
	slices.Sort(types)
	given := c.GetHeader("Content-Type")
	kind, parameters, err := mime.ParseMediaType(given)
	wrong := &chargeback.Error{Code: chargeback.WrongType, Value: given, Args: types}
	if given != "" && (err != nil || !slices.Contains(types, kind)) || len(c.Request.Header.Values("Content-Type")) > 1 {
		return wrong
	}
	if charset := parameters["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") || c.GetHeader("Content-Encoding") != "" {
		return wrong
	}
	if kind == formType {
		if err := c.Request.ParseMultipartForm(humagin.MultipartMaxMemory); err != nil {
			return readError(err)
		}
		return nil
	}
	text, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return readError(err)
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(text))
	if len(text) == 0 {
		if body.Required {
			return &chargeback.Error{Code: chargeback.BodyMissing}
		}
		return nil
	}
	if given == "" {
		return wrong
	}
	return checkJSON(text)
}

const formType = "multipart/form-data"

// readError is the failure of a body that ended too early or was too large.
func readError(err error) error {
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return err
	}
	return badBody()
}

func badBody() error { return &chargeback.Error{Code: chargeback.BadBody} }

// maxDepth is how deep JSON may be; the deepest body that means anything has
// three levels.
const maxDepth = 20

// checkJSON refuses text that is not one JSON document in UTF-8, that has NUL
// in a text, a field twice in an object, or more levels than anything here. Nor
// is null anything here: huma takes it for a field that is absent.
func checkJSON(text []byte) error {
	if !utf8.Valid(text) {
		return badBody()
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	type level struct {
		object bool
		key    bool // the next token of an object is a key
		keys   map[string]bool
	}
	var levels []level
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return badBody()
		}
		if err != nil {
			return badBody()
		}
		top := len(levels) - 1
		isKey := top >= 0 && levels[top].object && levels[top].key
		switch t := token.(type) {
		case json.Number:
			if _, err := t.Float64(); err != nil {
				return badBody()
			}
		case nil:
			return &chargeback.Error{Code: chargeback.BadFields}
		case json.Delim:
			if t == '}' || t == ']' {
				levels = levels[:top]
				break
			}
			if top+1 >= maxDepth {
				return &chargeback.Error{Code: chargeback.TooDeep, Args: []string{strconv.Itoa(maxDepth)}}
			}
			if top >= 0 {
				levels[top].key = true
			}
			levels = append(levels, level{object: t == '{', key: true, keys: map[string]bool{}})
			continue
		case string:
			if strings.ContainsRune(t, 0) {
				return badBody()
			}
			if isKey {
				if levels[top].keys[t] {
					return &chargeback.Error{Code: chargeback.DoubleField, Value: t}
				}
				levels[top].keys[t], levels[top].key = true, false
				continue
			}
		}
		if len(levels) == 0 {
			break
		}
		levels[len(levels)-1].key = true
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return badBody()
	}
	return nil
}
