package chargeback_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// small is a data set of a few rows, where other tables may be added or take
// the place of these.
func small(t *testing.T, changed map[string]string) *tables.Set {
	t.Helper()
	files := map[string]string{
		"settings": "key,value,from\nit_cost_center,90,2023-01-01\nname,Lilla kommun,2023-01-01\n",
		"departments": "code,name,kind,from,to\nKU,Kultur AB,company,2023-02-01,\nKU,Kultur,administration,,2023-01-31\n" +
			"SK,Skola,administration,,\nIT,IT,it,,\nXX,Ingen,administration,,\n",
		"cost_centers": "code,name,department,from,to\n10,Norra,SK,,2023-02-14\n10,Nya Norra,KU,2023-02-15,\n20,Södra,SK,,\n90,IT,IT,,\n",
		"categories":   "code,cost_type,name\nK1,Drift,Ett\nK2,Drift,Två\nK3,Drift,Tre\n",
		"rules":        "category,model,share\nK1,device,1\nK2,user,1\n",
		"devices":      "id,class,cost_center\nd,staff,10\n",
		"users":        "id,cost_center,to\nu,10,2023-02-14\n",
		"applications": "code,name\nA,Program A\n",
		"licences":     "user,application,from,to\nu,A,,\n",
		"systems": "code,name,tier,owner,sharing,from,to\nS,Gamla,gold,10,owner,,2023-02-14\nS,Nya,silver,20,fixed,2023-02-15,\n" +
			"T,Träd,bronze,90,owner,,\n",
		"projects":      "code,name,from,to\nP,Före,,2023-01-31\nP,Efter,2023-02-01,\nQ,Utan,,\n",
		"project_hours": "project,month,hours\nQ,2023-02,7\n",
		"weights":       "model,class,weight,from,to\ndevice,student,0.4,,2023-02-27\ndevice,staff,0.7,,\n",
		"costs":         "id,date,category,amount,text\n1,2023-02-03,K1,100,Datorer\n2,2023-02-03,K2,50,Konton\n",
	}
	for name, text := range changed {
		files[name] = text
	}
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name+".csv"] = &fstest.MapFile{Data: []byte(text)}
	}
	source, err := tables.OpenFolder(folder)
	require.NoError(t, err)
	set, err := tables.Read(source, nil)
	require.NoError(t, err)
	return set
}

var february = allocation.Period{Year: 2023, Month: 2}

func TestNamesOfAMonth(t *testing.T) {
	m, err := small(t, nil).Month(february)
	require.NoError(t, err)
	require.Equal(t, "Lilla kommun", m.Municipality())
	require.Equal(t, "Kultur AB", m.DepartmentName("KU"))
	require.Equal(t, "?", m.DepartmentName("?"))
	require.Equal(t, "Nya Norra", m.CostCenterName("10"), "the row of the month's last day")
	require.Equal(t, "?", m.CostCenterName("?"))
	require.Equal(t, "Ett", m.CategoryName("K1"))
	require.Equal(t, "", m.CategoryName(""))
	require.Equal(t, "Nya", m.ObjectName(allocation.System, "S"))
	require.Equal(t, "Efter", m.ObjectName(allocation.Project, "P"))
	require.Equal(t, "Program A", m.ObjectName(allocation.User, "A"))
	require.Equal(t, "", m.ObjectName(allocation.User, ""))
	require.Equal(t, "staff", m.ObjectName(allocation.Device, "staff"))
	require.Equal(t, "?", m.ObjectName(allocation.System, "?"))
	require.Equal(t, "silver", m.Tier("S"))
	require.Equal(t, "", m.Tier("?"))
	require.Equal(t, chargeback.ByShares, m.Sharing("S"))
	require.Equal(t, []string{"10"}, m.CostCentersOf("KU"))
	require.EqualValues(t, 700_000, m.ClassWeight(allocation.Device, "staff"))
	require.EqualValues(t, allocation.Micro, m.ClassWeight(allocation.Device, "student"), "its weight ended the day before the last")
	require.EqualValues(t, allocation.Micro, m.ClassWeight(allocation.Device, "?"))
	k1, _ := m.Facts.Categories.Index("K1")
	require.Equal(t, chargeback.Category{Code: k1, CostType: "Drift", Name: "Ett"}, m.Facts.Category(k1))
	require.Equal(t, "Program A", m.Facts.Application(0).Name)
	ku, _ := m.Facts.Departments.Index("KU")
	require.Equal(t, chargeback.Company, m.Facts.KindOf(ku, february))
	require.Equal(t, chargeback.Administration, m.Facts.KindOf(ku, allocation.Period{Year: 2023, Month: 1}))
}

