package report

import (
	"bufio"
	"io"
	"strconv"
	"unicode/utf8"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// JSON writes the object of SPEC §8. Reasons are told in the language. Lines
// are written one by one: their number has no limit.
func JSON(w io.Writer, result *chargeback.Result, lang words.Language) error {
	return writeMonth(w, result, nil, lang)
}

// StoredJSON writes the object of SPEC §8 with what is known of a stored month:
// its state and the id of its run (SPEC §9).
func StoredJSON(w io.Writer, result *chargeback.Result, status chargeback.MonthStatus, lang words.Language) error {
	return writeMonth(w, result, &status, lang)
}

func writeMonth(w io.Writer, result *chargeback.Result, status *chargeback.MonthStatus, lang words.Language) error {
	j := jsonWriter{Writer: bufio.NewWriterSize(w, 1<<16)}
	j.head(result, status)
	j.raw(",\n " + `"lines":[`).list()
	for line := range result.Lines {
		j.item().raw(`{"department":`).text(line.Department).raw(`,"cost_center":`).text(line.CostCenter)
		j.raw(`,"category":`).text(line.Category).raw(`,"model":"` + line.Model.String() + `","object":`).text(line.Object)
		j.raw(`,"quantity":"`).quantity(line.QuantityMicro).raw(`","amount":`).amount(line.Amount).raw("}")
		if j.err != nil {
			return j.err
		}
	}
	j.raw("]").tail(result, lang)
	if j.err != nil {
		return j.err
	}
	return j.Flush()
}

// head writes the month and its totals.
func (j *jsonWriter) head(result *chargeback.Result, status *chargeback.MonthStatus) {
	totals := &result.Totals
	j.raw(`{"month":`).text(result.Period.String()).raw(`,"currency":"SEK",`)
	if status != nil {
		j.raw(`"state":`).text(status.State.String()).raw(`,"run":`).text(status.Run).raw(",")
	}
	j.raw("\n" + ` "totals":{`)
	j.raw(`"cost":`).amount(totals.Cost).raw(`,"billed":`).amount(totals.Billed)
	j.raw(`,"central":`).amount(totals.Central).raw(`,"unallocated":`).amount(totals.Unallocated)
	j.raw(`,"variance":`).amount(totals.Variance).raw(`,"self_paid":`).amount(totals.SelfPaid).raw("}")
}

// tail writes what stays on IT's own budget.
func (j *jsonWriter) tail(result *chargeback.Result, lang words.Language) {
	j.raw(",\n " + `"central":[`).list()
	for _, c := range result.Central {
		j.item().raw(`{"category":`).text(c.Category).raw(`,"amount":`).amount(c.Amount).raw("}")
	}
	j.raw("],\n " + `"unallocated":[`).list()
	for _, u := range result.Unallocated {
		j.item().raw(`{"category":`).text(u.Category).raw(`,"model":"` + u.Model.String() + `","object":`).text(u.Object)
		j.raw(`,"reason":`).text(lang.Reason(u.Model, u.Object, u.Reason)).raw(`,"amount":`).amount(u.Amount).raw("}")
	}
	j.raw("],\n " + `"variance":[`).list()
	for _, v := range result.Variance {
		j.item().raw(`{"model":"` + v.Model.String() + `","cost":`).amount(v.Cost)
		j.raw(`,"recovered":`).amount(v.Recovered).raw(`,"amount":`).amount(v.Amount).raw("}")
	}
	j.raw("]}\n")
}

// jsonWriter writes JSON by hand: a month has millions of lines. It keeps the
// first error of the writer below.
type jsonWriter struct {
	*bufio.Writer
	buffer []byte
	items  int // of the list being written
	err    error
}

func (j *jsonWriter) raw(text string) *jsonWriter {
	if _, err := j.WriteString(text); err != nil {
		j.err = err
	}
	return j
}

// list begins a list, item an item of it.
func (j *jsonWriter) list() { j.items = 0 }

func (j *jsonWriter) item() *jsonWriter {
	if j.items++; j.items > 1 {
		j.raw(",")
	}
	return j.raw("\n  ")
}

func (j *jsonWriter) amount(amount allocation.Ore) *jsonWriter {
	j.buffer = append(chargeback.AppendAmount(append(j.buffer[:0], '"'), amount), '"')
	return j.raw(string(j.buffer))
}

func (j *jsonWriter) quantity(micro int64) *jsonWriter {
	j.buffer = chargeback.AppendQuantity(j.buffer[:0], micro)
	return j.raw(string(j.buffer))
}

// text writes a string. Codes are printable; quotes, backslashes and what is
// not UTF-8 or a control character are escaped all the same.
func (j *jsonWriter) text(text string) *jsonWriter {
	j.buffer = append(j.buffer[:0], '"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			j.buffer = append(j.buffer, '\\', byte(c))
		case c < ' ' || c == 0x2028 || c == 0x2029:
			j.buffer = append(j.buffer, '\\', 'u')
			hex := strconv.FormatInt(int64(c)+0x10000, 16)
			j.buffer = append(j.buffer, hex[1:]...)
		default:
			j.buffer = utf8.AppendRune(j.buffer, c)
		}
	}
	j.buffer = append(j.buffer, '"')
	return j.raw(string(j.buffer))
}
