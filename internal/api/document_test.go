package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// document is the description as anybody reads it.
type document struct {
	OpenAPI string                          `json:"openapi"`
	Paths   map[string]map[string]operation `json:"paths"`

	Components struct{ Schemas map[string]map[string]any }

	compiler *jsonschema.Compiler
}

type operation struct {
	Parameters  []parameter
	RequestBody *struct {
		Required bool
		Content  map[string]struct{ Schema map[string]any }
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema map[string]any }
	}
}

type parameter struct {
	Name, In string
	Required bool
	Schema   map[string]any
}

const documentAddress = "https://test/openapi.json"

func readDocument(t *testing.T, w *world) *document {
	text := w.as("").get("/openapi.json").body
	d := new(document)
	require.NoError(t, json.Unmarshal(text, d))
	require.True(t, strings.HasPrefix(d.OpenAPI, "3.1"), d.OpenAPI)
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	d.compiler = jsonschema.NewCompiler()
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	d.compiler.AssertFormat()
	require.NoError(t, d.compiler.AddResource(documentAddress, parsed))
	return d
}

// pointer is a way into the document.
func pointer(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString("/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(part)))
	}
	return documentAddress + "#" + b.String()
}

// check says what of an answer is not as described.
func (d *document) check(path, method string, a answer) error {
	op := d.Paths[path][strings.ToLower(method)]
	status := strconv.Itoa(a.status)
	described, ok := op.Responses[status]
	if !ok {
		status = "default"
		described = op.Responses[status]
		if a.status < 400 {
			return fmt.Errorf("status %d is not described", a.status)
		}
	}
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	if len(described.Content) == 0 && len(a.body) == 0 {
		return nil
	}
	if _, ok := described.Content[kind]; !ok {
		return fmt.Errorf("content of type %q is not described for %d", kind, a.status)
	}
	if kind != "application/json" && kind != "application/problem+json" {
		return nil
	}
	schema, err := d.compiler.Compile(pointer("paths", path, strings.ToLower(method), "responses", status, "content", kind, "schema"))
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.body))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// asked is a request made of the description.
type asked struct {
	template, method, path string
	query                  url.Values
	header                 map[string]string
	kind                   string
	body                   []byte
}

// drawer makes requests of the description.
type drawer struct {
	*rapid.T
	d *document
	// known are values of parameters that exist.
	known map[string][]string
}

// schema follows a reference.
func (d *document) schema(s map[string]any) map[string]any {
	ref, ok := s["$ref"].(string)
	if !ok {
		return s
	}
	return d.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")]
}

// value draws a value that a schema takes.
func (r *drawer) value(label string, s map[string]any) any {
	s = r.d.schema(s)
	if enum, ok := s["enum"].([]any); ok {
		return rapid.SampledFrom(enum).Draw(r.T, label)
	}
	kind, _ := s["type"].(string)
	if kinds, ok := s["type"].([]any); ok {
		kind = kinds[0].(string)
	}
	switch kind {
	case "boolean":
		return rapid.Bool().Draw(r.T, label)
	case "integer":
		return rapid.IntRange(1, 500).Draw(r.T, label)
	case "array":
		items, _ := s["items"].(map[string]any)
		list := make([]any, rapid.IntRange(0, 2).Draw(r.T, label))
		for i := range list {
			list[i] = r.value(label, items)
		}
		return list
	case "object":
		object := map[string]any{}
		properties, _ := s["properties"].(map[string]any)
		required, _ := s["required"].([]any)
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			if slices.Contains(required, any(name)) || rapid.Bool().Draw(r.T, "with "+name) {
				object[name] = r.value(name, properties[name].(map[string]any))
			}
		}
		return object
	}
	if pattern, ok := s["pattern"].(string); ok && !strings.Contains(pattern, "?!") {
		return rapid.StringMatching(strings.NewReplacer("^", "", "$", "").Replace(pattern)).Draw(r.T, label)
	}
	if known := r.known[label]; known != nil {
		return rapid.SampledFrom(known).Draw(r.T, label)
	}
	return rapid.StringMatching(`[a-zA-Zåäö0-9 .&-]{1,20}`).Draw(r.T, label)
}

