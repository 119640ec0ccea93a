// Package delivery makes the files that leave a closed month besides the
// bills: the ledger's voucher and the invoices of companies and partners. Both
// are made whole, or the error says what is wrong with the mapping.
package delivery

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/invoice"
	"chargeback/internal/report"
	"chargeback/internal/sie"
	"chargeback/internal/voucher"
	"chargeback/internal/words"
)

// File is a file that has been made ready.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// Voucher makes the month's SIE 4I voucher: what is wrong with the mapping is
// told before anything is written.
func Voucher(e *billing.Export) (File, error) {
	m := e.Status
	file, err := voucher.Make(voucher.Month{
		Number: m.Voucher, Version: e.Version, Closed: billing.DayIn(m.Closed.At), Period: m.Period,
		Organisation: e.Organisation, OrgNumber: e.OrgNumber, ITCostCenter: e.ITCostCenter, Run: m.Run, Chain: m.Head, Statements: e.List,
	}, e.Accounts)
	if err != nil {
		return File{}, err
	}
	return File{fmt.Sprintf("verifikat-%s.si", m.Period), func(w io.Writer) error { return sie.Write(w, file) }}, nil
}

// Invoices makes all invoices of the month, each checked.
func Invoices(e *billing.Export) ([]File, error) {
	var files []File
	errs := &chargeback.Errors{}
	for i := range e.List {
		file, ok, err := Invoice(e, &e.List[i])
		switch {
		case err != nil && !addError(errs, err):
			return nil, err
		case ok && err == nil:
			files = append(files, file)
		}
	}
	if errs.Count > 0 {
		return nil, errs
	}
	return files, nil
}

// Invoice makes the Peppol invoice of a statement; ok is false where it gets
// none.
func Invoice(e *billing.Export, st *chargeback.Statement) (file File, ok bool, err error) {
	number := e.Invoices[st.Month][st.Department]
	if number == "" {
		return File{}, false, nil
	}
	seller, err := invoice.PartyOf(e.Parties, e.Seller)
	if err != nil {
		return File{}, true, err
	}
	buyer, err := invoice.PartyOf(e.Parties, st.Department)
	if err != nil {
		return File{}, true, err
	}
	inv := &invoice.Invoice{
		Statement: st, Seller: seller, Buyer: buyer, Number: number, Issued: billing.DayIn(e.Status.Closed.At), Language: words.Swedish,
	}
	seen := map[string]bool{}
	for i := range st.Corrections {
		if earlier := e.Invoices[st.Corrections[i].Month][st.Department]; earlier != "" && !seen[earlier] {
			seen[earlier] = true
			inv.Earlier = append(inv.Earlier, invoice.Earlier{Number: earlier})
		}
	}
	var text strings.Builder
	if err := invoice.Write(&text, inv); err != nil {
		return File{}, true, err
	}
	name := strings.Replace(report.BillName(st.Department, st.Month), "nota-", "faktura-", 1) + ".xml"
	return File{name, func(w io.Writer) error {
		_, err := io.WriteString(w, text.String())
		return err
	}}, true, nil
}

// addError adds an error that people can mend to those told together.
func addError(errs *chargeback.Errors, err error) bool {
	var many *chargeback.Errors
	var one *chargeback.Error
	switch {
	case errors.As(err, &many):
		for _, e := range many.List {
			errs.Add(e)
		}
	case errors.As(err, &one):
		errs.Add(one)
	default:
		return false
	}
	return true
}
