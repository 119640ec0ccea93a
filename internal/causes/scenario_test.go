package causes_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/causes"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
)

// town is a municipality of two departments: A with cost centres 10 and 11, B
// with 20.
var town = map[string]string{
	"settings":      "key,value\nit_cost_center,90\n",
	"departments":   "code,name,kind\nA,Vården,administration\nB,Skolan,administration\nIT,IT,it\n",
	"cost_centers":  "code,name,department\n10,Hemtjänst,A\n11,Boende,A\n20,Skola,B\n90,IT,IT\n",
	"categories":    "code,cost_type,name\nDATOR,Drift,Datorer\nSYST,Drift,Systemdrift\nLIC,Drift,Licenser\nPROJ,Drift,Projekt\n",
	"rules":         "category,model,share,classes\nDATOR,device,1,\nSYST,system,3,\nSYST,user,1,\nLIC,system,1,\nPROJ,project,1,\n",
	"weights":       "model,class,weight\nsystem,gold,3\nsystem,silver,1\ndevice,student,0.5\n",
	"systems":       "code,name,tier,owner,sharing,from,to\nS1,Treserva,silver,10,owner,,\nS2,Hypergene,silver,20,owner,,\nS3,Planering,silver,10,fixed,,\n",
	"system_shares": "system,cost_center,share\nS3,10,1\nS3,20,1\n",
	"devices": "id,class,cost_center,from,to\nd1,staff,10,,\nd2,staff,10,,\nd3,staff,11,,\nd4,staff,20,,\nd5,staff,20,,\n" +
		"d6,student,20,,\nd7,student,20,,\nd8,staff,20,,\n",
	"users":          "id,cost_center,from,to\nu1,10,,\nu2,10,,\nu3,20,,\nu4,11,,\n",
	"projects":       "code,name,to\nP1,E-tjänster,\nP2,Signering,\n",
	"project_shares": "project,cost_center,share\nP1,10,1\nP2,20,1\n",
	"project_hours":  "project,month,hours\nP1,2017-03,10\nP2,2017-03,30\n",
	"costs": "id,date,category,amount,system\nc1,2017-03-01,DATOR,1000,\nc2,2017-03-01,SYST,4000,\nc3,2017-03-01,LIC,500,S1\n" +
		"c4,2017-03-01,PROJ,400,\n",
}

// build charges March 2017 of the town, with edits: table, what stands there,
// what is to stand there instead.
func build(t *testing.T, edits ...string) *causes.Month {
	t.Helper()
	files := maps.Clone(town)
	for i := 0; i < len(edits); i += 3 {
		table, from, to := edits[i], edits[i+1], edits[i+2]
		require.Contains(t, files[table], from)
		files[table] = strings.Replace(files[table], from, to, 1)
	}
	folder := fstest.MapFS{}
	for table, text := range files {
		folder[table+".csv"] = &fstest.MapFile{Data: []byte(text)}
	}
	source, err := tables.OpenFolder(folder)
	require.NoError(t, err)
	set, err := tables.Read(source, nil)
	require.NoError(t, err)
	return charge(t, set, allocation.Period{Year: 2017, Month: 3})
}

// explain splits the change of a department's bill by an edit of the town, and
// checks the laws.
func explain(t *testing.T, department string, edits ...string) *causes.Split {
	t.Helper()
	before, after := causes.Side{Month: build(t)}, causes.Side{Month: build(t, edits...)}
	s := causes.Explain(before, after, only(department))
	hold(t, s)
	back := causes.Explain(after, before, only(department))
	hold(t, back)
	negated(t, s, back)
	return s
}

