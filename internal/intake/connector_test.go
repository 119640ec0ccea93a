package intake_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
)

var salt = bytes.Repeat([]byte("s"), 32)

func date(text string) allocation.Date {
	d, ok := allocation.ParseDate(text)
	if !ok {
		panic("no day: " + text)
	}
	return d
}

// centers are the cost centres that exports may name, by code or name.
func centers() []chargeback.Record {
	return []chargeback.Record{
		{Cells: []string{"4100", "Norra skolan", "SKOL", "", ""}}, {Cells: []string{"4200", "Äldreboendet", "VARD", "", ""}},
	}
}

// exports are what other systems write, with people in them who must go no
// further, and what becomes of each row.
var exports = []struct {
	connector, text string
	want            []string // id, class, cost centre, label, last seen
	parked          []string // line, reason
	dropped         int
}{
	{
		"snipe-it",
		"Company,Name,Asset Tag,Category,Location,Status,Checkout Type,Checked Out To: Username,Checked Out To: First Name,Department\n" +
			"Kommunen,ANNALENAS-DATOR,PC-1001,Bärbar dator,,Deployed,user,annlen01,Annalena,4100\n" +
			"Kommunen,,PC-1002,Elevdator 1-1,,Deployed,user,annlen01,Annalena,Norra skolan\n" +
			"Kommunen,,PC-1003,Skärm,,Deployed,user,annlen01,Annalena,4100\n" +
			"Kommunen,,PC-1004,Bärbar dator,,In stock,,,,4100\n" +
			"Kommunen,,PC-1005,Bärbar dator,,Deployed,user,annlen01,Annalena,Okända enheten\n",
		[]string{"snipe:PC-1001 staff 4100 PC-1001 ", "snipe:PC-1002 student 4100 PC-1002 "},
		[]string{"6 parked_unknown_center"},
		2,
	},
	{
		"glpi",
		"Name;Entity;Status;Type;Inventory number;Alternate username;Last inventory date;User\n" +
			"ANNALENAS-DATOR;Root entity > Vård > 4200;I bruk;Laptop;T-77;annlen01;2017-03-29 08:12:00;Annalena\n" +
			"x;Root entity > Norra skolan;I bruk;Elevdator;T-78;;;Annalena\n" +
			"x;Root entity > Norra skolan;Lager;Laptop;T-79;;;Annalena\n",
		[]string{"glpi:T-77 staff 4200 T-77 2017-03-29", "glpi:T-78 student 4100 T-78 "},
		nil, 1,
	},
	{
		"netbox",
		"Device,Name,Label,Type,Enabled,Cable,Mark connected,Tenant,Description\n" +
			"sw-01,Gi1/0/1,Uttag 12,1000BASE-T,True,#33,False,4100,Annalena\n" +
			"sw-01,Gi1/0/2,,1000BASE-T,True,,True,Äldreboendet,\n" +
			"sw-01,Gi1/0/3,,1000BASE-T,True,,False,4100,\n" +
			"sw-01,Gi1/0/4,,1000BASE-T,False,#34,False,4100,\n",
		[]string{"netbox:sw-01/Gi1/0/1 connection 4100 Uttag 12", "netbox:sw-01/Gi1/0/2 connection 4200 "},
		nil, 2,
	},
	{
		"netbox-devices",
		"Name,Status,Tenant,Site,Role,Asset tag\n" +
			"sw-01,Active,4100,Skolan,Access switch,A1\nap-01,Active,Äldreboendet,Hemmet,Access point,A2\nfw-01,Active,4100,Skolan,Firewall,A3\nsw-02,Planned,4100,Skolan,Access switch,A4\n",
		[]string{"netbox-device:sw-01 switch 4100 A1", "netbox-device:ap-01 access_point 4200 A2"},
		nil, 2,
	},
	{
		"entra",
		"userPrincipalName,displayName,surname,mail,givenName,objectId,userType,department,accountEnabled\n" +
			"annalena@kommunen.se,Annalena Svensson,Svensson,annalena@kommunen.se,Annalena,0f1e-1,Member,4100 Norra skolan,True\n" +
			"annalena2@kommunen.se,Annalena,Svensson,,Annalena,0f1e-2,Guest,4100,True\n" +
			"annalena3@kommunen.se,Annalena,Svensson,,Annalena,0f1e-3,Member,4100,False\n" +
			"annalena4@kommunen.se,Annalena,Svensson,,Annalena,0f1e-4,Member,,True\n",
		[]string{"entra:0f1e-1 4100"},
		[]string{"5 parked_no_center"},
		2,
	},
	{
		"ad",
		"\"SamAccountName\",\"UserPrincipalName\",\"Department\",\"Enabled\",\"extensionAttribute1\"\n" +
			"\"annlen01\",\"annalena@kommunen.se\",\"Skolan\",\"True\",\"4100\"\n\"annlen02\",\"annalena2@kommunen.se\",\"Skolan\",\"False\",\"4100\"\n",
		[]string{"ad:* 4100"},
		nil, 1,
	},
	{
		"intune",
		"Device name,Ownership,OS,Primary user UPN,Last check-in,Serial number,Category\n" +
			"ANNALENAS-DATOR,Corporate,Windows,annalena@kommunen.se,2017-03-28,SN1,4200 Äldreboendet\n" +
			"x,Personal,Windows,annalena@kommunen.se,,SN2,4200\nx,Corporate,Android,annalena@kommunen.se,,SN3,4200\n",
		[]string{"intune:SN1 staff 4200 SN1 2017-03-28"},
		nil, 2,
	},
}

