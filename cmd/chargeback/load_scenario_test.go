package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/planning"
)

// sliderLoad is a scenario whose slider the chiefs move.
type sliderLoad struct{ path, plan string }

// keepScenario keeps a scenario of three levers on the sample's year.
func (l *load) keepScenario(s *session) {
	plan := financing.Plan{BudgetPlan: financing.BudgetPlan{Year: l.year, Levers: []financing.Lever{
		{Kind: financing.LeverCount, Model: allocation.Device, Class: "student", Department: "SKF", Count: 500},
		{Kind: financing.LeverCost, Category: "SYSFORV", Micro: 3_500_000},
		{Kind: financing.LeverTier, System: "EKONOMI", Class: "silver"},
	}}}
	kept, err := (&planning.Service{Billing: s.Service}).Keep(l.Context(), billing.Actor{Name: "slider 0", Origin: "test"}, chargeback.Scenario{Name: "Elevdatorer"}, plan)
	require.NoError(l, err)
	body, err := json.Marshal(plan)
	require.NoError(l, err)
	l.slider = sliderLoad{"/scenarios/" + kept.ID + "/try", string(body)}
}

// slide moves one of two sliders to where it has hardly been, and takes the
// result as the page does.
func (l *load) slide(u loadUser, random *rand.Rand) {
	form := url.Values{
		"plan": {l.slider.plan}, "value 0": {fmt.Sprint(random.IntN(2000) - 500)}, "value 1": {"3,5"}, "value 2": {"silver"}, "rounding": {"krona_up"},
	}
	if random.IntN(2) == 0 {
		form.Set("value 0", "500")
		form.Set("value 1", fmt.Sprintf("%.3f", random.Float64()*20))
	}
	l.ask("slider", u, http.MethodPost, l.slider.path, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

// sliders is twenty chiefs at once. The page asks when a slider has rested for
// 120 ms: first each moves it again half a second after the answer, give or take
// a half of that; then all as soon as the page can ask again.
func (l *load) sliders(lasts time.Duration) {
	l.slidersEach(lasts, 250*time.Millisecond, 750*time.Millisecond, map[string]time.Duration{"slider": 50 * time.Millisecond})
	l.slidersEach(lasts/2, 120*time.Millisecond, 121*time.Millisecond, map[string]time.Duration{"slider": time.Second})
}

func (l *load) slidersEach(lasts, least, most time.Duration, target map[string]time.Duration) {
	ctx, cancel := context.WithTimeout(l.Context(), lasts)
	defer cancel()
	var group sync.WaitGroup
	chiefs := 0
	for i, u := range l.people {
		if u.kind != "slider" {
			continue
		}
		chiefs++
		group.Go(func() {
			random := rand.New(rand.NewPCG(2, uint64(i)))
			wait := time.Duration(random.Int64N(int64(most)))
			for {
				select {
				case <-ctx.Done():
					return
				case <-time.After(wait):
				}
				l.slide(u, random)
				wait = least + time.Duration(random.Int64N(int64(most-least)))
			}
		})
	}
	group.Wait()
	rate := float64(len(l.took["slider"])) / lasts.Seconds()
	l.tell(fmt.Sprintf("%d chiefs with a slider each, %s–%s between moves, %s: %.0f requests/s", chiefs, least, most, lasts, rate), target)
	delete(l.took, "slider")
}
