-- +goose Up

-- Plan tables: next year's money, kept as the other facts are. Numbers that may be missing are NULL where they are.

CREATE TABLE "interest_rates" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"year" TEXT COLLATE "C" NOT NULL,
	"percent" BIGINT NOT NULL, -- millionths
	"source" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX interest_rates_known ON "interest_rates" ("year") WHERE ended IS NULL;
CREATE TRIGGER interest_rates_update BEFORE UPDATE OF "row", "year", "percent", "source", added ON "interest_rates"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER interest_rates_end AFTER UPDATE ON "interest_rates" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER interest_rates_delete BEFORE DELETE ON "interest_rates" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER interest_rates_truncate BEFORE TRUNCATE ON "interest_rates" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "programme" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"parent" TEXT COLLATE "C" NOT NULL,
	"owner" TEXT COLLATE "C" NOT NULL,
	"department" TEXT COLLATE "C" NOT NULL,
	"goal" TEXT COLLATE "C" NOT NULL,
	"status" TEXT COLLATE "C" NOT NULL,
	"operation" BIGINT, -- öre
	"saving" BIGINT, -- öre
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX programme_known ON "programme" ("code") WHERE ended IS NULL;
CREATE TRIGGER programme_update BEFORE UPDATE OF "row", "code", "name", "parent", "owner", "department", "goal", "status", "operation", "saving", added ON "programme"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER programme_end AFTER UPDATE ON "programme" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER programme_delete BEFORE DELETE ON "programme" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER programme_truncate BEFORE TRUNCATE ON "programme" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "programme_effects" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"project" TEXT COLLATE "C" NOT NULL,
	"effect" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX programme_effects_known ON "programme_effects" ("project", "effect") WHERE ended IS NULL;
CREATE TRIGGER programme_effects_update BEFORE UPDATE OF "row", "project", "effect", added ON "programme_effects"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER programme_effects_end AFTER UPDATE ON "programme_effects" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER programme_effects_delete BEFORE DELETE ON "programme_effects" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER programme_effects_truncate BEFORE TRUNCATE ON "programme_effects" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "programme_plan" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"project" TEXT COLLATE "C" NOT NULL,
	"quarter" TEXT COLLATE "C" NOT NULL,
	"amount" BIGINT NOT NULL, -- öre
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX programme_plan_known ON "programme_plan" ("project", "quarter") WHERE ended IS NULL;
CREATE TRIGGER programme_plan_update BEFORE UPDATE OF "row", "project", "quarter", "amount", added ON "programme_plan"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER programme_plan_end AFTER UPDATE ON "programme_plan" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER programme_plan_delete BEFORE DELETE ON "programme_plan" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER programme_plan_truncate BEFORE TRUNCATE ON "programme_plan" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "programme_decisions" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"project" TEXT COLLATE "C" NOT NULL,
	"date" TEXT COLLATE "C" NOT NULL,
	"council" TEXT COLLATE "C" NOT NULL,
	"verdict" TEXT COLLATE "C" NOT NULL,
	"minutes" TEXT COLLATE "C" NOT NULL,
	"department" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX programme_decisions_known ON "programme_decisions" ("project", "date", "council") WHERE ended IS NULL;
CREATE TRIGGER programme_decisions_update BEFORE UPDATE OF "row", "project", "date", "council", "verdict", "minutes", "department", added ON "programme_decisions"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER programme_decisions_end AFTER UPDATE ON "programme_decisions" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER programme_decisions_delete BEFORE DELETE ON "programme_decisions" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER programme_decisions_truncate BEFORE TRUNCATE ON "programme_decisions" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "programme_funding" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"section" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"year" TEXT COLLATE "C" NOT NULL,
	"requested" BIGINT, -- öre
	"granted" BIGINT, -- öre
	"used" BIGINT, -- öre
	"project" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX programme_funding_known ON "programme_funding" ("section", "name", "year") WHERE ended IS NULL;
