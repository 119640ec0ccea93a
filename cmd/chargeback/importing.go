package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/report"
	"chargeback/internal/sie"
	"chargeback/internal/store"
	"chargeback/internal/tables"
)

// shelves is the database as imports see it.
type shelves struct{ *store.DB }

func (b shelves) View(ctx context.Context, work func(intake.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b shelves) Update(ctx context.Context, work func(intake.Tx) error) error {
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

// importOptions are what the command line says of an import.
type importOptions struct {
	path, table, from, mapping, source, day string
	dryRun, yes                             bool
}

func (a *app) importCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   a.lang.Pick("import SÖKVÄG", "import PATH"),
		Short: a.lang.Pick("Läs in tabeller, bokföring (SIE) eller en export till databasen", "Import tables, a ledger (SIE) or an export into the database"),
		Long: a.lang.Pick(`Läser in en mapp med tabeller, en arbetsbok, en CSV-fil som heter som sin tabell,
en SIE-fil, eller med --from en export från ett annat system. Allt läses in eller
inget. Samma fil en gång till ändrar inget.

En rad med en känd nyckel ersätter den som fanns. Rader med gäller fr.o.m. säger
vad som är sant på sina dagar: det som gällde innan avslutas dagen före.`,
			`Imports a folder of tables, a workbook, a CSV file named for its table, a SIE file,
or with --from an export of another system. All of it is imported or nothing. The
same file again changes nothing.

A row with a known key replaces it. Rows with a validity say what is true on their
days: what was valid before ends the day before.`),
		Example: fmt.Sprintf(a.lang.Pick(`  chargeback import 2017                       mapp med tabeller
  chargeback import mars.xlsx --dry-run        visa vad som skulle ändras
  chargeback import bok.se                     kostnader ur bokföringen
  chargeback import datorer.csv --from snipe-it --day 2017-03-31
  (%s)`, `  chargeback import 2017                       a folder of tables
  chargeback import march.xlsx --dry-run       show what would change
  chargeback import book.se                    costs from the ledger
  chargeback import computers.csv --from snipe-it --day 2017-03-31
  (%s)`), strings.Join(intake.ReadyConnectors(), ", ")),
		Args: cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, a.lang.Pick("visa vad som skulle ändras, och ändra inget", "show what would change, and change nothing"))
	cmd.Flags().BoolVar(&o.yes, "yes", false, a.lang.Pick("ändra även kostnadsrader som redan är inlästa", "change cost rows that are known too"))
	cmd.Flags().StringVar(&o.table, "table", "", a.lang.Pick("`tabell` som CSV-filen är", "`table` that the CSV file is"))
	cmd.Flags().StringVar(&o.from, "from", "", a.lang.Pick("`system` som exporten kommer från", "`system` that the export is from"))
	cmd.Flags().StringVar(&o.mapping, "mapping", "", a.lang.Pick("egen `fil` som säger hur exporten ska läsas", "`file` of your own that says how to read the export"))
	cmd.Flags().StringVar(&o.day, "day", "", a.lang.Pick("`dag` som exporten visar (annars i dag)", "`day` that the export shows (otherwise today)"))
	cmd.Flags().StringVar(&o.source, "ledger", "ledger", a.lang.Pick("`namn` på bokföringen, om ni har flera", "`name` of the ledger, if you have several"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return a.usage("ange en sökväg; se %s --help", "give one path; see %s --help", cmd.CommandPath())
		}
		o.path = args[0]
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error { return a.importPath(ctx, s, o) })
	}
	return cmd
}

func (a *app) importPath(ctx context.Context, s *session, o importOptions) error {
	in, notes, err := a.prepareImport(o)
	if err != nil {
		return importError{err}
	}
	in.DryRun, in.Yes = o.dryRun, o.yes
	service := &intake.Service{DB: shelves{s.db}, Billing: s.Service}
	out, err := service.Import(ctx, s.who, *in)
	if out != nil {
		for _, note := range notes() {
			fmt.Fprintf(a.err, "chargeback: %s\n", a.lang.Failure(note))
		}
		if e := report.Import(a.out, out, report.ImportView{Name: in.Name, DryRun: o.dryRun, Refused: err != nil}, a.lang); e != nil {
			return e
		}
	}
	if err != nil {
		return importError{err}
	}
	return nil
}

