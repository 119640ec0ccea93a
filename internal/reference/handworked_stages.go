package reference

func systemMonth() Example {
	return Example{
		Name: "system",
		Comment: `Two stages. Gold weighs 10. G (gold) is shared 1 : 1 : 1 by 10, 20 and 30; B (bronze, weight 1) has the
owner 30 and runs for 14 of 28 days; W (silver) is owned by IT, which is not charged: it has no payer and takes no part.
First stage, 100.00 kr without target: weights 10·28 : 1·14 = 280 : 14, W = 294: ⌊10000·14/294⌋ = 476 (476.19…) and
⌊10000·280/294⌋ = 9523 (9523.81…), plus the öre left over: 9524 to G.
Second stage: 9524 over 1 : 1 : 1 is 3174 each and 2 öre left over, at equal remainders to the first two: 3175, 3175, 3174.
The 9.00 kr for W stay unallocated, and the 0.50 kr for B go to its owner: 476 + 50 = 526.
Quantities: G runs one month and each payer's part is a third; B runs half a month.`,
		Files: tables(
			"category,model,share\nK1,system,1\n",
			"id,date,category,amount,system\n1,2023-02-10,K1,100,\n2,2023-02-10,K1,9,W\n3,2023-02-10,K1,0.5,B\n",
			map[string]string{
				"weights.csv": "model,class,weight\nsystem,gold,10\n",
				"systems.csv": "code,name,tier,owner,sharing,from,to\nG,Guld,gold,10,fixed,,\nB,Brons,bronze,30,,2023-02-15,\n" +
					"W,Webb,silver,90,owner,,\n",
				"system_shares.csv": "system,cost_center,share\nG,10,1\nG,20,1\nG,30,1\n",
			}),
		Month: "2023-02",
		Want: `{"month":"2023-02","currency":"SEK",
"totals":{"cost":"109.50","billed":"100.50","central":"0.00","unallocated":"9.00","variance":"0.00","self_paid":"0.00"},
"lines":[
{"department":"KU","cost_center":"30","category":"K1","model":"system","object":"B","quantity":"0.5","amount":"5.26"},
{"department":"KU","cost_center":"30","category":"K1","model":"system","object":"G","quantity":"0.333333","amount":"31.74"},
{"department":"SK","cost_center":"10","category":"K1","model":"system","object":"G","quantity":"0.333333","amount":"31.75"},
{"department":"SK","cost_center":"20","category":"K1","model":"system","object":"G","quantity":"0.333333","amount":"31.75"}],
"central":[],
"unallocated":[{"category":"K1","model":"system","object":"W","reason":"","amount":"9.00"}],
"variance":[]}`,
	}
}

func projectMonth() Example {
	return Example{
		Name: "project",
		Comment: `P had 7.5 hours and Q 2.5; R had 90 hours but nobody ordered it, so it takes no part.
100.00 kr over 750 : 250 hundredths of an hour: 7500 to P and 2500 to Q.
P was ordered by 10 and 30 with the shares 2 and 1: 5000 and 2500. Q was ordered by 20 alone: 2500.
A cost of 0.01 kr for P goes to the larger remainder, 10: 5001. KU paid 40.00 kr itself: reported, not charged.
Quantities: P's 7.5 hours are 5 and 2.5.`,
		Files: tables(
			"category,model,share\nK1,project,1\n",
			"id,date,category,amount,project,paid_by\n1,2023-02-10,K1,100,,\n2,2023-02-10,K1,0.01,P,\n3,2023-02-10,K1,40,,KU\n",
			map[string]string{
				"projects.csv":       "code,name\nP,Flytt\nQ,Nytt intranät\nR,Ingen beställare\n",
				"project_shares.csv": "project,cost_center,share\nP,10,2\nP,30,1\nQ,20,0.5\nR,20,0\n",
				"project_hours.csv":  "project,month,hours\nP,2023-02,7.5\nQ,2023-02,2.5\nR,2023-02,90\nQ,2023-01,8\n",
			}),
		Month: "2023-02",
		Want: `{"month":"2023-02","currency":"SEK",
"totals":{"cost":"100.01","billed":"100.01","central":"0.00","unallocated":"0.00","variance":"0.00","self_paid":"40.00"},
"lines":[
{"department":"KU","cost_center":"30","category":"K1","model":"project","object":"P","quantity":"2.5","amount":"25.00"},
{"department":"SK","cost_center":"10","category":"K1","model":"project","object":"P","quantity":"5","amount":"50.01"},
{"department":"SK","cost_center":"20","category":"K1","model":"project","object":"Q","quantity":"2.5","amount":"25.00"}],
"central":[],"unallocated":[],"variance":[]}`,
	}
}

