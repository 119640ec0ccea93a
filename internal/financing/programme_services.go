package financing

import (
	"slices"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// ServiceLevel is what a tier promises: a system's, or that of another service
// with the same promise. Times are in hundredths of an hour, within the hours
// that support is open.
type ServiceLevel struct {
	Code                        string // a tier such as gold, or a level of its own
	Name                        string
	Open                        string // when there is support
	Response, Diagnosis, Repair int64
	Line                        int
}

// Service is an entry of the catalogue. It answers the seven questions of
// chapter 4.3 of the strategy; price and level are looked up by their codes, so
// that they cannot disagree with the price list and the tiers.
type Service struct {
	Code, Name string
	Includes   string // 1: what is included
	Excludes   string // 1: what is not
	Order      string // 2: how to order
	Delivery   string // 3: how soon it is delivered
	Support    string // 4: how to report problems
	Level      string // 5: response, diagnosis and repair, by the code of a level
	Model      allocation.Model
	Class      string // 6: the price, by the model's class: a tier, staff, user, hour …
	Cancel     string // 7: how to cancel
	Line       int
}

// ServicePrice is a price of the price list, a month and unit (an hour, for
// projects), in millionths of a krona.
type ServicePrice struct {
	Model allocation.Model
	Class string
	Micro int64
	Valid allocation.Span
}

// CatalogueEntry is a service with its level and its price on a day.
type CatalogueEntry struct {
	*Service
	Promise *ServiceLevel
	Price   *ServicePrice // nil: its cost is shared as it falls, without a price
}

// Catalogue is all services on a day.
type Catalogue struct {
	On      allocation.Date
	Entries []CatalogueEntry
}

// NewCatalogue looks up every service's level and price. The error is a
// [chargeback.Errors]: levels that do not exist, and classes that the model does
// not have.
func NewCatalogue(services []Service, levels []ServiceLevel, prices []ServicePrice, on allocation.Date) (*Catalogue, error) {
	c := &Catalogue{On: on}
	var errs chargeback.Errors
	for i := range services {
		s := &services[i]
		entry := CatalogueEntry{Service: s}
		if at := slices.IndexFunc(levels, func(l ServiceLevel) bool { return l.Code == s.Level }); at >= 0 {
			entry.Promise = &levels[at]
		} else {
			errs.Add(&chargeback.Error{
				Code: chargeback.UnknownCode, File: "services", Line: s.Line, Column: "level", Value: s.Level, Args: []string{"service_levels"},
			})
		}
		switch classes := s.Model.Classes(); {
		case s.Model == allocation.Central:
			errs.Add(&chargeback.Error{Code: chargeback.ModelNoPrice, File: "services", Line: s.Line, Column: "model", Value: s.Model.String()})
		case classes != nil && !slices.Contains(classes, s.Class), s.Model == allocation.Project && s.Class != hourClass:
			if classes == nil {
				classes = []string{hourClass}
			}
			errs.Add(&chargeback.Error{Code: chargeback.NotOneOf, File: "services", Line: s.Line, Column: "class", Value: s.Class, Args: classes})
		}
		for j := range prices {
			if p := &prices[j]; p.Model == s.Model && p.Class == s.Class && p.Valid.Contains(on) {
				entry.Price = p
			}
		}
		c.Entries = append(c.Entries, entry)
	}
	if errs.Count > 0 {
		return nil, &errs
	}
	return c, nil
}

// What the price list calls an hour and an account.
const (
	hourClass    = "hour"
	accountClass = "user"
)

// ServicePrices returns the prices of facts as the catalogue looks them up: by the
// codes of classes and applications, user for an account, hour for an hour.
func ServicePrices(facts *chargeback.Facts) []ServicePrice {
	var list []ServicePrice
	for _, p := range facts.Rows.Prices {
		class := hourClass
		switch classes := p.Model.Classes(); {
		case classes != nil:
			class = classes[p.Object]
		case p.Model == allocation.User && p.Object == 0:
			class = accountClass
		case p.Model == allocation.User:
			class = facts.Applications.At(p.Object - 1)
		}
		list = append(list, ServicePrice{p.Model, class, p.Micro, p.Valid})
	}
	return list
}