// connect reads an export that nothing is known of.
func connect(t *testing.T, name, text string, day string, known chargeback.Records, latest allocation.Date) (*intake.Snapshot, error) {
	t.Helper()
	c, err := intake.ReadyConnector(name)
	require.NoError(t, err)
	return intake.Connect(c, intake.Export{
		File: name + ".csv", Data: []byte(text), Day: date(day), Latest: latest, CostCenters: centers(), Known: known, Salt: salt,
	})
}

// shown writes the cells of an added row, without its validity.
func shown(table *chargeback.Table, r chargeback.Record) string {
	var cells []string
	for i, cell := range r.Cells {
		if name := table.Columns[i].Name; name != "from" && name != "to" {
			cells = append(cells, cell)
		}
	}
	return strings.Join(cells, " ")
}

// TestReadyConnectors: units are counted, what is no unit is dropped, what
// nobody can place is parked, and no name goes further.
func TestReadyConnectors(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, e := range exports {
		tried[e.connector] = true
		t.Run(e.connector, func(t *testing.T) {
			s, err := connect(t, e.connector, e.text, "2017-03-31", nil, 0)
			require.NoError(t, err)
			var got, parked []string
			for _, r := range s.Plan.Change.Added {
				text := shown(s.Table, r)
				if e.connector == "ad" { // a hash of the login
					require.Regexp(t, `^ad:~[0-9a-f]{16,} 4100$`, text)
					text = "ad:* 4100"
				}
				got = append(got, text)
				from, to := s.Table.Validity(r)
				require.Equal(t, "2017-03-31", from)
				require.Empty(t, to)
			}
			for _, p := range s.Parked {
				parked = append(parked, fmt.Sprint(p.Line, " ", p.Reason))
			}
			dropped := 0
			for _, d := range s.Dropped {
				dropped += d.Rows
			}
			require.ElementsMatch(t, e.want, got)
			require.Equal(t, e.parked, parked)
			require.Equal(t, e.dropped, dropped)
			all, err := json.Marshal(s)
			require.NoError(t, err)
			for _, canary := range []string{"nnalena", "NNALENA", "annlen", "vensson", "@kommunen"} {
				require.NotContains(t, string(all), canary)
			}
		})
	}
	require.Len(t, tried, len(intake.ReadyConnectors()), "a connector without a test")
}

