package billing_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
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

// world is a database with a clock.
type world struct {
	*billing.Service
	t      *testing.T
	db     *store.DB
	intake *intake.Service
	now    time.Time
}

// The people of the tests.
var (
	anna = billing.Actor{Name: "Anna", Origin: "test"}
	bo   = billing.Actor{Name: "Bo", Origin: "test"}
	eva  = billing.Actor{Name: "Eva", Origin: "test"}
)

// onBoth runs a test on each database.
func onBoth(t *testing.T, test func(*testing.T, *world)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, newWorld(t, filepath.Join(t.TempDir(), "chargeback.db")))
	})
	onPostgres(t, test)
}

// onPostgres runs a test on PostgreSQL alone.
func onPostgres(t *testing.T, test func(*testing.T, *world)) {
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		owner, application := postgres.Start(t).Database(t)
		require.NoError(t, store.Migrate(t.Context(), owner, "application"))
		test(t, newWorld(t, application))
	})
}

func newWorld(t *testing.T, url string) *world {
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w := &world{t: t, db: db, now: time.Date(2018, 1, 10, 8, 0, 0, 0, time.UTC)}
	w.Service = &billing.Service{DB: books{db}, Now: func() time.Time {
		w.now = w.now.Add(time.Second)
		return w.now
	}}
	w.intake = &intake.Service{DB: shelves{db}, Billing: w.Service}
	return w
}

// tiny is a set that a reader can charge in the head: in each month 100 kr over
// three computers and 50 kr that stays on IT's own budget.
var tiny = map[string]string{
	"settings":     "key,value\nname,Testköping\nit_cost_center,900\n",
	"departments":  "code,name,kind\nIT,IT-avdelningen,it\nSKOL,Skolan,administration\nVARD,Vården,administration\n",
	"cost_centers": "code,name,department\n100,Norra skolan,SKOL\n200,Äldreboendet,VARD\n900,IT-drift,IT\n",
	"categories":   "code,cost_type,name\nPC,Inköp,Datorer\nSTAB,Lönekostnader,Stab\n",
	"rules":        "category,model,share\nPC,device,1\nSTAB,central,1\n",
	"devices":      "id,class,cost_center\nd1,staff,100\nd2,staff,100\nd3,staff,200\n",
	"costs": "id,date,category,amount\nk1,2017-03-10,PC,100.00\nk2,2017-03-31,STAB,50.00\n" +
		"k3,2017-04-10,PC,100.00\nk4,2017-04-30,STAB,50.00\nk5,2017-05-10,PC,100.00\n",
}

var (
	march = allocation.Period{Year: 2017, Month: 3}
	april = allocation.Period{Year: 2017, Month: 4}
	may   = allocation.Period{Year: 2017, Month: 5}
)

// take imports tables, given as CSV by name.
func (w *world) take(files map[string]string) (*intake.Outcome, error) {
	folder := w.t.TempDir()
	for name, text := range files {
		require.NoError(w.t, os.WriteFile(filepath.Join(folder, name+".csv"), []byte(text), 0o600))
	}
	source, err := tables.OpenImport(folder, "")
	require.NoError(w.t, err)
	records, err := tables.Scan(source, nil)
	if err != nil {
		return nil, err
	}
	return w.intake.Import(w.t.Context(), anna, intake.FromTables("prov", records))
}

func (w *world) mustTake(files map[string]string) *intake.Outcome {
	w.t.Helper()
	out, err := w.take(files)
	require.NoError(w.t, err)
	return out
}

// close takes a month through its life: Anna calculates and closes, Bo
// approves.
func (w *world) close(p allocation.Period) chargeback.MonthStatus {
	w.t.Helper()
	_, err := w.Calculate(w.t.Context(), anna, p)
	require.NoError(w.t, err)
	_, err = w.Approve(w.t.Context(), bo, p)
	require.NoError(w.t, err)
	m, err := w.Close(w.t.Context(), anna, p, "")
	require.NoError(w.t, err)
	return m
}

// refuses asserts that an error has a code.
func refuses(t *testing.T, code chargeback.Code, err error) {
	t.Helper()
	var e *chargeback.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, code, e.Code, e.Error())
}

// proves asserts that a month can be proved.
func (w *world) proves(p allocation.Period) *billing.Proof {
	w.t.Helper()
	proof, err := w.Verify(w.t.Context(), anna, p)
	require.NoError(w.t, err)
	require.Empty(w.t, proof.Faults)
	return proof
}

// status returns where a month stands.
func (w *world) status(p allocation.Period) (m chargeback.MonthStatus) {
	w.t.Helper()
	require.NoError(w.t, w.DB.View(w.t.Context(), func(tx billing.Tx) (err error) {
		m, err = tx.Month(p)
		return err
	}))
	return m
}

// count counts the events of an action, of one month or of all.
func (w *world) count(action billing.Action, p allocation.Period) (n int) {
	w.t.Helper()
	require.NoError(w.t, w.EachEvent(w.t.Context(), billing.Actor{Scheduler: true}, 1, func(e *audit.Event) error {
		if e.Action == string(action) && (p == allocation.Period{} || e.Subject == p.String()) {
			n++
		}
		return nil
	}))
	return n
}

// More people of the tests: the chief, and the head of the school.
var (
	cia  = billing.Actor{Name: "Cia", Origin: "test"}
	hans = billing.Actor{Name: "Hans", Origin: "test"}
)

// roles registers a person of each role, and two of finance and heads.
func (w *world) roles() {
	w.t.Helper()
	grant := func(department string) []chargeback.Grant {
		return []chargeback.Grant{{Department: department, Valid: allocation.Always}}
	}
	for _, p := range []chargeback.Person{
		{Name: "Åsa", Roles: []chargeback.Role{chargeback.Admin}},
		{Name: "Anna", Roles: []chargeback.Role{chargeback.Finance}},
		{Name: "Bo", Roles: []chargeback.Role{chargeback.Finance}},
		{Name: "Cia", Roles: []chargeback.Role{chargeback.Chief}},
		{Name: "Hans", Roles: []chargeback.Role{chargeback.Head}, Grants: grant("SKOL")},
		{Name: "Vera", Roles: []chargeback.Role{chargeback.Head}, Grants: grant("VARD")},
	} {
		p.Active = true
		require.NoError(w.t, w.Register(w.t.Context(), billing.Actor{Name: "Åsa", Origin: "test"}, p))
	}
}
