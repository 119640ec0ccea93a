package web

import (
	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

type objectionsPart struct{}

type objectionRow struct {
	Number, Title, Text string
	Waiting             bool
}

func mayObject(*auth.Caller, *billing.ExplainView) bool { return false }

func (h *handler) billObjections(*gin.Context, *auth.Caller, chargeback.Scope, *billPage) error {
	return nil
}

func (h *handler) countWaiting(*gin.Context, *auth.Caller, []navItem) {}
