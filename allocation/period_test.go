package allocation

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestDatesEqualTheStandardLibrary walks over centuries day by day: those with
// and without a leap year at their turn, and the ends of time.
func TestDatesEqualTheStandardLibrary(t *testing.T) {
	for _, years := range [][2]int{{1, 401}, {1896, 2104}, {9995, 9999}} {
		day := time.Date(years[0], 1, 1, 0, 0, 0, 0, time.UTC)
		first, ok := NewDate(years[0], 1, 1)
		require.True(t, ok)
		for d := first; day.Year() <= years[1]; d++ {
			text := day.Format("2006-01-02")
			parsed, ok := ParseDate(text)
			if !ok || parsed != d || d.Period() != (Period{day.Year(), int(day.Month())}) {
				t.Fatalf("%s is day %d of %v, want %d", text, parsed, d.Period(), d)
			}
			if day.Day() == 1 {
				requireMonth(t, d.Period(), d, day)
			}
			if int(d)%41 == 0 && d.String() != text { // printing is slow
				t.Fatalf("%s prints as %s", text, d)
			}
			day = day.AddDate(0, 0, 1)
		}
	}
}

// requireMonth checks a month that begins on the day.
func requireMonth(t *testing.T, p Period, first Date, day time.Time) {
	next := day.AddDate(0, 1, 0)
	days := int(next.Sub(day).Hours() / 24)
	require.Equal(t, days, p.Days())
	require.Equal(t, first, p.First())
	require.Equal(t, first+Date(days)-1, p.Last())
	require.Equal(t, Period{next.Year(), int(next.Month())}, p.Next())
	require.Equal(t, p, p.Next().Previous())
	require.True(t, p.Before(p.Next()))
	require.False(t, p.Next().Before(p))
	require.False(t, p.Before(p))
	parsed, ok := ParsePeriod(day.Format("2006-01"))
	require.True(t, ok)
	require.Equal(t, p, parsed)
	require.Equal(t, day.Format("2006-01"), p.String())
}

func TestDatesAreCountedFromTheFirst(t *testing.T) {
	f := func(text string, want Date) {
		t.Helper()
		require.Equal(t, want, date(t, text))
		require.Equal(t, text, want.String())
	}
	f("0001-01-01", 1)
	f("0001-12-31", 365)
	f("0004-02-29", 3*365+31+29)
	f("2017-01-31", 736_360)
	f("9999-12-31", 3_652_059)
	require.Empty(t, OpenFrom.String())
	require.Empty(t, OpenTo.String())
}

func TestBadDates(t *testing.T) {
	for _, text := range []string{
		"", "2017", "2017-01", "2017-1-01", "2017-01-1", "17-01-01", "02017-01-01", "2017-01-011", " 2017-01-01",
		"2017-00-01", "2017-13-01", "2017-01-00", "2017-01-32", "2017-04-31", "2017-02-29", "1900-02-29", "2100-02-29",
		"0000-01-01", "0000-12-31", "10000-01-01", "2017/01/01", "2017-01/01", "2017_01-01", "20170101", "01-01-2017",
		"2017-01-0a", "2017-0a-01", "201a-01-01", "+017-01-01", "-017-01-01", "2017-01-+1", "2017-01- 1", "２０１７-01-01",
		"2017-01-:1", "2017-01-/1", "2017-01-01T00:00:00Z",
	} {
		_, ok := ParseDate(text)
		require.False(t, ok, "%q", text)
		_, ok = ParseDate([]byte(text))
		require.False(t, ok, "%q as bytes", text)
	}
	for _, good := range []string{"2000-02-29", "2400-02-29", "2024-02-29", "0001-01-01", "9999-12-31"} {
		require.Equal(t, good, date(t, good).String())
	}
	for _, text := range []string{
		"", "2017", "2017-1", "2017-001", "2017-00", "2017-13", "0000-01", "2017/01", "201a-01", "2017-0a", "2017-01-01", "201701 ",
	} {
		_, ok := ParsePeriod(text)
		require.False(t, ok, "%q", text)
	}
	_, ok := NewDate(2017, 0, 1)
	require.False(t, ok)
	_, ok = NewDate(2017, 1, -1)
	require.False(t, ok)
	_, ok = NewDate(10_000, 1, 1)
	require.False(t, ok)
	require.True(t, Period{1, 1}.Valid())
	require.True(t, Period{9999, 12}.Valid())
	for _, p := range []Period{{}, {0, 1}, {10_000, 1}, {2017, 0}, {2017, 13}, {-1, 1}} {
		require.False(t, p.Valid(), "%v", p)
	}
}

