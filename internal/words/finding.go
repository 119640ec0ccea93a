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
	return l.monthFinding(f, name, when)
}

// monthFinding tells what is found in one month only.
func (l Language) monthFinding(f chargeback.Finding, name, when string) string {
	switch f.Code {
	case chargeback.FoundCountJump:
		units := l.Units(f.Model, f.Part)
		if f.Model == allocation.User && f.Part != "" {
			units += " " + f.Part
		}
		return fmt.Sprintf(l.Pick("%s har %s %s i %s mot %s månaden före. Det är mer än det brukar ändras; se efter i registret.",
			"%s has %s %s in %s against %s the month before. That is more than it usually changes; look in the register."),
			name, Quantity(f.Now), units, when, Quantity(f.Before))
	case chargeback.FoundUnallocated:
		return fmt.Sprintf(l.Pick("%s för %s är ej fördelat: %s. Ge det en mottagare, eller godta det med skäl.",
			"%s for %s is unallocated: %s. Give it a receiver, or accept it with a reason."),
			Money(f.Amount), name, l.Reason(f.Model, f.Part, f.Reason))
	case chargeback.FoundRefused:
		why := when
		if f.Err != nil {
			why = l.Failure(f.Err)
		}
		return fmt.Sprintf(l.Pick("Månaden går inte att beräkna: %s.", "The month cannot be calculated: %s."), why)
	case chargeback.FoundParked:
		why := f.Part
		if f.Err != nil {
			why = l.Failure(f.Err)
		}
		be := " are"
		if f.Count == 1 {
			be = " is"
		}
		return fmt.Sprintf(l.Pick("%s från %s räknas inte: %s. Rätta i källan eller i registret och importera igen.",
			"%s from %s not counted: %s. Mend it in the source or the register, and import again."),
			Plural(f.Count, l.Pick("rad", "row"), l.Pick("rader", "rows")), f.Object+l.Pick("", be), why)
	case chargeback.FoundDoubleCost:
		return fmt.Sprintf(l.Pick("%s från %s den %s är lika stora, tillsammans %s. Jämför raderna; en kan vara en dubblett.",
			"%s from %s on %s are of the same amount, together %s. Compare the rows; one may be a double."),
			Plural(f.Count, l.Pick("kostnadsrad", "cost row"), l.Pick("kostnadsrader", "cost rows")), f.Object, f.Part, Money(f.Amount))
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
