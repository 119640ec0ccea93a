package web

import (
	"fmt"

	"github.com/gin-gonic/gin"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// savingsPart is what a department pays for and seems not to use.
type savingsPart struct {
	*billing.Savings
	Lead  string
	Items []savingRow
}

type savingRow struct {
	Name, Text string
	Amount     allocation.Ore
	Units      []billing.IdleUnit
	More       int
}

// shownUnits is how many idle units of a kind are listed.
const shownUnits = 20

func (h *handler) billSavings(c *gin.Context, _ *auth.Caller, scope chargeback.Scope, b *billPage) error {
	found, err := h.Service.Savings(c.Request.Context(), scope, b.Status.Period, b.Statement.Department, b.CenterCode)
	if err != nil {
		return err
	}
	lang := language(c)
	part := &savingsPart{Savings: found}
	for _, s := range found.List {
		service := chargeback.Service{Model: s.Model, Object: s.Object, Name: s.Name}
		text := fmt.Sprintf(lang.Pick("%d datorer har inte synts på %d dagar.", "%d computers have not been seen for %d days."), len(s.Units), found.Idle)
		if s.Model != allocation.Device {
			text = fmt.Sprintf(lang.Pick("%d licenser har inte använts på %d dagar.", "%d licences have not been used for %d days."), len(s.Units), found.Idle)
		}
		part.Items = append(part.Items, savingRow{
			serviceName(lang, &service), text, s.Amount, s.Units[:min(shownUnits, len(s.Units))], max(0, len(s.Units)-shownUnits),
		})
	}
	b.Savings = part
	return nil
}
