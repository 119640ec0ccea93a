-- +goose Up

-- Facts: the tables of SPEC §2, then the mappings beside them. A row is known from the event that added it until
-- the event that ended it, which is not the same as its validity ("from" and "to"). Texts that are not given are
-- empty; numbers are whole: öre, hundredths or millionths.

CREATE TABLE "settings" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"key" TEXT COLLATE "C" NOT NULL,
	"value" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX settings_known ON "settings" ("key", "from") WHERE ended IS NULL;

CREATE TABLE "departments" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"kind" TEXT COLLATE "C" NOT NULL,
	"charged" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX departments_known ON "departments" ("code", "from") WHERE ended IS NULL;

CREATE TABLE "cost_centers" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"department" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX cost_centers_known ON "cost_centers" ("code", "from") WHERE ended IS NULL;

CREATE TABLE "categories" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"cost_type" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX categories_known ON "categories" ("code") WHERE ended IS NULL;

CREATE TABLE "rules" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"category" TEXT COLLATE "C" NOT NULL,
	"model" TEXT COLLATE "C" NOT NULL,
	"share" BIGINT NOT NULL, -- millionths
	"classes" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX rules_known ON "rules" ("category", "model", "classes", "from") WHERE ended IS NULL;

CREATE TABLE "weights" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"model" TEXT COLLATE "C" NOT NULL,
	"class" TEXT COLLATE "C" NOT NULL,
	"weight" BIGINT NOT NULL, -- millionths
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX weights_known ON "weights" ("model", "class", "from") WHERE ended IS NULL;

CREATE TABLE "prices" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"model" TEXT COLLATE "C" NOT NULL,
	"class" TEXT COLLATE "C" NOT NULL,
	"price" BIGINT NOT NULL, -- millionths
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX prices_known ON "prices" ("model", "class", "from") WHERE ended IS NULL;

CREATE TABLE "systems" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"tier" TEXT COLLATE "C" NOT NULL,
	"owner" TEXT COLLATE "C" NOT NULL,
	"sharing" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX systems_known ON "systems" ("code", "from") WHERE ended IS NULL;

CREATE TABLE "system_shares" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"system" TEXT COLLATE "C" NOT NULL,
	"cost_center" TEXT COLLATE "C" NOT NULL,
	"share" BIGINT NOT NULL, -- millionths
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX system_shares_known ON "system_shares" ("system", "cost_center", "from") WHERE ended IS NULL;

CREATE TABLE "devices" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"id" TEXT COLLATE "C" NOT NULL,
	"class" TEXT COLLATE "C" NOT NULL,
	"cost_center" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	"label" TEXT COLLATE "C" NOT NULL,
	"last_seen" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX devices_known ON "devices" ("id", "from") WHERE ended IS NULL;

CREATE TABLE "users" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"id" TEXT COLLATE "C" NOT NULL,
	"cost_center" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX users_known ON "users" ("id", "from") WHERE ended IS NULL;

CREATE TABLE "applications" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"supplier" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX applications_known ON "applications" ("code") WHERE ended IS NULL;

CREATE TABLE "licences" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"user" TEXT COLLATE "C" NOT NULL,
	"application" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	"last_used" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX licences_known ON "licences" ("user", "application", "from") WHERE ended IS NULL;

CREATE TABLE "ports" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"id" TEXT COLLATE "C" NOT NULL,
	"class" TEXT COLLATE "C" NOT NULL,
	"cost_center" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	"label" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX ports_known ON "ports" ("id", "from") WHERE ended IS NULL;

CREATE TABLE "projects" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX projects_known ON "projects" ("code", "from") WHERE ended IS NULL;

CREATE TABLE "project_shares" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"project" TEXT COLLATE "C" NOT NULL,
	"cost_center" TEXT COLLATE "C" NOT NULL,
	"share" BIGINT NOT NULL, -- millionths
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX project_shares_known ON "project_shares" ("project", "cost_center", "from") WHERE ended IS NULL;

CREATE TABLE "project_hours" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"project" TEXT COLLATE "C" NOT NULL,
	"month" TEXT COLLATE "C" NOT NULL,
	"hours" BIGINT NOT NULL, -- hundredths
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX project_hours_known ON "project_hours" ("project", "month") WHERE ended IS NULL;

CREATE TABLE "costs" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"id" TEXT COLLATE "C" NOT NULL,
	"date" TEXT COLLATE "C" NOT NULL,
	"category" TEXT COLLATE "C" NOT NULL,
	"amount" BIGINT NOT NULL, -- öre
	"text" TEXT COLLATE "C" NOT NULL,
	"supplier" TEXT COLLATE "C" NOT NULL,
	"account" TEXT COLLATE "C" NOT NULL,
	"voucher" TEXT COLLATE "C" NOT NULL,
	"system" TEXT COLLATE "C" NOT NULL,
	"application" TEXT COLLATE "C" NOT NULL,
	"project" TEXT COLLATE "C" NOT NULL,
	"paid_by" TEXT COLLATE "C" NOT NULL,
	"from" TEXT COLLATE "C" NOT NULL,
	"to" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX costs_known ON "costs" ("id") WHERE ended IS NULL;

CREATE TABLE "ledger_accounts" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"first" TEXT COLLATE "C" NOT NULL,
	"last" TEXT COLLATE "C" NOT NULL,
	"category" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX ledger_accounts_known ON "ledger_accounts" ("first") WHERE ended IS NULL;

CREATE TABLE "ledger_objects" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"dimension" TEXT COLLATE "C" NOT NULL,
	"object" TEXT COLLATE "C" NOT NULL,
	"target" TEXT COLLATE "C" NOT NULL,
	"code" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX ledger_objects_known ON "ledger_objects" ("dimension", "object") WHERE ended IS NULL;

CREATE TABLE "voucher_accounts" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"side" TEXT COLLATE "C" NOT NULL,
	"account" TEXT COLLATE "C" NOT NULL,
	"model" TEXT COLLATE "C" NOT NULL,
	"department" TEXT COLLATE "C" NOT NULL,
	"counterpart" TEXT COLLATE "C" NOT NULL,
	"parts" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX voucher_accounts_known ON "voucher_accounts" ("side", "model", "department") WHERE ended IS NULL;

CREATE TABLE "parties" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"department" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"org_number" TEXT COLLATE "C" NOT NULL,
	"vat_number" TEXT COLLATE "C" NOT NULL,
	"endpoint_scheme" TEXT COLLATE "C" NOT NULL,
	"endpoint" TEXT COLLATE "C" NOT NULL,
	"street" TEXT COLLATE "C" NOT NULL,
	"postal_code" TEXT COLLATE "C" NOT NULL,
	"city" TEXT COLLATE "C" NOT NULL,
	"country" TEXT COLLATE "C" NOT NULL,
	"reference" TEXT COLLATE "C" NOT NULL,
	"bankgiro" TEXT COLLATE "C" NOT NULL,
	"payment_days" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX parties_known ON "parties" ("department") WHERE ended IS NULL;

CREATE TABLE "history" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"month" TEXT COLLATE "C" NOT NULL,
	"department" TEXT COLLATE "C" NOT NULL,
	"amount" BIGINT NOT NULL, -- öre
	"model" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
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