// TestOneCause changes one thing at a time: nothing else is blamed, and the
// facts name it. Whole öre of lines may still be rounded otherwise.
func TestOneCause(t *testing.T) {
	var s *causes.Split
	alone := func(cause causes.Cause, amount allocation.Ore, facts ...causes.Fact) {
		t.Helper()
		got := sums(s)
		rounding := got[causes.Rounding]
		require.LessOrEqual(t, max(rounding, -rounding), allocation.Ore(3))
		delete(got, causes.Rounding)
		require.Equal(t, map[causes.Cause]allocation.Ore{cause: amount}, got)
		for _, part := range s.Parts {
			if part.Cause == cause {
				require.Equal(t, facts, part.Facts)
			}
		}
	}

	// Computers cost 1 000 kr: A has 3 of 7 (6 staff + 2 students of half).
	s = explain(t, "A", "costs", "DATOR,1000", "DATOR,1700")
	alone(causes.Cost, 300_00, causes.Fact{
		Kind: causes.CategoryCost, Object: "DATOR", Name: "Datorer", Before: 1000_00, After: 1700_00, Micro: 700_00,
	})

	// B gets a computer: 3 of 8. What A pays less is B's doing, what B pays more its own.
	s = explain(t, "A", "devices", "d8,staff,20,,\n", "d8,staff,20,,\nd9,staff,20,,\n")
	alone(causes.OtherVolume, 375_00-428_57, causes.Fact{
		Kind: causes.OthersCount, Model: allocation.Device, Object: "staff", Before: 3_000_000, After: 4_000_000, Micro: 1_000_000,
	})
	s = explain(t, "B", "devices", "d8,staff,20,,\n", "d8,staff,20,,\nd9,staff,20,,\n")
	alone(causes.OwnVolume, 428_57-375_00, causes.Fact{
		Kind: causes.CountChanged, Model: allocation.Device, Object: "staff", Before: 3_000_000, After: 4_000_000, Micro: 1_000_000,
	})

	// A computer that moves between the cost centres of A changes nothing for A.
	s = explain(t, "A", "devices", "d3,staff,11", "d3,staff,10")
	require.Empty(t, sums(s))

	// A weight is a rule, for those too whose computers it is not for.
	s = explain(t, "A", "weights", "student,0.5", "student,1")
	alone(causes.Rule, 375_00-428_57, causes.Fact{
		Kind: causes.WeightChanged, Model: allocation.Device, Object: "student", Before: 500_000, After: 1_000_000, Micro: 500_000,
	})

	// The rule's part of a category: systems had three quarters of 4 000 kr and A
	// half of that, and accounts one quarter and A three of four.
	s = explain(t, "A", "rules", "SYST,system,3", "SYST,system,1")
	alone(causes.Rule, 1000_00-1500_00+1500_00-750_00,
		causes.Fact{Kind: causes.RuleChanged, Model: allocation.User, Object: "SYST", Name: "Systemdrift", Before: 250_000, After: 500_000, Micro: 250_000},
		causes.Fact{Kind: causes.RuleChanged, Model: allocation.System, Object: "SYST", Name: "Systemdrift", Before: 750_000, After: 500_000, Micro: -250_000},
	)

	// A tier: 3 000 kr over 1, 1, 1, of which A has one and a half, becomes 3, 1, 1.
	tier := causes.Fact{
		Kind: causes.TierChanged, Model: allocation.System, Object: "S1", Name: "Treserva", From: "silver", To: "gold",
		Before: 1_000_000, After: 3_000_000, Micro: 2_000_000,
	}
	s = explain(t, "A", "systems", "Treserva,silver", "Treserva,gold")
	alone(causes.Rule, 2100_00-1500_00, tier)
	s = explain(t, "B", "systems", "Treserva,silver", "Treserva,gold")
	alone(causes.Rule, 900_00-1500_00, tier)

	// Who pays a system is a rule.
	s = explain(t, "A", "system_shares", "S3,10,1", "S3,10,3")
	alone(causes.Rule, 250_00, causes.Fact{
		Kind: causes.ShareChanged, Model: allocation.System, Object: "S3", Name: "Planering", Before: 500_000, After: 750_000, Micro: 250_000,
	})

	// A cost that is for a system by name, and not there the other month, is a
	// cost and no new system.
	s = explain(t, "A", "costs", "LIC,500,S1", "LIC,0,S1")
	alone(causes.Cost, -500_00, causes.Fact{Kind: causes.CategoryCost, Object: "LIC", Name: "Licenser", Before: 500_00, Micro: -500_00})

	// A new system, own or another's: what it takes from the systems that were
	// there is its doing too. It is half of
	// the weights.
	s = explain(t, "A", "systems", "S3,", "S4,Nyckelfri,gold,11,owner,,\nS3,")
	began := causes.Fact{Kind: causes.Began, Model: allocation.System, Object: "S4", Name: "Nyckelfri"}
	alone(causes.StartEnd, 2250_00-1500_00, began)
	s = explain(t, "B", "systems", "S3,", "S4,Nyckelfri,gold,11,owner,,\nS3,")
	alone(causes.StartEnd, 750_00-1500_00, began)
	s = explain(t, "B", "systems", "S1,Treserva,silver,10,owner,,", "S1,Treserva,silver,10,owner,,2017-02-28")
	require.Equal(t, allocation.Ore(2250_00-1500_00), sums(s)[causes.OtherVolume], "costs are for it by name: it is still there")

	// A system that was there half the month.
	s = explain(t, "A", "systems", "S1,Treserva,silver,10,owner,,", "S1,Treserva,silver,10,owner,2017-03-17,")
	require.Negative(t, sums(s)[causes.OwnVolume])
	require.Contains(t, s.Parts[0].Facts, causes.Fact{
		Kind: causes.DaysChanged, Model: allocation.System, Object: "S1", Name: "Treserva", Before: 1_000_000, After: 483_870, Micro: -516_130,
	})

	// Hours.
	s = explain(t, "A", "project_hours", "P1,2017-03,10", "P1,2017-03,30")
	alone(causes.OwnVolume, 100_00, causes.Fact{
		Kind: causes.CountChanged, Model: allocation.Project, Object: "P1", Name: "E-tjänster", Before: 10_000_000, After: 30_000_000, Micro: 20_000_000,
	})
	s = explain(t, "B", "project_hours", "P1,2017-03,10", "P1,2017-03,30")
	alone(causes.OtherVolume, -100_00, causes.Fact{
		Kind: causes.OthersCount, Model: allocation.Project, Object: "P1", Name: "E-tjänster", Before: 10_000_000, After: 30_000_000, Micro: 20_000_000,
	})

	// A project that ended. Its dates alone change nothing.
	s = explain(t, "A", "projects", "Signering,", "Signering,2017-02-28")
	require.Empty(t, sums(s))
	s = explain(t, "A", "projects", "Signering,", "Signering,2017-02-28", "project_hours", "P2,2017-03,30", "P2,2017-02,30")
	alone(causes.StartEnd, 300_00, causes.Fact{Kind: causes.Ended, Model: allocation.Project, Object: "P2", Name: "Signering"})

	// A category that is new with its rule is a cost.
	s = explain(t, "A", "categories", "PROJ,", "NYTT,Drift,Nytt\nPROJ,", "rules", "PROJ,", "NYTT,user,1,\nPROJ,", "costs", "c4,", "c5,2017-03-05,NYTT,100,\nc4,")
	alone(causes.Cost, 75_00, causes.Fact{Kind: causes.CategoryCost, Object: "NYTT", Name: "Nytt", After: 100_00, Micro: 100_00})

	// The users of a system, where they pay for it.
	users := "id,cost_center,from,to\nu1,10,,\n"
	town["licences"] = "user,application\nu1,S2\nu3,S2\n"
	town["systems"] = strings.Replace(town["systems"], "S2,Hypergene,silver,20,owner", "S2,Hypergene,silver,20,users", 1)
	t.Cleanup(func() {
		delete(town, "licences")
		town["systems"] = strings.Replace(town["systems"], ",users", ",owner", 1)
	})
	require.Contains(t, town["users"], users)
	s = explain(t, "A", "licences", "u3,S2\n", "u3,S2\nu2,S2\nu4,S2\n")
	alone(causes.OwnVolume, 250_00, causes.Fact{
		Kind: causes.CountChanged, Model: allocation.System, Object: "S2", Name: "Hypergene", Before: 1_000_000, After: 3_000_000, Micro: 2_000_000,
	})
	s = explain(t, "B", "licences", "u3,S2\n", "u3,S2\nu2,S2\nu4,S2\n")
	alone(causes.OtherVolume, -250_00, causes.Fact{
		Kind: causes.OthersCount, Model: allocation.System, Object: "S2", Name: "Hypergene", Before: 1_000_000, After: 3_000_000, Micro: 2_000_000,
	})
	s = explain(t, "B", "systems", "20,users", "20,owner", "licences", "u1,S2\nu3,S2\n", "")
	alone(causes.Rule, 500_00, causes.Fact{
		Kind: causes.ShareChanged, Model: allocation.System, Object: "S2", Name: "Hypergene", Before: 500_000, After: 1_000_000, Micro: 500_000,
	})
}

