package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/internal/financing"
)

// plansReach (A15): whatever the chief plans on, tries, keeps, shows, compares
// and proposes, no fact, run, bill, voucher or closed month is another. Only
// finance's yes to a price list makes facts, and of no closed month.
func (a *attack) plansReach() {
	chief := a.as(attackChief)
	plans := []string{"scenarios", "price_lists"}
	real := func() string { return digestOf(a.Context(), a.T, a.site, plans...) }
	before, voucher := real(), a.as(demoFinance).send(request{path: "/months/2017-10/voucher.si"}).text
	const posted, made = http.StatusSeeOther, http.StatusCreated
	levers := []string{
		`{"kind":"count","model":"device","class":"student","department":"SKF","count":500}`,
		`{"kind":"count","model":"user","department":"SKF","count":-20}`,
		`{"kind":"cost","category":"SYSFORV","value":"-50"}`,
		`{"kind":"new_cost","category":"SYSFORV","amount":"1000000.00","from":"2017-01-01"}`,
		`{"kind":"tier","system":"EKONOMI","class":"copper"}`,
		`{"kind":"weight","model":"system","class":"gold","value":"0"}`,
		`{"kind":"price","model":"port","class":"switch","value":"0","from":"2017-07-01"}`,
		`{"kind":"rule","category":"SYSFORV","model":"central","value":"1000000"}`,
		`{"kind":"hours","project":"P1601","value":"500"}`,
		`{"kind":"invest","category":"SYSFORV","amount":"90000000.00","life":12,"from":"2016-12-01"}`,
		`{"kind":"changes","changes":[{"table":"devices","key":["d00002"],"end":true},{"table":"settings","put":{"key":"it_cost_center","value":"1110","from":"2017-01-01"}}]}`,
	}
	var ids []string
	for i, lever := range levers {
		for _, prices := range []string{"", `,"prices":{"models":["device","port"],"rounding":"krona_up"}`} {
			plan := fmt.Sprintf(`{"year":2017,"levers":[%s]%s}`, lever, prices)
			_, err := financing.ParsePlan([]byte(plan))
			require.NoError(a, err, plan)
			got := chief.byToken().try(request{
				method: http.MethodPost, path: "/api/v1/scenarios", kind: "application/json",
				text:   fmt.Sprintf(`{"kind":"scenario","name":"Försök %d","plan":%s}`, i, plan),
				header: []string{"Idempotency-Key", fmt.Sprintf("plan-%d-%d", i, len(prices))},
			}, made)
			var kept struct{ ID string }
			require.NoError(a, json.Unmarshal([]byte(got.text), &kept))
			ids = append(ids, kept.ID)
			for _, path := range []string{"/api/v1/scenarios/" + kept.ID + "/result?department=SKF", "/scenarios/" + kept.ID, "/scenarios/" + kept.ID + "/departments/SKF", "/scenarios/" + kept.ID + "/result.xlsx"} {
				chief.try(request{path: path}, http.StatusOK)
			}
			chief.try(request{method: http.MethodPost, path: "/scenarios/" + kept.ID + "/try", form: url.Values{"plan": {plan}}}, http.StatusOK)
			// Nobody's yes is there: not even of who is finance and chief at once.
			chief.try(request{method: http.MethodPost, path: "/prices/1", form: url.Values{"idempotency_key": {"p" + kept.ID}, "step": {"approved"}, "state": {"approved"}}},
				http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
		}
	}
	chief.try(request{path: "/scenarios/compare?id=" + ids[0] + "&id=" + ids[2] + "&id=" + ids[4] + "&id=" + ids[6]}, http.StatusOK)
	chief.try(request{method: http.MethodPost, path: "/budget", form: url.Values{"idempotency_key": {"budget"}, "year": {"2017"}}}, posted, http.StatusUnprocessableEntity, http.StatusConflict)
	for _, id := range ids {
		tag := chief.byToken().send(request{path: "/api/v1/scenarios/" + id}).header.Get("ETag")
		chief.byToken().try(request{method: http.MethodDelete, path: "/api/v1/scenarios/" + id, header: []string{"If-Match", tag}}, http.StatusNoContent)
	}
	assert.Equal(a, before, real(), "a plan has changed what is real")
	assert.Equal(a, voucher, a.as(demoFinance).send(request{path: "/months/2017-10/voucher.si"}).text)
	a.events() // of kept plans, which are what they say
}
