package auth

import (
	"net/http"

	"chargeback/internal/chargeback"
)

// Sets of roles that stand in several rows.
var (
	finance       = Only(chargeback.Finance)
	financeChief  = Only(chargeback.Finance, chargeback.Chief)
	financeAudits = Only(chargeback.Finance, chargeback.Auditor)
	chief         = Only(chargeback.Chief)
	overview      = Only(chargeback.Finance, chargeback.Chief, chargeback.Auditor)
	logReaders    = Only(chargeback.Finance, chargeback.Auditor, chargeback.Admin)
	adminAudits   = Only(chargeback.Admin, chargeback.Auditor)
	admin         = Only(chargeback.Admin)
)

// APIPolicy is who may call the routes of the API (SPEC §11; TRUST, matrix) and
// what every server has. The pages' own table stands beside them.
var APIPolicy = Policy{
	{Method: http.MethodGet, Path: "/healthz", Who: Anyone},
	{Method: http.MethodGet, Path: "/readyz", Who: Anyone},
	{Method: http.MethodGet, Path: "/openapi.json", Who: Anyone},
	{Method: http.MethodGet, Path: "/api", Who: Anyone},
	{Method: http.MethodGet, Path: "/api/style.css", Who: Anyone},
	{Method: http.MethodGet, Path: OIDCLoginPath, Who: Anyone},
	{Method: http.MethodGet, Path: OIDCCallbackPath, Who: Anyone},

	{Method: http.MethodPost, Path: "/api/v1/login", Who: Anyone},
	{Method: http.MethodPost, Path: "/api/v1/logout", Who: LoggedIn, First: true},
	{Method: http.MethodGet, Path: "/api/v1/me", Who: LoggedIn, First: true},
	{Method: http.MethodPut, Path: "/api/v1/me/password", Who: LoggedIn, First: true},

	{Method: http.MethodGet, Path: "/api/v1/months", Who: Own},
	{Method: http.MethodGet, Path: "/api/v1/months/:month", Who: Own},
	{Method: http.MethodPost, Path: "/api/v1/months/:month/runs", Who: financeChief}, // the chief only tries: the use case asks
	{Method: http.MethodGet, Path: "/api/v1/months/:month/runs/:attempt", Who: overview},
	{Method: http.MethodPost, Path: "/api/v1/months/:month/approval", Who: finance},
	{Method: http.MethodPost, Path: "/api/v1/months/:month/close", Who: finance},
	{Method: http.MethodPost, Path: "/api/v1/months/:month/correction", Who: finance},
	{Method: http.MethodGet, Path: "/api/v1/months/:month/verification", Who: logReaders},

	{Method: http.MethodGet, Path: "/api/v1/months/:month/bills", Who: Own},
	{Method: http.MethodGet, Path: "/api/v1/months/:month/bills/:department", Who: Own},
	{Method: http.MethodGet, Path: "/api/v1/months/:month/bills/:department/lines/:line", Who: Own},
	{Method: http.MethodGet, Path: "/api/v1/months/:month/bills/:department/changes", Who: Own},
	{Method: http.MethodGet, Path: "/api/v1/months/:month/voucher.si", Who: financeAudits},
	{Method: http.MethodGet, Path: "/api/v1/months/:month/invoices/:department", Who: financeAudits},

	{Method: http.MethodPost, Path: "/api/v1/imports", Who: financeChief}, // whose table it is: the use case asks
	{Method: http.MethodGet, Path: "/api/v1/imports", Who: overview},

	{Method: http.MethodGet, Path: "/api/v1/scenarios", Who: overview},
	{Method: http.MethodPost, Path: "/api/v1/scenarios", Who: chief},
	{Method: http.MethodGet, Path: "/api/v1/scenarios/:id", Who: overview},
	{Method: http.MethodPut, Path: "/api/v1/scenarios/:id", Who: chief},
	{Method: http.MethodDelete, Path: "/api/v1/scenarios/:id", Who: chief},
	{Method: http.MethodGet, Path: "/api/v1/scenarios/:id/result", Who: overview},

	{Method: http.MethodGet, Path: "/api/v1/audit", Who: logReaders}, // finance: what they did themselves
	{Method: http.MethodGet, Path: "/api/v1/audit/head", Who: logReaders},

	{Method: http.MethodGet, Path: "/api/v1/persons", Who: adminAudits},
	{Method: http.MethodPut, Path: "/api/v1/persons/:name", Who: admin},
	{Method: http.MethodGet, Path: "/api/v1/tokens", Who: adminAudits},
	{Method: http.MethodDelete, Path: "/api/v1/tokens/:id", Who: admin},
	{Method: http.MethodGet, Path: "/api/v1/requests", Who: adminAudits},
	{Method: http.MethodPost, Path: "/api/v1/requests/:number/decision", Who: admin},
}
