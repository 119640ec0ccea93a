package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
)

// TestKeptPages: a bill's page is shown again without being made again, never
// to another, and never after anything has changed.
func TestKeptPages(t *testing.T) {
	a := newAttack(t)
	const path = "/bills/2017-11/VOF"
	show := func(p *intruder, header ...string) string {
		got := p.send(request{path: path, header: header})
		require.Equal(t, http.StatusOK, got.status, got.text)
		require.Equal(t, "no-store", got.header.Get("Cache-Control"))
		require.Equal(t, "text/html; charset=utf-8", got.header.Get("Content-Type"))
		return got.text
	}
	eva, karin := a.as(demoHead), a.as(demoFinance)
	first := show(eva)
	require.True(t, first == show(eva))
	require.True(t, first != show(karin))
	require.Contains(t, show(karin), demoFinance)
	require.NotContains(t, show(karin), demoHead)
	require.Contains(t, show(eva, "Accept-Language", "en"), "Bill for November 2017")
	require.True(t, first == show(eva))
	a.as(attackOther).try(request{path: path}, http.StatusNotFound)

	// What the page shows changes: an objection, the closing, who may read it.
	changed := func(change func()) {
		t.Helper()
		change()
		now := show(eva)
		require.True(t, first != now)
		first = now
	}
	changed(func() {
		_, err := a.site.Object(t.Context(), billing.Actor{Name: demoHead, Origin: "test"}, chargeback.Scope{Departments: []string{demoDepartment}}, billing.NewObjection{
			Month: period("2017-11"), Department: demoDepartment, Model: allocation.Device, Object: "staff", Kind: chargeback.ObjectionCount, Reason: "Vi räknar till färre.",
		})
		require.NoError(t, err)
	})
	changed(func() {
		for _, step := range []string{"approval", "close"} {
			got := karin.send(request{method: http.MethodPost, path: "/months/2017-11/" + step, form: url.Values{"idempotency_key": {step}, "sure": {"yes"}, "reason": {"Tas av IT"}}})
			require.Equal(t, http.StatusSeeOther, got.status)
		}
	})
	require.NotContains(t, first, "Preliminär")
	require.True(t, first == show(eva))
	require.NoError(t, a.site.Register(t.Context(), billing.Actor{Name: attackAdmin, Origin: "test", Host: true}, chargeback.Person{
		Name: demoHead, Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{Department: otherDepartment, Valid: allocation.Always}}, Active: true,
	}))
	eva.login()
	eva.try(request{path: path}, http.StatusNotFound)
}
