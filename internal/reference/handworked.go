package reference

import "testing/fstest"

// Example is a tiny month worked out by hand: its tables as text, and the object of SPEC §8 that it must give,
// quantities included. The reason of an unallocated amount is free text and left empty.
type Example struct {
	Name    string
	Comment string // the arithmetic, in öre
	Files   map[string]string
	Month   string
	Want    string // JSON
}

// FS is the folder of the example's files.
func (e Example) FS() fstest.MapFS {
	folder := fstest.MapFS{}
	for name, text := range e.Files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return folder
}

// HandWorked lists the months worked out by hand: one per model, and prices, accrual and the two stages of model 2.
// They share one small organisation, and February 2023 with its 28 days unless they say otherwise.
func HandWorked() []Example {
	return []Example{
		centralMonth(), deviceMonth(), userMonth(), portMonth(), systemMonth(), projectMonth(), priceMonth(), accrualMonth(),
	}
}

// tables are the required tables of a small organisation (schools SK with the cost centres 10 and 20, culture KU with
// 30, and IT with 90), where only the rules and costs differ, and what else an example needs.
func tables(rules, costs string, more map[string]string) map[string]string {
	files := map[string]string{
		"settings.csv":     "key,value\nname,Lilla kommun\nit_cost_center,90\n",
		"departments.csv":  "code,name,kind\nSK,Skola,administration\nKU,Kultur,administration\nIT,IT,it\n",
		"cost_centers.csv": "code,name,department\n10,Norra skolan,SK\n20,Södra skolan,SK\n30,Biblioteket,KU\n90,IT,IT\n",
		"categories.csv":   "code,cost_type,name\nK1,Licenser,Kategori 1\nK2,Drift,Kategori 2\n",
		"rules.csv":        rules,
		"costs.csv":        costs,
	}
	for name, text := range more {
		files[name] = text
	}
	return files
}

func centralMonth() Example {
	return Example{
		Name: "central",
		Comment: `100.00 kr = 10000 öre over model 1 and model 4 with the shares 1 and 2:
⌊10000·1/3⌋ = 3333, remainder 10000 − 3·3333 = 1; ⌊10000·2/3⌋ = 6666, remainder 20000 − 3·6666 = 2.
One öre is left over and goes to the larger remainder: 3333 stay on IT's budget and 6667 go to the users.
There are no users: the 6667 öre are unallocated. Nothing is billed.`,
		Files: tables(
			"category,model,share\nK1,central,1\nK1,user,2\n",
			"id,date,category,amount\n1,2023-02-28,K1,100\n", nil),
		Month: "2023-02",
		Want: `{"month":"2023-02","currency":"SEK",
"totals":{"cost":"100.00","billed":"0.00","central":"33.33","unallocated":"66.67","variance":"0.00","self_paid":"0.00"},
"lines":[],
"central":[{"category":"K1","amount":"33.33"}],
"unallocated":[{"category":"K1","model":"user","object":"","reason":"","amount":"66.67"}],
"variance":[]}`,
	}
}

func deviceMonth() Example {
	return Example{
		Name: "device",
		Comment: `Student computers weigh 0.4. Computer A moves from 10 to 20 after 14 of the 28 days; B is a student's
at 30 all month; C stands at IT, which is not charged and counts nothing.
Weights in millionths × days: 10 staff 1000000·14 = 14, 20 staff 14, 30 student 400000·28 = 11.2 (millions); W = 39.2.
1000.00 kr = 100000 öre: ⌊100000·14/39.2⌋ = 35714 (35714.28…) twice; ⌊100000·11.2/39.2⌋ = 28571 (28571.43…).
99999 are placed; the öre left over goes to the largest remainder, 0.43 at 30: 28572.`,
		Files: tables(
			"category,model,share\nK1,device,1\n",
			"id,date,category,amount\n1,2023-02-01,K1,1000.00\n",
			map[string]string{
				"weights.csv": "model,class,weight\ndevice,student,0.4\n",
				"devices.csv": "id,class,cost_center,from,to\nA,staff,10,,2023-02-14\nA,staff,20,2023-02-15,\n" +
					"B,student,30,,\nC,staff,90,,\n",
			}),
		Month: "2023-02",
		Want: `{"month":"2023-02","currency":"SEK",
"totals":{"cost":"1000.00","billed":"1000.00","central":"0.00","unallocated":"0.00","variance":"0.00","self_paid":"0.00"},
"lines":[
{"department":"KU","cost_center":"30","category":"K1","model":"device","object":"student","quantity":"1","amount":"285.72"},
{"department":"SK","cost_center":"10","category":"K1","model":"device","object":"staff","quantity":"0.5","amount":"357.14"},
{"department":"SK","cost_center":"20","category":"K1","model":"device","object":"staff","quantity":"0.5","amount":"357.14"}],
"central":[],"unallocated":[],"variance":[]}`,
	}
}

