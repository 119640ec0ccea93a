package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestExplainTellsEachSum: a pool of several sums is divided sum by sum, so
// each is told with its own fraction. 101 öre without target and 101 for a
// system, half of each: 51 + 51 and not half of 202.
func TestExplainTellsEachSum(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{
		"rules.csv":   "category,model,share\nPC,device,1\nPC,port,1\nSTAB,central,1\n",
		"systems.csv": systemsHeader + "EKO,Ekonomi,gold,100,owner\n",
		"costs.csv":   "id,date,category,amount,system,from,to\nk1,2017-03-10,PC,1.01,,,\nk2,2017-03-10,PC,1.02,EKO,2017-03-31,2017-04-01\n",
		"devices.csv": "id,class,cost_center\nd1,staff,100\n",
	}))
	said := strings.ReplaceAll(done(t, "explain", "--data", data, "--month", "2017-03", "--department", "SKOL"), "\u00A0", " ")
	assert.Contains(t, said, `  Datorer · Per dator: 0,77 kr
    andel 1 av 2 av kategorin Datorer, 1,01 kr → 0,51 kr, 1 kostnadsrad
      exakt 50 + 1/2 öre; fick ett av örena som blev över
    andel 1 av 2 av kategorin Datorer för Ekonomi, 0,51 kr → 0,26 kr, 1 kostnadsrad
      exakt 25 + 1/2 öre; fick ett av örena som blev över
      k1  1,01 kr  `)
	assert.Contains(t, said, "k2  0,51 kr   (1 av 2 dagar av hela kostnaden 1,02 kr)")
}

// TestCheckFindsALongGap: a mistyped year must not become a thousand months.
func TestCheckFindsALongGap(t *testing.T) {
	t.Parallel()
	data := folderOf(t, with(map[string]string{
		"costs.csv": "id,date,category,amount\nk1,2017-03-10,PC,100.00\nk2,2071-03-10,PC,50.00\n",
	}))
	said := done(t, "check", "--data", data)
	assert.Contains(t, said, "  • Från 2017-04 till 2071-02 finns inga kostnader med datum. Se efter ett feldaterat belopp.\n")
	assert.NotContains(t, said, "2018")
}
