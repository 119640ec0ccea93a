package billing

import (
	"context"
	"encoding/json"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

// Export is what leaves of a closed month: everything that the files say.
type Export struct {
	*Statements
	Accounts []chargeback.Record // of voucher_accounts
	Parties  []chargeback.Record
	Version  int // of the voucher's file: a mended mapping gives the next
	Mapping  string
	// Invoices are the numbers of the invoices, by department: those of earlier
	// months too, by month, for what corrections are about.
	Invoices map[allocation.Period]map[string]string
}

// exported is what the log says of files that left.
type exported struct {
	Voucher int64  `json:"voucher"`
	Version int    `json:"version"`
	Mapping string `json:"mapping"`
	Files   int    `json:"files"`
}

// Export puts together what leaves of a closed month. The voucher's number is
// that of closing; its version rises when the mapping is another than that of
// the files that left last (DECISIONS).
func (s *Service) Export(ctx context.Context, who Actor, p allocation.Period) (*Export, error) {
	var out *Export
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActExport); err != nil {
			return err
		}
		if _, err := closedMonth(tx, p); err != nil {
			return err
		}
		all, err := statements(tx, p)
		if err != nil {
			return err
		}
		records, err := tx.ReadFacts(0, "voucher_accounts", "parties")
		if err != nil {
			return err
		}
		out = &Export{Statements: all, Accounts: records["voucher_accounts"], Parties: records["parties"]}
		out.Mapping = chargeback.DigestRecords(out.Accounts)
		if out.Version, err = nextVersion(tx, p, out.Mapping); err != nil {
			return err
		}
		out.Invoices, err = invoiceNumbers(tx, out.List, p)
		return err
	})
	return out, s.Refused(ctx, who, p.String(), err)
}

// Exported tells the log that the files of an export left.
func (s *Service) Exported(ctx context.Context, who Actor, e *Export, files int) error {
	return s.Note(ctx, who, ActExport, e.Status.Period.String(), exported{e.Status.Voucher, e.Version, e.Mapping, files})
}

// nextVersion is the version of a voucher's file: that of the files that left
// last where the mapping is the same, else the next.
func nextVersion(tx Tx, p allocation.Period, mapping string) (int, error) {
	version := 1
	var latest *exported
	err := eachEvent(tx, 1, func(e *audit.Event) error {
		if e.Action != string(ActExport) || e.Subject != p.String() {
			return nil
		}
		latest = &exported{}
		return json.Unmarshal([]byte(e.Details), latest)
	})
	if latest != nil {
		version = latest.Version
		if latest.Mapping != mapping {
			version++
		}
	}
	return version, err
}

func eachEvent(tx Tx, from int64, see func(*audit.Event) error) error {
	for e, err := range tx.Events(from) {
		if err == nil {
			err = see(e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// invoiceNumbers numbers the invoices of a month, and of the months that it
// corrects. The series is the vouchers': an invoice is the month's voucher and
// its place among the month's invoices in order of code, such as 3-2. A closed
// month never changes, so neither do its numbers.
func invoiceNumbers(tx Tx, list []chargeback.Statement, p allocation.Period) (map[allocation.Period]map[string]string, error) {
	numbers := make(map[allocation.Period]map[string]string)
	months := []allocation.Period{p}
	for i := range list {
		for j := range list[i].Corrections {
			months = append(months, list[i].Corrections[j].Month)
		}
	}
	for _, month := range months {
		if numbers[month] != nil {
			continue
		}
		all, err := statements(tx, month)
		if err != nil {
			return nil, err
		}
		numbers[month] = all.invoices()
	}
	return numbers, nil
}

// invoices numbers the invoices of a month, by department.
func (s *Statements) invoices() map[string]string {
	numbers := make(map[string]string)
	for i := range s.List {
		st := &s.List[i]
		if st.Invoiced() && st.Total != 0 {
			numbers[st.Department] = invoiceNumber(s.Status.Voucher, len(numbers)+1)
		}
	}
	return numbers
}

func invoiceNumber(voucher int64, place int) string {
	return strconv.FormatInt(voucher, 10) + "-" + strconv.Itoa(place)
}
