package sie

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
)

func TestReconcile(t *testing.T) {
	f, _ := readTestdata(t, "balances.se")
	got, err := f.Reconcile()
	require.NoError(t, err)
	require.Equal(t, []Difference{
		{Kind: Result, Account: "6550", Stated: 50000, Computed: 40000},
		{Kind: PeriodChange, Period: allocation.Period{Year: 2025, Month: 2}, Account: "6550", Stated: 30000, Computed: 40000},
	}, got)
	require.Equal(t, allocation.Ore(-10000), got[1].Amount())

	// A balance of zero may be left out: what has rows and none is held against zero.
	f.Closing = f.Closing[1:]
	f.Results = f.Results[1:]
	got, err = f.Reconcile()
	require.NoError(t, err)
	require.Equal(t, Difference{Kind: ClosingBalance, Account: "1930", Stated: 0, Computed: 400000}, got[0])
	require.Equal(t, Difference{Kind: Result, Account: "6540", Stated: 0, Computed: 60000}, got[1])

	// Without balances of a kind, or vouchers, or fiscal years there is nothing to hold against.
	f.Closing, f.Results, f.PeriodTotals = nil, nil, nil
	got, err = f.Reconcile()
	require.NoError(t, err)
	require.Empty(t, got)
	f, _ = readTestdata(t, "balances.se")
	f.Vouchers = nil
	got, err = f.Reconcile()
	require.NoError(t, err)
	require.Empty(t, got)
}

// TestReconcileKinds: an account without balances is of the kind that #KTYP
// says, else of the kind that its first digit says; years come latest first.
func TestReconcileKinds(t *testing.T) {
	const begin = identified + "#RAR 0 20250101 20251231\n#RAR -1 20240101 20241231\n" +
		"#UB 0 1 0\n#RES 0 3 0\n#UB -1 1 0\n#RES -1 3 0\n"
	f := func(account, declared string, kind DifferenceKind) {
		t.Helper()
		rows := "{\n#TRANS " + account + " {} 1\n#TRANS 1 {} -1\n}\n"
		file, problems := Read([]byte(begin + declared + "#VER A 1 20240101\n" + rows + "#VER A 1 20250101\n" + rows))
		require.Empty(t, problems)
		got, err := file.Reconcile()
		require.NoError(t, err)
		require.Len(t, got, 4)
		var years []int
		for _, d := range got {
			if d.Account == account {
				require.Equal(t, kind, d.Kind, account)
				years = append(years, d.Year)
			}
		}
		require.Equal(t, []int{0, -1}, years)
	}
	f("2440", "", ClosingBalance)
	f("6540", "", Result)
	f("6540", "#KONTO 6540 x\n#KTYP 6540 S\n", ClosingBalance)
	f("2440", "#KONTO 2440 x\n#KTYP 2440 K\n", Result)
}

func TestReconcileOverflow(t *testing.T) {
	const begin = identified + "#RAR 0 20250101 20251231\n"
	voucher := "#VER A 1 20250101\n{\n#TRANS 1930 {} 9999999999999.99\n#TRANS 6540 {} -9999999999999.99\n}\n"
	f, problems := Read([]byte(begin + "#RES 0 6540 0\n" + strings.Repeat(voucher, 10_000)))
	require.Empty(t, problems)
	_, err := f.Reconcile()
	require.ErrorIs(t, err, ErrTooLarge)
}

func TestDigest(t *testing.T) {
	base, _ := Read([]byte(identified + "#VER A 1 20250115 Text\n{\n#TRANS 6540 {1 7} 100.00\n#TRANS 2440 {} -100\n}\n"))
	f := func(same bool, data string) {
		t.Helper()
		other, _ := Read([]byte(data))
		require.Equal(t, same, base.Digest() == other.Digest(), data)
	}
	const voucher = "#VER A 1 20250115 Text\n{\n#TRANS 6540 {1 7} 100.00\n#TRANS 2440 {} -100\n}\n"
	f(true, identified+voucher)
	f(true, strings.ReplaceAll(identified+voucher, "\n", "\r\n\r\n"))
	f(true, strings.NewReplacer("#FLAGGA 0", "#FLAGGA 1", "20250301", "20260101", `"P" 1`, "Q 2").Replace(identified+voucher))
	f(true, identified+strings.NewReplacer("{1 7}", `{ "1"  "7" } `, "-100", "-100.0 20250115", "Text", `"Text"`).Replace(voucher))
	f(false, identified+strings.ReplaceAll(voucher, "100", "101"))
	f(false, identified+strings.ReplaceAll(voucher, "Text", "text"))
	f(false, identified+strings.ReplaceAll(voucher, "{1 7}", "{1 7 2 7}"))
	f(false, identified+strings.ReplaceAll(voucher, "A 1", "A 2"))
	f(false, identified+voucher+voucher)
	f(false, identified+strings.ReplaceAll(voucher, "}\n", "#BTRANS 1 {} 5\n}\n"))
	f(false, identified)
}
