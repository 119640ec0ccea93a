package invoice

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// randomStatement is a bill of any lines and corrections: credits, zeros, lines
// of the same service, names of any characters.
func randomStatement(t *rapid.T) *chargeback.Statement {
	month := allocation.Period{Year: rapid.IntRange(2017, 2030).Draw(t, "year"), Month: rapid.IntRange(1, 12).Draw(t, "month")}
	s := &chargeback.Statement{
		Month: month, Department: "B", Name: rapid.String().Draw(t, "name"), Final: true,
		Kind: rapid.SampledFrom([]chargeback.Kind{chargeback.Company, chargeback.Partner}).Draw(t, "kind"),
		Run:  rapid.StringMatching(`[0-9a-f]{0,8}`).Draw(t, "run"),
	}
	line := func(label string) chargeback.Line {
		model := allocation.Models[rapid.IntRange(1, 5).Draw(t, label+" model")]
		object := ""
		switch classes := model.Classes(); {
		case model == allocation.Device || model == allocation.Port:
			object = rapid.SampledFrom(classes).Draw(t, label+" class")
		default:
			object = rapid.SampledFrom([]string{"", "X", "Y"}).Draw(t, label+" object")
		}
		return chargeback.Line{
			LineKey: chargeback.LineKey{
				Department: "B", CostCenter: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, label+" center"), Model: model,
				Category: rapid.SampledFrom([]string{"", "K1", "K2"}).Draw(t, label+" category"), Object: object,
			},
			QuantityMicro: rapid.Int64Range(-1e12, 1e12).Draw(t, label+" quantity"),
			Amount:        allocation.Ore(rapid.OneOf(rapid.Int64Range(-300, 300), rapid.Int64Range(-1e15, 1e15)).Draw(t, label+" amount")),
		}
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "lines") {
		s.Lines = append(s.Lines, chargeback.StatementLine{
			Line:         line(fmt.Sprint("line ", i)),
			CategoryName: rapid.String().Draw(t, "category name"), ObjectName: rapid.String().Draw(t, "object name"),
		})
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "corrections") {
		corrected := month.Previous()
		if rapid.Bool().Draw(t, "older") {
			corrected = corrected.Previous()
		}
		s.Corrections = append(s.Corrections, chargeback.StatementCorrection{CorrectionLine: chargeback.CorrectionLine{
			Line: line(fmt.Sprint("correction ", i)), Month: corrected, Reversal: rapid.Bool().Draw(t, "reversal"),
		}})
	}
	s.Total = sumOf(s)
	return s
}

// TestRandomStatements: whatever a statement holds, its document passes every
// rule and adds up to the öre, or there is nothing to invoice.
func TestRandomStatements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := example()
		inv.Statement = randomStatement(t)
		inv.Language = rapid.SampledFrom([]words.Language{words.Swedish, words.English}).Draw(t, "language")
		total := inv.Statement.Total
		if total == 0 {
			_, err := inv.encode()
			require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.InvoiceNothing})
			return
		}
		text := written(t, inv)
		require.Empty(t, Validate(text))
		root, err := parse(text)
		require.NoError(t, err)
		lines, sign := root.all("cac:InvoiceLine"), allocation.Ore(1)
		if total < 0 {
			lines, sign = root.all("cac:CreditNoteLine"), -1
		}
		net := decimal(chargeback.PlainAmount(sign * total))
		require.Equal(t, net, sum(lines, "cbc:LineExtensionAmount"))
		require.Equal(t, net, root.amount("cac:LegalMonetaryTotal", "cbc:LineExtensionAmount"))
		require.Equal(t, decimal(chargeback.PlainAmount(sign*(total+VAT(total)))), root.amount("cac:LegalMonetaryTotal", "cbc:PayableAmount"))

		// The order of the statement's lines does not matter.
		lineOrder := rapid.Permutation(inv.Statement.Lines).Draw(t, "order")
		changed := *inv.Statement
		changed.Lines = lineOrder
		for i := range changed.Lines {
			changed.Lines[i].CategoryName, changed.Lines[i].ObjectName = "", ""
		}
		inv.Statement = &changed
		first := written(t, inv)
		changed.Lines = append([]chargeback.StatementLine(nil), lineOrder...)
		for i, j := 0, len(changed.Lines)-1; i < j; i, j = i+1, j-1 {
			changed.Lines[i], changed.Lines[j] = changed.Lines[j], changed.Lines[i]
		}
		require.Equal(t, string(first), string(written(t, inv)))
	})
}