// TestBills has the department that a cost centre moved to on the 15th, one
// that paid itself, and none for those that have nothing to do with the month.
func TestBills(t *testing.T) {
	set := small(t, map[string]string{
		"costs": "id,date,category,amount,paid_by\n1,2023-02-03,K1,100,\n2,2023-02-03,K2,50,XX\n3,2023-03-01,K1,7,\n",
	})
	m, err := set.Month(february)
	require.NoError(t, err)
	require.True(t, m.HasCosts())
	run, err := m.Charge(nil)
	require.NoError(t, err)
	var got []string
	for _, b := range run.Bills() {
		require.Equal(t, b.Amount, b.ByModel[allocation.Device])
		got = append(got, b.Code+" "+b.Name)
		switch b.Code {
		case "KU":
			require.EqualValues(t, 100_00, b.Amount)
		case "XX":
			require.EqualValues(t, 50_00, b.SelfPaid)
		}
	}
	require.Equal(t, []string{"KU Kultur AB", "SK Skola", "XX Ingen"}, got)
	for _, keys := range [][3]string{{"?", "K1", "staff"}, {"10", "?", "staff"}, {"10", "K1", "?"}, {"10", "K1", "student"}} {
		_, found := run.Find(keys[0], keys[1], allocation.Device, keys[2])
		require.False(t, found, "%v", keys)
	}
	for line := range run.Lines() {
		require.Equal(t, "KU", line.Department)
		for source := range run.Sources(run.Explain(&line).Contributions[0].Pool) {
			require.Equal(t, 1, source.Len())
			require.Equal(t, "", source.Object)
			for cost, amount := range source.Costs() {
				require.Equal(t, "1", cost.ID)
				require.EqualValues(t, 100_00, amount)
				break
			}
			break
		}
		break
	}
	april, err := set.Month(allocation.Period{Year: 2023, Month: 4})
	require.NoError(t, err)
	require.False(t, april.HasCosts())
}

