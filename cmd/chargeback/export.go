package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/invoice"
	"chargeback/internal/report"
	"chargeback/internal/sie"
	"chargeback/internal/voucher"
	"chargeback/internal/words"
)

// exportParts are what an export can be.
var exportParts = []string{"bills", "voucher", "invoices"}

func (a *app) exportCommand() *cobra.Command {
	out := ""
	var only []string
	cmd := a.oneMonth("export", "Skriv en stängd månads notor, verifikat och fakturor", "Write a closed month's bills, voucher and invoices",
		func(ctx context.Context, s *session, p allocation.Period) error {
			if out == "" {
				return a.usage("ange en mapp med --out", "give a folder with --out")
			}
			for _, part := range only {
				if !slices.Contains(exportParts, part) {
					return a.usage("”%s” går inte att välja; välj bland %s", "“%s” cannot be chosen; choose among %s", part, strings.Join(exportParts, ", "))
				}
			}
			if len(only) == 0 {
				only = exportParts
			}
			return a.export(ctx, s, p, out, only)
		})
	cmd.Long = a.lang.Pick(`Skriver notorna som CSV, XLSX och PDF, verifikatet till ekonomisystemet som SIE 4I, och en
Peppol-faktura till varje bolag och partner. Alla går ihop till samma öre. Går något inte
att skriva så skrivs inget.

Verifikatets konton står i tabellen voucher_accounts och fakturornas uppgifter i parties. En
rättad kontering ger verifikatet en ny version med samma nummer.`,
		`Writes the bills as CSV, XLSX and PDF, the voucher for the ledger as SIE 4I, and a Peppol
invoice for each company and partner. All of them add up to the same öre. Where anything
cannot be written, nothing is.

The voucher's accounts stand in table voucher_accounts and what invoices say in parties. A
mended mapping gives the voucher a new version with the same number.`)
	cmd.Flags().StringVar(&out, "out", "", a.lang.Pick("`mapp` där filerna skrivs", "`folder` where the files are written"))
	cmd.Flags().StringSliceVar(&only, "only", nil, a.lang.Pick("bara vissa `delar`: bills, voucher, invoices", "only some `parts`: bills, voucher, invoices"))
	return cmd
}

// exportFile is a file that has been made ready.
type exportFile struct {
	name  string
	write func(io.Writer) error
}

func (a *app) export(ctx context.Context, s *session, p allocation.Period, folder string, only []string) error {
	e, err := s.Export(ctx, s.who, p)
	if err != nil {
		return err
	}
	var files []exportFile
	if slices.Contains(only, "voucher") {
		file, err := a.voucherFile(e)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	if slices.Contains(only, "invoices") {
		invoices, err := a.invoiceFiles(e)
		if err != nil {
			return err
		}
		files = append(files, invoices...)
	}
	count := len(files)
	if slices.Contains(only, "bills") {
		bar := a.progress(int64(len(e.List)), a.lang.Pick("Skriver notor", "Writing bills"))
		err := report.WriteBills(folder, p, slices.Values(e.List), nil, true, a.lang, bar.add)
		bar.done()
		if err != nil {
			return err
		}
		count += len(e.List) * len(report.Formats)
	}
	for _, file := range files {
		if err := report.WriteFile(filepath.Join(folder, file.name), file.write); err != nil {
			return err
		}
	}
	if err := s.Exported(ctx, s.who, e, count); err != nil {
		return err
	}
	return report.Exported(a.out, e, report.ExportView{Folder: folder, Files: count}, a.lang)
}

// voucherFile makes the voucher ready: what is wrong with the mapping is told
// before anything is written.
func (a *app) voucherFile(e *billing.Export) (exportFile, error) {
	m := e.Status
	file, err := voucher.Make(voucher.Month{
		Number: m.Voucher, Version: e.Version, Closed: billing.DayIn(m.Closed.At), Period: m.Period,
		Organisation: e.Organisation, OrgNumber: e.OrgNumber, ITCostCenter: e.ITCostCenter, Run: m.Run, Chain: m.Head, Statements: e.List,
	}, e.Accounts)
	if err != nil {
		return exportFile{}, err
	}
	return exportFile{fmt.Sprintf("verifikat-%s.si", m.Period), func(w io.Writer) error { return sie.Write(w, file) }}, nil
}

// invoiceFiles makes the invoices ready, each checked.
func (a *app) invoiceFiles(e *billing.Export) ([]exportFile, error) {
	var files []exportFile
	errs := &chargeback.Errors{}
	for i := range e.List {
		st := &e.List[i]
		number := e.Invoices[st.Month][st.Department]
		if number == "" {
			continue
		}
		text, err := invoiceText(e, st, number)
		if err != nil {
			if !addError(errs, err) {
				return nil, err
			}
			continue
		}
		name := strings.Replace(report.BillName(st.Department, st.Month), "nota-", "faktura-", 1) + ".xml"
		files = append(files, exportFile{name, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}})
	}
	if errs.Count > 0 {
		return nil, errs
	}
	return files, nil
}

// invoiceText makes one invoice.
func invoiceText(e *billing.Export, st *chargeback.Statement, number string) (string, error) {
	seller, err := invoice.PartyOf(e.Parties, e.Seller)
	if err != nil {
		return "", err
	}
	buyer, err := invoice.PartyOf(e.Parties, st.Department)
	if err != nil {
		return "", err
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
	err = invoice.Write(&text, inv)
	return text.String(), err
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
