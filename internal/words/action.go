package words

// Action names what an event of the audit log tells, by the action's code.
func (l Language) Action(code string) string {
	if names, ok := actionNames[code]; ok {
		return names[l]
	}
	return code
}

var actionNames = map[string][2]string{
	"calculate": {"beräknade", "calculated"}, "dry_run": {"provräknade", "tried a run"}, "approve": {"godkände", "approved"},
	"close": {"stängde", "closed"}, "correct": {"rättade", "corrected"}, "verify": {"kontrollerade", "verified"},
	"import": {"importerade", "imported"}, "export": {"hämtade filer", "took files"}, "read": {"läste", "read"},
	"person": {"ändrade en person", "changed a person"}, "deputy": {"utsåg ersättare", "appointed a deputy"},
	"retire": {"gallrade", "removed by retention"}, "backup": {"säkerhetskopierade", "backed up"}, "restore": {"återställde", "restored"},
	"back_test": {"räknade om många månader", "charged many months anew"}, "change": {"ändrade underlaget", "changed source data"},
	"denied": {"nekades", "was denied"}, "read_people": {"läste personer", "read people"}, "password": {"bytte lösenord", "changed a password"},
	"token": {"skapade en åtkomstnyckel", "made an access token"}, "token_revoked": {"återkallade en åtkomstnyckel", "revoked an access token"},
	"identity": {"kopplade en inloggning", "linked a login"}, "request": {"begärde", "asked"}, "decide": {"avgjorde en begäran", "decided a request"},
	"login": {"loggade in", "logged in"}, "login_failed": {"misslyckades logga in", "failed to log in"}, "logout": {"loggade ut", "logged out"},
	"profile": {"ändrade sina uppgifter", "changed their details"}, "object": {"invände", "objected"}, "answer": {"besvarade en invändning", "answered an objection"},
	"need": {"lämnade ett behov", "handed in a need"}, "withdraw": {"drog tillbaka ett behov", "withdrew a need"},
	"records": {"lämnade ut handlingar", "released public records"},
}
