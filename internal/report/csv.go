package report

import (
	"bufio"
	"encoding/csv"
	"io"
	"strings"

	"chargeback/internal/chargeback"
)

// CSV writes the bill lines with the columns of SPEC §8, for programs: comma,
// UTF-8, decimal point. Codes are written as they are.
func CSV(w io.Writer, result *chargeback.Result) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	out := csv.NewWriter(buffered)
	record := []string{"department", "cost_center", "category", "model", "object", "quantity", "amount"}
	if err := out.Write(record); err != nil {
		return err
	}
	var number []byte
	for line := range result.Lines {
		record[0], record[1], record[2] = line.Department, line.CostCenter, line.Category
		record[3], record[4] = line.Model.String(), line.Object
		number = chargeback.AppendQuantity(number[:0], line.QuantityMicro)
		record[5] = string(number)
		number = chargeback.AppendAmount(number[:0], line.Amount)
		record[6] = string(number)
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

// AsText keeps a spreadsheet from taking a text for a formula: a text that
// begins like one gets an apostrophe.
func AsText(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
