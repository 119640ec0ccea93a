package invoice

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// parties are records of the table, in the order of its columns.
func parties(rows ...[]string) []chargeback.Record {
	var records []chargeback.Record
	for i, cells := range rows {
		records = append(records, chargeback.Record{Cells: cells, Line: i + 2})
	}
	return records
}

func TestPartyFromRecord(t *testing.T) {
	row := []string{
		"MENERGI", "Mölndal Energi AB", "556012-3456", "SE556012345601", "0088", "7350000000016", "Box 3", "431 21", "Mölndal",
		"se", "IT-5010", "5050-1055", "14",
	}
	got, err := PartyFromRecord(parties(row)[0])
	require.NoError(t, err)
	days := 14
	assert.Equal(t, Party{
		Department: "MENERGI", Name: "Mölndal Energi AB", OrgNumber: "556012-3456", VATNumber: "SE556012345601",
		EndpointScheme: "0088", Endpoint: "7350000000016", Street: "Box 3", PostalCode: "431 21", City: "Mölndal", Country: "se",
		Reference: "IT-5010", Bankgiro: "5050-1055", PaymentDays: &days, Line: 2,
	}, got)
	clean := got.cleaned()
	assert.Empty(t, clean.problems(&got, true, false))
	assert.Empty(t, clean.problems(&got, false, false))
}

func TestPaymentDaysOfRecord(t *testing.T) {
	f := func(cell string, want *int) {
		t.Helper()
		row := make([]string, len(partyColumns))
		row[0], row[len(row)-1] = "A", cell
		got, err := PartyFromRecord(parties(row)[0])
		if want == nil && cell != "" {
			require.Error(t, err)
			assert.Equal(t, "parties, rad 2, kolumn payment_days: ”"+cell+
				"” för ”A” är inget antal dagar; skriv ett heltal från 0 till 365, eller lämna cellen tom för 30", words.Swedish.Failure(err))
			return
		}
		require.NoError(t, err)
		assert.Equal(t, want, got.PaymentDays)
	}
	days := func(n int) *int { return &n }
	f("", nil)
	f("0", days(0))
	f("365", days(365))
	f("366", nil)
	f("-1", nil)
	f("+5", nil)
	f("30 dagar", nil)
	f("99999999999999999999", nil)
}

func TestPartyOf(t *testing.T) {
	row := func(department, name string) []string {
		cells := make([]string, len(partyColumns))
		cells[0], cells[1] = department, name
		return cells
	}
	records := parties(row("A", "Bolaget A"), row("B", "Bolaget B"))
	got, err := PartyOf(records, "B")
	require.NoError(t, err)
	assert.Equal(t, "Bolaget B", got.Name)
	assert.Equal(t, 3, got.Line)
	_, err = PartyOf(records, "C")
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.InvoiceNoParty})
	assert.Equal(t, "parties: tabellen har ingen rad för ”C”; lägg till en med det som en faktura behöver: namn, organisationsnummer, "+
		"adress och referens", words.Swedish.Failure(err))
}

// TestNumbersAreUnderstood: dashes, spaces and small letters are a way of
// writing.
func TestNumbersAreUnderstood(t *testing.T) {
	p := Party{OrgNumber: " 212000 -1363", VATNumber: "se 212000-1363 01", Bankgiro: "5050–1055", Country: "se"}
	got := p.cleaned()
	assert.Equal(t, "2120001363", got.OrgNumber)
	assert.Equal(t, "SE212000136301", got.VATNumber)
	assert.Equal(t, "50501055", got.Bankgiro)
	assert.Equal(t, "SE", got.Country)
	assert.Equal(t, "0007", got.EndpointScheme)
	assert.Equal(t, "2120001363", got.Endpoint)
}

func TestCheckDigits(t *testing.T) {
	f := func(check func(string) bool, right string, wrong ...string) {
		t.Helper()
		assert.True(t, check(right), right)
		for _, text := range wrong {
			assert.False(t, check(text), text)
		}
	}
	f(isOrgNumber, "2120001363", "2120001364", "2120001336", "212000136", "21200013630", "212000136x", "")
	f(isOrgNumber, "2120002049", "5565654321")
	f(isBankgiro, "50501055", "50501056", "505010", "505010550", "5050-1055")
	f(isBankgiro, "9019506", "9019507")
	f(isGLN, "7300010000001", "7300010000010")
	f(isGLN, "7350000000016", "7350000000012", "735000000001", "73500000000160", "735000000001x")
	f(isVATNumber, "SE212000136301", "SE2120001363", "NO212000136301", "SE21200013630x", "212000136301", "SE2120001363010")
}
