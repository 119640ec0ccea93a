-- +goose Up

-- What key figures are divided by, per year: a mapping like the others beside the tables of SPEC §2.

CREATE TABLE "key_figures" (
	"row"  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	"year" TEXT COLLATE "C" NOT NULL,
	"turnover" BIGINT NOT NULL, -- öre
	"employees" TEXT COLLATE "C" NOT NULL,
	"inhabitants" TEXT COLLATE "C" NOT NULL,
	added BIGINT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX key_figures_known ON "key_figures" ("year") WHERE ended IS NULL;
CREATE TRIGGER key_figures_update BEFORE UPDATE OF "row", "year", "turnover", "employees", "inhabitants", added ON "key_figures"
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts never change');
CREATE TRIGGER key_figures_end AFTER UPDATE ON "key_figures" REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends();
CREATE TRIGGER key_figures_delete BEFORE DELETE ON "key_figures" FOR EACH STATEMENT EXECUTE FUNCTION refuse('facts are never removed');
CREATE TRIGGER key_figures_truncate BEFORE TRUNCATE ON "key_figures" FOR EACH STATEMENT EXECUTE FUNCTION refuse('nothing is emptied');

-- +goose Down

DROP TABLE "key_figures";
