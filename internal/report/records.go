package report

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// Records writes the public records of a month as one ZIP file: every bill's
// lines, the month's events, and a note of what was withheld and why. The same
// records give the same bytes.
func Records(w io.Writer, r *billing.PublicRecords, lang words.Language) error {
	archive := zip.NewWriter(w)
	made := time.Date(r.Month.Year, time.Month(r.Month.Month), r.Month.Days(), 0, 0, 0, 0, time.UTC)
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{lang.Pick("LÄS-MIG.txt", "README.txt"), func(w io.Writer) error { return recordsNote(w, r, lang) }},
		{lang.Pick("notor-", "bills-") + r.Month.String() + ".csv", func(w io.Writer) error { return recordsBills(w, r) }},
		{lang.Pick("logg-", "log-") + r.Month.String() + ".csv", func(w io.Writer) error { return recordsEvents(w, r) }},
	} {
		target, err := archive.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: made})
		if err != nil {
			return err
		}
		if err := file.write(target); err != nil {
			return err
		}
	}
	return archive.Close()
}

// recordsNote says what the records are, and what is not in them.
func recordsNote(w io.Writer, r *billing.PublicRecords, lang words.Language) error {
	text := fmt.Sprintf(lang.Pick(`IT-debitering, %[1]s, %[2]s

Här finns månadens alla notor, rad för rad, och det som hände med månaden enligt loggen.
Loggen är en kedja: varje händelse bär ett fingeravtryck av den före. Kedjans senaste händelse
är nr %[3]s, %[4]s.

Det här är inte med, och därför:

%[5]s räknade antal bygger på rader för enskilda datorer, konton, licenser och nätenheter. Raderna
är personuppgifter om anställda och elever och lämnas inte ut (21 kap. 7 § offentlighets- och
sekretesslagen, dataskyddsförordningen). Antalen per kostnadsställe finns på notorna.

%[6]s nätverksadresser har tagits bort ur händelserna, och %[7]s händelser om inloggning och
behörigheter är inte med: de skulle visa hur systemet skyddas (18 kap. 8 § offentlighets- och
sekretesslagen).

Den som vill ha det som undantagits kan begära ett överklagbart beslut av kommunen.
`, `IT chargeback, %[1]s, %[2]s

These are all bills of the month, line by line, and what happened to the month by the log. The
log is a chain: every event carries a fingerprint of the one before. The chain's latest event is
no. %[3]s, %[4]s.

This is not included, for these reasons:

%[5]s counts are made of rows of single computers, accounts, licences and network units. The rows
are personal data of employees and pupils and are not released (the Public Access to Information
and Secrecy Act, ch. 21 s. 7; the General Data Protection Regulation). Counts per cost centre are
on the bills.

%[6]s network addresses were removed from the events, and %[7]s events about logins and powers are
left out: they would show how the system is protected (the same act, ch. 18 s. 8).

Who wants what was withheld may ask the municipality for a decision that can be appealed.
`), r.Organisation, lang.Month(r.Month), words.Count(int(r.Head.Number)), r.Head.Hash,
		words.Count(r.Units), words.Count(r.Origins), words.Count(r.Logins))
	_, err := io.WriteString(w, strings.ReplaceAll(text, "\n", "\r\n"))
	return err
}

func recordsBills(w io.Writer, r *billing.PublicRecords) error {
	out := csv.NewWriter(w)
	out.Comma = ';'
	out.UseCRLF = true
	rows := [][]string{{"month", "department", "name", "cost_center", "category", "model", "object", "quantity", "amount", "corrects"}}
	line := func(st *chargeback.Statement, l *chargeback.Line, corrects string) {
		rows = append(rows, []string{
			r.Month.String(), AsText(st.Department), AsText(st.Name), AsText(l.CostCenter), AsText(l.Category), l.Model.String(), AsText(l.Object),
			string(chargeback.AppendQuantity(nil, l.QuantityMicro)), chargeback.PlainAmount(l.Amount), corrects,
		})
	}
	for i := range r.List {
		st := &r.List[i]
		for j := range st.Lines {
			line(st, &st.Lines[j].Line, "")
		}
		for j := range st.Corrections {
			line(st, &st.Corrections[j].Line, st.Corrections[j].Month.String())
		}
	}
	return out.WriteAll(rows)
}

func recordsEvents(w io.Writer, r *billing.PublicRecords) error {
	out := csv.NewWriter(w)
	out.Comma = ';'
	out.UseCRLF = true
	rows := [][]string{{"number", "at", "person", "action", "subject", "details", "hash"}}
	for i := range r.Events {
		e := &r.Events[i]
		rows = append(rows, []string{
			strconv.FormatInt(e.Number, 10), e.At.UTC().Format(time.RFC3339), AsText(e.Person), e.Action, AsText(e.Subject), AsText(e.Details), e.Hash,
		})
	}
	return out.WriteAll(rows)
}
