package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chargeback/allocation"
	"chargeback/fixtures"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/store"
	"chargeback/internal/tables"
)

// demoPerson is an account of the demonstration. Nobody has such a name there.
type demoPerson struct {
	person chargeback.Person
	what   [2]string
}

// demoPersons are one account per role, and a second of finance, for the
// four-eyes rule.
var demoPersons = []demoPerson{
	{chargeback.Person{Name: "Alva Admin", Roles: []chargeback.Role{chargeback.Admin}}, [2]string{"administratör", "administrator"}},
	{chargeback.Person{Name: demoFinance, Roles: []chargeback.Role{chargeback.Finance}}, [2]string{"ekonom", "finance"}},
	{chargeback.Person{Name: demoApprover, Roles: []chargeback.Role{chargeback.Finance}}, [2]string{"ekonom, som godkänner", "finance, who approves"}},
	{chargeback.Person{
		Name: demoHead, Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{Department: demoDepartment, Valid: allocation.Always}},
	}, [2]string{"förvaltningschef, vård och omsorg", "department head, care"}},
	{chargeback.Person{Name: demoChief, Roles: []chargeback.Role{chargeback.Chief}}, [2]string{"IT-chef", "IT chief"}},
	{chargeback.Person{Name: "Rut Revisor", Roles: []chargeback.Role{chargeback.Auditor}}, [2]string{"revisor", "auditor"}},
}

// The people of the demonstration who do the months.
const (
	demoFinance  = "Karin Ekonom"
	demoApprover = "Anders Ekonom"
	demoHead     = "Eva Chef"
	demoChief    = "Jonas IT-chef"

	demoDepartment = "VOF"
)

// demoServe opens the sample year in a browser, in a database that is gone when
// the command ends.
func (a *app) demoServe(ctx context.Context, listen string) error {
	folder, err := os.MkdirTemp("", "chargeback-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	db, err := store.Open(ctx, filepath.Join(folder, "demo.db"), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	s := &session{
		Service: &billing.Service{DB: books{db}, Now: demoClock(time.Now)}, db: db, demo: true,
		who: billing.Actor{Name: systemUser(), Origin: "demo"},
	}
	passwords, err := a.prepareDemo(ctx, s)
	if err != nil {
		return err
	}
	config := serveConfig{Listen: listen, LogFormat: "text"}
	if err := a.checkServe(&config); err != nil {
		return err
	}
	return a.serve(ctx, s, config, func(address string) {
		fmt.Fprintf(a.out, a.lang.Pick("Öppna http://%s i webbläsaren och logga in som någon av:\n\n", "Open http://%s in a browser and log in as one of:\n\n"), address)
		for i, p := range demoPersons {
			fmt.Fprintf(a.out, "  %-15s %s   %s\n", p.person.Name, passwords[i], a.lang.Pick(p.what[0], p.what[1]))
		}
		fmt.Fprint(a.out, a.lang.Pick("\nAvsluta med Ctrl+C. Allt försvinner då.\n", "\nEnd with Ctrl+C. Everything is gone then.\n"))
	})
}

// demoClock goes on from a morning when November has been calculated and waits
// for its second person, and December has not ended.
func demoClock(now func() time.Time) func() time.Time {
	begun, morning := now(), time.Date(demoYear, time.December, 6, 8, 30, 0, 0, billing.Stockholm)
	return func() time.Time { return morning.Add(now().Sub(begun)) }
}

// prepareDemo imports the sample year, closes its months but the last two, and
// gives every person a password.
func (a *app) prepareDemo(ctx context.Context, s *session) ([]string, error) {
	importer := &intake.Service{DB: shelves{s.db}, Billing: s.Service}
	for _, set := range []struct {
		name   string
		folder fs.FS
	}{{"molndal", fixtures.Molndal()}, {"mappings", fixtures.MolndalMappings()}, {"financing", fixtures.MolndalFinancing()}} {
		source, err := tables.OpenImportFolder(set.folder)
		if err != nil {
			return nil, err
		}
		records, err := tables.Scan(source, func(int) {})
		if err != nil {
			return nil, err
		}
		if _, err := importer.Import(ctx, s.who, intake.FromTables(set.name, records)); err != nil {
			return nil, err
		}
	}
	var passwords []string
	for _, p := range demoPersons {
		p.person.Active = true
		if err := s.Register(ctx, billing.Actor{Name: demoPersons[0].person.Name, Origin: s.who.Origin, Host: true}, p.person); err != nil {
			return nil, err
		}
		password := auth.NewPassword()
		hash, err := auth.HashPassword(password)
		if err != nil {
			return nil, err
		}
		if _, err := s.ChangePassword(ctx, billing.Actor{Name: p.person.Name, Origin: s.who.Origin}, hash); err != nil {
			return nil, err
		}
		passwords = append(passwords, password)
	}
	if err := a.demoMonths(ctx, s); err != nil {
		return nil, err
	}
	if err := a.demoNeeds(ctx, s); err != nil {
		return nil, err
	}
	return passwords, a.demoObjections(ctx, s)
}

