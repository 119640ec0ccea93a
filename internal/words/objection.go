package words

import (
	"strings"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// ObjectionKind is what somebody holds to be wrong.
func (l Language) ObjectionKind(k chargeback.ObjectionKind) string {
	return [...][2]string{
		chargeback.ObjectionNotOurs: {"inte vårt", "not ours"},
		chargeback.ObjectionDates:   {"vårt, men fel datum", "ours, but the dates are wrong"},
		chargeback.ObjectionCount:   {"antalet eller andelen är fel", "the count or share is wrong"},
		chargeback.ObjectionOther:   {"annat", "something else"},
	}[k][l]
}

// ObjectionState is where an objection stands.
func (l Language) ObjectionState(s chargeback.ObjectionState) string {
	return [...][2]string{
		chargeback.ObjectionWaiting:  {"väntar", "waiting"},
		chargeback.ObjectionAccepted: {"godtagen", "accepted"},
		chargeback.ObjectionAnswered: {"besvarad", "answered"},
		chargeback.ObjectionRejected: {"avslagen", "rejected"},
	}[s][l]
}

// ObjectionSent tells who made an objection what follows.
func (l Language) ObjectionSent(o *chargeback.Objection) string {
	return l.Pick(
		"Invändning "+o.ID.String()+" är skickad till ekonomi. Svar senast "+o.Due.String()+". Notan ändras inte innan dess.",
		"Objection "+o.ID.String()+" has been sent to finance. An answer comes by "+o.Due.String()+". The bill does not change before that.",
	)
}

// ObjectionStanding tells where an objection stands, with its answer, and what
// an accepted one came to.
func (l Language) ObjectionStanding(o *chargeback.Objection) string {
	switch o.State {
	case chargeback.ObjectionWaiting:
		return l.Pick("Väntar på svar, senast "+o.Due.String()+".", "Waits for an answer, by "+o.Due.String()+".")
	case chargeback.ObjectionAccepted:
		return l.Pick("Godtagen. Registret är ändrat", "Accepted. The register was changed") + l.objectionBilled(o)
	case chargeback.ObjectionAnswered:
		return l.Pick("Besvarad. ", "Answered. ") + Visible(strings.ReplaceAll(o.Answer, "\n", " "))
	}
	return l.Pick("Avslagen. ", "Rejected. ") + Visible(strings.ReplaceAll(o.Answer, "\n", " "))
}

// objectionBilled tells on which bills an accepted objection is settled.
func (l Language) objectionBilled(o *chargeback.Objection) string {
	if len(o.Corrected) == 0 {
		return l.Pick(". Det som skiljer debiteras på en kommande nota.", ". The difference is billed on a bill to come.")
	}
	var parts []string
	for at := 0; at < len(o.Corrected); {
		into := o.Corrected[at].Into
		var amount allocation.Ore
		for ; at < len(o.Corrected) && o.Corrected[at].Into == into; at++ {
			amount += o.Corrected[at].Amount
		}
		verb := l.Pick("läggs på", "are added to")
		if amount < 0 {
			verb, amount = l.Pick("dras av på", "are taken off"), -amount
		}
		parts = append(parts, Money(amount)+" "+verb+" "+l.billOf(into, o.ID.Year))
	}
	return l.Pick(" och ", " and ") + list(parts, l.Pick(" och ", " and ")) + "."
}

// LateChange tells that a change is about a closed month, and where it is
// billed.
func (l Language) LateChange(month, into allocation.Period, amount allocation.Ore) string {
	return l.Pick(
		"Ändringen gäller "+months[month.Month-1][l]+", som är stängd. Den debiteras som rättelse på "+l.billOf(into, month.Year)+": "+Money(amount)+".",
		"The change is about "+months[month.Month-1][l]+", which is closed. It is billed as a correction on "+l.billOf(into, month.Year)+": "+Money(amount)+".",
	)
}

// billOf names the bill of a month; its year is told where it is another.
func (l Language) billOf(p allocation.Period, year int) string {
	name := l.Pick(months[p.Month-1][Swedish]+"notan", "the bill of "+months[p.Month-1][English])
	if p.Year != year {
		name += l.Month(p)[len(months[p.Month-1][l]):]
	}
	return name
}
