package report

import (
	"io"
	"strings"

	"chargeback/internal/financing"
	"chargeback/internal/words"
)

// Catalogue writes the service catalogue for a person: every service with its
// answers to the seven questions.
func Catalogue(w io.Writer, c *financing.Catalogue, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Tjänstekatalog", "Service catalogue"), c.On.String())
	for i := range c.Entries {
		e := &c.Entries[i]
		if i > 0 {
			p.printf("\n")
		}
		p.printf("%s (%s)\n", words.Visible(e.Name), words.Visible(e.Code))
		for _, a := range answers(e, lang) {
			p.printf("  %-24s %s\n", a[0], words.Visible(a[1]))
		}
	}
	return p.err
}

// answers are the questions and answers of a service, in the order of the
// strategy.
func answers(e *financing.CatalogueEntry, lang words.Language) [][2]string {
	level := e.Promise
	times := strings.Join([]string{
		lang.Pick("svar ", "response ") + words.Hours(level.Response), lang.Pick("felsökning ", "diagnosis ") + words.Hours(level.Diagnosis),
		lang.Pick("åtgärd ", "repair ") + words.Hours(level.Repair),
	}, ", ")
	if level.Open != "" {
		times += " (" + level.Name + ": " + level.Open + ")"
	}
	return [][2]string{
		{lang.Pick("Ingår", "Included"), e.Includes},
		{lang.Pick("Ingår inte", "Not included"), e.Excludes},
		{lang.Pick("Så beställer du", "How to order"), e.Order},
		{lang.Pick("Leveranstid", "Delivery time"), e.Delivery},
		{lang.Pick("Så anmäler du fel", "How to report problems"), e.Support},
		{lang.Pick("Tider vid fel", "Times when it fails"), times},
		{lang.Pick("Pris", "Price"), lang.ServicePrice(e.Price)},
		{lang.Pick("Så avbeställer du", "How to cancel"), e.Cancel},
	}
}

// The object of JSON. Times are in hours.
type serviceJSON struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Includes  string `json:"includes"`
	Excludes  string `json:"excludes"`
	Order     string `json:"order"`
	Delivery  string `json:"delivery"`
	Support   string `json:"support"`
	Level     string `json:"level"`
	Open      string `json:"open"`
	Response  string `json:"response_hours"`
	Diagnosis string `json:"diagnosis_hours"`
	Repair    string `json:"repair_hours"`
	Model     string `json:"model"`
	Class     string `json:"class"`
	Price     string `json:"price"` // empty: at cost
	Cancel    string `json:"cancel"`
}

// CatalogueJSON writes the catalogue for programs.
func CatalogueJSON(w io.Writer, c *financing.Catalogue) error {
	o := struct {
		On       string        `json:"on"`
		Services []serviceJSON `json:"services"`
	}{c.On.String(), []serviceJSON{}}
	for i := range c.Entries {
		e := &c.Entries[i]
		s := serviceJSON{
			Code: e.Code, Name: e.Name, Includes: e.Includes, Excludes: e.Excludes, Order: e.Order, Delivery: e.Delivery,
			Support: e.Support, Level: e.Level, Open: e.Promise.Open, Response: hours(e.Promise.Response),
			Diagnosis: hours(e.Promise.Diagnosis), Repair: hours(e.Promise.Repair), Model: e.Model.String(), Class: e.Class, Cancel: e.Cancel,
		}
		if e.Price != nil {
			s.Price = micro(e.Price.Micro)
		}
		o.Services = append(o.Services, s)
	}
	return writeObject(w, o)
}

// CatalogueXLSX writes the catalogue as a workbook: a row for each service.
func CatalogueXLSX(w io.Writer, c *financing.Catalogue, lang words.Language) error {
	return writeBook(w, func(styles) []bookSheet {
		sheet := bookSheet{
			name:   lang.Pick("Tjänstekatalog", "Service catalogue"),
			head:   []string{lang.Pick("Kod", "Code"), lang.Pick("Tjänst", "Service")},
			widths: []float64{14, 30, 50, 50, 36, 28, 28, 50, 36, 44}, right: 10,
		}
		for i := range c.Entries {
			e := &c.Entries[i]
			row := []any{e.Code, e.Name}
			for _, a := range answers(e, lang) {
				if i == 0 {
					sheet.head = append(sheet.head, a[0])
				}
				row = append(row, a[1])
			}
			sheet.rows = append(sheet.rows, row)
		}
		return []bookSheet{sheet}
	})
}
