package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

//go:embed document.html
var documentHTML string

//go:embed style.css
var style []byte

var documentPage = template.Must(template.New("document").Parse(documentHTML))

// documentView is the description as the page shows it.
type documentView struct {
	Title, Version, Description string
	Tags                        []tagView
	Schemas                     []schemaView
}

type tagView struct {
	Name       string
	Operations []operationView
}

type operationView struct {
	ID, Method, Path, Summary string
	Description               []string
	Parameters                []fieldView
	Body                      []schemaUse
	Answers                   []answerView
}

type answerView struct {
	Status, Description string
	Uses                []schemaUse
}

// schemaUse is a type of content with the schema that it has.
type schemaUse struct{ Kind, Schema, Text string }

type fieldView struct {
	Name, In, Type, Description string
	Required                    bool
}

type schemaView struct {
	Name   string
	Fields []fieldView
}

// document serves the description, and the page that is made of it.
func (a *API) document(engine *gin.Engine) {
	text, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		panic("bug: a description that is no JSON: " + err.Error())
	}
	var html bytes.Buffer
	if err := documentPage.Execute(&html, a.documentView()); err != nil {
		panic("bug: the page of the description: " + err.Error())
	}
	engine.GET("/openapi.json", func(c *gin.Context) { c.Data(http.StatusOK, jsonType, text) })
	engine.GET("/api", func(c *gin.Context) { c.Data(http.StatusOK, "text/html; charset=utf-8", html.Bytes()) })
	engine.GET("/api/style.css", func(c *gin.Context) { c.Data(http.StatusOK, "text/css; charset=utf-8", style) })
}

func (a *API) documentView() documentView {
	o := a.huma.OpenAPI()
	v := documentView{Title: o.Info.Title, Version: o.Info.Version, Description: o.Info.Description}
	at := map[string]int{}
	var paths []string
	for path := range o.Paths {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		item := o.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if op == nil {
				continue
			}
			tag := op.Tags[0]
			if _, ok := at[tag]; !ok {
				at[tag] = len(v.Tags)
				v.Tags = append(v.Tags, tagView{Name: tag})
			}
			t := &v.Tags[at[tag]]
			t.Operations = append(t.Operations, operationViewOf(op))
		}
	}
	schemas := o.Components.Schemas.Map()
	var names []string
	for name := range schemas {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v.Schemas = append(v.Schemas, schemaView{name, fieldsOf(schemas[name])})
	}
	return v
}

func operationViewOf(op *huma.Operation) operationView {
	v := operationView{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary}
	for paragraph := range strings.SplitSeq(op.Description, "\n\n") {
		v.Description = append(v.Description, paragraph)
	}
	for _, p := range op.Parameters {
		v.Parameters = append(v.Parameters, fieldView{p.Name, p.In, typeOf(p.Schema), p.Description, p.Required})
	}
	if op.RequestBody != nil {
		v.Body = usesOf(op.RequestBody.Content)
	}
	var statuses []string
	for status := range op.Responses {
		statuses = append(statuses, status)
	}
	slices.Sort(statuses)
	for _, status := range statuses {
		r := op.Responses[status]
		v.Answers = append(v.Answers, answerView{status, r.Description, usesOf(r.Content)})
	}
	return v
}

func usesOf(content map[string]*huma.MediaType) []schemaUse {
	var kinds []string
	for kind := range content {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	var uses []schemaUse
	for _, kind := range kinds {
		schema := content[kind].Schema
		use := schemaUse{Kind: kind, Schema: nameOf(schema)}
		if use.Schema == "" {
			use.Text = typeOf(schema)
		}
		uses = append(uses, use)
	}
	return uses
}

// nameOf is the name of the schema that another refers to.
func nameOf(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	_, name, _ := strings.Cut(s.Ref, "#/components/schemas/")
	return name
}

func fieldsOf(s *huma.Schema) []fieldView {
	var names []string
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	fields := make([]fieldView, len(names))
	for i, name := range names {
		p := s.Properties[name]
		fields[i] = fieldView{Name: name, Type: typeOf(p), Description: p.Description, Required: slices.Contains(s.Required, name)}
	}
	return fields
}

// typeOf says in words what a schema takes.
func typeOf(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return nameOf(s)
	case s.Type == huma.TypeArray:
		return "list of " + typeOf(s.Items)
	case len(s.Enum) > 0:
		var values []string
		for _, value := range s.Enum {
			if text, ok := value.(string); ok {
				values = append(values, text)
			}
		}
		return strings.Join(values, " | ")
	case len(s.Examples) > 0:
		if text, ok := s.Examples[0].(string); ok {
			return s.Type + ", such as " + text
		}
	case s.Format != "":
		return s.Type + ", " + s.Format
	}
	return s.Type
}