// request draws a valid request of an operation.
func (r *drawer) request(template, method string, op operation) *asked {
	a := &asked{template: template, method: method, path: template, query: url.Values{}, header: map[string]string{}}
	for _, p := range op.Parameters {
		if !p.Required && !rapid.Bool().Draw(r.T, "with "+p.Name) {
			continue
		}
		value := fmt.Sprint(r.value(p.Name, p.Schema))
		if known := r.known[p.Name]; known != nil && p.Schema["enum"] == nil {
			value = rapid.SampledFrom(known).Draw(r.T, p.Name)
		}
		switch p.In {
		case "path":
			a.path = strings.Replace(a.path, "{"+p.Name+"}", url.PathEscape(value), 1)
		case "query":
			a.query.Set(p.Name, value)
		case "header":
			a.header[p.Name] = value
		}
	}
	if op.RequestBody != nil {
		if content, ok := op.RequestBody.Content["application/json"]; ok && (op.RequestBody.Required || rapid.Bool().Draw(r.T, "with body")) {
			a.kind = "application/json"
			a.body, _ = json.Marshal(r.value("body", content.Schema))
		} else if !ok {
			a.kind = "multipart/form-data; boundary=x"
			a.body = []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"devices.csv\"\r\n\r\nid,class,cost_center\r\n\r\n--x--\r\n")
		}
	}
	return a
}

// breakOne makes one thing of a request wrong.
func (r *drawer) breakOne(a *asked) string {
	ways := []string{"unknown parameter", "method", "broken month", "hostile value"}
	if a.kind == "application/json" {
		ways = append(ways, "type of the body", "truncated", "unknown field", "wrong type", "other content type", "two documents")
	}
	if len(a.query) > 0 {
		ways = append(ways, "double parameter", "empty parameter", "hostile parameter")
	}
	if len(a.header) > 0 {
		ways = append(ways, "no header", "hostile header")
	}
	way := rapid.SampledFrom(ways).Draw(r.T, "way")
	hostile := func() string {
		return rapid.SampledFrom([]string{"'", "\"", "1 OR 1=1", "%", "\x00", "\xff", "\u202e", strings.Repeat("9", 300), "-1", "{}", "null", "../..", "=1+1", "<script>"}).Draw(r.T, "hostile")
	}
	one := func(names []string) string {
		return rapid.SampledFrom(slices.Sorted(slices.Values(names))).Draw(r.T, "one")
	}
	switch way {
	case "unknown parameter":
		a.query.Set("okänd", "1")
	case "method":
		a.method = rapid.SampledFrom([]string{"PATCH", "DELETE", "PUT", "POST", "HEAD", "OPTIONS"}).Draw(r.T, "method")
	case "broken month":
		a.path = strings.Replace(a.path, "2017-", "2017-9", 1)
	case "hostile value":
		parts := strings.Split(a.path, "/")
		parts[len(parts)-1] = url.PathEscape(hostile())
		a.path = strings.Join(parts, "/")
	case "type of the body":
		a.body = []byte(rapid.SampledFrom([]string{"[]", "1", `"x"`, "null", "true", "{}", ""}).Draw(r.T, "body"))
	case "truncated":
		a.body = a.body[:len(a.body)/2]
	case "unknown field":
		a.body = bytes.Replace(a.body, []byte("{"), []byte(`{"okänt":1,`), 1)
	case "wrong type":
		var object map[string]any
		if json.Unmarshal(a.body, &object) == nil && len(object) > 0 {
			object[one(slices.Collect(maps.Keys(object)))] = rapid.SampledFrom([]any{1.5, "x\x00", []any{map[string]any{}}, nil, map[string]any{"a": 1}, strings.Repeat("x", 5000)}).Draw(r.T, "value")
			a.body, _ = json.Marshal(object)
		}
	case "other content type":
		a.kind = rapid.SampledFrom([]string{"text/plain", "", "multipart/form-data", "application/xml"}).Draw(r.T, "type")
	case "two documents":
		a.body = append(a.body, a.body...)
	case "double parameter":
		name := one(slices.Collect(maps.Keys(a.query)))
		a.query[name] = append(a.query[name], a.query[name][0])
	case "empty parameter":
		a.query.Set(one(slices.Collect(maps.Keys(a.query))), "")
	case "hostile parameter":
		a.query.Set(one(slices.Collect(maps.Keys(a.query))), hostile())
	case "no header":
		delete(a.header, one(slices.Collect(maps.Keys(a.header))))
	case "hostile header":
		a.header[one(slices.Collect(maps.Keys(a.header)))] = rapid.SampledFrom([]string{`"x"`, "*", "W/\"1\"", strings.Repeat("k", 300), "å"}).Draw(r.T, "header")
	}
	return way
}

