-- +goose Up

-- Plans that are kept beside the months. Nothing of a month reads them.
CREATE TABLE scenarios (
	id         TEXT PRIMARY KEY,
	version    INTEGER NOT NULL,
	kind       TEXT NOT NULL CHECK (kind IN ('scenario', 'budget')),
	name       TEXT NOT NULL,
	year       INTEGER NOT NULL,
	shown      INTEGER NOT NULL, -- 1: departments see what a budget makes of their bills
	body       TEXT NOT NULL, -- JSON
	made_by    TEXT NOT NULL,
	made_at    TEXT NOT NULL,
	changed_by TEXT NOT NULL,
	changed_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX scenarios_budget ON scenarios (year) WHERE kind = 'budget';

-- Price lists that were proposed, and what was decided.
CREATE TABLE price_lists (
	number      INTEGER PRIMARY KEY, -- from 1 without gaps
	year        INTEGER NOT NULL,
	from_day    TEXT NOT NULL,
	notice      TEXT NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'withdrawn')),
	scenario    TEXT NOT NULL,
	body        TEXT NOT NULL, -- JSON: prices, bills and the changes that make them facts
	reason      TEXT NOT NULL,
	proposed_by TEXT NOT NULL,
	proposed_at TEXT NOT NULL,
	answer      TEXT NOT NULL,
	decided_by  TEXT NOT NULL,
	decided_at  TEXT NOT NULL,
	change      INTEGER NOT NULL, -- the event that changed the facts; 0: none
	version     INTEGER NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER price_lists_insert BEFORE INSERT ON price_lists
WHEN NEW.state <> 'proposed' OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM price_lists)
BEGIN SELECT RAISE(ABORT, 'price lists follow one another'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER price_lists_decide BEFORE UPDATE ON price_lists
WHEN OLD.state <> 'proposed'
BEGIN SELECT RAISE(ABORT, 'price lists are decided once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER price_lists_update BEFORE UPDATE OF number, year, from_day, notice, scenario, body, reason, proposed_by, proposed_at ON price_lists
BEGIN SELECT RAISE(ABORT, 'price lists never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER price_lists_delete BEFORE DELETE ON price_lists
BEGIN SELECT RAISE(ABORT, 'price lists are never removed'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE price_lists;
DROP TABLE scenarios;
