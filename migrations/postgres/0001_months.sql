-- +goose Up

-- What happened: the audit log. Each event holds the hash of the one before it.
CREATE TABLE events (
	number   BIGINT PRIMARY KEY,
	at       TEXT COLLATE "C" NOT NULL, -- RFC 3339, UTC, to the microsecond
	person   TEXT COLLATE "C" NOT NULL,
	origin   TEXT COLLATE "C" NOT NULL,
	action   TEXT COLLATE "C" NOT NULL,
	subject  TEXT COLLATE "C" NOT NULL,
	details  TEXT COLLATE "C" NOT NULL, -- JSON, hashed as it stands
	previous TEXT COLLATE "C" NOT NULL,
	hash     TEXT COLLATE "C" NOT NULL
);

-- Months that have been calculated (SPEC §9). All others are open.
CREATE TABLE months (
	month         TEXT COLLATE "C" PRIMARY KEY,
	state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('calculated', 'approved', 'closed')),
	version       BIGINT NOT NULL,
	run           TEXT COLLATE "C" NOT NULL,
	scheduled     BOOLEAN NOT NULL,
	calculated_by TEXT COLLATE "C" NOT NULL,
	calculated_at TEXT COLLATE "C" NOT NULL,
	approved_by   TEXT COLLATE "C" NOT NULL,
	approved_at   TEXT COLLATE "C" NOT NULL,
	closed_by     TEXT COLLATE "C" NOT NULL,
	closed_at     TEXT COLLATE "C" NOT NULL,
	accepted      TEXT COLLATE "C" NOT NULL,
	voucher       BIGINT NOT NULL,
	chain_length  BIGINT NOT NULL,
	chain_hash    TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX months_run ON months (run);
CREATE UNIQUE INDEX months_voucher ON months (voucher) WHERE voucher > 0;

-- Runs: what months came to. A run is sealed when all of it is there, and never changes then. Its parts are only taken
-- while it is there and open (guards), which is why they need no foreign key: one would be checked row by row.
CREATE TABLE runs (
	number       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	id           TEXT COLLATE "C" NOT NULL UNIQUE,
	month        TEXT COLLATE "C" NOT NULL,
	sealed       BOOLEAN NOT NULL,
	retired      BOOLEAN NOT NULL,
	facts        BIGINT NOT NULL, -- the event that the facts were read at
	cells        TEXT COLLATE "C" NOT NULL,
	result       TEXT COLLATE "C" NOT NULL,
	municipality TEXT COLLATE "C" NOT NULL,
	cost         BIGINT NOT NULL, -- öre, as all amounts
	billed       BIGINT NOT NULL,
	central      BIGINT NOT NULL,
	unallocated  BIGINT NOT NULL,
	variance     BIGINT NOT NULL,
	self_paid    BIGINT NOT NULL,
	lines        BIGINT NOT NULL
);
CREATE TABLE run_inputs (
	run        BIGINT NOT NULL,
	place      BIGINT NOT NULL,
	table_name TEXT COLLATE "C" NOT NULL,
	digest     TEXT COLLATE "C" NOT NULL,
	row_count  BIGINT NOT NULL,
	PRIMARY KEY (run, place)
);
CREATE TABLE run_bills (
	run        BIGINT NOT NULL,
	department TEXT COLLATE "C" NOT NULL,
	name       TEXT COLLATE "C" NOT NULL,
	kind       TEXT COLLATE "C" NOT NULL,
	amount     BIGINT NOT NULL,
	self_paid  BIGINT NOT NULL,
	system     BIGINT NOT NULL,
	device     BIGINT NOT NULL,
	account    BIGINT NOT NULL,
	port       BIGINT NOT NULL,
	project    BIGINT NOT NULL,
	PRIMARY KEY (run, department)
);
CREATE TABLE bill_lines (
	run         BIGINT NOT NULL,
	department  TEXT COLLATE "C" NOT NULL,
	cost_center TEXT COLLATE "C" NOT NULL,
	model       BIGINT NOT NULL,
	category    TEXT COLLATE "C" NOT NULL,
	object      TEXT COLLATE "C" NOT NULL,
	quantity    BIGINT NOT NULL, -- millionths
	amount      BIGINT NOT NULL,
	PRIMARY KEY (run, department, cost_center, model, category, object)
);
CREATE TABLE run_central (
	run      BIGINT NOT NULL,
	category TEXT COLLATE "C" NOT NULL,
	amount   BIGINT NOT NULL,
	PRIMARY KEY (run, category)
);
CREATE TABLE run_unallocated (
	run      BIGINT NOT NULL,
	category TEXT COLLATE "C" NOT NULL,
	model    BIGINT NOT NULL,
	object   TEXT COLLATE "C" NOT NULL,
	reason   BIGINT NOT NULL,
	amount   BIGINT NOT NULL,
	PRIMARY KEY (run, category, model, object, reason)
);
CREATE TABLE run_variance (
	run       BIGINT NOT NULL,
	model     BIGINT NOT NULL,
	cost      BIGINT NOT NULL,
	recovered BIGINT NOT NULL,
	amount    BIGINT NOT NULL,
	PRIMARY KEY (run, model)
);
CREATE TABLE run_cells (
	run         BIGINT NOT NULL,
	table_name  TEXT COLLATE "C" NOT NULL,
	cost_center TEXT COLLATE "C" NOT NULL,
	object      TEXT COLLATE "C" NOT NULL,
	days        BIGINT NOT NULL,
	PRIMARY KEY (run, table_name, cost_center, object)
);

