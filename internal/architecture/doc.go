// Package architecture says which packages the module has and what each may import. Its test holds the code to
// that, together with the rules of the repository that a machine can see: names, sizes, the top level, no
// floats in the core, no clock outside the command. The product does not use it.
//
// The table below is repeated for readers in README.md. Whoever adds a package adds a row to both; the test
// fails until it is there.
//
// Modules of their own are not in the table: allocation/peers (tools that the engine is measured beside) and
// internal/tools (linters).
package architecture

// A Package is one row of the table.
type Package struct {
	Path  string // its folder, from the root of the repository
	Holds string
	// Imports lists what it may import besides the standard library: packages of this module by folder, others
	// by module path. Test files may also import every package of this module and TestLibraries.
	Imports []string
	// TestSupport says that test files alone may import it.
	TestSupport bool
}

// Everything, among the imports of a package, stands for every package of this module.
const Everything = "everything"

// Table has one row per package. Packages that read or write a format never import one another.
var Table = []Package{
	{
		Path:  "allocation",
		Holds: "the exact splitter, the six models, the month engine and the explanation of a line",
	},
	{
		Path:    "internal/chargeback",
		Holds:   "the words of the business around the core: facts, month, run, bill, error codes",
		Imports: []string{"allocation"},
	},
	{
		Path:  "internal/tables",
		Holds: "data sets: CSV files or a workbook in, facts or located errors out",
		Imports: []string{
			"allocation", "internal/chargeback", "internal/financing",
			"github.com/shopspring/decimal", "github.com/xuri/excelize/v2", "golang.org/x/text",
		},
	},
	{
		Path:    "internal/sie",
		Holds:   "SIE 4: vouchers and balances in, or located problems; vouchers out",
		Imports: []string{"allocation", "golang.org/x/text"},
	},
	{
		Path:    "internal/words",
		Holds:   "what people read, in Swedish and English: labels, numbers, errors",
		Imports: []string{"allocation", "internal/causes", "internal/chargeback", "internal/financing"},
	},
	{
		Path:    "internal/financing",
		Holds:   "next year's money: scenarios, budget and prices, investments and capital cost, the programme, the service catalogue",
		Imports: []string{"allocation", "internal/causes", "internal/chargeback", "internal/recent"},
	},
	{
		Path:  "internal/report",
		Holds: "runs as text, CSV, JSON and workbooks",
		Imports: []string{
			"allocation", "internal/audit", "internal/billing", "internal/causes", "internal/chargeback", "internal/financing", "internal/intake", "internal/words",
			"codeberg.org/go-fonts/liberation", "codeberg.org/go-pdf/fpdf",
			"github.com/jedib0t/go-pretty/v6", "github.com/xuri/excelize/v2",
		},
	},
	{
		Path:  "internal/audit",
		Holds: "the arithmetic of the audit log: events chained by hashes, and the check of a chain",
	},
	{
		Path:  "internal/billing",
		Holds: "the life of a month: calculate, approve, close, correct, prove; who may do what",
		Imports: []string{
			"allocation", "internal/audit", "internal/causes", "internal/chargeback", "internal/checker", "internal/financing", "internal/recent", "internal/tables",
		},
	},
	{
		Path:    "internal/planning",
		Holds:   "plans kept beside the months: budgets, scenarios, price lists and who decides them",
		Imports: []string{"allocation", "internal/billing", "internal/causes", "internal/chargeback", "internal/financing", "internal/recent", "internal/tables"},
	},
	{
		Path:  "internal/recent",
		Holds: "what was made lately, kept so that it need not be made again",
	},
	{
		Path:    "internal/causes",
		Holds:   "why a bill changed: a difference between two months split into causes, exact to the öre",
		Imports: []string{"allocation", "internal/chargeback"},
	},
	{
		Path:  "internal/auth",
		Holds: "who is calling: passwords, sessions, tokens, OpenID; the table of routes and who may call them",
		Imports: []string{
			"allocation", "internal/billing", "internal/chargeback", "internal/words",
			"github.com/alexedwards/argon2id", "github.com/alexedwards/scs/v2", "github.com/coreos/go-oidc/v3",
			"github.com/gin-gonic/gin", "golang.org/x/oauth2", "golang.org/x/time",
		},
	},
	{
		Path:    "internal/checker",
		Holds:   "the separate checker: holds what was billed to the laws, in math/big",
		Imports: []string{"allocation", "internal/chargeback"},
	},
	{
		Path:    "internal/invoice",
		Holds:   "Peppol BIS Billing 3 invoices and credit notes, and the rules they keep",
		Imports: []string{"allocation", "internal/chargeback", "internal/words"},
	},
	{
		Path:  "internal/store",
		Holds: "the database: SQLite or PostgreSQL, transactions, bulk paths, backups",
		Imports: []string{
			"allocation", "internal/audit", "internal/chargeback", "migrations", "github.com/jackc/pgx/v5", "github.com/pressly/goose/v3",
			"gorm.io/driver/postgres", "gorm.io/driver/sqlite", "gorm.io/gorm", "modernc.org/sqlite",
		},
	},
	{
		Path:  "migrations",
		Holds: "the schema of both databases, as SQL",
	},
	{
		Path:    "internal/schedule",
		Holds:   "the clock: looks for months that have ended and has them calculated",
		Imports: []string{"allocation", "internal/billing", "internal/chargeback", "github.com/robfig/cron/v3"},
	},
	{
		Path:  "internal/work",
		Holds: "the jobs that any process may do, in one process or shared by many",
		Imports: []string{
			"allocation", "internal/billing", "internal/chargeback", "github.com/jackc/pgx/v5", "github.com/riverqueue/river",
		},
	},
	{
		Path:    "internal/chart",
		Holds:   "the pictures of the pages as inline SVG: columns, flows, bars, waterfalls, lines",
		Imports: []string{"allocation", "internal/words"},
	},
	{
		Path:  "internal/web/assets",
		Holds: "style sheets, scripts, font and icon of the pages, embedded and addressed by content",
	},
	{
		Path:        "internal/postgres",
		Holds:       "a private PostgreSQL server for tests",
		Imports:     []string{"github.com/jackc/pgx/v5"},
		TestSupport: true,
	},
	{
		Path:    "internal/intake",
		Holds:   "what comes in: the plan of an import, costs from SIE files, units from exports of other systems",
		Imports: []string{"allocation", "internal/billing", "internal/chargeback", "internal/sie", "internal/tables", "golang.org/x/text"},
	},
	{
		Path:    "internal/voucher",
		Holds:   "the ledger's voucher of a closed month, as SIE 4I",
		Imports: []string{"allocation", "internal/chargeback", "internal/sie", "internal/words"},
	},
	{
		Path:  "internal/delivery",
		Holds: "the files that leave a closed month: the voucher and the invoices, made whole",
		Imports: []string{
			"internal/billing", "internal/chargeback", "internal/invoice", "internal/report", "internal/sie", "internal/voucher", "internal/words",
		},
	},
	{
		Path:    "internal/mail",
		Holds:   "the mail that tells that a bill is ready, and the mail server that it is handed to",
		Imports: []string{"internal/billing", "internal/chargeback", "internal/words", "github.com/wneessen/go-mail"},
	},
	{
		Path:        "internal/mailbox",
		Holds:       "a mail server for tests",
		Imports:     []string{"github.com/emersion/go-sasl", "github.com/emersion/go-smtp"},
		TestSupport: true,
	},
	{
		Path:    "internal/server",
		Holds:   "the HTTP server: limits, headers, logs and metrics of every request",
		Imports: []string{"internal/auth", "internal/chargeback", "github.com/gin-gonic/gin", "github.com/prometheus/client_golang"},
	},
	{
		Path:  "internal/api",
		Holds: "the product for programs: JSON over HTTP, described by OpenAPI",
		Imports: []string{
			"allocation", "internal/audit", "internal/auth", "internal/billing", "internal/causes", "internal/chargeback", "internal/delivery",
			"internal/financing", "internal/intake", "internal/planning", "internal/report", "internal/server", "internal/words",
			"github.com/danielgtaylor/huma/v2", "github.com/gin-gonic/gin",
		},
	},
	{
		Path:  "internal/sample",
		Holds: "generated data sets of any size",
	},
	{
		Path:        "internal/reference",
		Holds:       "the rules computed slowly in math/big, random data sets and months worked out by hand",
		Imports:     []string{"pgregory.net/rapid"},
		TestSupport: true,
	},
	{
		Path:  "internal/architecture",
		Holds: "this table and its test",
	},
	{
		Path:  "fixtures",
		Holds: "one folder of tables per municipality, embedded",
	},
	{
		Path:  "fixtures/internal/dataset",
		Holds: "what the makers of the fixtures share: codes, dates, draws, CSV",
	},
	{
		Path:    "fixtures/molndal/make",
		Holds:   "the command that writes fixtures/molndal from public figures",
		Imports: []string{"fixtures/internal/dataset"},
	},
	{
		Path:    "fixtures/samverkan/make",
		Holds:   "the command that writes fixtures/samverkan",
		Imports: []string{"fixtures/internal/dataset"},
	},
	{
		Path:  "internal/web",
		Holds: "the pages: templates, forms and what they show; everything embedded",
		Imports: []string{
			"allocation", "internal/audit", "internal/auth", "internal/billing", "internal/causes", "internal/chargeback", "internal/chart",
			"internal/delivery", "internal/financing", "internal/intake", "internal/planning", "internal/report", "internal/server", "internal/tables", "internal/web/assets", "internal/words",
			"github.com/gin-gonic/gin",
		},
	},
	{
		Path:  "cmd/chargeback",
		Holds: "flags, environment, wiring; one file per command",
		Imports: []string{
			Everything,
			"github.com/caarlos0/env/v11", "github.com/gin-gonic/gin", "github.com/schollz/progressbar/v3", "github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/sys", "golang.org/x/term",
		},
	},
}

