package report

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// printed lists the texts of an uncompressed document, in order. The font is
// addressed by UTF-16.
func printed(t *testing.T, st *chargeback.Statement) []string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, newDocument(st, words.Swedish, false).write(&out))
	var texts []string
	for rest := out.Bytes(); ; {
		at := bytes.Index(rest, []byte(")Tj"))
		if at < 0 {
			return texts
		}
		begin := bytes.LastIndex(rest[:at], []byte("Td ("))
		texts = append(texts, decoded(rest[begin+len("Td ("):at]))
		rest = rest[at+1:]
	}
}

// decoded reads a string of the document: escaped UTF-16.
func decoded(raw []byte) string {
	var plain []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' && i+1 < len(raw) {
			i++
			if raw[i] == 'r' {
				plain = append(plain, '\r')
				continue
			}
		}
		plain = append(plain, raw[i])
	}
	var units []uint16
	for i := 0; i+1 < len(plain); i += 2 {
		units = append(units, uint16(plain[i])<<8|uint16(plain[i+1]))
	}
	return string(utf16.Decode(units))
}

// amountIn reads an amount as it is printed, such as 1 234,56 kr.
func amountIn(text string) (allocation.Ore, bool) {
	text, ok := strings.CutSuffix(text, "\u00A0kr")
	if !ok {
		return 0, false
	}
	text = strings.NewReplacer("\u00A0", "", "−", "-", ",", ".").Replace(text)
	return chargeback.OreOf(text), true
}

// TestPrintedAmountsAddUp reads every PDF bill of real months back: the amounts
// of its lines, services and models each add up to what is to be paid.
func TestPrintedAmountsAddUp(t *testing.T) {
	t.Parallel()
	run, err := charge(fixtures.Samverkan(), "2017-02")
	require.NoError(t, err)
	var total allocation.Ore
	for st := range run.Statements() {
		texts := printed(t, &st)
		var lines allocation.Ore
		counted := 0
		for i, text := range texts {
			amount, ok := amountIn(text)
			if !ok || i < 1 {
				continue
			}
			// A line's amount follows its quantity and unit.
			if isQuantity(texts[i-1]) {
				lines += amount
				counted++
			}
		}
		require.Equal(t, len(st.Lines), counted)
		require.Equal(t, st.Total, lines, st.Department)
		require.Contains(t, texts, words.Money(st.Total))
		total += st.Total
	}
	require.Equal(t, run.Totals().Billed, total)
}

// isQuantity says whether a text is a number with a unit.
func isQuantity(text string) bool {
	number, unit, ok := strings.Cut(text, " ")
	return ok && unit != "" && unit[0] != ' ' && strings.Trim(number, "−0123456789,\u00A0") == ""
}

// sampleStatement is a final bill with a correction.
func sampleStatement() *chargeback.Statement {
	before := allocation.Ore(1_000_00)
	line := func(center string, model allocation.Model, object string, amount allocation.Ore) chargeback.StatementLine {
		key := chargeback.LineKey{Department: "SKOL", CostCenter: center, Model: model, Category: "K", Object: object}
		return chargeback.StatementLine{
			Line: chargeback.Line{LineKey: key, QuantityMicro: 12_500_000, Amount: amount}, CostCenterName: "Norra skolan", CategoryName: "Drift – system", ObjectName: "Ekonomi",
		}
	}
	month := allocation.Period{Year: 2017, Month: 3}
	st := &chargeback.Statement{
		Organisation: "Testköping", Month: month, Department: "SKOL", Name: "Skolförvaltningen", Final: true, Run: strings.Repeat("ab", 32),
		Lines: []chargeback.StatementLine{line("100", allocation.System, "S1", 900_00), line("110", allocation.Device, "staff", 300_50)},
		Corrections: []chargeback.StatementCorrection{
			{CorrectionLine: chargeback.CorrectionLine{Line: line("100", allocation.Device, "staff", -50_00).Line, Month: month.Previous(), Reversal: true}, CategoryName: "Drift – system"},
		},
		Total: 1150_50, Before: &before, Chain: chargeback.ChainHead{Length: 41, Hash: strings.Repeat("cd", 32)},
	}
	return st
}

func TestPDFSaysWhatABillMustSay(t *testing.T) {
	t.Parallel()
	all := strings.Join(printed(t, sampleStatement()), "\n")
	for _, text := range []string{
		"IT-nota mars 2017", "Skolförvaltningen (SKOL)", "Slutlig", "1\u00A0150,50\u00A0kr", "+150,50 kr (+15,1\u00A0%) mot februari 2017",
		"Stadens system", "2  Drift – system · Ekonomi", "februari 2017, tas tillbaka: Drift –", "−50,00\u00A0kr",
		"Stämmer något inte? Hör av er till ekonomi inom tolv månader", "Körning " + strings.Repeat("ab", 32), "Loggens kedja: händelse 41, cdcd", "Sida 1 av",
	} {
		require.Contains(t, all, text)
	}
	open := sampleStatement()
	open.Final, open.Before = false, nil
	all = strings.Join(printed(t, open), "\n")
	require.Contains(t, all, "Preliminär")
	require.NotContains(t, all, "Loggens kedja")
	require.Contains(t, all, "Ingen nota för februari 2017 att jämföra med.")
}

// TestPDFIsReproducible: the same bytes again, and in another time zone.
func TestPDFIsReproducible(t *testing.T) {
	write := func() string {
		var out bytes.Buffer
		require.NoError(t, PDF(&out, sampleStatement(), words.Swedish))
		return out.String()
	}
	first := write()
	here := time.Local
	t.Cleanup(func() { time.Local = here })
	for _, zone := range []string{"Pacific/Kiritimati", "America/Adak"} {
		var err error
		time.Local, err = time.LoadLocation(zone)
		require.NoError(t, err)
		require.Equal(t, first, write())
	}
}

// TestPDFOfHostileTexts (TRUST C7.7): names are printed as texts, whatever is
// in them, and however long they are.
func TestPDFOfHostileTexts(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"<script>alert(1)</script>", "{{.}}", "\u202Etxet", strings.Repeat("å", 100_000), strings.Repeat("ord ", 30_000), "a\nb\tc\x00d",
		"\xff\xfe", ")Tj ET (", "👩‍💻", `\\\`, "",
	} {
		st := sampleStatement()
		st.Name, st.Organisation, st.Lines[0].CostCenterName, st.Lines[0].CategoryName, st.Department = name, name, name, name, name
		var out bytes.Buffer
		require.NoError(t, PDF(&out, st, words.Swedish))
		require.Less(t, out.Len(), 1<<20)
	}
}
