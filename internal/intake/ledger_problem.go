package intake

import (
	"chargeback/internal/chargeback"
	"chargeback/internal/sie"
)

// LedgerProblems tells what package sie found in a file. The error is a
// [chargeback.Errors] with all that keeps the file from being used, nil where
// nothing does; warnings are by line. Codes are those of package sie; the first
// argument is the record's label, or "", and those of the problem follow.
func LedgerProblems(file string, problems []sie.Problem) (warnings []*chargeback.Error, err error) {
	errs := &chargeback.Errors{}
	for _, p := range problems {
		told := &chargeback.Error{
			Code: chargeback.Code(p.Code), File: file, Line: p.Line, Value: p.Value,
			Args: append([]string{p.Label}, p.Args...),
		}
		if p.Severity() == sie.Warning {
			warnings = append(warnings, told)
			continue
		}
		errs.Add(told)
	}
	if errs.Count == 0 {
		return warnings, nil
	}
	errs.Merge(&chargeback.Errors{}) // by line, the first of many
	return warnings, errs
}
