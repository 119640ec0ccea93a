package chargeback

import (
	"strconv"
	"strings"

	"chargeback/allocation"
)

// AppendAmount writes kronor with two decimals and a point: -1234.50. It is
// the form of amounts for programs, and of cells of an [OreColumn].
func AppendAmount(to []byte, amount allocation.Ore) []byte {
	value := uint64(amount)
	if amount < 0 {
		to = append(to, '-')
		value = -value
	}
	to = strconv.AppendUint(to, value/100, 10)
	return append(to, '.', byte('0'+value%100/10), byte('0'+value%10))
}

// PlainAmount is the text of [AppendAmount].
func PlainAmount(amount allocation.Ore) string { return string(AppendAmount(nil, amount)) }

// AppendQuantity writes millionths of a unit without trailing zeros: 12.5.
func AppendQuantity(to []byte, micro int64) []byte {
	value := uint64(micro)
	if micro < 0 {
		to = append(to, '-')
		value = -value
	}
	to = strconv.AppendUint(to, value/allocation.Micro, 10)
	rest := value % allocation.Micro
	if rest == 0 {
		return to
	}
	to = append(to, '.')
	for unit := uint64(allocation.Micro / 10); rest > 0; unit /= 10 {
		to = append(to, byte('0'+rest/unit))
		rest %= unit
	}
	return to
}

// OreOf reads the cell of an [OreColumn] in its canonical form.
func OreOf(cell string) allocation.Ore { return allocation.Ore(scaled(cell, OreColumn.Decimals())) }

// Scaled reads a cell of a number's kind in its canonical form as a whole
// number of the kind's decimals.
func Scaled(cell string, kind ColumnKind) int64 { return scaled(cell, kind.Decimals()) }

// ParseDecimal reads a number of at most so many decimals, up to six, as a whole
// number of units of the last: -12.5 with two is -1250. It takes what
// [AppendAmount] and [AppendQuantity] write, and nothing with other signs.
func ParseDecimal(text string, decimals int) (int64, bool) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || len(fraction) > decimals || len(whole) > 12 {
		return 0, false
	}
	n := int64(0)
	for _, c := range []byte(whole + (fraction + "000000")[:decimals]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}