// TestMoves: a cost centre that changes department is its whole amount, and
// what it has is others' for both departments.
func TestMoves(t *testing.T) {
	var s *causes.Split
	alone := func(cause causes.Cause, amount allocation.Ore, facts ...causes.Fact) {
		t.Helper()
		require.Equal(t, map[causes.Cause]allocation.Ore{cause: amount}, sums(s))
		require.Equal(t, facts, s.Parts[0].Facts)
	}
	// A cost centre that changes department: all that it is charged.
	s = explain(t, "A", "cost_centers", "11,Boende,A", "11,Boende,B")
	alone(causes.Move, -142_86-250_00, causes.Fact{Kind: causes.MovedAway, Object: "11", Name: "Boende", To: "Skolan"})
	s = explain(t, "B", "cost_centers", "11,Boende,A", "11,Boende,B")
	alone(causes.Move, 142_86+250_00, causes.Fact{Kind: causes.MovedHere, Object: "11", Name: "Boende", From: "Vården"})

	// It leaves its computer behind: 1 000 kr over 6 instead of 7.
	s = explain(t, "A", "cost_centers", "11,Boende,A", "11,Boende,B", "devices", "d3,staff,11,,", "d3,staff,11,,2017-02-28")
	require.Equal(t, allocation.Ore(333_33-285_71), sums(s)[causes.OtherVolume])
	require.Zero(t, sums(s)[causes.OwnVolume])
}

