package invoice

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// serviceKey is what one line of the invoice is for: a service of the month,
// or of an earlier month the reversal of what was billed or the new amount.
type serviceKey struct {
	corrects allocation.Period // zero: nothing
	model    allocation.Model
	category string
	object   string
	reversal bool
}

// service is all that the statement's cost centres have of it.
type service struct {
	serviceKey
	categoryName, objectName string
	quantity                 allocation.Sum // in micro-units
	amount                   allocation.Sum
	centers                  map[string]bool
}

// compare sorts the month's own services first, then corrections by month; in
// each by model, category and object, a reversal before its new amount.
func (k *serviceKey) compare(other *serviceKey) int {
	reversal := func(k *serviceKey) int {
		if k.reversal {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(k.corrects.Year, other.corrects.Year),
		cmp.Compare(k.corrects.Month, other.corrects.Month),
		cmp.Compare(k.model, other.model),
		cmp.Compare(k.category, other.category),
		cmp.Compare(k.object, other.object),
		cmp.Compare(reversal(k), reversal(other)),
	)
}

// services adds up a statement over its cost centres.
func services(s *chargeback.Statement) []*service {
	byKey := make(map[serviceKey]*service)
	var all []*service
	take := func(key serviceKey, line *chargeback.Line, categoryName, objectName string) {
		key.model, key.category, key.object = line.Model, line.Category, line.Object
		of := byKey[key]
		if of == nil {
			of = &service{serviceKey: key, categoryName: categoryName, objectName: objectName, centers: make(map[string]bool)}
			byKey[key] = of
			all = append(all, of)
		}
		of.quantity.Add(allocation.Ore(line.QuantityMicro))
		of.amount.Add(line.Amount)
		of.centers[line.CostCenter] = true
	}
	for i := range s.Lines {
		l := &s.Lines[i]
		take(serviceKey{}, &l.Line, l.CategoryName, l.ObjectName)
	}
	for i := range s.Corrections {
		c := &s.Corrections[i]
		take(serviceKey{corrects: c.Month, reversal: c.Reversal}, &c.Line, c.CategoryName, c.ObjectName)
	}
	slices.SortFunc(all, func(a, b *service) int { return a.compare(&b.serviceKey) })
	return all
}

// item is a service in words.
type item struct {
	name, description string
	properties        []property
}

// describe tells a service with its quantity in micro-units.
func (s *service) describe(lang words.Language, quantity int64) item {
	unit := lang.Units(s.model, s.object)
	name := lang.Model(s.model) + ": " + s.objectText(lang, unit)
	centers := words.Plural(len(s.centers), lang.Pick("kostnadsställe", "cost centre"), lang.Pick("kostnadsställen", "cost centres"))
	description := quantityText(quantity) + " " + unit + lang.Pick(" på ", " over ") + centers + "."
	if s.category != "" {
		description += lang.Pick(" Kategori: ", " Category: ") + named(s.categoryName, s.category) + "."
	}
	if s.corrects != (allocation.Period{}) {
		month := lang.Month(s.corrects)
		name = lang.Pick("Rättelse ", "Correction ") + month + ": " + name
		if s.reversal {
			description = lang.Pick("Återtar det som debiterades för ", "Takes back what was charged for ") + month + ". " + description
		} else {
			description = lang.Pick("Ny debitering för ", "New charge for ") + month + ". " + description
		}
	}
	it := item{name: clean(name), description: clean(description)}
	for _, p := range []property{
		{lang.Pick("Modell", "Model"), s.model.String()},
		{lang.Pick("Kategori", "Category"), s.category},
		{lang.Pick("Objekt", "Object"), s.object},
		{lang.Pick("Antal", "Quantity"), string(chargeback.AppendQuantity(nil, quantity))},
		{lang.Pick("Enhet", "Unit"), unit},
		{lang.Pick("Kostnadsställen", "Cost centres"), strconv.Itoa(len(s.centers))},
		{lang.Pick("Rättar månad", "Corrects month"), s.correctedMonth()},
	} {
		if p.Value = clean(p.Value); p.Value != "" { // an empty element is refused (R008)
			it.properties = append(it.properties, p)
		}
	}
	return it
}

func (s *service) correctedMonth() string {
	if s.corrects == (allocation.Period{}) {
		return ""
	}
	return s.corrects.String()
}

// objectText names what the service is for.
func (s *service) objectText(lang words.Language, unit string) string {
	switch {
	case s.object == "":
		return unit
	case s.model == allocation.Device || s.model == allocation.Port:
		return lang.Class(s.object)
	default:
		return named(s.objectName, s.object)
	}
}

// named is a name with its code, or the code alone.
func named(name, code string) string {
	if name == "" || name == code {
		return code
	}
	return name + " (" + code + ")"
}

// quantityText writes millionths of a unit for people.
func quantityText(micro int64) string {
	if micro < 0 {
		return "\u2212" + words.Exact(-micro)
	}
	return words.Exact(micro)
}

// clean makes a text fit for the document: bytes that are no UTF-8 and
// characters that XML does not have are left out, and so are those that are not
// seen and change how a text reads; breaks and runs of spaces become one space.
func clean(text string) string {
	text = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c) && c != '\u00A0':
			return ' '
		case c == utf8.RuneError || c == 0xFFFE || c == 0xFFFF || unicode.IsControl(c) || unicode.Is(unicode.Cf, c):
			return -1
		}
		return c
	}, text)
	return strings.TrimSpace(strings.Join(strings.FieldsFunc(text, func(c rune) bool { return c == ' ' }), " "))
}