func priceMonth() Example {
	return Example{
		Name: "price",
		Comment: `Devices are charged at 310.25 kr per month. 10 has one all month: 31025 öre. 20 has one for 14 of 28 days:
15512.5, and the half is rounded up: 15513. The bills recover 46538 öre; the pool cost 50000: under-recovery 3462.
Users are charged at 0.01 kr: 30 has one for 14 days, 0.5 öre, rounded to 1 öre. Nothing was spent on users: the
variance is 0 − 1 = −1. Program A has a price of 0: its line is 0 öre and is left out.
Balance: 50000 = 46539 billed + 0 central + 0 unallocated + 3461 variance.`,
		Files: tables(
			"category,model,share\nK1,device,1\n",
			"id,date,category,amount\n1,2023-02-10,K1,500\n",
			map[string]string{
				"settings.csv":     "key,value\nit_cost_center,90\nmethod.device,price\nmethod.user,price\n",
				"prices.csv":       "model,class,price\ndevice,staff,310.25\nuser,user,0.01\nuser,A,0\n",
				"devices.csv":      "id,class,cost_center,to\nA,staff,10,\nB,staff,20,2023-02-14\n",
				"users.csv":        "id,cost_center,to\nu1,30,2023-02-14\n",
				"applications.csv": "code,name\nA,Program A\n",
				"licences.csv":     "user,application\nu1,A\n",
			}),
		Month: "2023-02",
		Want: `{"month":"2023-02","currency":"SEK",
"totals":{"cost":"500.00","billed":"465.39","central":"0.00","unallocated":"0.00","variance":"34.61","self_paid":"0.00"},
"lines":[
{"department":"KU","cost_center":"30","category":"","model":"user","object":"","quantity":"0.5","amount":"0.01"},
{"department":"SK","cost_center":"10","category":"","model":"device","object":"staff","quantity":"1","amount":"310.25"},
{"department":"SK","cost_center":"20","category":"","model":"device","object":"staff","quantity":"0.5","amount":"155.13"}],
"central":[],"unallocated":[],
"variance":[
{"model":"device","cost":"500.00","recovered":"465.38","amount":"34.62"},
{"model":"user","cost":"0.00","recovered":"0.01","amount":"-0.01"}]}`,
	}
}

func accrualMonth() Example {
	return Example{
		Name: "accrual",
		Comment: `February 2024 has 29 days and the year 366. The date of an accrued cost decides nothing.
Cost 1: 3660.00 kr over the year is 1000 öre a day: 29000 öre.
Cost 2: 0.01 kr from 31 January to 1 February: 1 day each, equal remainders, so the earlier month gets it: 0 here.
Cost 3: 0.03 kr from 29 February to 1 March: 1 each and the öre left over to the earlier month: 2 here.
Cost 4: −10.00 kr from 20 February to 9 March: 10 of 19 days: ⌊10000/19⌋ = 526 (remainder 6), March ⌊9000/19⌋ = 473
(remainder 13): the öre left over goes to March, and February has −526.
Cost 5 is of March, though dated in February. Sum: 29000 + 0 + 2 − 526 = 28476 öre, all to the only user's cost centre.`,
		Files: tables(
			"category,model,share\nK1,user,1\n",
			"id,date,category,amount,from,to\n1,2023-12-01,K1,3660,2024-01-01,2024-12-31\n"+
				"2,2024-02-01,K1,0.01,2024-01-31,2024-02-01\n3,2024-02-01,K1,0.03,2024-02-29,2024-03-01\n"+
				"4,2024-02-01,K1,-10,2024-02-20,2024-03-09\n5,2024-02-01,K1,77,2024-03-01,2024-03-31\n",
			map[string]string{"users.csv": "id,cost_center\nu1,10\n"}),
		Month: "2024-02",
		Want: `{"month":"2024-02","currency":"SEK",
"totals":{"cost":"284.76","billed":"284.76","central":"0.00","unallocated":"0.00","variance":"0.00","self_paid":"0.00"},
"lines":[{"department":"SK","cost_center":"10","category":"K1","model":"user","object":"","quantity":"1","amount":"284.76"}],
"central":[],"unallocated":[],"variance":[]}`,
	}
}
