package words

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// TestObjections: the sentences of DESIGN §8.
func TestObjections(t *testing.T) {
	t.Parallel()
	says := func(want, got string) {
		t.Helper()
		assert.Equal(t, want, strings.ReplaceAll(got, noBreak, " "))
	}
	due, _ := allocation.NewDate(2017, 4, 11)
	o := &chargeback.Objection{ID: chargeback.ObjectionID{Year: 2017, Place: 22}, Due: due}
	says("Invändning 2017-022 är skickad till ekonomi. Svar senast 2017-04-11. Notan ändras inte innan dess.", Swedish.ObjectionSent(o))
	says("Väntar på svar, senast 2017-04-11.", Swedish.ObjectionStanding(o))
	o.State = chargeback.ObjectionAccepted
	says("Godtagen. Registret är ändrat. Det som skiljer debiteras på en kommande nota.", Swedish.ObjectionStanding(o))
	january, march := allocation.Period{Year: 2017, Month: 1}, allocation.Period{Year: 2017, Month: 3}
	o.Corrected = []chargeback.ObjectionBilling{{Month: january, Into: march, Amount: -3000_00}, {Month: january, Into: march, Amount: -144_00}}
	says("Godtagen. Registret är ändrat och 3 144,00 kr dras av på marsnotan.", Swedish.ObjectionStanding(o))
	says("Accepted. The register was changed and 3 144,00 kr are taken off the bill of March.", English.ObjectionStanding(o))
	o.Corrected = append(o.Corrected, chargeback.ObjectionBilling{Month: january, Into: allocation.Period{Year: 2018, Month: 1}, Amount: 5_00})
	says("Godtagen. Registret är ändrat och 3 144,00 kr dras av på marsnotan och 5,00 kr läggs på januarinotan 2018.", Swedish.ObjectionStanding(o))
	o.State, o.Answer = chargeback.ObjectionAnswered, "Antalet stämmer:\ntolv datorer."
	says("Besvarad. Antalet stämmer: tolv datorer.", Swedish.ObjectionStanding(o))
	o.State = chargeback.ObjectionRejected
	says("Rejected. Antalet stämmer: tolv datorer.", English.ObjectionStanding(o))
	says("Ändringen gäller januari, som är stängd. Den debiteras som rättelse på marsnotan: −3 144,00 kr.", Swedish.LateChange(january, march, -3144_00))
	for kind := range chargeback.ObjectionKinds {
		assert.NotEqual(t, Swedish.ObjectionKind(chargeback.ObjectionKind(kind)), English.ObjectionKind(chargeback.ObjectionKind(kind)))
	}
	for state := range chargeback.ObjectionStates {
		assert.NotEmpty(t, Swedish.ObjectionState(chargeback.ObjectionState(state)))
	}
}
