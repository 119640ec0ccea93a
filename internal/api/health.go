package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/internal/billing"
)

// noInput is of routes that take nothing.
type noInput struct{}

// healthBody says how the server is.
type healthBody struct {
	Status string `json:"status" enum:"ok,ready"`
}

func (a *API) health() {
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/healthz", Summary: "Whether the server lives", Tags: []string{"Server"}},
		results:   map[int]any{http.StatusOK: healthBody{}},
	}, func(*call, *noInput) (*reply, error) {
		return &reply{body: healthBody{"ok"}}, nil
	})
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/readyz", Summary: "Whether the server reaches its database", Tags: []string{"Server"}},
		results:   map[int]any{http.StatusOK: healthBody{}},
	}, func(c *call, _ *noInput) (*reply, error) {
		err := a.service.DB.View(c.ctx, func(tx billing.Tx) error {
			_, err := tx.ChainHead()
			return err
		})
		return &reply{body: healthBody{"ready"}}, err
	})
}
