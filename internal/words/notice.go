package words

import (
	"fmt"
	"slices"
	"strings"

	"chargeback/allocation"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
)

// Notice is a mail that tells that a bill is ready, in sentences. None of them
// has a line break or a control character, whatever stands in the names.
type Notice struct {
	Subject string
	Ready   string // which bill it is
	Part    string // which part of the bill it is; empty where it is the whole
	Total   string
	Change  string // since the month before, with the largest cause
	Link    string // before the address of the bill
	Object  string // how to object, and until when
	Sender  string // who sends this, and that nobody reads answers
}

// Notice tells that a bill is ready. The centers are those that the bill is the
// part of; split may be nil, until is the last day to object.
func (l Language) Notice(st *chargeback.Statement, centers []string, split *causes.Split, until allocation.Date) Notice {
	month := l.Month(st.Month)
	name := st.Department
	if st.Name != "" {
		name = st.Name + " (" + st.Department + ")"
	}
	n := Notice{
		Subject: fmt.Sprintf(l.Pick("IT-notan för %s: %s", "The IT bill for %s: %s"), month, Money(st.Total)),
		Ready:   fmt.Sprintf(l.Pick("IT-notan för %s, %s, är klar.", "The IT bill of %s for %s is ready."), name, month),
		Total:   fmt.Sprintf(l.Pick("Totalt: %s", "Total: %s"), Money(st.Total)),
		Change:  l.noticeChange(st, split),
		Link:    l.Pick("Se notan, och vad som ligger bakom varje rad:", "See the bill, and what is behind each line:"),
		Object: fmt.Sprintf(l.Pick("Stämmer det inte? Öppna raden det gäller på notan och invänd därifrån, senast %s. Ekonomi svarar inom %d arbetsdagar.",
			"Is something wrong? Open the line on the bill and object from there, no later than %s. Finance answers within %d workdays."),
			until, chargeback.ObjectionDays),
		Sender: l.Pick("Du får det här meddelandet för att du läser notan i IT-debitering. Det skickas automatiskt och går inte att svara på.",
			"You get this message because you read the bill in IT chargeback. It is sent automatically and cannot be answered."),
	}
	if st.Organisation != "" {
		n.Sender = st.Organisation + ". " + n.Sender
	}
	if len(centers) > 0 {
		n.Part = fmt.Sprintf(l.Pick("Beloppen gäller den del av notan som du läser: %s.", "The amounts are for the part of the bill that you read: %s."),
			l.list(centers))
	}
	for _, text := range []*string{&n.Subject, &n.Ready, &n.Part, &n.Change, &n.Sender} {
		*text = Visible(*text)
	}
	return n
}

// noticeChange says how the bill changed since the month before, and what most
// of it is.
func (l Language) noticeChange(st *chargeback.Statement, split *causes.Split) string {
	if st.Before == nil {
		return l.Pick("Det här är den första notan.", "This is the first bill.")
	}
	before, change := l.Month(st.Month.Previous()), st.Total-*st.Before
	size := Money(max(change, -change))
	if percent := ChangePercent(*st.Before, st.Total); percent != "–" {
		size += " (" + strings.TrimLeft(percent, "+"+minus) + ")"
	}
	text := ""
	switch {
	case change == 0:
		return fmt.Sprintf(l.Pick("Det är lika mycket som i %s.", "That is as much as in %s."), before)
	case change > 0:
		text = fmt.Sprintf(l.Pick("Det är %s mer än i %s.", "That is %s more than in %s."), size, before)
	default:
		text = fmt.Sprintf(l.Pick("Det är %s mindre än i %s.", "That is %s less than in %s."), size, before)
	}
	if split == nil || len(split.Parts) == 0 {
		return text
	}
	most := slices.MaxFunc(split.Parts, func(a, b causes.Part) int {
		if change < 0 {
			a, b = b, a
		}
		switch {
		case a.Amount < b.Amount:
			return -1
		case a.Amount > b.Amount:
			return 1
		}
		return 0
	})
	text += " " + fmt.Sprintf(l.Pick("Mest beror det på %s: %s kr.", "Most of it is %s: %s kr."),
		strings.ToLower(l.ChangeCause(most.Cause)), Change(most.Amount))
	if cause := l.CauseText(&most); cause != "" {
		text += " " + cause
	}
	return text
}

// list joins names as a sentence has them.
func (l Language) list(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + l.Pick(" och ", " and ") + names[last]
}
