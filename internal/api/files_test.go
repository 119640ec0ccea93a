package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
)

// mappings are what files to the ledger and to companies say.
var mappings = map[string]string{
	"voucher_accounts": "side,account,model,department,counterpart,parts\nincome,3631,,,110,1={it_cost_center} 20={counterpart}\n" +
		"cost,6549,,,116,1={cost_center} 20={counterpart}\n",
	"parties": "department,name,org_number,vat_number,endpoint_scheme,endpoint,street,postal_code,city,country,reference,bankgiro,payment_days\n" +
		"IT,Testköpings kommun,2120001363,SE212000136301,0007,2120001363,Gatan 1,431 82,Testköping,SE,,50501055,\n" +
		"BOL,Bolaget AB,5566000013,,0007,5566000013,Provgatan 1,431 30,Testköping,SE,IT-BOL,,30\n",
}

// TestBillsAddUp: the list, the bills and the month are one sum, and what
// leaves as a file is told to the log.
func TestBillsAddUp(t *testing.T) {
	w := newWorld(t)
	w.close("2017-03")
	anna := w.as("Anna")
	var month monthBody
	anna.get("/api/v1/months/2017-03").into(t, &month)
	var bills listBody[struct {
		Department, Total string
		ByModel           map[string]string `json:"by_model"`
	}]
	anna.get("/api/v1/months/2017-03/bills").into(t, &bills)
	var sum, lines allocation.Ore
	for _, b := range bills.Items {
		sum += chargeback.OreOf(b.Total)
		var bill struct {
			Lines []struct{ Line, Amount string }
		}
		anna.get("/api/v1/months/2017-03/bills/"+b.Department).into(t, &bill)
		for _, line := range bill.Lines {
			lines += chargeback.OreOf(line.Amount)
			var explained struct {
				Parts []struct{ Amount string }
				Line  struct{ Amount string }
			}
			anna.get("/api/v1/months/2017-03/bills/"+b.Department+"/lines/"+line.Line).into(t, &explained)
			var parts allocation.Ore
			for _, p := range explained.Parts {
				parts += chargeback.OreOf(p.Amount)
			}
			require.Equal(t, line.Amount, chargeback.PlainAmount(parts))
			require.Equal(t, line.Amount, explained.Line.Amount)
		}
	}
	require.Equal(t, month.Totals.Billed, chargeback.PlainAmount(sum))
	require.Equal(t, sum, lines)

	lena := w.as("Lena")
	for _, f := range []struct{ path, accept, kind, begins string }{
		{"SKOL.csv", "", "text/csv", "\uFEFF"},
		{"SKOL.xlsx", "*/*", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"},
		{"SKOL.pdf", "text/html,*/*;q=0.8", "application/pdf", "%PDF"},
		{"SKOL", "application/pdf", "application/pdf", "%PDF"},
		{"SKOL.pdf", "text/csv", "text/csv", "\uFEFF"},
		{"SKOL.pdf", "application/json", "application/json", "{"},
	} {
		answer := lena.with("Accept", f.accept).get("/api/v1/months/2017-03/bills/" + f.path)
		require.Equal(t, http.StatusOK, answer.status, answer)
		require.Equal(t, f.kind, answer.header.Get("Content-Type"), f.path)
		require.True(t, strings.HasPrefix(answer.String(), f.begins), f.path)
		if f.begins != "{" {
			require.Contains(t, answer.header.Get("Content-Disposition"), "nota-SKOL-2017-03.")
		}
	}
	require.Equal(t, 5, w.events(billing.ActDownload))
}

// TestFilesOfAClosedMonth: voucher and invoice, whose version no other file
// changes.
func TestFilesOfAClosedMonth(t *testing.T) {
	w := newWorld(t)
	anna := w.as("Anna")
	anna.get("/api/v1/months/2017-03/voucher.si").refused(t, http.StatusConflict, chargeback.MonthNotClosed)
	w.close("2017-03")
	anna.get("/api/v1/months/2017-03/voucher.si").refused(t, http.StatusUnprocessableEntity, chargeback.NoVoucherAccounts)
	answer := anna.sendFiles("/api/v1/imports", nil, mappings)
	require.Equal(t, http.StatusOK, answer.status, answer)
	answer = anna.get("/api/v1/months/2017-03/voucher.si")
	require.Equal(t, http.StatusOK, answer.status, answer)
	require.Contains(t, answer.header.Get("Content-Disposition"), "verifikat-2017-03.si")
	first := answer.body
	file, problems := sie.Read(first)
	require.True(t, sie.Usable(problems), "%v", problems)
	require.Len(t, file.Vouchers, 1)
	w.as("Lena").get("/api/v1/months/2017-03/bills/SKOL.csv")
	w.as("Rut").get("/api/v1/months/2017-03/invoices/BOL.xml")
	require.Equal(t, string(first), w.as("Rut").get("/api/v1/months/2017-03/voucher.si").String())

	answer = anna.get("/api/v1/months/2017-03/invoices/BOL.xml")
	require.Equal(t, http.StatusOK, answer.status, answer)
	require.Equal(t, "application/xml", answer.header.Get("Content-Type"))
	require.Contains(t, answer.String(), "<cbc:ID>1-1</cbc:ID>")
	require.Equal(t, answer.body, anna.get("/api/v1/months/2017-03/invoices/BOL").body)
	anna.get("/api/v1/months/2017-03/invoices/SKOL.xml").refused(t, http.StatusNotFound, chargeback.NoSuchDepartment)
	require.Equal(t, 5, w.events(billing.ActExport))
}

// event is one of the audit log.
type event struct {
	Number                  int64
	Person, Action, Subject string
}

// TestAudit: pages of the log, by any filter and either way, put together are
// what a look at every event gives. Finance sees what they did themselves.
func TestAudit(t *testing.T) {
	w := newWorld(t)
	w.close("2017-03")
	var all listBody[event]
	w.as("Rut").get("/api/v1/audit?limit=500").into(t, &all)
	require.Len(t, all.Items, all.Total)
	var head struct{ Length int64 }
	w.as("Rut").get("/api/v1/audit/head").into(t, &head)
	require.Equal(t, int(head.Length), all.Total)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Rut", "Eva", "Anna"}).Draw(t, "who")
		filters := url.Values{}
		for filter, values := range map[string][]string{"person": {"", "Anna", "Bo", "x"}, "action": {"", "person", "close"}, "subject": {"", "2017-03"}} {
			if value := rapid.SampledFrom(values).Draw(t, filter); value != "" {
				filters.Set(filter, value)
			}
		}
		sort := rapid.SampledFrom([]string{"number", "-number"}).Draw(t, "sort")
		filters.Set("sort", sort)
		filters.Set("limit", fmt.Sprint(rapid.IntRange(1, 9).Draw(t, "limit")))
		var want []event
		for _, e := range all.Items {
			fits := func(filter, value string) bool { return !filters.Has(filter) || filters.Get(filter) == value }
			if !fits("person", e.Person) || !fits("action", e.Action) || !fits("subject", e.Subject) || name == "Anna" && e.Person != "Anna" {
				continue
			}
			if sort == "number" {
				want = append(want, e)
			} else {
				want = append([]event{e}, want...)
			}
		}
		var got []event
		for {
			var page listBody[event]
			w.as(name).get("/api/v1/audit?"+filters.Encode()).into(t, &page)
			require.Equal(t, len(want), page.Total)
			got = append(got, page.Items...)
			if page.Next == "" {
				break
			}
			filters.Set("cursor", page.Next)
		}
		require.Equal(t, want, got)
	})
}
