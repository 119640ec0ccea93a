package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/intake"
	"chargeback/internal/planning"
	"chargeback/internal/server"
)

// Options are what the API stands on.
type Options struct {
	Service *billing.Service
	Intake  *intake.Service
	Plans   *planning.Service
	Guard   *auth.Guard
	Exports *server.Exports // those of the pages, so that a person has as many by both as by one; nil: its own
}

// API is the routes of SPEC §11. It is safe for use by many goroutines.
type API struct {
	service *billing.Service
	intake  *intake.Service
	plans   *planning.Service
	guard   *auth.Guard
	huma    huma.API
	exports *server.Exports
}

func init() {
	// huma has no other way to say what its own errors look like, that our lists
	// are never null, and that a field has one spelling.
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError { return refusal(nil, status, msg, errs) }
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return refusal(humagin.Unwrap(ctx), status, msg, errs)
	}
	huma.DefaultArrayNullable, huma.ValidateStrictCasing = false, true
}

// version is that of the routes and their fields.
const version = "1.0.0"

// New makes an API.
func New(o Options) *API {
	if o.Exports == nil {
		o.Exports = new(server.Exports)
	}
	return &API{service: o.Service, intake: o.Intake, plans: o.Plans, guard: o.Guard, exports: o.Exports}
}

// Register adds the routes to an engine. What enforces the policy stands there
// before them.
func (a *API) Register(engine *gin.Engine) {
	config := huma.DefaultConfig("Chargeback", version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.Info.Description = "IT costs shared out to departments, exact to the öre. Amounts are strings in kronor with two decimals. " +
		"Failures are application/problem+json (RFC 9457) with a code that stays."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "A token from chargeback token create."},
		"session": {Type: "apiKey", In: "cookie", Name: "__Host-chargeback", Description: "The cookie that a login gives."},
	}
	a.huma = humagin.New(engine, config)
	a.health()
	a.sessions()
	a.months()
	a.runs()
	a.bills()
	a.lines()
	a.files()
	a.imports()
	a.scenarios()
	a.audit()
	a.people()
	a.requests()
	a.document(engine)
}

// Owns says whether an address is one that this package answers, also where
// there is no such route.
func Owns(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/") || path == "/openapi.json" || path == "/healthz" || path == "/readyz"
}

// route is an operation with what it answers.
type route struct {
	huma.Operation
	// results are the bodies of its answers, by status: a value of their type, or
	// nil for none.
	results map[int]any
	// files are the types of the files that it also answers with.
	files []string
}

// reply is an answer.
type reply struct {
	status int
	header map[string]string
	body   any               // written as JSON; nil: none
	raw    []byte            // in place of body, already JSON
	write  func(*call) error // in place of both
}

// output hands a reply to huma.
type output struct{ Body func(huma.Context) }

// add registers a route. What is wrong with a request as a request is refused
// before handle sees it.
func add[I any](a *API, r route, handle func(*call, *I) (*reply, error)) {
	op := r.Operation
	op.OperationID = operationID(op)
	op.Responses = map[string]*huma.Response{}
	a.describeResults(&op, r)
	describeAccess(&op)
	op.BodyReadTimeout, op.MaxBodyBytes = -1, -1 // the server's limits hold
	op.Middlewares = huma.Middlewares{a.strict}
	if op.DefaultStatus == 0 {
		op.DefaultStatus = http.StatusOK
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*output, error) {
		call := callOf(ctx)
		answer, err := handle(call, in)
		if err != nil {
			return nil, problemOf(call.c, statusOf(err), err)
		}
		return &output{func(huma.Context) { call.send(answer) }}, nil
	})
	a.requireHeaders(op)
}

// ofList is a list with a schema of its own name.
func operationID(op huma.Operation) string {
	path := strings.NewReplacer("/api/v1/", "", "{", "", "}", "", "/", "-", ".", "-").Replace(op.Path)
	return strings.ToLower(op.Method) + "-" + strings.Trim(path, "-")
}

// beginExport makes room for a file of the caller; end gives it back.
func (a *API) beginExport(c *call) (end func(), err error) {
	if end, err = a.exports.Begin(c.caller.Person.Name); err != nil {
		c.c.Header("Retry-After", "1")
	}
	return end, err
}

// send writes an answer.
func (c *call) send(r *reply) {
	for name, value := range r.header {
		if value != "" {
			c.c.Header(name, value)
		}
	}
	if r.status == 0 {
		r.status = http.StatusOK
	}
	if r.write != nil {
		c.c.Status(r.status)
		if err := r.write(c); err != nil {
			_ = c.c.Error(err)
			panic(http.ErrAbortHandler) // the reader must not take a part for the whole
		}
		return
	}
	if r.raw == nil && r.body != nil {
		r.raw = encoded(r.body)
	}
	if r.raw == nil {
		c.c.Status(r.status)
		c.c.Writer.WriteHeaderNow()
		return
	}
	c.c.Data(r.status, jsonType, r.raw)
}

// The types of bodies.
const (
	jsonType    = "application/json"
	problemType = "application/problem+json"
)

// encoded writes a value as JSON. Values are ours: they have nothing that JSON
// has not.
func encoded(body any) []byte {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		panic("bug: an answer that is no JSON: " + err.Error())
	}
	return []byte(text.String())
}
