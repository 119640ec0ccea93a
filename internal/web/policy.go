package web

import (
	"net/http"

	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
	"chargeback/internal/web/assets"
)

// Sets of roles that stand in several rows.
var (
	finance       = auth.Only(chargeback.Finance)
	financeChief  = auth.Only(chargeback.Finance, chargeback.Chief)
	financeAudits = auth.Only(chargeback.Finance, chargeback.Auditor)
	logReaders    = auth.Only(chargeback.Finance, chargeback.Auditor, chargeback.Admin)
	objectors     = auth.Only(chargeback.Head, chargeback.Finance)
	auditor       = auth.Only(chargeback.Auditor)
	heads         = auth.Only(chargeback.Head)
	admin         = auth.Only(chargeback.Admin)
	adminAudits   = auth.Only(chargeback.Admin, chargeback.Auditor)
	onlyChief     = auth.Only(chargeback.Chief)
	chief         = auth.Only(chargeback.Chief, chargeback.Finance, chargeback.Auditor)
)

// Policy is who may call the routes of pages (TRUST, matrix).
var Policy = auth.Policy{
	{Method: http.MethodGet, Path: assets.Prefix + ":name", Who: auth.Anyone},
	{Method: http.MethodGet, Path: "/login", Who: auth.Anyone},
	{Method: http.MethodPost, Path: "/login", Who: auth.Anyone},
	{Method: http.MethodPost, Path: "/logout", Who: auth.Anyone},
	{Method: http.MethodPost, Path: "/preferences", Who: auth.Anyone},
	{Method: http.MethodGet, Path: "/accessibility", Who: auth.Anyone},
	{Method: http.MethodGet, Path: "/about", Who: auth.Anyone},
	{Method: http.MethodGet, Path: "/contact", Who: auth.Anyone},

	{Method: http.MethodGet, Path: "/", Who: auth.LoggedIn},
	{Method: http.MethodGet, Path: "/password", Who: auth.LoggedIn, First: true},
	{Method: http.MethodPost, Path: "/password", Who: auth.LoggedIn, First: true},
	{Method: http.MethodGet, Path: "/profile", Who: auth.LoggedIn},
	{Method: http.MethodPost, Path: "/profile", Who: auth.LoggedIn},
	{Method: http.MethodPost, Path: "/profile/logout", Who: auth.LoggedIn},

	{Method: http.MethodGet, Path: "/bills", Who: auth.Own},
	{Method: http.MethodGet, Path: "/bills/latest", Who: auth.Own},
	{Method: http.MethodGet, Path: "/bills/choose", Who: auth.Own},
	{Method: http.MethodGet, Path: "/bills/:month/:department", Who: auth.Own},
	{Method: http.MethodGet, Path: "/bills/:month/:department/services/:service", Who: auth.Own},
	{Method: http.MethodGet, Path: "/bills/:month/:department/explain/:service", Who: auth.Own},
	{Method: http.MethodGet, Path: "/bills/:month/:department/lines/:line", Who: auth.Own},
	{Method: http.MethodGet, Path: "/bills/:month/:department/rows/:service", Who: auth.Own},

	{Method: http.MethodGet, Path: "/bills/:month/:department/object", Who: objectors},
	{Method: http.MethodPost, Path: "/bills/:month/:department/object", Who: objectors},
	{Method: http.MethodGet, Path: "/objections", Who: auth.Own},
	{Method: http.MethodGet, Path: "/objections/:id", Who: auth.Own},
	{Method: http.MethodPost, Path: "/objections/:id", Who: finance},

	{Method: http.MethodGet, Path: "/months", Who: chief},
	{Method: http.MethodGet, Path: "/months/next", Who: chief},
	{Method: http.MethodGet, Path: "/months/:month", Who: chief},
	{Method: http.MethodPost, Path: "/months/:month/calculate", Who: finance},
	{Method: http.MethodGet, Path: "/months/:month/progress/:attempt", Who: finance},
	{Method: http.MethodPost, Path: "/months/:month/approval", Who: finance},
	{Method: http.MethodPost, Path: "/months/:month/close", Who: finance},
	{Method: http.MethodPost, Path: "/months/:month/correction", Who: finance},
	{Method: http.MethodGet, Path: "/months/:month/voucher.si", Who: financeAudits},
	{Method: http.MethodGet, Path: "/months/:month/invoices/:department", Who: financeAudits},
	{Method: http.MethodGet, Path: "/months/:month/proof", Who: chief},
	{Method: http.MethodGet, Path: "/months/:month/verify", Who: financeAudits},

	{Method: http.MethodGet, Path: "/flow", Who: chief},

	{Method: http.MethodGet, Path: "/scenarios", Who: chief},
	{Method: http.MethodPost, Path: "/scenarios", Who: onlyChief},
	{Method: http.MethodGet, Path: "/scenarios/compare", Who: chief},
	{Method: http.MethodGet, Path: "/scenarios/:id", Who: chief},
	{Method: http.MethodPost, Path: "/scenarios/:id", Who: onlyChief},
	{Method: http.MethodPost, Path: "/scenarios/:id/try", Who: chief},
	{Method: http.MethodPost, Path: "/scenarios/:id/remove", Who: onlyChief},
	{Method: http.MethodGet, Path: "/scenarios/:id/departments/:department", Who: chief},
	{Method: http.MethodGet, Path: "/scenarios/:id/plan.json", Who: chief},
	{Method: http.MethodGet, Path: "/scenarios/:id/result.xlsx", Who: chief},

	{Method: http.MethodGet, Path: "/import", Who: financeChief},
	{Method: http.MethodPost, Path: "/import", Who: financeChief},
	{Method: http.MethodGet, Path: "/import/:id", Who: financeChief},
	{Method: http.MethodPost, Path: "/import/:id", Who: financeChief}, // whose table it is: the use case asks

	{Method: http.MethodGet, Path: "/register", Who: chief},
	{Method: http.MethodGet, Path: "/register/:table", Who: chief},
	{Method: http.MethodGet, Path: "/register/:table/:key", Who: chief},
	{Method: http.MethodGet, Path: "/register/:table/:key/edit", Who: financeChief}, // whose table it is: the use case asks
	{Method: http.MethodPost, Path: "/register/:table/:key/preview", Who: financeChief},
	{Method: http.MethodPost, Path: "/register/:table/:key/save", Who: financeChief},

	{Method: http.MethodGet, Path: "/budget", Who: chief},
	{Method: http.MethodPost, Path: "/budget", Who: onlyChief},
	{Method: http.MethodGet, Path: "/budget/:year", Who: chief},
	{Method: http.MethodPost, Path: "/budget/:year", Who: onlyChief},
	{Method: http.MethodGet, Path: "/budget/:year/budget.xlsx", Who: chief},
	{Method: http.MethodPost, Path: "/budget/:year/prices", Who: onlyChief},
	{Method: http.MethodGet, Path: "/budget/:year/prices.xlsx", Who: chief},
	{Method: http.MethodPost, Path: "/budget/:year/shown", Who: onlyChief},
	{Method: http.MethodPost, Path: "/budget/:year/proposal", Who: onlyChief},
	{Method: http.MethodGet, Path: "/prices", Who: chief},
	{Method: http.MethodGet, Path: "/prices/:number", Who: chief},
	{Method: http.MethodPost, Path: "/prices/:number", Who: financeChief}, // to decide, or to withdraw: the use case asks
	{Method: http.MethodGet, Path: "/next-year", Who: auth.Own},

	{Method: http.MethodGet, Path: "/services", Who: auth.Own},
	{Method: http.MethodGet, Path: "/catalogue", Who: auth.LoggedIn},
	{Method: http.MethodGet, Path: "/catalogue/:service", Who: auth.LoggedIn},
	{Method: http.MethodGet, Path: "/catalogue.xlsx", Who: auth.LoggedIn},

	{Method: http.MethodGet, Path: "/programme", Who: chief},
	{Method: http.MethodGet, Path: "/programme.xlsx", Who: chief},
	{Method: http.MethodGet, Path: "/investments", Who: chief},
	{Method: http.MethodGet, Path: "/investments.xlsx", Who: chief},
	{Method: http.MethodGet, Path: "/needs", Who: auth.Own},
	{Method: http.MethodGet, Path: "/needs/edit", Who: heads},
	{Method: http.MethodPost, Path: "/needs/edit", Who: heads},
	{Method: http.MethodPost, Path: "/needs/withdraw", Who: heads},

	{Method: http.MethodGet, Path: "/log", Who: logReaders},
	{Method: http.MethodGet, Path: "/log/check", Who: adminAudits},
	{Method: http.MethodGet, Path: "/records", Who: auditor},
	{Method: http.MethodPost, Path: "/records/file", Who: auditor},

	{Method: http.MethodGet, Path: "/people", Who: adminAudits},
	{Method: http.MethodGet, Path: "/people/edit", Who: admin},
	{Method: http.MethodPost, Path: "/people/edit", Who: admin},
	{Method: http.MethodPost, Path: "/people/password", Who: admin},
	{Method: http.MethodPost, Path: "/people/identity", Who: admin},
	{Method: http.MethodPost, Path: "/people/requests", Who: admin},
	{Method: http.MethodGet, Path: "/tokens", Who: adminAudits},
	{Method: http.MethodPost, Path: "/tokens", Who: admin},
	{Method: http.MethodPost, Path: "/tokens/revoke", Who: admin},
}
