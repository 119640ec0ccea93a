package words

import (
	"fmt"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/causes"
)

// Cause names why a bill changed.
func (l Language) ChangeCause(c causes.Cause) string {
	return [...][2]string{
		causes.Rule:        {"Nivå eller regel", "Tier or rule"},
		causes.StartEnd:    {"Nya och avslutade system", "New and ended systems"},
		causes.Move:        {"Flyttade enheter", "Moved units"},
		causes.OwnVolume:   {"Er egen volym", "Your own volume"},
		causes.OtherVolume: {"Andras volym", "Others' volume"},
		causes.Cost:        {"Pris och styckkostnad", "Price and unit cost"},
		causes.Correction:  {"Rättelser", "Corrections"},
		causes.Rounding:    {"Avrundning", "Rounding"},
	}[c][l]
}

// toldFacts is how many facts a cause's sentences name.
const toldFacts = 3

// CauseText says in sentences what is behind a cause, the largest first.
func (l Language) CauseText(part *causes.Part) string {
	var told []string
	for i := range part.Facts[:min(toldFacts, len(part.Facts))] {
		if text := l.causeFact(&part.Facts[i]); text != "" {
			told = append(told, text)
		}
	}
	if more := len(part.Facts) - toldFacts; more > 0 {
		told = append(told, fmt.Sprintf(l.Pick("Och %d till.", "And %d more."), more))
	}
	if len(told) > 0 {
		return strings.Join(told, " ")
	}
	switch part.Cause {
	case causes.Rule:
		return l.Pick("Reglerna fördelar kostnaderna på ett annat sätt.", "The rules spread the costs in another way.")
	case causes.OwnVolume:
		return l.Pick("Er del av systemen och projekten har ändrats.", "Your part of the systems and projects has changed.")
	case causes.OtherVolume:
		return l.Pick("Andra förvaltningar använder mer eller mindre, så er del av det gemensamma blir en annan.",
			"Other departments use more or less, so your part of what is shared is another.")
	case causes.Cost:
		return l.Pick("Det ni använder kostade mer eller mindre den här månaden.", "What you use cost more or less this month.")
	case causes.Rounding:
		return l.Pick("Öresavrundning, rad för rad.", "Rounding to whole öre, line by line.")
	}
	return ""
}

// causeFact is one thing that happened, as a sentence.
func (l Language) causeFact(f *causes.Fact) string {
	switch f.Kind {
	case causes.TierChanged:
		return fmt.Sprintf(l.Pick("%s gick från %s till %s.", "%s went from %s to %s."), f.Name, l.Class(f.From), l.Class(f.To))
	case causes.MethodChanged:
		if f.To == "" {
			return fmt.Sprintf(l.Pick("%s debiteras med faktisk kostnad i stället för pris.", "%s is charged by actual cost instead of price."), l.Model(f.Model))
		}
		return fmt.Sprintf(l.Pick("%s debiteras med pris i stället för faktisk kostnad.", "%s is charged by price instead of actual cost."), l.Model(f.Model))
	case causes.Began:
		return fmt.Sprintf(l.Pick("%s är nytt.", "%s is new."), f.Name)
	case causes.Ended:
		return fmt.Sprintf(l.Pick("%s har avslutats.", "%s has ended."), f.Name)
	case causes.MovedHere:
		return fmt.Sprintf(l.Pick("%s (%s) kom från %s.", "%s (%s) came from %s."), f.Name, f.Object, f.From)
	case causes.MovedAway:
		return fmt.Sprintf(l.Pick("%s (%s) gick till %s.", "%s (%s) went to %s."), f.Name, f.Object, f.To)
	case causes.CountChanged:
		return l.countFact(f)
	case causes.PriceChanged:
		name := f.Name
		if name == "" {
			name = l.Units(f.Model, f.Object)
		}
		return fmt.Sprintf(l.Pick("Priset på %s gick från %s till %s kr.", "The price of %s went from %s to %s kr."), name, price(f.Before), price(f.After))
	case causes.Corrected:
		if p, ok := allocation.ParsePeriod(f.From); ok {
			return fmt.Sprintf(l.Pick("%s rättades.", "%s was corrected."), upper(l.Month(p)))
		}
	}
	return ""
}

// countFact says how many units more or fewer there were, on average.
func (l Language) countFact(f *causes.Fact) string {
	more := l.Pick("fler", "more")
	micro := f.Micro
	if micro < 0 {
		micro, more = -micro, l.Pick("färre", "fewer")
	}
	switch f.Model {
	case allocation.System:
		if f.Micro > 0 {
			return fmt.Sprintf(l.Pick("Er del av %s är större.", "Your part of %s is larger."), f.Name)
		}
		return fmt.Sprintf(l.Pick("Er del av %s är mindre.", "Your part of %s is smaller."), f.Name)
	case allocation.Project:
		return fmt.Sprintf(l.Pick("%s timmar %s i %s.", "%s hours %s in %s."), Quantity(micro), more, f.Name)
	case allocation.User:
		if f.Object != "" {
			return fmt.Sprintf(l.Pick("%s licenser %s av %s i snitt.", "%s licences %s of %s on average."), Quantity(micro), more, f.Name)
		}
	}
	return fmt.Sprintf(l.Pick("%s %s %s i snitt.", "%s %s %s on average."), Quantity(micro), l.Units(f.Model, f.Object), more)
}

// price writes a price in kronor with two decimals, more where it has them.
func price(micro int64) string {
	if micro%(allocation.Micro/100) == 0 {
		return Amount(allocation.Ore(micro / (allocation.Micro / 100)))
	}
	return Exact(micro)
}

func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
