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
// Counts that went the same way share a sentence.
func (l Language) CauseText(part *causes.Part) string {
	var told []string
	facts := part.Facts[:min(toldFacts, len(part.Facts))]
	counted := make([]bool, len(facts))
	for i := range facts {
		if counted[i] {
			continue
		}
		f := &facts[i]
		if !isCount(f) {
			if text := l.causeFact(f); text != "" {
				told = append(told, text)
			}
			continue
		}
		var counts []string
		for k := i; k < len(facts); k++ {
			if other := &facts[k]; isCount(other) && other.Kind == f.Kind && other.Micro > 0 == (f.Micro > 0) {
				counted[k] = true
				counts = append(counts, l.counted(other))
			}
		}
		told = append(told, l.countsFact(f, counts))
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
		return l.tierFact(f)
	case causes.WeightChanged:
		name := unitNames[f.Object][l]
		if name == "" {
			name = l.Class(f.Object)
		}
		return fmt.Sprintf(l.Pick("Vikten för %s gick från %s till %s.", "The weight of %s went from %s to %s."), name, Exact(f.Before), Exact(f.After))
	case causes.RuleChanged:
		return fmt.Sprintf(l.Pick("Av %s går %s till modellen %s, förut %s.", "Of %s, %s goes to the model %s; it was %s."),
			f.Name, Percent(f.After, allocation.Micro), l.Model(f.Model), Percent(f.Before, allocation.Micro))
	case causes.ShareChanged:
		return fmt.Sprintf(l.Pick("Er andel av %s gick från %s till %s.", "Your share of %s went from %s to %s."),
			f.Name, Percent(f.Before, allocation.Micro), Percent(f.After, allocation.Micro))
	case causes.MethodChanged:
		if f.To == "" {
			return fmt.Sprintf(l.Pick("%s debiteras med faktisk kostnad i stället för pris.", "%s is charged by actual cost instead of price."), l.Model(f.Model))
		}
		return fmt.Sprintf(l.Pick("%s debiteras med pris i stället för faktisk kostnad.", "%s is charged by price instead of actual cost."), l.Model(f.Model))
	case causes.Began:
		switch f.Model {
		case allocation.Project:
			return fmt.Sprintf(l.Pick("Projektet %s är nytt.", "Project %s is new."), f.Name)
		case allocation.User:
			return fmt.Sprintf(l.Pick("Applikationen %s är ny.", "Application %s is new."), f.Name)
		}
		return fmt.Sprintf(l.Pick("%s är nytt.", "%s is new."), f.Name)
	case causes.Ended:
		return fmt.Sprintf(l.Pick("%s har avslutats.", "%s has ended."), f.Name)
	case causes.MovedHere:
		return fmt.Sprintf(l.Pick("%s (%s) kom från %s.", "%s (%s) came from %s."), f.Name, f.Object, f.From)
	case causes.MovedAway:
		return fmt.Sprintf(l.Pick("%s (%s) gick till %s.", "%s (%s) went to %s."), f.Name, f.Object, f.To)
	case causes.CountChanged, causes.OthersCount: // of projects
		return fmt.Sprintf(l.Pick("%s %s i %s.", "%s %s in %s."), l.counted(f), l.moreOrFewer(f.Micro), f.Name)
	case causes.DaysChanged:
		return l.daysFact(f)
	case causes.OthersDays:
		switch {
		case f.After == 0:
			return fmt.Sprintf(l.Pick("%s bär inte längre någon del av det gemensamma.", "%s no longer carries any part of what is shared."), f.Name)
		case f.Before == 0:
			return fmt.Sprintf(l.Pick("%s bär nu en del av det gemensamma.", "%s now carries a part of what is shared."), f.Name)
		}
		return l.daysFact(f)
	case causes.PriceChanged:
		return fmt.Sprintf(l.Pick("Priset på %s gick från %s till %s kr.", "The price of %s went from %s to %s kr."), l.pricedName(f), Price(f.Before), Price(f.After))
	case causes.CategoryCost:
		return fmt.Sprintf(l.Pick("Hela kostnaden för %s gick från %s till %s.", "The whole cost of %s went from %s to %s."),
			f.Name, Money(allocation.Ore(f.Before)), Money(allocation.Ore(f.After)))
	case causes.Corrected:
		return l.correctedFact(f)
	case causes.CorrectedBefore:
		if p, ok := allocation.ParsePeriod(f.From); ok {
			return fmt.Sprintf(l.Pick("Rättelsen av %s fanns på den tidigare notan.", "The correction of %s was on the earlier bill."), l.Month(p))
		}
	}
	return ""
}

