package allocation

import (
	"encoding/binary"
	"math"
	"testing"
	"time"
)

// FuzzSplit splits any amount over any weights. Eight bytes are a weight; what
// does not fit in 63 bits must be refused.
func FuzzSplit(f *testing.F) {
	seed := func(amount int64, weights ...int64) {
		var data []byte
		for _, weight := range weights {
			data = binary.BigEndian.AppendUint64(data, uint64(weight))
		}
		f.Add(amount, data)
	}
	seed(100, 1, 1, 1)
	seed(-100, 0, 5, 0, 1)
	seed(math.MinInt64, 1, math.MaxInt64-1)
	seed(math.MaxInt64, 1<<62, 1<<61, 1<<61-1)
	seed(1_000_000_00, 31_000_000, 28_000_000, 400_000)
	seed(7, 4_294_967_291, 5)
	seed(1, math.MaxInt64, 1)
	seed(1)
	var s Scratch
	f.Fuzz(func(t *testing.T, amount int64, data []byte) {
		var weights []int64
		total, fits := uint64(0), true
		for ; len(data) >= 8 && len(weights) < 300; data = data[8:] {
			weight := int64(binary.BigEndian.Uint64(data) &^ (1 << 63))
			weights = append(weights, weight)
			total += uint64(weight)
			fits = fits && total <= math.MaxInt64
		}
		if !fits {
			if _, _, err := Split(Ore(amount), weights); err == nil {
				t.Fatalf("%v is accepted", weights)
			}
			return
		}
		requireSlowSplit(t, Ore(amount), weights, &s)
	})
}

// FuzzDate reads any text as a date: what the standard library takes for a day
// of the years 0001–9999 is one, and nothing else is.
func FuzzDate(f *testing.F) {
	for _, text := range []string{
		"2017-01-31", "2000-02-29", "1900-02-29", "0001-01-01", "9999-12-31", "0000-01-01", "2017-13-01", "2017-1-1", "", "２０１７-01-01",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := time.Parse("2006-01-02", text)
		isDay := err == nil && want.Year() >= 1 && want.Year() <= 9999
		got, ok := ParseDate(text)
		fromBytes, okBytes := ParseDate([]byte(text))
		if ok != isDay || okBytes != ok || fromBytes != got {
			t.Fatalf("%q: %v, as bytes %v, want %v", text, ok, okBytes, isDay)
		}
		if !ok {
			return
		}
		if got.String() != text || got.Period() != (Period{want.Year(), int(want.Month())}) {
			t.Fatalf("%q prints as %q", text, got)
		}
		if days := want.Unix()/86_400 + 719_163; int64(got) != days { // 1970-01-01 is that day
			t.Fatalf("%q is day %d, want %d", text, got, days)
		}
	})
}

// FuzzAccrue spreads any amount over any days and compares one month with the
// reference; the parts of the others are in its sum.
func FuzzAccrue(f *testing.F) {
	f.Add(int64(1000), int32(736_344), int32(75), uint8(1))
	f.Add(int64(-7), int32(1), int32(5000), uint8(100))
	f.Add(int64(math.MinInt64), int32(3_652_000), int32(59), uint8(0))
	f.Add(int64(math.MaxInt64), int32(730_484), int32(366), uint8(11))
	f.Fuzz(func(t *testing.T, amount int64, from, days int32, month uint8) {
		last := Period{9999, 12}.Last()
		if from < 1 || from > int32(last) || days < 0 || days > 8000 {
			return
		}
		span := Span{Date(from), min(last, Date(from+days))}
		months, parts := slowAccrue(Ore(amount), span)
		at := int(month) % len(months)
		if got := Accrue(Ore(amount), span, months[at]).Part; got != parts[at] {
			t.Fatalf("%v of %d over %v–%v: got %d, want %d", months[at], amount, span.From, span.To, got, parts[at])
		}
	})
}
