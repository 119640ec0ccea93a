-- +goose Up

-- Mails that tell that a bill is ready: one per bill and person, ever. No address and no amount is kept.
CREATE TABLE notices (
	month      TEXT COLLATE "C" NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	person     TEXT COLLATE "C" NOT NULL REFERENCES persons (name),
	state      TEXT COLLATE "C" NOT NULL,
	tries      BIGINT NOT NULL,
	due        BIGINT NOT NULL, -- milliseconds since 1970 in UTC: the next try, or when a claim lapses
	claim      TEXT COLLATE "C" NOT NULL, -- of the server that tries; empty while none does
	failure    TEXT COLLATE "C" NOT NULL,
	settled_at TEXT COLLATE "C" NOT NULL, -- empty while it waits
	PRIMARY KEY (month, department, person)
);
CREATE INDEX notices_due ON notices (due) WHERE state = 'waiting';

-- +goose StatementBegin
CREATE FUNCTION refuse_settled_notices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE state <> 'waiting') THEN
		RAISE EXCEPTION 'notices are settled once' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER notices_settled AFTER UPDATE ON notices REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_settled_notices();
CREATE TRIGGER notices_update BEFORE UPDATE OF month, department, person ON notices
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('notices never change');
CREATE TRIGGER notices_delete BEFORE DELETE OR TRUNCATE ON notices FOR EACH STATEMENT EXECUTE FUNCTION refuse('notices are never removed');

-- +goose Down

DROP TABLE notices;
DROP FUNCTION refuse_settled_notices;
