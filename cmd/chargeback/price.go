package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/financing"
	"chargeback/internal/report"
)

// priceCommand sets prices for a planned year.
func (a *app) priceCommand() *cobra.Command {
	var models []string
	var notice, seek, step string
	var settle bool
	rounding := &choice{"krona_up", financing.Roundings}
	cmd := &cobra.Command{
		Use:   a.lang.Pick("price --year ÅR --model MODELL [val]", "price --year YEAR --model MODEL [options]"),
		Short: a.lang.Pick("Sätt priser som täcker ett planerat år, eller reglera ett år som gått", "Set prices that recover a planned year, or settle a year that is past"),
		Long: a.lang.Pick(`Priserna täcker vad modellernas kostnader är budgeterade till vid de planerade
volymerna, och avrundas. Det planerade året räknas med dem, så att det syns vad
avrundningen gör och vad var och en betalar. Ingenting sparas; med --format json
följer ändringarna som gör förslaget till prislista.`,
			`Prices recover what the models' costs are planned to at the planned volumes, and
are rounded. The planned year is charged with them, so that it is seen what rounding
does and what each one pays. Nothing is kept; with --format json the changes follow
that make the proposal a price list.`),
		Example: `  chargeback price --data 2017 --year 2018 --model device --model user --index 2.5
  chargeback price --year 2018 --model device --round ore --notice 2017-10-01
  chargeback price --year 2018 --model device --seek student --step 0.5
  chargeback price --year 2017 --model port --settle`,
		Args: a.noArguments,
	}
	f := a.onPlan(cmd)
	b := a.onBudget(cmd)
	cmd.Flags().StringArrayVar(&models, "model", nil, a.lang.Pick("`modell` som ska debiteras med pris: system, device, user, port eller project", "`model` to be charged by price: system, device, user, port, project"))
	cmd.Flags().Var(rounding, "round", a.lang.Pick("avrundning: ingen, till öre eller krona, närmast eller uppåt", "rounding: none, to öre or krona, nearest or upwards"))
	cmd.Flags().StringVar(&notice, "notice", "", a.lang.Pick("`dag` då förvaltningarna måste ha fått veta", "`day` when departments must have been told"))
	cmd.Flags().StringVar(&seek, "seek", "", a.lang.Pick("sök priset för en `klass` så att modellen går jämnt upp", "find the price of one `class` that makes the model break even"))
	cmd.Flags().StringVar(&step, "step", "1", a.lang.Pick("steg i `kronor` vid --seek", "step in `kronor` when seeking"))
	cmd.Flags().BoolVar(&settle, "settle", false, a.lang.Pick("dela ut årets över- eller underuttag på dem som har debiterats", "give back, or collect, the year's variance from those who were billed"))
	cmd.RunE = func(*cobra.Command, []string) error {
		chosen, err := a.pricedModels(models)
		if err != nil {
			return err
		}
		var day *allocation.Date
		if notice != "" {
			date, ok := allocation.ParseDate(notice)
			if !ok {
				return a.usage("”%s” är ingen dag; skriv den som 2017-10-01", "“%s” is no day; write it as 2017-10-01", notice)
			}
			day = &date
		}
		switch {
		case settle:
			return a.settle(f, chosen)
		case seek != "":
			return a.seek(f, b, chosen, seek, step)
		}
		budget, err := a.budget(f, b)
		if err != nil {
			return err
		}
		list, err := financing.SetPrices(budget.Base, budget.YearPast, chosen, roundingOf(rounding.value))
		if err != nil {
			return err
		}
		municipality := budget.Base.Runs()[11].Month.Municipality()
		return a.writeAs(f.format.value, f.out, map[string]func(io.Writer) error{
			"text": func(w io.Writer) error { return report.Prices(w, municipality, list, day, a.lang) },
			"json": func(w io.Writer) error {
				changes, err := json.Marshal(list.Changes)
				if err != nil {
					return err
				}
				return report.PricesJSON(w, list, day, changes)
			},
			"xlsx": func(w io.Writer) error { return report.PriceBook(w, list, a.lang) },
		})
	}
	return cmd
}

func roundingOf(code string) financing.Rounding {
	for i, known := range financing.Roundings {
		if known == code {
			return financing.Rounding(i)
		}
	}
	panic("bug: no such rounding: " + code)
}

func (a *app) pricedModels(codes []string) ([]allocation.Model, error) {
	if len(codes) == 0 {
		return nil, a.usage("ange minst en modell med --model, till exempel --model device", "give at least one model with --model, for example --model device")
	}
	var models []allocation.Model
	for _, code := range codes {
		model, ok := allocation.ParseModel(code)
		if !ok || model == allocation.Central {
			return nil, a.usage("”%s” är ingen modell med pris; välj bland %s", "“%s” is no model with a price; choose from %s", code, "system, device, user, port, project")
		}
		models = append(models, model)
	}
	return models, nil
}

// seek finds the price of one class.
func (a *app) seek(f *planFlags, b *budgetFlags, models []allocation.Model, class, step string) error {
	if len(models) != 1 {
		return a.usage("sök i en modell i taget: ange en --model", "seek in one model at a time: give one --model")
	}
	scaled, ok := parseScaled(strings.TrimSpace(step))
	if !ok || scaled <= 0 {
		return a.usage("”%s” är inget steg i kronor; skriv till exempel 0.5", "“%s” is no step in kronor; write for example 0.5", step)
	}
	budget, err := a.budget(f, b)
	if err != nil {
		return err
	}
	// The other classes of the model cost what recovers them, to the krona.
	list, err := financing.SetPrices(budget.Base, budget.YearPast, models, financing.RoundKrona)
	if err != nil {
		return err
	}
	sought, err := budget.Base.SeekPrice(list.Changes, models[0], class, scaled*100)
	if err != nil {
		return err
	}
	name := ""
	if models[0] == allocation.User && class != "user" {
		name = budget.Base.Runs()[11].Month.ObjectName(allocation.User, class)
	}
	return a.writeAs(f.format.value, f.out, map[string]func(io.Writer) error{
		"text": func(w io.Writer) error { return report.SoughtPrice(w, sought, models[0], class, name, a.lang) },
		"json": func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "{\"model\":%q,\"class\":%q,\"price\":%q,\"variance\":%q}\n", models[0], class,
				chargeback.AppendQuantity(nil, sought.PriceMicro), chargeback.PlainAmount(sought.Variance))
			return err
		},
		"xlsx": func(w io.Writer) error { return report.SoughtPriceBook(w, sought, models[0], class, name, a.lang) },
	})
}

// settle shares out the variance of a year that is past.
func (a *app) settle(f *planFlags, models []allocation.Model) error {
	facts, err := a.facts(f)
	if err != nil {
		return err
	}
	base, err := financing.NewYear(facts, f.year)
	if err != nil {
		return err
	}
	var all []*financing.Settlement
	for _, model := range models {
		s, err := financing.Settle(base.Runs(), model)
		if err != nil {
			return err
		}
		all = append(all, s)
	}
	names := base.Runs()[11].Month.DepartmentName
	return a.writeAs(f.format.value, f.out, map[string]func(io.Writer) error{
		"text": func(w io.Writer) error {
			for _, s := range all {
				if err := report.Settlement(w, s, names, a.lang); err != nil {
					return err
				}
			}
			return nil
		},
		"json": func(w io.Writer) error { return report.SettlementJSON(w, all) },
		"xlsx": func(w io.Writer) error { return report.SettlementBook(w, all, names, a.lang) },
	})
}
