-- +goose Up

-- What departments say against their bills, and what was answered.
CREATE TABLE objections (
	year        INTEGER NOT NULL, -- in which it was made
	place       INTEGER NOT NULL, -- in the year, from 1 without gaps
	month       TEXT NOT NULL,
	department  TEXT NOT NULL,
	cost_center TEXT NOT NULL, -- empty: the whole bill
	model       INTEGER NOT NULL, -- 0: all services
	category    TEXT NOT NULL,
	object      TEXT NOT NULL,
	line        TEXT NOT NULL,
	kind        TEXT NOT NULL,
	reason      TEXT NOT NULL,
	amount      INTEGER NOT NULL,
	made_by     TEXT NOT NULL,
	made_at     TEXT NOT NULL,
	due         TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'answered', 'rejected')),
	answer      TEXT NOT NULL,
	answered_by TEXT NOT NULL,
	answered_at TEXT NOT NULL,
	change      INTEGER NOT NULL, -- the event that changed the facts; 0: none
	version     INTEGER NOT NULL,
	PRIMARY KEY (year, place)
) STRICT;
-- The counted rows that they are against, as long as retention keeps such rows.
CREATE TABLE objection_rows (
	year       INTEGER NOT NULL,
	place      INTEGER NOT NULL,
	number     INTEGER NOT NULL,
	month      TEXT NOT NULL,
	table_name TEXT NOT NULL,
	id         TEXT NOT NULL,
	PRIMARY KEY (year, place, number),
	FOREIGN KEY (year, place) REFERENCES objections (year, place)
) STRICT;
-- Where an accepted one was billed.
CREATE TABLE objection_corrections (
	year       INTEGER NOT NULL,
	place      INTEGER NOT NULL,
	correction INTEGER NOT NULL REFERENCES corrections (number),
	month      TEXT NOT NULL,
	into_month TEXT NOT NULL,
	amount     INTEGER NOT NULL,
	PRIMARY KEY (year, place, correction),
	FOREIGN KEY (year, place) REFERENCES objections (year, place)
) STRICT;

-- An objection is made once and answered once.
-- +goose StatementBegin
CREATE TRIGGER objections_insert BEFORE INSERT ON objections
WHEN NEW.state <> 'waiting' OR NEW.place <> (SELECT coalesce(max(place), 0) + 1 FROM objections WHERE year = NEW.year)
BEGIN SELECT RAISE(ABORT, 'objections follow one another'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objections_answer BEFORE UPDATE ON objections
WHEN OLD.state <> 'waiting'
BEGIN SELECT RAISE(ABORT, 'objections are answered once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objections_update BEFORE UPDATE OF year, place, month, department, cost_center, model, category, object, line,
	kind, reason, amount, made_by, made_at, due ON objections
BEGIN SELECT RAISE(ABORT, 'objections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objections_delete BEFORE DELETE ON objections
BEGIN SELECT RAISE(ABORT, 'objections are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objection_rows_update BEFORE UPDATE ON objection_rows
BEGIN SELECT RAISE(ABORT, 'objections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objection_rows_delete BEFORE DELETE ON objection_rows
WHEN NOT EXISTS (SELECT 1 FROM retirements WHERE OLD.month < first)
BEGIN SELECT RAISE(ABORT, 'no retention covers the row'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objection_corrections_update BEFORE UPDATE ON objection_corrections
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objection_corrections_delete BEFORE DELETE ON objection_corrections
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE objection_corrections;
DROP TABLE objection_rows;
DROP TABLE objections;