// TestMonthsFollowOnOneAnother walks ten years that hold three leap days: every
// month comes once, also after those that lack a day 31 (Kill Bill #127).
func TestMonthsFollowOnOneAnother(t *testing.T) {
	p, day := Period{2016, 1}, date(t, "2016-01-01")
	for range 120 {
		require.Equal(t, day, p.First())
		day = p.Last() + 1
		p = p.Next()
	}
	require.Equal(t, Period{2026, 1}, p)
}

func TestSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := func(label string, open Date) Date {
			return rapid.OneOf(rapid.Just(open), rapid.Map(rapid.IntRange(1, 40), func(d int) Date { return Date(d) })).Draw(t, label)
		}
		s, u := Span{end("from", OpenFrom), end("to", OpenTo)}, Span{end("from", OpenFrom), end("to", OpenTo)}
		both := s.Intersect(u)
		common := int64(0)
		for day := Date(0); day <= 41; day++ {
			in := s.Contains(day) && u.Contains(day)
			require.Equal(t, in, both.Contains(day))
			if in {
				common++
			}
		}
		if s.Days() > 0 && u.Days() > 0 {
			require.Equal(t, common > 0, s.Overlaps(u))
		}
		if within := (Span{0, 41}).Intersect(both); within.Days() != common {
			require.Equal(t, common, within.Days())
		}
	})
	require.EqualValues(t, 1, Span{5, 5}.Days())
	require.Zero(t, Span{5, 4}.Days())
	require.Zero(t, Span{5, -9}.Days())
	require.EqualValues(t, 1<<32, Always.Days())
	require.Equal(t, Span{1, 31}, Period{1, 1}.Span())
}

// TestClock counts active days as SPEC §4 does, day by day.
func TestClock(t *testing.T) {
	p := Period{2024, 2}
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.Map(rapid.IntRange(-3, 32), func(d int) Date { return p.First() + Date(d) })
		ends := []Date{end.Draw(t, "one end"), end.Draw(t, "other end")}
		slices.Sort(ends)
		row := Span{ends[0], ends[1]}
		switch rapid.IntRange(0, 3).Draw(t, "open") {
		case 1:
			row.From = OpenFrom
		case 2:
			row.To = OpenTo
		}
		active := int64(0)
		for day := p.First(); day <= p.Last(); day++ {
			if row.From <= day && day <= row.To {
				active++
			}
		}
		require.Equal(t, active, NewClock(p, Daily).Days(row))
		atEnd := int64(0)
		if row.From <= p.Last() && p.Last() <= row.To {
			atEnd = 29
		}
		require.Equal(t, atEnd, NewClock(p, MonthEnd).Days(row))
	})
}

// TestClockOfPartedRows parts a row's validity in two or more: the days are the
// same, by either measure (Lago #6194).
func TestClockOfPartedRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom([]Period{{2023, 2}, {2024, 2}, {2023, 4}, {2023, 12}}).Draw(t, "month")
		for _, measure := range []Measure{Daily, MonthEnd} {
			clock, rest, days := NewClock(p, measure), Always, int64(0)
			for range rapid.IntRange(0, 4).Draw(t, "cuts") {
				cut := p.First() + Date(rapid.IntRange(-3, 33).Draw(t, "cut"))
				if cut > rest.From {
					days += clock.Days(Span{rest.From, cut - 1})
					rest.From = cut
				}
			}
			require.Equal(t, int64(p.Days()), days+clock.Days(rest))
		}
	})
}