// tierFact tells how much more the new tier weighs where that is a whole
// number of times.
func (l Language) tierFact(f *causes.Fact) string {
	text := fmt.Sprintf(l.Pick("%s gick från %s till %s.", "%s went from %s to %s."), f.Name, l.Class(f.From), l.Class(f.To))
	heavy, light, more, less := f.To, f.From, f.After, f.Before
	if more < less {
		heavy, light, more, less = light, heavy, less, more
	}
	if less > 0 && more > less && more%less == 0 {
		text += fmt.Sprintf(l.Pick(" %s väger %d gånger så mycket som %s.", " %s weighs %d times as much as %s."), upper(l.Class(heavy)), more/less, l.Class(light))
	}
	return text
}

// daysFact says for which part of the month a system was in use.
func (l Language) daysFact(f *causes.Fact) string {
	part := func(micro int64) string {
		if micro == allocation.Micro {
			return l.Pick("hela månaden", "the whole month")
		}
		return Percent(micro, allocation.Micro) + l.Pick(" av månaden", " of the month")
	}
	return fmt.Sprintf(l.Pick("%s var i drift %s, förut %s.", "%s was in use %s; before, %s."), f.Name, part(f.After), part(f.Before))
}

func (l Language) correctedFact(f *causes.Fact) string {
	p, ok := allocation.ParsePeriod(f.From)
	if !ok {
		return ""
	}
	if f.Micro == 0 || f.Model == allocation.System || f.Model == allocation.Project {
		what := f.Name
		if what == "" {
			what = l.Units(f.Model, f.Object)
		}
		return fmt.Sprintf(l.Pick("%s rättades: %s, %s.", "%s was corrected: %s, %s."), upper(l.Month(p)), what, f.To)
	}
	return fmt.Sprintf(l.Pick("%s rättades: %s %s, %s.", "%s was corrected: %s %s, %s."), upper(l.Month(p)), l.counted(f), l.moreOrFewer(f.Micro), f.To)
}

// pricedName is what a price is for.
func (l Language) pricedName(f *causes.Fact) string {
	switch {
	case f.Name != "":
		return f.Name
	case f.Model == allocation.System:
		return fmt.Sprintf(l.Pick("system på nivån %s", "systems of tier %s"), l.Class(f.Object))
	default:
		return l.Units(f.Model, f.Object)
	}
}

// isCount says whether a fact counts things that are there on average.
func isCount(f *causes.Fact) bool {
	return (f.Kind == causes.CountChanged || f.Kind == causes.OthersCount) && f.Model != allocation.Project
}

// countsFact says that there are so many more or fewer of several things.
func (l Language) countsFact(f *causes.Fact, counts []string) string {
	text := counts[0]
	if last := len(counts) - 1; last > 0 {
		text = strings.Join(counts[:last], ", ") + l.Pick(" och ", " and ") + counts[last]
	}
	format := l.Pick("%s %s i snitt.", "%s %s on average.")
	if f.Kind == causes.OthersCount {
		format = l.Pick("Andra har %s %s i snitt.", "Others have %s %s on average.")
	}
	return fmt.Sprintf(format, text, l.moreOrFewer(f.Micro))
}

func (l Language) moreOrFewer(micro int64) string {
	if micro < 0 {
		return l.Pick("färre", "fewer")
	}
	return l.Pick("fler", "more")
}

var oneUnit = map[string][2]string{
	"staff": {"personaldator", "staff computer"}, "student": {"elevdator", "student computer"},
	"connection": {"nätanslutning", "connection"}, "switch": {"switch", "switch"},
	"access_point": {"accesspunkt", "access point"},
}

// counted is how many of something there are more or fewer: 8,5
// personaldatorer, 1 licens av Acrobat.
func (l Language) counted(f *causes.Fact) string {
	number := strings.TrimSuffix(strings.TrimRight(Quantity(max(f.Micro, -f.Micro)), "0"), ",")
	if number == "0" {
		number = Exact(max(f.Micro, -f.Micro))
	}
	name := l.Units(f.Model, f.Object)
	licences := f.Model == allocation.System || f.Model == allocation.User && f.Object != ""
	if licences {
		name = l.Units(allocation.User, f.Object)
	}
	if number == "1" {
		switch {
		case licences:
			name = l.Pick("licens", "licence")
		case f.Model == allocation.User:
			name = l.Pick("användarkonto", "user account")
		case f.Model == allocation.Project:
			name = l.Pick("timme", "hour")
		default:
			name = oneUnit[f.Object][l]
		}
	}
	if licences && f.Name != "" {
		name += l.Pick(" av ", " of ") + f.Name
	}
	return number + " " + name
}

// Price writes a price in kronor with two decimals, more where it has them.
func Price(micro int64) string {
	if micro%(allocation.Micro/100) == 0 {
		return Amount(allocation.Ore(micro / (allocation.Micro / 100)))
	}
	return Exact(micro)
}

func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
