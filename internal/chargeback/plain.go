package chargeback

import (
	"strconv"

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
