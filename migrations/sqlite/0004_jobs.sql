-- +goose Up

-- What the clock has done: a month is due once for ever.
CREATE TABLE jobs (
	kind   TEXT NOT NULL,
	month  TEXT NOT NULL,
	run    TEXT NOT NULL,
	found  INTEGER NOT NULL, -- a person had calculated it before
	at     TEXT NOT NULL,
	PRIMARY KEY (kind, month)
) STRICT;
CREATE TABLE back_tests (
	number      INTEGER PRIMARY KEY REFERENCES events (number),
	first       TEXT NOT NULL,
	last        TEXT NOT NULL,
	facts       INTEGER NOT NULL,
	started_by  TEXT NOT NULL,
	started_at  TEXT NOT NULL,
	origin      TEXT NOT NULL,
	finished_at TEXT NOT NULL, -- empty while months remain
	digest      TEXT NOT NULL
) STRICT;
CREATE TABLE back_test_months (
	back_test   INTEGER NOT NULL REFERENCES back_tests (number),
	month       TEXT NOT NULL,
	failure     TEXT NOT NULL,
	run         TEXT NOT NULL,
	result      TEXT NOT NULL,
	agreement   TEXT NOT NULL,
	lines       INTEGER NOT NULL,
	cost        INTEGER NOT NULL,
	billed      INTEGER NOT NULL,
	central     INTEGER NOT NULL,
	unallocated INTEGER NOT NULL,
	variance    INTEGER NOT NULL,
	self_paid   INTEGER NOT NULL,
	PRIMARY KEY (back_test, month)
) STRICT;

-- +goose Down

DROP TABLE back_test_months;
DROP TABLE back_tests;
DROP TABLE jobs;
