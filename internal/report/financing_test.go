package report

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/financing"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

// TestPlanWorkbooks: workbooks of the plan have the figures as numbers, and
// texts as texts.
func TestPlanWorkbooks(t *testing.T) {
	t.Parallel()
	source, err := tables.OpenProgrammeFolder(fixtures.MolndalFinancing())
	require.NoError(t, err)
	plan, err := tables.ReadProgramme(source)
	require.NoError(t, err)
	capital, err := financing.NewCapital(plan.Investments, plan.Rates)
	require.NoError(t, err)
	programme, err := NewProgramme(plan.Programme, allocation.OpenTo, nil)
	require.NoError(t, err)
	plan.Services[0].Name = "=1+1"
	prices := []financing.ServicePrice{{Model: allocation.Port, Class: "access_point", Micro: 135 * allocation.Micro, Valid: allocation.Always}}
	catalogue, err := financing.NewCatalogue(plan.Services, plan.Levels, prices, 1)
	require.NoError(t, err)
	f := func(write func(io.Writer) error, cells map[[2]string]string) {
		t.Helper()
		var out bytes.Buffer
		require.NoError(t, write(&out))
		book, err := excelize.OpenReader(&out)
		require.NoError(t, err)
		defer book.Close()
		for at, want := range cells {
			got, err := book.GetCellValue(at[0], at[1], excelize.Options{RawCellValue: true})
			require.NoError(t, err, at)
			assert.Equal(t, want, got, at)
			formula, err := book.GetCellFormula(at[0], at[1])
			require.NoError(t, err)
			assert.Empty(t, formula)
		}
	}
	f(func(w io.Writer) error { return (&Investments{Capital: capital}).XLSX(w, words.Swedish) }, map[[2]string]string{
		{"År", "A4"}: "2015", {"År", "E4"}: "1250000", {"Komponenter", "G2"}: "900000", {"Månader", "C2"}: "2014-01", {"Månader", "G2"}: "18750",
	})
	f(func(w io.Writer) error { return programme.XLSX(w, words.Swedish) }, map[[2]string]string{
		{"Plan", "D1"}: "2013 K1", {"Plan", "D2"}: "400000", {"Plan", "H2"}: "1670000", {"Plan", "S15"}: "11340000",
		{"Återbetalning", "F2"}: "17.13", {"Anslag", "D2"}: "4000000", {"Anslag", "E2"}: "", {"Plan mot äskat", "G2"}: "1430000",
		{"Beslut", "E2"}: "Centrala IT-rådet 2012-12-11 § 41", {"Behov", "I2"}: "940",
	})
	f(func(w io.Writer) error { return CatalogueXLSX(w, catalogue, words.English) }, map[[2]string]string{
		{"Service catalogue", "B2"}: "=1+1", {"Service catalogue", "I1"}: "Price", {"Service catalogue", "I11"}: "135,00 kr a month",
	})
}
