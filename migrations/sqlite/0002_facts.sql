-- +goose Up

-- Facts: the tables of SPEC §2, then the mappings beside them. A row is known from the event that added it until
-- the event that ended it, which is not the same as its validity ("from" and "to"). Texts that are not given are
-- empty; numbers are whole: öre, hundredths or millionths.

CREATE TABLE "settings" (
	"row"  INTEGER PRIMARY KEY,
	"key" TEXT NOT NULL,
	"value" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX settings_known ON "settings" ("key", "from") WHERE ended IS NULL;

CREATE TABLE "departments" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"kind" TEXT NOT NULL,
	"charged" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX departments_known ON "departments" ("code", "from") WHERE ended IS NULL;

CREATE TABLE "cost_centers" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"department" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX cost_centers_known ON "cost_centers" ("code", "from") WHERE ended IS NULL;

CREATE TABLE "categories" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"cost_type" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX categories_known ON "categories" ("code") WHERE ended IS NULL;

CREATE TABLE "rules" (
	"row"  INTEGER PRIMARY KEY,
	"category" TEXT NOT NULL,
	"model" TEXT NOT NULL,
	"share" INTEGER NOT NULL, -- millionths
	"classes" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX rules_known ON "rules" ("category", "model", "classes", "from") WHERE ended IS NULL;

CREATE TABLE "weights" (
	"row"  INTEGER PRIMARY KEY,
	"model" TEXT NOT NULL,
	"class" TEXT NOT NULL,
	"weight" INTEGER NOT NULL, -- millionths
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX weights_known ON "weights" ("model", "class", "from") WHERE ended IS NULL;

CREATE TABLE "prices" (
	"row"  INTEGER PRIMARY KEY,
	"model" TEXT NOT NULL,
	"class" TEXT NOT NULL,
	"price" INTEGER NOT NULL, -- millionths
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX prices_known ON "prices" ("model", "class", "from") WHERE ended IS NULL;

CREATE TABLE "systems" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"tier" TEXT NOT NULL,
	"owner" TEXT NOT NULL,
	"sharing" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX systems_known ON "systems" ("code", "from") WHERE ended IS NULL;

CREATE TABLE "system_shares" (
	"row"  INTEGER PRIMARY KEY,
	"system" TEXT NOT NULL,
	"cost_center" TEXT NOT NULL,
	"share" INTEGER NOT NULL, -- millionths
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX system_shares_known ON "system_shares" ("system", "cost_center", "from") WHERE ended IS NULL;

CREATE TABLE "devices" (
	"row"  INTEGER PRIMARY KEY,
	"id" TEXT NOT NULL,
	"class" TEXT NOT NULL,
	"cost_center" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	"label" TEXT NOT NULL,
	"last_seen" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX devices_known ON "devices" ("id", "from") WHERE ended IS NULL;

CREATE TABLE "users" (
	"row"  INTEGER PRIMARY KEY,
	"id" TEXT NOT NULL,
	"cost_center" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX users_known ON "users" ("id", "from") WHERE ended IS NULL;

CREATE TABLE "applications" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"supplier" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX applications_known ON "applications" ("code") WHERE ended IS NULL;

CREATE TABLE "licences" (
	"row"  INTEGER PRIMARY KEY,
	"user" TEXT NOT NULL,
	"application" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	"last_used" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX licences_known ON "licences" ("user", "application", "from") WHERE ended IS NULL;

CREATE TABLE "ports" (
	"row"  INTEGER PRIMARY KEY,
	"id" TEXT NOT NULL,
	"class" TEXT NOT NULL,
	"cost_center" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	"label" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX ports_known ON "ports" ("id", "from") WHERE ended IS NULL;

CREATE TABLE "projects" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX projects_known ON "projects" ("code", "from") WHERE ended IS NULL;

CREATE TABLE "project_shares" (
	"row"  INTEGER PRIMARY KEY,
	"project" TEXT NOT NULL,
	"cost_center" TEXT NOT NULL,
	"share" INTEGER NOT NULL, -- millionths
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX project_shares_known ON "project_shares" ("project", "cost_center", "from") WHERE ended IS NULL;

CREATE TABLE "project_hours" (
	"row"  INTEGER PRIMARY KEY,
	"project" TEXT NOT NULL,
	"month" TEXT NOT NULL,
	"hours" INTEGER NOT NULL, -- hundredths
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX project_hours_known ON "project_hours" ("project", "month") WHERE ended IS NULL;

CREATE TABLE "costs" (
	"row"  INTEGER PRIMARY KEY,
	"id" TEXT NOT NULL,
	"date" TEXT NOT NULL,
	"category" TEXT NOT NULL,
	"amount" INTEGER NOT NULL, -- öre
	"text" TEXT NOT NULL,
	"supplier" TEXT NOT NULL,
	"account" TEXT NOT NULL,
	"voucher" TEXT NOT NULL,
	"system" TEXT NOT NULL,
	"application" TEXT NOT NULL,
	"project" TEXT NOT NULL,
	"paid_by" TEXT NOT NULL,
	"from" TEXT NOT NULL,
	"to" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX costs_known ON "costs" ("id") WHERE ended IS NULL;

CREATE TABLE "ledger_accounts" (
	"row"  INTEGER PRIMARY KEY,
	"first" TEXT NOT NULL,
	"last" TEXT NOT NULL,
	"category" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX ledger_accounts_known ON "ledger_accounts" ("first") WHERE ended IS NULL;

CREATE TABLE "ledger_objects" (
	"row"  INTEGER PRIMARY KEY,
	"dimension" TEXT NOT NULL,
	"object" TEXT NOT NULL,
	"target" TEXT NOT NULL,
	"code" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX ledger_objects_known ON "ledger_objects" ("dimension", "object") WHERE ended IS NULL;

CREATE TABLE "voucher_accounts" (
	"row"  INTEGER PRIMARY KEY,
	"side" TEXT NOT NULL,
	"account" TEXT NOT NULL,
	"model" TEXT NOT NULL,
	"department" TEXT NOT NULL,
	"counterpart" TEXT NOT NULL,
	"parts" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX voucher_accounts_known ON "voucher_accounts" ("side", "model", "department") WHERE ended IS NULL;

CREATE TABLE "parties" (
	"row"  INTEGER PRIMARY KEY,
	"department" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"org_number" TEXT NOT NULL,
	"vat_number" TEXT NOT NULL,
	"endpoint_scheme" TEXT NOT NULL,
	"endpoint" TEXT NOT NULL,
	"street" TEXT NOT NULL,
	"postal_code" TEXT NOT NULL,
	"city" TEXT NOT NULL,
	"country" TEXT NOT NULL,
	"reference" TEXT NOT NULL,
	"bankgiro" TEXT NOT NULL,
	"payment_days" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX parties_known ON "parties" ("department") WHERE ended IS NULL;

CREATE TABLE "history" (
	"row"  INTEGER PRIMARY KEY,
	"month" TEXT NOT NULL,
	"department" TEXT NOT NULL,
	"amount" INTEGER NOT NULL, -- öre
	"model" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX history_known ON "history" ("month", "department", "model") WHERE ended IS NULL;

-- +goose Down

DROP TABLE "history";
DROP TABLE "parties";
DROP TABLE "voucher_accounts";
DROP TABLE "ledger_objects";
DROP TABLE "ledger_accounts";
DROP TABLE "costs";
DROP TABLE "project_hours";
DROP TABLE "project_shares";
DROP TABLE "projects";
DROP TABLE "ports";
DROP TABLE "licences";
DROP TABLE "applications";
DROP TABLE "users";
DROP TABLE "devices";
DROP TABLE "system_shares";
DROP TABLE "systems";
DROP TABLE "prices";
DROP TABLE "weights";
DROP TABLE "rules";
DROP TABLE "categories";
DROP TABLE "cost_centers";
DROP TABLE "departments";
DROP TABLE "settings";
