package words

import (
	"fmt"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Finding tells something odd in one sentence: what, where, and what to do.
func (l Language) Finding(f chargeback.Finding) string {
	name := f.Object
	if f.Name != "" && f.Name != f.Object {
		name += " " + f.Name
	}
	when := l.monthList(f.Months)
	switch f.Code {
	case chargeback.FoundEmptyMonth:
		return fmt.Sprintf(l.Pick("Inga kostnader i %s. Se om en fil saknas.", "No costs in %s. See whether a file is missing."), when)
	case chargeback.FoundLongGap:
		return fmt.Sprintf(l.Pick("Från %s till %s finns inga kostnader med datum. Se efter ett feldaterat belopp.",
			"From %s to %s there are no dated costs. Look for a wrong date."), f.Months[0], f.Months[1])
	case chargeback.FoundUnpaidSystem:
		return fmt.Sprintf(l.Pick("Systemet %s är i drift men har ingen som betalar (%s). De andra systemen bär dess del.",
			"System %s is in use but has no payer (%s). The other systems carry its part."), name, when)
	case chargeback.FoundUnordered:
		return fmt.Sprintf(l.Pick("Projektet %s har timmar men ingen beställare (%s). De andra projekten bär dess del.",
			"Project %s has hours but no orderer (%s). The other projects carry its part."), name, when)
	case chargeback.FoundCostJump:
		return fmt.Sprintf(l.Pick("Kategorin %s kostar %s i %s, minst tre gånger så mycket som en vanlig månad. Se efter en felkontering.",
			"Category %s costs %s in %s, at least three times a usual month. Look for a wrong posting."), name, Money(f.Amount), when)
	case chargeback.FoundUnusedCenter:
		return fmt.Sprintf(l.Pick("Kostnadsstället %s har ingenting som räknas och får aldrig någon nota.",
			"Cost centre %s has nothing that counts and never gets a bill."), name)
	case chargeback.FoundNoneToCharge:
		return fmt.Sprintf(l.Pick("Förvaltningen %s har inget kostnadsställe.", "Department %s has no cost centre."), name)
	case chargeback.FoundUnusedRule:
		return fmt.Sprintf(l.Pick("Kategorin %s har regler men aldrig någon kostnad.", "Category %s has rules but never a cost."), name)
	case chargeback.FoundLostLicences:
		return fmt.Sprintf(l.Pick("%s gäller dagar då användaren inte har något konto. De dagarna räknas inte.",
			"%s valid on days on which the user has no account. Those days do not count."),
			Plural(f.Count, l.Pick("licens", "licence is"), l.Pick("licenser", "licences are")))
	}
	return string(f.Code) + " " + name
}

// monthList writes months, runs of them by their ends.
func (l Language) monthList(months []allocation.Period) string {
	var parts []string
	for first := 0; first < len(months); {
		last := first
		for last+1 < len(months) && months[last].Next() == months[last+1] {
			last++
		}
		text := months[first].String()
		if last > first {
			text += "–" + months[last].String()
		}
		parts = append(parts, text)
		first = last + 1
	}
	return strings.Join(parts, ", ")
}