// TestByPrice changes one thing at a time where computers and systems have
// prices.
func TestByPrice(t *testing.T) {
	priced := []string{"settings", "90\n", "90\nmethod.device,price\nmethod.system,price\n"}
	prices := "model,class,price\ndevice,staff,100\ndevice,student,50\nsystem,gold,900\nsystem,silver,300\n"
	files := maps.Clone(town)
	t.Cleanup(func() { town = files })
	town = maps.Clone(town)
	town["prices"] = prices
	split := func(department string, edits ...string) *causes.Split {
		before, after := causes.Side{Month: build(t, priced...)}, causes.Side{Month: build(t, append(slices.Clone(priced), edits...)...)}
		s := causes.Explain(before, after, only(department))
		hold(t, s)
		negated(t, s, causes.Explain(after, before, only(department)))
		return s
	}
	s := split("A", "prices", "staff,100", "staff,120.5")
	require.Equal(t, map[causes.Cause]allocation.Ore{causes.Cost: 61_50}, sums(s))
	require.Equal(t, []causes.Fact{{
		Kind: causes.PriceChanged, Model: allocation.Device, Object: "staff", Before: 100_000_000, After: 120_500_000, Micro: 20_500_000,
	}}, s.Parts[0].Facts)

	s = split("A", "systems", "Treserva,silver", "Treserva,gold")
	require.Equal(t, map[causes.Cause]allocation.Ore{causes.Rule: 600_00}, sums(s))
	require.Equal(t, causes.TierChanged, s.Parts[0].Facts[0].Kind)
	require.Empty(t, sums(split("B", "systems", "Treserva,silver", "Treserva,gold")))

	s = split("A", "devices", "d3,staff,11,,", "d3,staff,11,,2017-02-28")
	require.Equal(t, map[causes.Cause]allocation.Ore{causes.OwnVolume: -100_00}, sums(s))

	// A class that nobody had, nor a price for: what comes is volume.
	s = split("A", "devices", "d3,staff,11,,", "d3,student,11,,")
	require.Equal(t, map[causes.Cause]allocation.Ore{causes.OwnVolume: -50_00}, sums(s))
	town["devices"] = strings.ReplaceAll(strings.ReplaceAll(town["devices"], "d6,student", "d6,staff"), "d7,student", "d7,staff")
	town["prices"] = strings.Replace(prices, "device,student,50\n", "", 1)
	s = split("A", "devices", "d3,staff,11,,", "d3,student,11,,", "prices", "staff,100\n", "staff,100\ndevice,student,50\n")
	require.Equal(t, map[causes.Cause]allocation.Ore{causes.OwnVolume: -50_00}, sums(s))

	// From actual cost to prices.
	before, after := causes.Side{Month: build(t)}, causes.Side{Month: build(t, priced...)}
	s = causes.Explain(before, after, only("A"))
	hold(t, s)
	require.Equal(t, map[causes.Cause]allocation.Ore{causes.Rule: s.After - s.Before}, sums(s))
	require.Equal(t, causes.Fact{Kind: causes.MethodChanged, Model: allocation.System, To: "price"}, s.Parts[0].Facts[0])
}

// TestCorrections are a cause of their own, of either month.
func TestCorrections(t *testing.T) {
	january := allocation.Period{Year: 2017, Month: 1}
	line := func(center string, quantity int64, amount allocation.Ore) chargeback.StatementCorrection {
		var c chargeback.StatementCorrection
		c.Department, c.CostCenter, c.Model, c.Object = "A", center, allocation.Device, "staff"
		c.QuantityMicro, c.Amount, c.Month, c.CostCenterName = quantity, amount, january, "Boende"
		return c
	}
	month := build(t)
	lines := []chargeback.StatementCorrection{line("11", -14_000_000, -3_144_00), line("11", 2_000_000, 100_00)}
	s := causes.Explain(causes.Side{Month: month}, causes.Side{Month: month, Corrections: lines}, only("A"))
	hold(t, s)
	require.Equal(t, map[causes.Cause]allocation.Ore{causes.Correction: -3_044_00}, sums(s))
	require.Equal(t, []causes.Fact{{
		Kind: causes.Corrected, From: "2017-01", To: "Boende", Model: allocation.Device, Object: "staff", Micro: -12_000_000,
	}}, s.Parts[0].Facts)
	require.Equal(t, s.Before-3_044_00, s.After)

	s = causes.Explain(causes.Side{Month: month, Corrections: lines}, causes.Side{Month: month}, only("A"))
	require.Equal(t, map[causes.Cause]allocation.Ore{causes.Correction: 3_044_00}, sums(s))
	require.Equal(t, []causes.Fact{{Kind: causes.CorrectedBefore, From: "2017-01"}}, s.Parts[0].Facts)
	require.Empty(t, sums(causes.Explain(causes.Side{Month: month}, causes.Side{Month: month, Corrections: lines}, only("B"))))
}
