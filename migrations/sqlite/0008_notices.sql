-- +goose Up

-- Mails that tell that a bill is ready: one per bill and person, ever. No address and no amount is kept.
CREATE TABLE notices (
	month      TEXT NOT NULL,
	department TEXT NOT NULL,
	person     TEXT NOT NULL REFERENCES persons (name),
	state      TEXT NOT NULL,
	tries      INTEGER NOT NULL,
	due        INTEGER NOT NULL, -- milliseconds since 1970 in UTC: the next try, or when a claim lapses
	claim      TEXT NOT NULL, -- of the server that tries; empty while none does
	failure    TEXT NOT NULL,
	settled_at TEXT NOT NULL, -- empty while it waits
	PRIMARY KEY (month, department, person)
) STRICT;
CREATE INDEX notices_due ON notices (due) WHERE state = 'waiting';

-- +goose StatementBegin
CREATE TRIGGER notices_settled BEFORE UPDATE ON notices
WHEN OLD.state <> 'waiting'
BEGIN SELECT RAISE(ABORT, 'notices are settled once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER notices_update BEFORE UPDATE OF month, department, person ON notices
BEGIN SELECT RAISE(ABORT, 'notices never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER notices_delete BEFORE DELETE ON notices
BEGIN SELECT RAISE(ABORT, 'notices are never removed'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE notices;
