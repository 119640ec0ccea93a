package chargeback

import "chargeback/allocation"

// AfterWorkdays returns the day that is n workdays after a day, which is not
// counted itself.
func AfterWorkdays(day allocation.Date, n int) allocation.Date {
	for n > 0 {
		day++
		if IsWorkday(day) {
			n--
		}
	}
	return day
}

// IsWorkday says whether municipalities work on a day: Monday to Friday, but
// not on holidays (lag 1989:253), nor on the eves of Midsummer, Christmas and
// the New Year, which collective agreements hold equal to them.
func IsWorkday(day allocation.Date) bool {
	monday, _ := allocation.NewDate(2018, 1, 1)
	if weekday := ((int64(day)-int64(monday))%7 + 7) % 7; weekday > 4 {
		return false
	}
	p := day.Period()
	dayOfMonth := int(day-p.First()) + 1
	switch [2]int{p.Month, dayOfMonth} {
	case [2]int{1, 1}, [2]int{1, 6}, [2]int{5, 1}, [2]int{6, 6}, [2]int{12, 24}, [2]int{12, 25}, [2]int{12, 26}, [2]int{12, 31}:
		return false
	}
	if p.Month == 6 && dayOfMonth >= 19 && dayOfMonth <= 25 && (int64(day)-int64(monday)+7*1_000_000)%7 == 4 {
		return false // Midsummer Eve, a Friday
	}
	switch day - easter(p.Year) {
	case -2, 1, 39: // Good Friday, Easter Monday, Ascension Day
		return false
	}
	return true
}

// easter is Easter Sunday by the anonymous Gregorian computus (Nature, 1876).
func easter(year int) allocation.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	date, ok := allocation.NewDate(year, month, (h+l-7*m+114)%31+1)
	if !ok {
		panic("bug: no Easter")
	}
	return date
}