// TestDescriptionIsTrue sends requests made of the description, whole and with
// one thing broken, as everybody: never a 5xx, and every answer is as described
// (TRUST C9). With -rapid.checks it sends as many as one likes.
func TestDescriptionIsTrue(t *testing.T) {
	w := newWorld(t)
	w.close("2017-03")
	w.calculate("Anna", "2017-04")
	d := readDocument(t, w)
	var bill struct{ Lines []struct{ Line string } }
	w.as("Anna").get("/api/v1/months/2017-03/bills/SKOL").into(t, &bill)
	known := map[string][]string{
		"month": {"2017-03", "2017-04", "2017-05", "2030-01"}, "since": {"2017-03", "2017-04"}, "from": {"2017-01-01", "2017-03"}, "to": {"2018-12-31", "2017-05"},
		"department": {"SKOL", "VARD", "BOL", "BOL.xml", "SKOL.csv", "SKOL.xlsx", "VARD.pdf", "X"}, "line": {bill.Lines[0].Line, bill.Lines[1].Line, "x"},
		"cost_center": {"100", "200", "x"}, "attempt": {"x"}, "number": {"1", "99"}, "id": {"x"}, "name": {"Lena", "Olle"}, "cursor": {"x", "1"},
		"If-Match": {`"1"`, `"3"`, `"x"`}, "Accept": {"application/json", "text/csv", "application/pdf", "*/*", "text/html"}, "password": {"fel"},
	}
	clients := []*client{w.as(""), w.as("Eva"), w.as("Anna"), w.as("Lena"), w.as("Nils"), w.as("Cia"), w.as("Rut")}
	type target struct {
		path, method string
		op           operation
	}
	var targets []target
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			targets = append(targets, target{path, strings.ToUpper(method), d.Paths[path][method]})
		}
	}
	require.Greater(t, len(targets), 28)
	succeeded := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		for range 5 {
			r := &drawer{t, d, known}
			target := rapid.SampledFrom(targets).Draw(t, "target")
			who := rapid.SampledFrom(clients).Draw(t, "who")
			a := r.request(target.path, target.method, target.op)
			if _, ok := a.header["Idempotency-Key"]; ok {
				a.header["Idempotency-Key"] = newKey()
			}
			way := ""
			if rapid.Bool().Draw(t, "broken") {
				way = r.breakOne(a)
			}
			sender := who.with()
			for name, value := range a.header {
				sender = sender.with(name, value)
			}
			path := a.path
			if len(a.query) > 0 {
				path += "?" + a.query.Encode()
			}
			answer := sender.send(a.method, path, a.kind, a.body)
			require.Less(t, answer.status, http.StatusInternalServerError, "%s %s %s: %s", a.method, path, a.body, answer)
			if way == "method" {
				continue
			}
			require.NoError(t, d.check(a.template, target.method, answer), "%s %s: %s", a.method, path, answer)
			if answer.status < 300 {
				succeeded[target.method+" "+target.path]++
			}
			if slices.Contains([]string{"unknown parameter", "unknown field", "two documents", "truncated"}, way) && answer.status != http.StatusRequestEntityTooLarge {
				require.GreaterOrEqual(t, answer.status, 400, "%s: %s %s %s", way, a.method, path, a.body)
			}
		}
	})
	w.service.Wait()
	for name, n := range succeeded {
		t.Log(n, name)
	}
}

// TestDocumentPage: every route is on it, and nothing comes from elsewhere.
func TestDocumentPage(t *testing.T) {
	w := newWorld(t)
	d := readDocument(t, w)
	answer := w.as("").get("/api")
	require.Equal(t, http.StatusOK, answer.status)
	require.Equal(t, "text/html; charset=utf-8", answer.header.Get("Content-Type"))
	page := answer.String()
	require.NotContains(t, page, "<script")
	require.NotContains(t, page, "http://")
	require.NotContains(t, page, "https://")
	for path := range d.Paths {
		require.Contains(t, page, path)
	}
	require.Equal(t, "text/css; charset=utf-8", w.as("").get("/api/style.css").header.Get("Content-Type"))
	for path, operations := range d.Paths {
		for method := range operations {
			for status, response := range d.Paths[path][method].Responses {
				for kind := range response.Content {
					_, err := d.compiler.Compile(pointer("paths", path, method, "responses", status, "content", kind, "schema"))
					require.NoError(t, err)
				}
			}
		}
	}
}