func userMonth() Example {
	return Example{
		Name: "user",
		Comment: `u1 is at 10 all month, u2 at 20 all month, u3 at 30 until the 7th.
The 100.00 kr without target go by user-days 28 : 28 : 7, W = 63: ⌊10000·28/63⌋ = 4444 (4444.44…) twice and
⌊10000·7/63⌋ = 1111 (1111.11…): 9999. The öre left over goes to the first of the two largest remainders, at 10: 4445.
The credit of −0.03 kr for program A goes by licence-days: u1 holds it for 28 days; u3 from the 5th, but u3's own row
ends on the 7th: 3 days. W = 31: ⌊3·28/31⌋ = 2 (remainder 22), ⌊3·3/31⌋ = 0 (remainder 9): 10 gets 2 + 1 öre = −3, 30 none.
u2 has no licence. The 5 kr for program B, which nobody has, are unallocated.`,
		Files: tables(
			"category,model,share\nK1,user,1\n",
			"id,date,category,amount,application\n1,2023-02-10,K1,100.00,\n2,2023-02-10,K1,-0.03,A\n3,2023-02-10,K1,5,B\n",
			map[string]string{
				"users.csv":        "id,cost_center,from,to\nu1,10,,\nu2,20,,\nu3,30,,2023-02-07\n",
				"applications.csv": "code,name\nA,Program A\nB,Program B\n",
				"licences.csv":     "user,application,from,to\nu1,A,,\nu3,A,2023-02-05,\n",
			}),
		Month: "2023-02",
		Want: `{"month":"2023-02","currency":"SEK",
"totals":{"cost":"104.97","billed":"99.97","central":"0.00","unallocated":"5.00","variance":"0.00","self_paid":"0.00"},
"lines":[
{"department":"KU","cost_center":"30","category":"K1","model":"user","object":"","quantity":"0.25","amount":"11.11"},
{"department":"SK","cost_center":"10","category":"K1","model":"user","object":"","quantity":"1","amount":"44.45"},
{"department":"SK","cost_center":"10","category":"K1","model":"user","object":"A","quantity":"1","amount":"-0.03"},
{"department":"SK","cost_center":"20","category":"K1","model":"user","object":"","quantity":"1","amount":"44.44"}],
"central":[],
"unallocated":[{"category":"K1","model":"user","object":"B","reason":"","amount":"5.00"}],
"variance":[]}`,
	}
}

func portMonth() Example {
	return Example{
		Name: "port",
		Comment: `measure = month_end: a unit that is there on the 28th counts 28 days, any other none. A switch weighs 12.
P1, a connection, came to 10 on the 28th: 28. P2, a switch at 20, went on the 27th: 0. P3, a switch at 30: 12·28 = 336.
K1 is for all classes: 13.00 kr = 1300 öre over 28 : 336 = 1 : 12: 100 and 1200.
K2 is for connections only: all 7.00 kr go to 10.`,
		Files: tables(
			"category,model,share,classes\nK1,port,1,\nK2,5,1,connection\n",
			"id,date,category,amount\n1,2023-02-10,K1,13\n2,2023-02-10,K2,7\n",
			map[string]string{
				"settings.csv": "key,value\nit_cost_center,90\nmeasure,month_end\n",
				"weights.csv":  "model,class,weight\nport,switch,12\n",
				"ports.csv": "id,class,cost_center,from,to\nP1,connection,10,2023-02-28,\nP2,switch,20,,2023-02-27\n" +
					"P3,switch,30,,\n",
			}),
		Month: "2023-02",
		Want: `{"month":"2023-02","currency":"SEK",
"totals":{"cost":"20.00","billed":"20.00","central":"0.00","unallocated":"0.00","variance":"0.00","self_paid":"0.00"},
"lines":[
{"department":"KU","cost_center":"30","category":"K1","model":"port","object":"switch","quantity":"1","amount":"12.00"},
{"department":"SK","cost_center":"10","category":"K1","model":"port","object":"connection","quantity":"1","amount":"1.00"},
{"department":"SK","cost_center":"10","category":"K2","model":"port","object":"connection","quantity":"1","amount":"7.00"}],
"central":[],"unallocated":[],"variance":[]}`,
	}
}
