package words

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"chargeback/allocation"
	"chargeback/internal/causes"
)

// TestCauseText says what people read, in both languages.
func TestCauseText(t *testing.T) {
	f := func(cause causes.Cause, swedish, english string, facts ...causes.Fact) {
		t.Helper()
		for i := range facts {
			if facts[i].Micro == 0 {
				facts[i].Micro = facts[i].After - facts[i].Before
			}
		}
		part := &causes.Part{Cause: cause, Facts: facts}
		plain := strings.NewReplacer(noBreak, " ")
		assert.Equal(t, swedish, plain.Replace(Swedish.CauseText(part)))
		assert.Equal(t, english, plain.Replace(English.CauseText(part)))
	}
	f(causes.Rule, "Time Care Planering gick från silver till guld. Guld väger 3 gånger så mycket som silver.",
		"Time Care Planering went from silver to gold. Gold weighs 3 times as much as silver.",
		causes.Fact{Kind: causes.TierChanged, Model: allocation.System, Name: "Time Care Planering", From: "silver", To: "gold", Before: 1_000_000, After: 3_000_000})
	f(causes.Rule, "Treserva gick från guld till brons.", "Treserva went from gold to bronze.",
		causes.Fact{Kind: causes.TierChanged, Model: allocation.System, Name: "Treserva", From: "gold", To: "bronze", Before: 3_000_000, After: 2_000_000})
	f(causes.Rule, "Vikten för elevdatorer gick från 0,5 till 1. Av Systemdrift går 50,00 % till modellen Per användare, förut 25,00 %. "+
		"Er andel av Planering gick från 50,00 % till 75,00 %.",
		"The weight of student computers went from 0,5 to 1. Of Systemdrift, 50,00 % goes to the model Per user; it was 25,00 %. "+
			"Your share of Planering went from 50,00 % to 75,00 %.",
		causes.Fact{Kind: causes.WeightChanged, Model: allocation.Device, Object: "student", Before: 500_000, After: 1_000_000},
		causes.Fact{Kind: causes.RuleChanged, Model: allocation.User, Name: "Systemdrift", Before: 250_000, After: 500_000},
		causes.Fact{Kind: causes.ShareChanged, Model: allocation.System, Name: "Planering", Before: 500_000, After: 750_000})
	f(causes.OwnVolume, "8,5 personaldatorer och 8,9 användarkonton fler i snitt. 20 timmar fler i Digital signering. Och 1 till.",
		"8,5 staff computers and 8,9 user accounts more on average. 20 hours more in Digital signering. And 1 more.",
		causes.Fact{Kind: causes.CountChanged, Model: allocation.Device, Object: "staff", Micro: 8_500_000},
		causes.Fact{Kind: causes.CountChanged, Model: allocation.Project, Object: "P1", Name: "Digital signering", Micro: 20_000_000},
		causes.Fact{Kind: causes.CountChanged, Model: allocation.User, Micro: 8_900_000},
		causes.Fact{Kind: causes.CountChanged, Model: allocation.Port, Object: "switch", Micro: 1})
	f(causes.OwnVolume, "1 elevdator färre i snitt. 1 licens av Acrobat fler i snitt. Treserva var i drift 48,39 % av månaden, förut hela månaden.",
		"1 student computer fewer on average. 1 licence of Acrobat more on average. Treserva was in use 48,39 % of the month; before, the whole month.",
		causes.Fact{Kind: causes.CountChanged, Model: allocation.Device, Object: "student", Micro: -1_000_000},
		causes.Fact{Kind: causes.CountChanged, Model: allocation.User, Object: "AC", Name: "Acrobat", Micro: 1_000_000},
		causes.Fact{Kind: causes.DaysChanged, Model: allocation.System, Name: "Treserva", Before: 1_000_000, After: 483_870})
	f(causes.OtherVolume, "Andra har 12,25 personaldatorer fler i snitt. Lokalbokning bär inte längre någon del av det gemensamma.",
		"Others have 12,25 staff computers more on average. Lokalbokning no longer carries any part of what is shared.",
		causes.Fact{Kind: causes.OthersCount, Model: allocation.Device, Object: "staff", Micro: 12_250_000},
		causes.Fact{Kind: causes.OthersDays, Model: allocation.System, Name: "Lokalbokning", Before: 1_000_000})
	f(causes.Cost, "Priset på personaldatorer gick från 100,00 till 120,50 kr. Priset på system på nivån guld gick från 900,00 till 950,00 kr. "+
		"Hela kostnaden för Systemdrift gick från 1 000,00 kr till 1 700,00 kr.",
		"The price of staff computers went from 100,00 to 120,50 kr. The price of systems of tier gold went from 900,00 to 950,00 kr. "+
			"The whole cost of Systemdrift went from 1 000,00 kr to 1 700,00 kr.",
		causes.Fact{Kind: causes.PriceChanged, Model: allocation.Device, Object: "staff", Before: 100_000_000, After: 120_500_000},
		causes.Fact{Kind: causes.PriceChanged, Model: allocation.System, Object: "gold", Before: 900_000_000, After: 950_000_000},
		causes.Fact{Kind: causes.CategoryCost, Object: "SYST", Name: "Systemdrift", Before: 1000_00, After: 1700_00})
	f(causes.Correction, "Januari 2017 rättades: 12 personaldatorer färre, Lackarebäck. Rättelsen av december 2016 fanns på den tidigare notan.",
		"January 2017 was corrected: 12 staff computers fewer, Lackarebäck. The correction of December 2016 was on the earlier bill.",
		causes.Fact{Kind: causes.Corrected, From: "2017-01", To: "Lackarebäck", Model: allocation.Device, Object: "staff", Micro: -12_000_000},
		causes.Fact{Kind: causes.CorrectedBefore, From: "2016-12"})
	f(causes.Move, "Boendestöd (4520) kom från Socialförvaltningen.", "Boendestöd (4520) came from Socialförvaltningen.",
		causes.Fact{Kind: causes.MovedHere, Object: "4520", Name: "Boendestöd", From: "Socialförvaltningen"})
	f(causes.Rounding, "Öresavrundning, rad för rad.", "Rounding to whole öre, line by line.")
}

// TestCauseFacts: every kind of fact has a sentence.
func TestCauseFacts(t *testing.T) {
	for kind := causes.TierChanged; kind <= causes.CorrectedBefore; kind++ {
		for _, model := range []allocation.Model{allocation.System, allocation.Project, allocation.Device} {
			object := "staff"
			part := &causes.Part{Facts: []causes.Fact{{Kind: kind, Model: model, Object: object, Name: "N", From: "2017-01", To: "gold", Before: 2, After: 1, Micro: -1}}}
			for _, l := range []Language{Swedish, English} {
				assert.NotEmpty(t, l.CauseText(part), "%d", kind)
				assert.NotContains(t, l.CauseText(part), "  ")
			}
		}
	}
}
