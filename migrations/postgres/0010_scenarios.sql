-- +goose Up

-- Plans that are kept beside the months. Nothing of a month reads them.
CREATE TABLE scenarios (
	id         TEXT COLLATE "C" PRIMARY KEY,
	version    BIGINT NOT NULL,
	kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('scenario', 'budget')),
	name       TEXT COLLATE "C" NOT NULL,
	year       BIGINT NOT NULL,
	shown      BIGINT NOT NULL, -- 1: departments see what a budget makes of their bills
	body       TEXT COLLATE "C" NOT NULL, -- JSON
	made_by    TEXT COLLATE "C" NOT NULL,
	made_at    TEXT COLLATE "C" NOT NULL,
	changed_by TEXT COLLATE "C" NOT NULL,
	changed_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX scenarios_budget ON scenarios (year) WHERE kind = 'budget';

-- Price lists that were proposed, and what was decided.
CREATE TABLE price_lists (
	number      BIGINT PRIMARY KEY, -- from 1 without gaps
	year        BIGINT NOT NULL,
	from_day    TEXT COLLATE "C" NOT NULL,
	notice      TEXT COLLATE "C" NOT NULL,
	state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'withdrawn')),
	scenario    TEXT COLLATE "C" NOT NULL,
	body        TEXT COLLATE "C" NOT NULL, -- JSON: prices, bills and the changes that make them facts
	reason      TEXT COLLATE "C" NOT NULL,
	proposed_by TEXT COLLATE "C" NOT NULL,
	proposed_at TEXT COLLATE "C" NOT NULL,
	answer      TEXT COLLATE "C" NOT NULL,
	decided_by  TEXT COLLATE "C" NOT NULL,
	decided_at  TEXT COLLATE "C" NOT NULL,
	change      BIGINT NOT NULL, -- the event that changed the facts; 0: none
	version     BIGINT NOT NULL
);
-- +goose StatementBegin
CREATE FUNCTION refuse_price_list_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.state <> 'proposed' OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM price_lists) THEN
		RAISE EXCEPTION 'price lists follow one another' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION refuse_second_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE state <> 'proposed') THEN
		RAISE EXCEPTION 'price lists are decided once' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER price_lists_insert BEFORE INSERT ON price_lists FOR EACH ROW EXECUTE FUNCTION refuse_price_list_gaps();
CREATE TRIGGER price_lists_decide AFTER UPDATE ON price_lists REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_decisions();
CREATE TRIGGER price_lists_update BEFORE UPDATE OF number, year, from_day, notice, scenario, body, reason, proposed_by, proposed_at ON price_lists
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('price lists never change');
CREATE TRIGGER price_lists_delete BEFORE DELETE OR TRUNCATE ON price_lists
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('price lists are never removed');

-- +goose Down

DROP TABLE price_lists;
DROP TABLE scenarios;
DROP FUNCTION refuse_second_decisions;
DROP FUNCTION refuse_price_list_gaps;