// TestErrorsOfAMonth names in codes what the engine names in indices.
func TestErrorsOfAMonth(t *testing.T) {
	f := func(changed map[string]string, want ...string) {
		t.Helper()
		m, err := small(t, changed).Month(february)
		if err == nil {
			_, err = m.Charge(nil)
		}
		require.Error(t, err)
		var got []string
		for _, line := range strings.Split(err.Error(), "\n") {
			before, _, _ := strings.Cut(line, ": ")
			got = append(got, before)
		}
		require.Equal(t, want, got)
	}
	f(map[string]string{"settings": "key,value,to\nit_cost_center,90,2023-02-27\n"}, `no_it_cost_center ["2023-02"]`)
	f(map[string]string{"costs": "id,date,category,amount\n1,2023-02-03,K3,0\n2,2023-02-03,K2,1\n"}, `no_rule ["2023-02" "K3"]`)
	byPrice := "key,value\nit_cost_center,90\n"
	for _, model := range []string{"system", "device", "user", "port", "project"} {
		byPrice += "method." + model + ",price\n"
	}
	f(map[string]string{
		"settings": byPrice,
		"ports":    "id,class,cost_center\np,switch,20\n", "project_hours": "project,month,hours\nP,2023-02,1\n",
		"project_shares": "project,cost_center,share\nP,20,1\n", "system_shares": "system,cost_center,share\nS,20,1\n",
		"prices": "model,class,price,to\nuser,user,100,2023-02-27\ndevice,staff,5,\n",
		"costs":  "id,date,category,amount\n1,2023-02-03,K3,1\n",
	}, `no_rule ["2023-02" "K3"]`, `no_price ["2023-02" "system" "silver"]`, `no_price ["2023-02" "user" "user"]`,
		`no_price ["2023-02" "port" "switch"]`, `no_price ["2023-02" "project" "hour"]`)

	many := func(category, paidBy string) string {
		var text strings.Builder
		text.WriteString("id,date,category,amount,paid_by\n")
		for i := range 9300 {
			fmt.Fprintf(&text, "%d,2023-02-03,%s,9999999999999.99,%s\n", i, category, paidBy)
		}
		return text.String()
	}
	f(map[string]string{"costs": many("K1", "")}, `overflow ["2023-02" "K1"]`)
	f(map[string]string{"costs": many("K1", "SK")}, `overflow ["2023-02" "paid_by"]`)
	var devices strings.Builder
	devices.WriteString("id,class,cost_center\n")
	for i := range 10300 {
		fmt.Fprintf(&devices, "%d,staff,10\n", i)
	}
	f(map[string]string{
		"prices":   "model,class,price\ndevice,staff,9000000000000\n",
		"settings": "key,value\nit_cost_center,90\nmethod.device,price\n",
		"devices":  devices.String(),
	}, `overflow ["2023-02" "device"]`)
}

func TestErrorsAreToldInOrderOfLine(t *testing.T) {
	cause := allocation.ErrOverflow
	located := &chargeback.Error{Code: chargeback.NotNumber, File: "costs.csv", Line: 7, Column: "amount", Value: "1,2,3", Err: cause}
	require.EqualError(t, located, `costs.csv: line 7: column amount: "1,2,3": not_number: the total does not fit in 63 bits`)
	require.ErrorIs(t, located, cause)
	require.ErrorIs(t, located, &chargeback.Error{Code: chargeback.NotNumber})
	require.NotErrorIs(t, located, &chargeback.Error{Code: chargeback.TooLarge})

	var errs chargeback.Errors
	for line := 1000; line > 0; line-- {
		errs.Add(&chargeback.Error{Code: chargeback.EmptyCell, Line: line})
	}
	errs.Merge(&chargeback.Errors{Count: 1, List: []*chargeback.Error{located}})
	require.Equal(t, 1001, errs.Count)
	require.Len(t, errs.List, chargeback.MaxErrors)
	require.Equal(t, 1, errs.List[0].Line)
	require.Equal(t, 99, errs.List[99].Line)
	require.Same(t, located, errs.List[7])
	lines := strings.Split(errs.Error(), "\n")
	require.Len(t, lines, 101)
	require.Equal(t, "and 901 more", lines[100])
	require.ErrorIs(t, &errs, cause)
}

// TestRulesStandInOrderOfClasses has an öre that two rules could get: it goes
// to the one whose classes come first as text, "bronze copper" before "copper".
func TestRulesStandInOrderOfClasses(t *testing.T) {
	m, err := small(t, map[string]string{
		"rules":   "category,model,share,classes\nK1,system,1,copper\nK1,system,1,copper bronze\n",
		"systems": "code,name,tier,owner\nS,S,bronze,10\nT,T,copper,20\n",
		"weights": "model,class,weight\nsystem,copper,0.1\n",
		"costs":   "id,date,category,amount\n1,2023-02-03,K1,0.01\n",
	}).Month(february)
	require.NoError(t, err)
	run, err := m.Charge(nil)
	require.NoError(t, err)
	for line := range run.Lines() {
		require.Equal(t, "S", line.Object)
		require.EqualValues(t, 1, line.Amount)
	}
	require.Equal(t, 1, run.CountLines())
}
