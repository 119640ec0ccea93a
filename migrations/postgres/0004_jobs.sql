-- +goose Up

-- What the clock has done: a month is due once for ever.
CREATE TABLE jobs (
	kind   TEXT COLLATE "C" NOT NULL,
	month  TEXT COLLATE "C" NOT NULL,
	run    TEXT COLLATE "C" NOT NULL,
	found  BOOLEAN NOT NULL, -- a person had calculated it before
	at     TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (kind, month)
);
CREATE TABLE back_tests (
	number      BIGINT PRIMARY KEY REFERENCES events (number),
	first       TEXT COLLATE "C" NOT NULL,
	last        TEXT COLLATE "C" NOT NULL,
	facts       BIGINT NOT NULL,
	started_by  TEXT COLLATE "C" NOT NULL,
	started_at  TEXT COLLATE "C" NOT NULL,
	origin      TEXT COLLATE "C" NOT NULL,
	finished_at TEXT COLLATE "C" NOT NULL, -- empty while months remain
	digest      TEXT COLLATE "C" NOT NULL
);
CREATE TABLE back_test_months (
	back_test   BIGINT NOT NULL REFERENCES back_tests (number),
	month       TEXT COLLATE "C" NOT NULL,
	failure     TEXT COLLATE "C" NOT NULL,
	run         TEXT COLLATE "C" NOT NULL,
	result      TEXT COLLATE "C" NOT NULL,
	agreement   TEXT COLLATE "C" NOT NULL,
	lines       BIGINT NOT NULL,
	cost        BIGINT NOT NULL,
	billed      BIGINT NOT NULL,
	central     BIGINT NOT NULL,
	unallocated BIGINT NOT NULL,
	variance    BIGINT NOT NULL,
	self_paid   BIGINT NOT NULL,
	PRIMARY KEY (back_test, month)
);

-- +goose Down

DROP TABLE back_test_months;
DROP TABLE back_tests;
DROP TABLE jobs;