-- Corrections of closed months, by the event that made them.
CREATE TABLE corrections (
	number     BIGINT PRIMARY KEY REFERENCES events (number),
	month      TEXT COLLATE "C" NOT NULL,
	into_month TEXT COLLATE "C" NOT NULL,
	place      BIGINT NOT NULL,
	run        TEXT COLLATE "C" NOT NULL,
	facts      BIGINT NOT NULL,
	made_by    TEXT COLLATE "C" NOT NULL,
	made_at    TEXT COLLATE "C" NOT NULL,
	cost       BIGINT NOT NULL,
	self_paid  BIGINT NOT NULL,
	by_price   TEXT COLLATE "C" NOT NULL, -- models charged by price after it
	UNIQUE (month, place)
);
CREATE INDEX corrections_into ON corrections (into_month);
CREATE TABLE correction_lines (
	correction  BIGINT NOT NULL REFERENCES corrections (number),
	place       BIGINT NOT NULL,
	id          TEXT COLLATE "C" NOT NULL UNIQUE,
	replaces    TEXT COLLATE "C" NOT NULL,
	reversal    BOOLEAN NOT NULL,
	department  TEXT COLLATE "C" NOT NULL,
	cost_center TEXT COLLATE "C" NOT NULL,
	model       BIGINT NOT NULL,
	category    TEXT COLLATE "C" NOT NULL,
	object      TEXT COLLATE "C" NOT NULL,
	quantity    BIGINT NOT NULL,
	amount      BIGINT NOT NULL,
	PRIMARY KEY (correction, place)
);
CREATE TABLE correction_central (
	correction BIGINT NOT NULL REFERENCES corrections (number),
	category   TEXT COLLATE "C" NOT NULL,
	amount     BIGINT NOT NULL,
	PRIMARY KEY (correction, category)
);
CREATE TABLE correction_unallocated (
	correction BIGINT NOT NULL REFERENCES corrections (number),
	category   TEXT COLLATE "C" NOT NULL,
	model      BIGINT NOT NULL,
	object     TEXT COLLATE "C" NOT NULL,
	reason     BIGINT NOT NULL,
	amount     BIGINT NOT NULL,
	PRIMARY KEY (correction, category, model, object, reason)
);
CREATE TABLE correction_variance (
	correction BIGINT NOT NULL REFERENCES corrections (number),
	model      BIGINT NOT NULL,
	cost       BIGINT NOT NULL,
	recovered  BIGINT NOT NULL,
	amount     BIGINT NOT NULL,
	PRIMARY KEY (correction, model)
);

-- Who may do what.
CREATE TABLE persons (
	name   TEXT COLLATE "C" PRIMARY KEY,
	roles  TEXT COLLATE "C" NOT NULL, -- codes with spaces between
	active BOOLEAN NOT NULL
);
CREATE TABLE grants (
	person      TEXT COLLATE "C" NOT NULL REFERENCES persons (name),
	place       BIGINT NOT NULL,
	department  TEXT COLLATE "C" NOT NULL,
	cost_center TEXT COLLATE "C" NOT NULL,
	valid_from  TEXT COLLATE "C" NOT NULL,
	valid_to    TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (person, place)
);
CREATE TABLE deputies (
	number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	absent     TEXT COLLATE "C" NOT NULL REFERENCES persons (name),
	person     TEXT COLLATE "C" NOT NULL REFERENCES persons (name),
	valid_from TEXT COLLATE "C" NOT NULL,
	valid_to   TEXT COLLATE "C" NOT NULL
);

-- What was imported, so that a file is recognised.
CREATE TABLE imports (
	event  BIGINT PRIMARY KEY REFERENCES events (number),
	digest TEXT COLLATE "C" NOT NULL, -- SHA-256 of what the file says
	source TEXT COLLATE "C" NOT NULL, -- tables, or the name of a connector or ledger
	name   TEXT COLLATE "C" NOT NULL,
	day    TEXT COLLATE "C" NOT NULL  -- of a snapshot; else empty
);
CREATE INDEX imports_digest ON imports (digest);

-- Rows of exports whose cost centre nobody knows, outside the facts, until they are seen again.
CREATE TABLE parked (
	source TEXT COLLATE "C" NOT NULL,
	place  BIGINT NOT NULL,
	line   BIGINT NOT NULL,
	id     TEXT COLLATE "C" NOT NULL,
	reason TEXT COLLATE "C" NOT NULL,
	value  TEXT COLLATE "C" NOT NULL,
	args   TEXT COLLATE "C" NOT NULL, -- one per line
	model  TEXT COLLATE "C" NOT NULL,
	class  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (source, place)
);

-- What retention has removed: rows that ended before the first month, and rows that were known to have ended at an event.
CREATE TABLE retirements (
	event BIGINT PRIMARY KEY REFERENCES events (number),
	first TEXT COLLATE "C" NOT NULL, -- the first month whose rows are kept
	known BIGINT NOT NULL
);

-- Values that are drawn once.
CREATE TABLE secrets (
	name  TEXT COLLATE "C" PRIMARY KEY,
	value BYTEA NOT NULL
);

-- +goose Down

DROP TABLE secrets;
DROP TABLE retirements;
DROP TABLE parked;
DROP TABLE imports;
DROP TABLE deputies;
DROP TABLE grants;
DROP TABLE persons;
DROP TABLE correction_variance;
DROP TABLE correction_unallocated;
DROP TABLE correction_central;
DROP TABLE correction_lines;
DROP TABLE corrections;
DROP TABLE run_cells;
DROP TABLE run_variance;
DROP TABLE run_unallocated;
DROP TABLE run_central;
DROP TABLE bill_lines;
DROP TABLE run_bills;
DROP TABLE run_inputs;
DROP TABLE runs;
DROP TABLE months;
DROP TABLE events;
