package report

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Correction tells what a correction bills, by department. The names are those
// of the month corrected.
func Correction(w io.Writer, c *chargeback.Correction, names *chargeback.Month, lang words.Language) error {
	p := page{w: w, lang: lang}
	billed, err := c.Billed()
	if err != nil {
		return err
	}
	p.title(lang.Pick("Rättelse", "Correction"), lang.Month(c.Month))
	sums := make(map[string]allocation.Ore)
	var order []string
	for i := range c.Lines {
		department := c.Lines[i].Department
		if _, ok := sums[department]; !ok {
			order = append(order, department)
		}
		sums[department] += c.Lines[i].Amount
	}
	var rows []table.Row
	for _, department := range order {
		rows = append(rows, table.Row{names.DepartmentName(department), words.Change(sums[department])})
	}
	p.table(1, table.Row{lang.Pick("Förvaltning eller bolag", "Department or company"), lang.Pick("Skillnad, kr", "Difference, kr")},
		rows, table.Row{lang.Pick("Summa", "Total"), words.Change(billed)})
	p.printf("\n%s\n", fmt.Sprintf(lang.Pick(
		"Skillnaden kommer med på notorna för %s, som %s som vänder och ersätter. Beräkna den månaden efter rättelsen: chargeback month calculate %s --as NAMN",
		"The difference goes on the bills of %s, as %s that reverse and replace. Calculate that month after the correction: chargeback month calculate %s --as NAME"),
		lang.Month(c.Into), words.Plural(len(c.Lines), lang.Pick("rad", "line"), lang.Pick("rader", "lines")), c.Into))
	return p.err
}

// Billed tells what a month's bills come to where they correct earlier months;
// nothing where they do not.
func Billed(w io.Writer, bills *billing.MonthBills, lang words.Language) error {
	if len(bills.Entering) == 0 {
		return nil
	}
	p := page{w: w, lang: lang}
	rows := []table.Row{{lang.Pick("Månadens egna notor", "The month's own bills"), words.Money(bills.Own)}}
	total := bills.Own
	for i := range bills.Entering {
		c := &bills.Entering[i]
		amount, err := c.Billed()
		if err != nil {
			return err
		}
		total += amount
		rows = append(rows, table.Row{lang.Pick("+ Rättelse av ", "+ Correction of ") + lang.Month(c.Month), words.Money(amount)})
	}
	p.printf("%s\n\n", lang.Pick("Notor med rättelser", "Bills with corrections"))
	p.list(rows, table.Row{lang.Pick("= Notor", "= Bills"), words.Money(total)})
	p.printf("\n")
	return p.err
}

// Corrected tells how a closed month was corrected later, and whether what was
// shown has that in it.
func Corrected(w io.Writer, chain []chargeback.Correction, shown bool, month allocation.Period, lang words.Language) error {
	if len(chain) == 0 {
		return nil
	}
	p := page{w: w, lang: lang}
	p.printf("%s\n\n", lang.Pick("Rättelser av månaden", "Corrections of the month"))
	var rows []table.Row
	for i := range chain {
		amount, err := chain[i].Billed()
		if err != nil {
			return err
		}
		rows = append(rows, table.Row{lang.Pick("På notorna för ", "On the bills of ") + lang.Month(chain[i].Into), words.Change(amount) + "\u00a0kr"})
	}
	p.list(rows, nil)
	if shown {
		p.printf("\n%s\n\n", lang.Pick("Siffrorna ovan är med rättelserna.", "The figures above have them in."))
	} else {
		p.printf("\n%s\n\n", fmt.Sprintf(lang.Pick("Siffrorna ovan är som månaden stängdes. Med rättelserna: chargeback month show %s --corrected",
			"The figures above are as the month was closed. With the corrections: chargeback month show %s --corrected"), month))
	}
	return p.err
}