// demoMonths does the year: all months but the last two are closed, then one is
// calculated and one is open.
func (a *app) demoMonths(ctx context.Context, s *session) error {
	months, err := s.Months(ctx)
	if err != nil {
		return err
	}
	bar := a.progress(int64(len(months)), a.lang.Pick("Beräknar året", "Calculating the year"))
	defer bar.done()
	finance := billing.Actor{Name: demoFinance, Origin: s.who.Origin}
	approver := billing.Actor{Name: demoApprover, Origin: s.who.Origin}
	for i, m := range months {
		if m.Period.Year != demoYear || i == len(months)-1 {
			continue
		}
		if _, err := s.Calculate(ctx, approver, m.Period); err != nil {
			return err
		}
		bar.add(1)
		if i == len(months)-2 {
			break
		}
		if _, err := s.Approve(ctx, finance, m.Period); err != nil {
			return err
		}
		_, err := s.Close(ctx, approver, m.Period, "")
		if errors.Is(err, &chargeback.Error{Code: chargeback.UnallocatedBlocks}) {
			_, err = s.Close(ctx, approver, m.Period, a.lang.Pick("Tas av IT tills mottagaren är utredd", "Borne by IT until the receiver is found"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// demoNeeds opens a year that needs can still be handed in for, and has a
// department hand one in.
func (a *app) demoNeeds(ctx context.Context, s *session) error {
	round := chargeback.PutRow("need_rounds", map[string]string{"year": "2019", "due": "2018-09-14", "capacity": "7000"})
	_, err := s.ApplyChangeSet(ctx, billing.Actor{Name: demoChief, Origin: s.who.Origin}, chargeback.ChangeSet{round},
		a.lang.Pick("Behoven för 2019 lämnas i september", "Needs of 2019 are handed in in September"))
	if err != nil {
		return err
	}
	_, err = s.HandInNeed(ctx, billing.Actor{Name: demoHead, Origin: s.who.Origin}, chargeback.Scope{Departments: []string{demoDepartment}}, billing.NeedEdit{
		Year: "2019", Department: demoDepartment, Hours: "240", Quarter: "Q1",
		Name:   a.lang.Pick("Surfplattor till nattpatrullen", "Tablets for the night patrol"),
		Reason: a.lang.Pick("Larmen går till privata telefoner i dag", "Alarms go to private phones today"),
	})
	return err
}

// demoObjections has a department object twice: finance has answered once.
func (a *app) demoObjections(ctx context.Context, s *session) error {
	head := billing.Actor{Name: demoHead, Origin: s.who.Origin}
	scope := chargeback.Scope{Departments: []string{demoDepartment}}
	october := allocation.Period{Year: demoYear, Month: 10}
	view, err := s.Explain(ctx, scope, october, demoDepartment, "", allocation.Device, "staff")
	if err != nil {
		return err
	}
	var rows []chargeback.ObjectedRow
	for _, row := range view.Rows[:2] {
		rows = append(rows, chargeback.ObjectedRow{Table: row.Table, ID: row.ID})
	}
	about := billing.NewObjection{Month: october, Department: demoDepartment, Model: allocation.Device, Object: "staff"}
	count, ours := about, about
	count.Kind, count.Reason = chargeback.ObjectionCount, a.lang.Pick("Vi räknar till färre datorer i vårt eget register.", "We count fewer computers in our own register.")
	ours.Kind, ours.Rows, ours.Reason = chargeback.ObjectionNotOurs, rows, a.lang.Pick("Båda lämnades tillbaka till IT i september, ärende 17-0388.", "Both were given back to IT in September, case 17-0388.")
	answered, err := s.Object(ctx, head, scope, count)
	if err != nil {
		return err
	}
	if _, _, err := s.AnswerObjection(ctx, billing.Actor{Name: demoFinance, Origin: s.who.Origin}, answered.ID, billing.ObjectionAnswer{
		State: chargeback.ObjectionAnswered, Version: answered.Version,
		Text: a.lang.Pick("Antalet stämmer: datorer räknas per dag, och tolv byttes under oktober.", "The count is right: computers count by day, and twelve were replaced in October."),
	}); err != nil {
		return err
	}
	_, err = s.Object(ctx, head, scope, ours)
	return err
}

// demoYear is the year of the sample.
const demoYear = 2017
