package words

import (
	"math/big"

	"chargeback/allocation"
)

// Change writes a difference in kronor with its sign and without its unit:
// +45 040,06 or −5,00. No difference is 0,00.
func Change(amount allocation.Ore) string {
	if amount > 0 {
		return "+" + Amount(amount)
	}
	return Amount(amount)
}

// ChangePercent writes what a change is of what was before, with its sign and
// one decimal, rounded half away from zero: +9,8 %. Where nothing or less than
// nothing was before it does not apply: –.
func ChangePercent(before, after allocation.Ore) string {
	if before <= 0 {
		return "–"
	}
	whole := big.NewInt(int64(before))
	part := new(big.Int).Sub(big.NewInt(int64(after)), whole)
	sign := ""
	switch part.Sign() {
	case 1:
		sign = "+"
	case -1:
		sign = minus
	}
	// ⌊(2 000·part + whole) / 2·whole⌋ tenths of a percent.
	tenths := part.Abs(part).Mul(part, big.NewInt(2000)).Add(part, whole)
	tenths.Quo(tenths, new(big.Int).Lsh(whole, 1))
	rest := new(big.Int)
	percent, _ := new(big.Int).QuoRem(tenths, big.NewInt(10), rest)
	return sign + group(percent.String()) + "," + rest.String() + noBreak + "%"
}

// Recovered writes what part of a cost was billed, which may be more than all
// of it, with one decimal: 101,8 %. Where nothing was to be billed it does not
// apply: –.
func Recovered(billed, cost allocation.Ore) string {
	if cost <= 0 || billed < 0 {
		return "–"
	}
	whole := big.NewInt(int64(cost))
	// ⌊(2 000·billed + cost) / 2·cost⌋ tenths of a percent.
	tenths := new(big.Int).Mul(big.NewInt(int64(billed)), big.NewInt(2000))
	tenths.Add(tenths, whole).Quo(tenths, whole.Lsh(whole, 1))
	return Decimal(tenths.Int64(), 10, 1) + noBreak + "%"
}