// prepareImport finds out what a path is, and reads it. notes are what does
// not stop the import; they are complete when it has run.
func (a *app) prepareImport(o importOptions) (in *intake.Import, notes func() []*chargeback.Error, err error) {
	none := func() []*chargeback.Error { return nil }
	if o.from != "" || o.mapping != "" {
		in, err = a.prepareExport(o)
		return in, none, err
	}
	if ledger, err := isLedger(o.path); err != nil {
		return nil, none, err
	} else if ledger {
		return a.prepareLedger(o)
	}
	source, err := tables.OpenImport(o.path, o.table)
	if err != nil {
		return nil, none, err
	}
	defer source.Close()
	prepareMemory(source.Size())
	bar := a.progress(source.Size(), a.lang.Pick("Läser", "Reading"))
	defer bar.done()
	records, err := tables.Scan(source, bar.add)
	if err != nil {
		return nil, none, err
	}
	if len(records) == 0 {
		return nil, none, &chargeback.Error{Code: chargeback.NothingToImport, Value: o.path}
	}
	tablesIn := intake.FromTables(filepath.Base(o.path), records)
	tablesIn.Called = source.FileName
	return &tablesIn, none, nil
}

// isLedger says whether a path is a SIE file: it is named for one, or begins
// like one.
func isLedger(path string) (bool, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".se", ".si", ".sie":
		return true, nil
	case ".csv", ".xlsx":
		return false, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return false, &chargeback.Error{Code: chargeback.NoDataSet, Value: path, Err: cause(err)}
	}
	defer file.Close()
	head := make([]byte, 64)
	n, _ := file.Read(head) // of a folder there is nothing to read
	return bytes.HasPrefix(bytes.TrimLeft(head[:n], "\xEF\xBB\xBF \t\r\n"), []byte("#FLAGGA")), nil
}

// cause drops the path from an error of the operating system: it is told
// beside it.
func cause(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}

// prepareLedger reads a SIE file: the mappings of the database say what its
// accounts and objects are here.
func (a *app) prepareLedger(o importOptions) (*intake.Import, func() []*chargeback.Error, error) {
	none := func() []*chargeback.Error { return nil }
	data, err := os.ReadFile(o.path)
	if err != nil {
		return nil, none, err
	}
	name := filepath.Base(o.path)
	file, problems := sie.Read(data)
	warnings, err := intake.LedgerProblems(name, problems)
	if err != nil {
		return nil, none, err
	}
	digest := file.Digest()
	var notes []*chargeback.Error
	return &intake.Import{
		Name: name, Source: "sie:" + o.source, Digest: hex.EncodeToString(digest[:]), Tables: []string{"costs"},
		Called: func(string) string { return name },
		Plan: func(_ intake.Tx, known chargeback.Records) (intake.Planned, error) {
			costs, err := intake.Ledger(file, intake.Books{
				Source: o.source, File: name, Accounts: known["ledger_accounts"], Objects: known["ledger_objects"],
			})
			if err != nil {
				return intake.Planned{}, err
			}
			notes = append(warnings[:len(warnings):len(warnings)], costs.Notes...)
			return intake.Planned{Plan: costs.Plan(known), Ledger: costs}, nil
		},
	}, func() []*chargeback.Error { return notes }, nil
}

// prepareExport reads an export of another system.
func (a *app) prepareExport(o importOptions) (*intake.Import, error) {
	connector, err := a.connector(o)
	if err != nil {
		return nil, err
	}
	day := billing.DayIn(time.Now())
	if o.day != "" {
		var ok bool
		if day, ok = allocation.ParseDate(o.day); !ok {
			return nil, a.usage("”%s” är ingen dag; skriv den som 2017-03-31", "“%s” is no day; write it as 2017-03-31", o.day)
		}
	}
	data, err := os.ReadFile(o.path)
	if err != nil {
		return nil, err
	}
	return intake.FromExport(connector, filepath.Base(o.path), data, day), nil
}

func (a *app) connector(o importOptions) (*intake.Connector, error) {
	if o.mapping == "" {
		return intake.ReadyConnector(o.from)
	}
	data, err := os.ReadFile(o.mapping)
	if err != nil {
		return nil, err
	}
	return intake.ReadConnector(filepath.Base(o.mapping), data)
}
