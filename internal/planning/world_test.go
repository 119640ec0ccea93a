package planning_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/planning"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
	"chargeback/internal/tables"
)

// books and shelves are the database as the use cases see it.
type (
	books   struct{ *store.DB }
	shelves struct{ *store.DB }
)

func (b books) View(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) ViewAs(ctx context.Context, scope chargeback.Scope, work func(billing.Tx) error) error {
	return b.DB.ViewAs(ctx, scope, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Update(ctx context.Context, work func(billing.Tx) error) error {
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b books) Within(ctx context.Context, tx billing.Tx) context.Context {
	return store.Within(ctx, tx.(*store.Tx))
}

func (b shelves) View(ctx context.Context, work func(intake.Tx) error) error {
	return b.DB.View(ctx, func(tx *store.Tx) error { return work(tx) })
}

func (b shelves) Update(ctx context.Context, work func(intake.Tx) error) error {
	return b.DB.Update(ctx, func(tx *store.Tx) error { return work(tx) })
}

// world is a database of a small municipality and who works with it.
type world struct {
	*planning.Service
	t      testing.TB
	intake *intake.Service
	now    time.Time
}

var (
	asa  = billing.Actor{Name: "Åsa", Origin: "test"}
	anna = billing.Actor{Name: "Anna", Origin: "test"}
	bo   = billing.Actor{Name: "Bo", Origin: "test"}
	cia  = billing.Actor{Name: "Cia", Origin: "test"}
	hans = billing.Actor{Name: "Hans", Origin: "test"}
	rita = billing.Actor{Name: "Rita", Origin: "test"}
)

// onBoth runs a test on each database.
func onBoth(t *testing.T, test func(*testing.T, *world)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, filepath.Join(t.TempDir(), "chargeback.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		owner, application := postgres.Start(t).Database(t)
		require.NoError(t, store.Migrate(t.Context(), owner, "application"))
		test(t, newWorld(t, application))
	})
}

func newWorld(t testing.TB, url string) *world {
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w := &world{t: t, now: time.Date(2017, 12, 6, 8, 0, 0, 0, time.UTC)}
	service := &billing.Service{DB: books{db}, Now: func() time.Time {
		w.now = w.now.Add(time.Second)
		return w.now
	}}
	w.Service = &planning.Service{Billing: service}
	w.intake = &intake.Service{DB: shelves{db}, Billing: service}
	w.take(small)
	w.take(map[string]string{"costs": costs(2017)})
	for _, p := range []chargeback.Person{
		{Name: "Åsa", Roles: []chargeback.Role{chargeback.Admin}},
		{Name: "Anna", Roles: []chargeback.Role{chargeback.Finance, chargeback.Chief}},
		{Name: "Bo", Roles: []chargeback.Role{chargeback.Finance}},
		{Name: "Cia", Roles: []chargeback.Role{chargeback.Chief}},
		{Name: "Rita", Roles: []chargeback.Role{chargeback.Auditor}},
		{Name: "Hans", Roles: []chargeback.Role{chargeback.Head}, Grants: []chargeback.Grant{{Department: "SKOL", Valid: allocation.Always}}},
	} {
		p.Active = true
		require.NoError(t, service.Register(t.Context(), asa, p))
	}
	return w
}

// small is a municipality with two computers of the staff and four of
// students, one hundred kronor a month.
var small = map[string]string{
	"settings":     "key,value\nname,Testköping\nit_cost_center,900\n",
	"departments":  "code,name,kind\nIT,IT-avdelningen,it\nSKOL,Skolan,administration\nVARD,Vården,administration\n",
	"cost_centers": "code,name,department\n100,Norra skolan,SKOL\n200,Äldreboendet,VARD\n900,IT-drift,IT\n",
	"categories":   "code,cost_type,name\nPC,Inköp,Datorer\n",
	"rules":        "category,model,share\nPC,device,1\n",
	"weights":      "model,class,weight\ndevice,student,0.4\n",
	"devices": "id,class,cost_center\na1,staff,100\na2,staff,200\nb1,student,100\nb2,student,100\n" +
		"b3,student,100\nb4,student,200\n",
}

// costs is a hundred kronor in every month of a year.
func costs(year int) string {
	var text strings.Builder
	text.WriteString("id,date,category,amount\n")
	for m := 1; m <= 12; m++ {
		fmt.Fprintf(&text, "k%d%02d,%d-%02d-10,PC,100.00\n", year, m, year, m)
	}
	return text.String()
}

// take imports tables, given as CSV by name.
func (w *world) take(files map[string]string) {
	w.t.Helper()
	folder := w.t.TempDir()
	for name, text := range files {
		require.NoError(w.t, os.WriteFile(filepath.Join(folder, name+".csv"), []byte(text), 0o600))
	}
	source, err := tables.OpenImport(folder, "")
	require.NoError(w.t, err)
	records, err := tables.Scan(source, nil)
	require.NoError(w.t, err)
	_, err = w.intake.Import(w.t.Context(), anna, intake.FromTables("prov", records))
	require.NoError(w.t, err)
}

// facts is the number of the facts as they are.
func (w *world) facts() (number int64) {
	w.t.Helper()
	require.NoError(w.t, w.Billing.DB.View(w.t.Context(), func(tx billing.Tx) (err error) {
		number, err = tx.FactsNumber()
		return err
	}))
	return number
}

// refuses asserts that an error has a code.
func refuses(t *testing.T, code chargeback.Code, err error) {
	t.Helper()
	require.ErrorIs(t, err, &chargeback.Error{Code: code})
}
