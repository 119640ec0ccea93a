-- +goose Up

-- Plan tables: next year's money, kept as the other facts are. Numbers that may be missing are NULL where they are.

CREATE TABLE "interest_rates" (
	"row"  INTEGER PRIMARY KEY,
	"year" TEXT NOT NULL,
	"percent" INTEGER NOT NULL, -- millionths
	"source" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX interest_rates_known ON "interest_rates" ("year") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER interest_rates_update BEFORE UPDATE OF "row", "year", "percent", "source", "added" ON "interest_rates"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER interest_rates_end BEFORE UPDATE OF ended ON "interest_rates"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER interest_rates_delete BEFORE DELETE ON "interest_rates"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "programme" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"parent" TEXT NOT NULL,
	"owner" TEXT NOT NULL,
	"department" TEXT NOT NULL,
	"goal" TEXT NOT NULL,
	"status" TEXT NOT NULL,
	"operation" INTEGER, -- öre
	"saving" INTEGER, -- öre
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX programme_known ON "programme" ("code") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER programme_update BEFORE UPDATE OF "row", "code", "name", "parent", "owner", "department", "goal", "status", "operation", "saving", "added" ON "programme"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_end BEFORE UPDATE OF ended ON "programme"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_delete BEFORE DELETE ON "programme"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "programme_effects" (
	"row"  INTEGER PRIMARY KEY,
	"project" TEXT NOT NULL,
	"effect" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX programme_effects_known ON "programme_effects" ("project", "effect") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER programme_effects_update BEFORE UPDATE OF "row", "project", "effect", "added" ON "programme_effects"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_effects_end BEFORE UPDATE OF ended ON "programme_effects"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_effects_delete BEFORE DELETE ON "programme_effects"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "programme_plan" (
	"row"  INTEGER PRIMARY KEY,
	"project" TEXT NOT NULL,
	"quarter" TEXT NOT NULL,
	"amount" INTEGER NOT NULL, -- öre
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX programme_plan_known ON "programme_plan" ("project", "quarter") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER programme_plan_update BEFORE UPDATE OF "row", "project", "quarter", "amount", "added" ON "programme_plan"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_plan_end BEFORE UPDATE OF ended ON "programme_plan"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_plan_delete BEFORE DELETE ON "programme_plan"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "programme_decisions" (
	"row"  INTEGER PRIMARY KEY,
	"project" TEXT NOT NULL,
	"date" TEXT NOT NULL,
	"council" TEXT NOT NULL,
	"verdict" TEXT NOT NULL,
	"minutes" TEXT NOT NULL,
	"department" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX programme_decisions_known ON "programme_decisions" ("project", "date", "council") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER programme_decisions_update BEFORE UPDATE OF "row", "project", "date", "council", "verdict", "minutes", "department", "added" ON "programme_decisions"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_decisions_end BEFORE UPDATE OF ended ON "programme_decisions"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_decisions_delete BEFORE DELETE ON "programme_decisions"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "programme_funding" (
	"row"  INTEGER PRIMARY KEY,
	"section" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"year" TEXT NOT NULL,
	"requested" INTEGER, -- öre
	"granted" INTEGER, -- öre
	"used" INTEGER, -- öre
	"project" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX programme_funding_known ON "programme_funding" ("section", "name", "year") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER programme_funding_update BEFORE UPDATE OF "row", "section", "name", "year", "requested", "granted", "used", "project", "added" ON "programme_funding"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_funding_end BEFORE UPDATE OF ended ON "programme_funding"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER programme_funding_delete BEFORE DELETE ON "programme_funding"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "investments" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"category" TEXT NOT NULL,
	"amount" INTEGER NOT NULL, -- öre
	"in_use" TEXT NOT NULL,
	"life" INTEGER NOT NULL, -- hundredths
	"unit" TEXT NOT NULL,
	"starts" TEXT NOT NULL,
	"interest" TEXT NOT NULL,
	"project" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX investments_known ON "investments" ("code") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER investments_update BEFORE UPDATE OF "row", "code", "name", "category", "amount", "in_use", "life", "unit", "starts", "interest", "project", "added" ON "investments"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER investments_end BEFORE UPDATE OF ended ON "investments"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER investments_delete BEFORE DELETE ON "investments"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "need_rounds" (
	"row"  INTEGER PRIMARY KEY,
	"year" TEXT NOT NULL,
	"due" TEXT NOT NULL,
	"capacity" INTEGER NOT NULL, -- hundredths
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX need_rounds_known ON "need_rounds" ("year") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER need_rounds_update BEFORE UPDATE OF "row", "year", "due", "capacity", "added" ON "need_rounds"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER need_rounds_end BEFORE UPDATE OF ended ON "need_rounds"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER need_rounds_delete BEFORE DELETE ON "need_rounds"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "needs" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"year" TEXT NOT NULL,
	"department" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"hours" INTEGER NOT NULL, -- hundredths
	"handed_in" TEXT NOT NULL,
	"amount" INTEGER, -- öre
	"project" TEXT NOT NULL,
	"quarter" TEXT NOT NULL,
	"reason" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX needs_known ON "needs" ("code") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER needs_update BEFORE UPDATE OF "row", "code", "year", "department", "name", "hours", "handed_in", "amount", "project", "quarter", "reason", "added" ON "needs"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER needs_end BEFORE UPDATE OF ended ON "needs"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER needs_delete BEFORE DELETE ON "needs"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "service_levels" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"response" INTEGER NOT NULL, -- hundredths
	"diagnosis" INTEGER NOT NULL, -- hundredths
	"repair" INTEGER NOT NULL, -- hundredths
	"open" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX service_levels_known ON "service_levels" ("code") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER service_levels_update BEFORE UPDATE OF "row", "code", "name", "response", "diagnosis", "repair", "open", "added" ON "service_levels"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER service_levels_end BEFORE UPDATE OF ended ON "service_levels"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER service_levels_delete BEFORE DELETE ON "service_levels"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

CREATE TABLE "services" (
	"row"  INTEGER PRIMARY KEY,
	"code" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"includes" TEXT NOT NULL,
	"excludes" TEXT NOT NULL,
	"order" TEXT NOT NULL,
	"delivery" TEXT NOT NULL,
	"support" TEXT NOT NULL,
	"level" TEXT NOT NULL,
	"model" TEXT NOT NULL,
	"class" TEXT NOT NULL,
	"cancel" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX services_known ON "services" ("code") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER services_update BEFORE UPDATE OF "row", "code", "name", "includes", "excludes", "order", "delivery", "support", "level", "model", "class", "cancel", "added" ON "services"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER services_end BEFORE UPDATE OF ended ON "services"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER services_delete BEFORE DELETE ON "services"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE "services";
DROP TABLE "service_levels";
DROP TABLE "needs";
DROP TABLE "need_rounds";
DROP TABLE "investments";
DROP TABLE "programme_funding";
DROP TABLE "programme_decisions";
DROP TABLE "programme_plan";
DROP TABLE "programme_effects";
DROP TABLE "programme";
DROP TABLE "interest_rates";
