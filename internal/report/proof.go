package report

import (
	"fmt"
	"io"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Proved writes what was proved of a month.
func Proved(w io.Writer, proof *billing.Proof, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Kontroll", "Proof"), lang.Month(proof.Status.Period))
	recomputed := lang.Pick("Motorn räknade om månaden från det frysta underlaget: samma körning, samma %s, byte för byte.",
		"The engine recomputed the month from its frozen source data: the same run, the same %s, byte for byte.")
	if proof.Header.Retired {
		recomputed = lang.Pick("Underlagets rader är gallrade. Motorn räknade om månaden från det som räknades: samma %s, byte för byte.",
			"The rows behind the month are gone by retention. The engine recomputed it from what was counted: the same %s, byte for byte.")
	}
	lines := words.Plural(proof.Lines, lang.Pick("notarad", "bill line"), lang.Pick("notarader", "bill lines"))
	p.printf("✓ "+recomputed+"\n", lines)
	p.printf("✓ %s\n", lang.Pick("Den fristående kontrollen fann att varje kostnadspool går ihop, att varje andel ligger inom ett öre och att antalen stämmer.",
		"The separate checker found that every pool adds up, that every share is within an öre and that the counts match."))
	if proof.Corrections > 0 {
		p.printf(lang.Pick("✓ Debiterat plus %s är vad månaden blir med det underlag som rättelserna gjordes av.\n",
			"✓ As billed plus %s is what the month comes to with the source data of the corrections.\n"),
			words.Plural(proof.Corrections, lang.Pick("rättelse", "correction"), lang.Pick("rättelser", "corrections")))
	}
	p.printf("✓ %s\n", fmt.Sprintf(lang.Pick("Loggens kedja är hel: %s, den sista är %s.", "The log's chain is whole: %s, the last is %s."),
		words.Plural(int(proof.Chain.Number), lang.Pick("händelse", "event"), lang.Pick("händelser", "events")), proof.Chain.Hash))
	p.printf("\n%s %s\n", lang.Pick("Körning", "Run"), proof.Header.ID)
	return p.err
}

// NotProved writes every fault of a month.
func NotProved(w io.Writer, proof *billing.Proof, lang words.Language) error {
	p := page{w: w, lang: lang}
	p.title(lang.Pick("Kontroll", "Proof"), lang.Month(proof.Status.Period))
	for _, f := range proof.Faults {
		p.printf("✗ %s\n", faultText(f, lang))
	}
	p.printf("\n%s\n", lang.Failure(&chargeback.Error{
		Code: chargeback.NotProved, Args: []string{proof.Status.Period.String(), words.Count(len(proof.Faults))},
	}))
	return p.err
}

// faultText tells one fault.
func faultText(f billing.Fault, lang words.Language) string {
	switch f.Code {
	case billing.FaultChain:
		return fmt.Sprintf(lang.Pick("loggen är inte hel vid händelse %s (%s)", "the log is not whole at event %s (%s)"), f.Got, f.Where)
	case billing.FaultEvent:
		return fmt.Sprintf(lang.Pick("loggen säger något annat än databasen om %s: ”%s”, inte ”%s”", "the log tells another %s than the database: “%s”, not “%s”"), f.Where, f.Want, f.Got)
	case billing.FaultInputs:
		return fmt.Sprintf(lang.Pick("underlaget är ett annat än körningens: %s", "the source data is not that of the run: %s"), f.Where)
	case billing.FaultCells:
		return lang.Pick("det som räknades är inte det som är sparat", "what was counted is not what is kept")
	case billing.FaultRecomputed:
		return fmt.Sprintf(lang.Pick("motorn kommer fram till något annat för %s: %s", "the engine comes to something else for %s: %s"), f.Where, f.Got)
	case billing.FaultResult:
		return fmt.Sprintf(lang.Pick("notaraderna för %s är inte de som stängdes", "the bill lines of %s are not those that were closed"), f.Where)
	case billing.FaultCorrection:
		return fmt.Sprintf(lang.Pick("rättelsen %s stämmer inte: %s", "correction %s does not hold: %s"), f.Where, f.Got)
	}
	return fmt.Sprintf(lang.Pick("regel %s är bruten: %s, borde vara %s", "law %s is broken: %s, should be %s"), f.Where, f.Got, f.Want)
}
