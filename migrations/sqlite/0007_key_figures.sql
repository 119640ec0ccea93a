-- +goose Up

-- What key figures are divided by, per year: a mapping like the others beside the tables of SPEC §2.

CREATE TABLE "key_figures" (
	"row"  INTEGER PRIMARY KEY,
	"year" TEXT NOT NULL,
	"turnover" INTEGER NOT NULL, -- öre
	"employees" TEXT NOT NULL,
	"inhabitants" TEXT NOT NULL,
	added INTEGER NOT NULL,
	ended INTEGER
) STRICT;
CREATE UNIQUE INDEX key_figures_known ON "key_figures" ("year") WHERE ended IS NULL;
-- +goose StatementBegin
CREATE TRIGGER key_figures_update BEFORE UPDATE OF "row", "year", "turnover", "employees", "inhabitants", "added" ON "key_figures"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_figures_end BEFORE UPDATE OF ended ON "key_figures"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_figures_delete BEFORE DELETE ON "key_figures"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE "key_figures";