// TestLibraries are the modules that test files may import wherever they are.
var TestLibraries = []string{
	"github.com/chromedp/cdproto", "github.com/chromedp/chromedp",
	"github.com/stretchr/testify", "go.uber.org/goleak", "pgregory.net/rapid",
	"github.com/santhosh-tekuri/jsonschema/v6", // whether answers are as described
	"github.com/xuri/excelize/v2",              // workbooks, read back
	"github.com/zitadel/oidc/v3",               // an OpenID provider to log in through
}

// TopLevel lists what the root of the repository may hold besides dot files and what .gitignore names.
var TopLevel = []string{
	"cmd", "internal", "allocation", "fixtures", "migrations", "go.mod", "go.sum",
	"README.md", "LICENSE", "CONTRIBUTING.md", "Makefile",
}

// EmptyNames are names of packages that say nothing about what is inside.
var EmptyNames = []string{
	"common", "helper", "helpers", "manager", "managers", "misc", "types", "util", "utils",
}

// MostLines is how long a Go file may be.
const MostLines = 500

// Impure lists what the core (allocation) must not import: files, logs, the clock, the network.
var Impure = []string{"io", "log", "net", "os", "syscall", "time"}

// ClockUsers lists the folders besides cmd whose code, tests aside, may ask what time it is.
var ClockUsers = []string{}
