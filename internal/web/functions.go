package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/chart"
	"chargeback/internal/financing"
	"chargeback/internal/web/assets"
	"chargeback/internal/words"
)

// functions are what templates call, in one language.
func functions(lang words.Language) template.FuncMap {
	return template.FuncMap{
		"t":             lang.Pick,
		"lang":          func() string { return words.Languages[lang] },
		"asset":         assets.URL,
		"htmxConfig":    func() string { return assets.HTMXConfig },
		"sprites":       func() template.HTML { return sprites },
		"patterns":      chart.Patterns,
		"money":         words.Money,
		"amount":        words.Amount,
		"kronor":        wholeOf,
		"ore":           oreOf,
		"planned":       planned,
		"plannedDelta":  kronorChange,
		"change":        words.Change,
		"percent":       words.ChangePercent,
		"share":         func(part, whole allocation.Ore) string { return words.Percent(int64(part), int64(whole)) },
		"direction":     direction,
		"quantity":      words.Quantity,
		"count":         count,
		"units":         lang.Units,
		"month":         lang.Month,
		"Month":         func(p allocation.Period) string { return capital(lang.Month(p)) },
		"monthOnly":     func(p allocation.Period) string { return monthOnly(lang, p) },
		"MonthOnly":     func(p allocation.Period) string { return capital(monthOnly(lang, p)) },
		"modelName":     lang.Model,
		"modelShort":    lang.ModelShort,
		"class":         lang.Class,
		"Class":         func(code string) string { return capital(lang.Class(code)) },
		"kind":          func(k chargeback.Kind) string { return lang.Kind(chargeback.Kinds[k]) },
		"role":          lang.Role,
		"when":          func(at time.Time) string { return moment(lang, at) },
		"day":           func(at time.Time) string { return billing.DayIn(at).String() },
		"stateName":     func(s chargeback.State) string { return capital(lang.State(s)) },
		"stateClass":    func(s chargeback.State) string { return s.String() },
		"stateIcon":     func(s chargeback.State) string { return [...]string{"circle", "half", "check", "lock"}[s] },
		"seg":           url.PathEscape,
		"capital":       capital,
		"lower":         strings.ToLower,
		"list":          func(items ...any) []any { return items },
		"number":        func(m allocation.Model) int { return int(m) },
		"add":           func(a, b int) int { return a + b },
		"less":          func(a, b allocation.Ore) allocation.Ore { return a - b },
		"serviceChange": func(s financing.ServiceChange) string { return priceName(lang, s.Model, s.Object, s.Name) },
		"service":       func(s *chargeback.Service) string { return serviceName(lang, s) },
		"quantityText":  func(s *chargeback.Service) string { return quantityText(lang, s) },
	}
}

// wholeOf is the part of an amount before the öre: 1 234.
func wholeOf(amount allocation.Ore) string {
	text, _, _ := strings.Cut(words.Amount(amount), ",")
	return text
}

// oreOf is the part of an amount that stands after the kronor: ,01.
func oreOf(amount allocation.Ore) string {
	text := words.Amount(amount)
	return text[strings.LastIndexByte(text, ','):]
}

// direction is the class of a change: more is not bad, and less not good.
func direction(amount allocation.Ore) string {
	switch {
	case amount > 0:
		return "up"
	case amount < 0:
		return "down"
	}
	return "flat"
}

func count(n any) string {
	switch n := n.(type) {
	case int:
		return words.Count(n)
	case int64:
		return words.Count(int(n))
	}
	return fmt.Sprint(n)
}

// capital makes the first letter large.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// small makes the first letter small, for names inside a sentence.
func small(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(first)) + text[size:]
}

// monthOnly is the month's name without its year.
func monthOnly(lang words.Language, p allocation.Period) string {
	name, _, _ := strings.Cut(lang.Month(p), " ")
	return name
}

// moment writes an instant as people in Sweden say it: 4 april 2017 09.12.
func moment(lang words.Language, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(billing.Stockholm)
	month := monthOnly(lang, allocation.Period{Year: local.Year(), Month: int(local.Month())})
	return fmt.Sprintf("%d %s %d %s", local.Day(), month, local.Year(), local.Format(lang.Pick("15.04", "15:04")))
}

// serviceName is what people call a service.
func serviceName(lang words.Language, s *chargeback.Service) string {
	switch {
	case s.Name != "":
		return s.Name
	case s.Object != "":
		return capital(lang.Class(s.Object))
	}
	return lang.Pick("Användarkonto", "User account")
}

// quantityText is how much of a service was used, with its unit. Of a system it
// is the payer's part of it.
func quantityText(lang words.Language, s *chargeback.Service) string {
	if s.Model == allocation.System {
		return words.Percent(s.QuantityMicro, allocation.Micro)
	}
	return words.Quantity(s.QuantityMicro) + "\u00A0" + lang.Units(s.Model, s.Object)
}