CREATE TRIGGER programme_funding_update BEFORE UPDATE OF "row", "section", "name", "year", "requested", "granted", "used", "project", added ON "programme_funding"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER programme_funding_end AFTER UPDATE ON "programme_funding" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER programme_funding_delete BEFORE DELETE ON "programme_funding" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER programme_funding_truncate BEFORE TRUNCATE ON "programme_funding" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "investments" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"category" TEXT COLLATE "C" NOT NULL,
	"amount" BIGINT NOT NULL, -- öre
	"in_use" TEXT COLLATE "C" NOT NULL,
	"life" BIGINT NOT NULL, -- hundredths
	"unit" TEXT COLLATE "C" NOT NULL,
	"starts" TEXT COLLATE "C" NOT NULL,
	"interest" TEXT COLLATE "C" NOT NULL,
	"project" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX investments_known ON "investments" ("code") WHERE ended IS NULL;
CREATE TRIGGER investments_update BEFORE UPDATE OF "row", "code", "name", "category", "amount", "in_use", "life", "unit", "starts", "interest", "project", added ON "investments"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER investments_end AFTER UPDATE ON "investments" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER investments_delete BEFORE DELETE ON "investments" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER investments_truncate BEFORE TRUNCATE ON "investments" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "need_rounds" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"year" TEXT COLLATE "C" NOT NULL,
	"due" TEXT COLLATE "C" NOT NULL,
	"capacity" BIGINT NOT NULL, -- hundredths
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX need_rounds_known ON "need_rounds" ("year") WHERE ended IS NULL;
CREATE TRIGGER need_rounds_update BEFORE UPDATE OF "row", "year", "due", "capacity", added ON "need_rounds"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER need_rounds_end AFTER UPDATE ON "need_rounds" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER need_rounds_delete BEFORE DELETE ON "need_rounds" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER need_rounds_truncate BEFORE TRUNCATE ON "need_rounds" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "needs" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"year" TEXT COLLATE "C" NOT NULL,
	"department" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"hours" BIGINT NOT NULL, -- hundredths
	"handed_in" TEXT COLLATE "C" NOT NULL,
	"amount" BIGINT, -- öre
	"project" TEXT COLLATE "C" NOT NULL,
	"quarter" TEXT COLLATE "C" NOT NULL,
	"reason" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX needs_known ON "needs" ("code") WHERE ended IS NULL;
CREATE TRIGGER needs_update BEFORE UPDATE OF "row", "code", "year", "department", "name", "hours", "handed_in", "amount", "project", "quarter", "reason", added ON "needs"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER needs_end AFTER UPDATE ON "needs" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER needs_delete BEFORE DELETE ON "needs" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER needs_truncate BEFORE TRUNCATE ON "needs" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "service_levels" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"response" BIGINT NOT NULL, -- hundredths
	"diagnosis" BIGINT NOT NULL, -- hundredths
	"repair" BIGINT NOT NULL, -- hundredths
	"open" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX service_levels_known ON "service_levels" ("code") WHERE ended IS NULL;
CREATE TRIGGER service_levels_update BEFORE UPDATE OF "row", "code", "name", "response", "diagnosis", "repair", "open", added ON "service_levels"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER service_levels_end AFTER UPDATE ON "service_levels" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER service_levels_delete BEFORE DELETE ON "service_levels" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER service_levels_truncate BEFORE TRUNCATE ON "service_levels" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

CREATE TABLE "services" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"code" TEXT COLLATE "C" NOT NULL,
	"name" TEXT COLLATE "C" NOT NULL,
	"includes" TEXT COLLATE "C" NOT NULL,
	"excludes" TEXT COLLATE "C" NOT NULL,
	"order" TEXT COLLATE "C" NOT NULL,
	"delivery" TEXT COLLATE "C" NOT NULL,
	"support" TEXT COLLATE "C" NOT NULL,
	"level" TEXT COLLATE "C" NOT NULL,
	"model" TEXT COLLATE "C" NOT NULL,
	"class" TEXT COLLATE "C" NOT NULL,
	"cancel" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX services_known ON "services" ("code") WHERE ended IS NULL;
CREATE TRIGGER services_update BEFORE UPDATE OF "row", "code", "name", "includes", "excludes", "order", "delivery", "support", "level", "model", "class", "cancel", added ON "services"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER services_end AFTER UPDATE ON "services" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER services_delete BEFORE DELETE ON "services" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER services_truncate BEFORE TRUNCATE ON "services" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

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