// TestSnapshots: a snapshot without dates becomes validity by comparing it with
// what is known: new, moved, gone (SPEC §9).
func TestSnapshots(t *testing.T) {
	t.Parallel()
	const head = "Asset Tag,Category,Status,Department\n"
	known := chargeback.Records{}
	row := int64(0)
	take := func(day, rows string, latest string) *intake.Snapshot {
		t.Helper()
		s, err := connect(t, "snipe-it", head+rows, day, known, date(latest))
		require.NoError(t, err)
		plan := &chargeback.Plan{Tables: []chargeback.TablePlan{s.Plan}}
		known = plan.Merge(known)
		for i := range known["devices"] {
			row++
			known["devices"][i].Row = row
		}
		return s
	}
	validity := func() (all []string) {
		for _, r := range known["devices"] {
			from, to := chargeback.TableNamed("devices").Validity(r)
			all = append(all, r.Cells[0]+" "+r.Cells[2]+" "+from+"–"+to)
		}
		return all
	}
	first := take("2017-01-31", "A,Dator,Deployed,4100\nB,Dator,Deployed,4100\nC,Dator,Deployed,4200\n", "2017-01-01")
	require.Equal(t, intake.UnitCounts{New: 3}, first.Units)
	second := take("2017-02-28", "A,Dator,Deployed,4100\nB,Dator,Deployed,4200\nD,Dator,Deployed,4200\n", "2017-01-31")
	require.Equal(t, intake.UnitCounts{New: 1, Moved: 1, Gone: 1, Same: 1}, second.Units)
	require.ElementsMatch(t, []string{
		"snipe:A 4100 2017-01-31–", "snipe:B 4100 2017-01-31–2017-02-27", "snipe:B 4200 2017-02-28–",
		"snipe:C 4200 2017-01-31–2017-02-27", "snipe:D 4200 2017-02-28–",
	}, validity())
	again := take("2017-02-28", "A,Dator,Deployed,4100\nB,Dator,Deployed,4200\nD,Dator,Deployed,4200\n", "2017-02-28")
	require.Empty(t, again.Plan.Change.Added, "the same again changes nothing")
	require.Empty(t, again.Plan.Change.Ended)

	_, err := connect(t, "snipe-it", head+"A,Dator,Deployed,4100\n", "2017-02-01", known, date("2017-02-28"))
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.ExportOlder})
	_, err = connect(t, "snipe-it", head, "2017-03-31", known, date("2017-02-28"))
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.ExportEmpty})
}

// TestOwnConnectors: a municipality's own file of the same shape, and what is
// wrong with one.
func TestOwnConnectors(t *testing.T) {
	t.Parallel()
	c, err := intake.ReadConnector("egen.json", []byte(`{"name": "egen", "base": "snipe-it", "source": "egen", "centers": {"Norr": "4100"}}`))
	require.NoError(t, err)
	s, err := intake.Connect(c, intake.Export{
		File: "x.csv", Data: []byte("Asset Tag,Category,Status,Department\nA,Dator,Deployed,norr\n"), Day: date("2017-03-31"), CostCenters: centers(), Salt: salt,
	})
	require.NoError(t, err)
	require.Equal(t, "egen:A staff 4100 A ", shown(s.Table, s.Plan.Change.Added[0]))
	for text, code := range map[string]chargeback.Code{
		`{`: chargeback.ConnectorUnreadable, `{"kepp": []}`: chargeback.ConnectorUnknownKey, `{"base": "nope"}`: chargeback.ConnectorUnknown,
	} {
		_, err := intake.ReadConnector("egen.json", []byte(text))
		require.ErrorIs(t, err, &chargeback.Error{Code: code}, text)
	}
	_, err = connect(t, "entra", "a,b\n1,2\n", "2017-03-31", nil, 0)
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.ExportMissingColumn})
}

// FuzzConnect: no export makes a connector panic.
func FuzzConnect(f *testing.F) {
	for i, e := range exports {
		f.Add(i, []byte(e.text))
	}
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		e := exports[((i%len(exports))+len(exports))%len(exports)]
		c, err := intake.ReadyConnector(e.connector)
		require.NoError(t, err)
		_, _ = intake.Connect(c, intake.Export{File: "x.csv", Data: data, Day: date("2017-03-31"), CostCenters: centers(), Salt: salt})
	})
}

// FuzzReadConnector: no file of a connector does either.
func FuzzReadConnector(f *testing.F) {
	f.Add([]byte(`{"name": "egen", "base": "snipe-it", "source": "egen"}`))
	f.Add([]byte(`{"id": [{"parts": [["("]]}], "cost_center": [{"pattern": "("}]}`))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = intake.ReadConnector("x.json", data) })
}
