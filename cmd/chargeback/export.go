package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/delivery"
	"chargeback/internal/report"
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

func (a *app) export(ctx context.Context, s *session, p allocation.Period, folder string, only []string) error {
	e, err := s.Export(ctx, s.who, p)
	if err != nil {
		return err
	}
	var files []delivery.File
	if slices.Contains(only, "voucher") {
		file, err := delivery.Voucher(e)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	if slices.Contains(only, "invoices") {
		invoices, err := delivery.Invoices(e)
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
		if err := report.WriteFile(filepath.Join(folder, file.Name), file.Write); err != nil {
			return err
		}
	}
	if err := s.Exported(ctx, s.who, e, count); err != nil {
		return err
	}
	return report.Exported(a.out, e, report.ExportView{Folder: folder, Files: count}, a.lang)
}
