package invoice

import (
	"math/big"
	"strings"
)

// maxDigits is how long a decimal number may be: more than any amount needs.
const maxDigits = 40

// hundred divides percent, and kronor into öre.
var hundred = big.NewRat(100, 1)

// decimal reads a number as UBL writes it: digits, perhaps a sign in front and
// a point with more digits. It returns nil for anything else.
func decimal(text string) *big.Rat {
	digits := strings.TrimPrefix(text, "-")
	if len(digits) == len(text) {
		digits = strings.TrimPrefix(text, "+")
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	if len(text) > maxDigits || whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return nil
	}
	// An integer of the digits, over a power of ten: big.Rat's own reader takes
	// more than decimals.
	value, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return nil
	}
	if text[0] == '-' {
		value.Neg(value)
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(fraction))), nil)
	return new(big.Rat).SetFrac(value, unit)
}

// decimals counts the digits after the point.
func decimals(text string) int {
	_, fraction, _ := strings.Cut(text, ".")
	return len(fraction)
}

// roundOre rounds to hundredths, half away from zero (BR-CO-17).
func roundOre(value *big.Rat) *big.Rat {
	scaled := new(big.Rat).Mul(value, hundred)
	// ⌊(2·|n| + d) / 2d⌋ with the sign of n.
	n := new(big.Int).Abs(scaled.Num())
	n.Lsh(n, 1).Add(n, scaled.Denom())
	n.Div(n, new(big.Int).Lsh(scaled.Denom(), 1))
	if scaled.Sign() < 0 {
		n.Neg(n)
	}
	return new(big.Rat).SetFrac(n, big.NewInt(100))
}
