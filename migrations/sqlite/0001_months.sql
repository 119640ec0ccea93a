-- +goose Up

-- What happened: the audit log. Each event holds the hash of the one before it.
CREATE TABLE events (
	number   INTEGER PRIMARY KEY,
	at       TEXT NOT NULL, -- RFC 3339, UTC, to the microsecond
	person   TEXT NOT NULL,
	origin   TEXT NOT NULL,
	action   TEXT NOT NULL,
	subject  TEXT NOT NULL,
	details  TEXT NOT NULL, -- JSON, hashed as it stands
	previous TEXT NOT NULL,
	hash     TEXT NOT NULL
) STRICT;

-- Months that have been calculated (SPEC §9). All others are open.
CREATE TABLE months (
	month         TEXT PRIMARY KEY,
	state         TEXT NOT NULL CHECK (state IN ('calculated', 'approved', 'closed')),
	version       INTEGER NOT NULL,
	run           TEXT NOT NULL,
	scheduled     INTEGER NOT NULL,
	calculated_by TEXT NOT NULL,
	calculated_at TEXT NOT NULL,
	approved_by   TEXT NOT NULL,
	approved_at   TEXT NOT NULL,
	closed_by     TEXT NOT NULL,
	closed_at     TEXT NOT NULL,
	accepted      TEXT NOT NULL,
	voucher       INTEGER NOT NULL,
	chain_length  INTEGER NOT NULL,
	chain_hash    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX months_run ON months (run);
CREATE UNIQUE INDEX months_voucher ON months (voucher) WHERE voucher > 0;

-- Runs: what months came to. A run is sealed when all of it is there, and never changes then. Its parts are only taken
-- while it is there and open (guards), which is why they need no foreign key: one would be checked row by row.
CREATE TABLE runs (
	number       INTEGER PRIMARY KEY AUTOINCREMENT,
	id           TEXT NOT NULL UNIQUE,
	month        TEXT NOT NULL,
	sealed       INTEGER NOT NULL,
	retired      INTEGER NOT NULL,
	facts        INTEGER NOT NULL, -- the event that the facts were read at
	cells        TEXT NOT NULL,
	result       TEXT NOT NULL,
	municipality TEXT NOT NULL,
	cost         INTEGER NOT NULL, -- öre, as all amounts
	billed       INTEGER NOT NULL,
	central      INTEGER NOT NULL,
	unallocated  INTEGER NOT NULL,
	variance     INTEGER NOT NULL,
	self_paid    INTEGER NOT NULL,
	lines        INTEGER NOT NULL
) STRICT;
CREATE TABLE run_inputs (
	run        INTEGER NOT NULL,
	place      INTEGER NOT NULL,
	table_name TEXT NOT NULL,
	digest     TEXT NOT NULL,
	row_count  INTEGER NOT NULL,
	PRIMARY KEY (run, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_bills (
	run        INTEGER NOT NULL,
	department TEXT NOT NULL,
	name       TEXT NOT NULL,
	kind       TEXT NOT NULL,
	amount     INTEGER NOT NULL,
	self_paid  INTEGER NOT NULL,
	system     INTEGER NOT NULL,
	device     INTEGER NOT NULL,
	account    INTEGER NOT NULL,
	port       INTEGER NOT NULL,
	project    INTEGER NOT NULL,
	PRIMARY KEY (run, department)
) STRICT, WITHOUT ROWID;
CREATE TABLE bill_lines (
	run         INTEGER NOT NULL,
	department  TEXT NOT NULL,
	cost_center TEXT NOT NULL,
	model       INTEGER NOT NULL,
	category    TEXT NOT NULL,
	object      TEXT NOT NULL,
	quantity    INTEGER NOT NULL, -- millionths
	amount      INTEGER NOT NULL,
	PRIMARY KEY (run, department, cost_center, model, category, object)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_central (
	run      INTEGER NOT NULL,
	category TEXT NOT NULL,
	amount   INTEGER NOT NULL,
	PRIMARY KEY (run, category)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_unallocated (
	run      INTEGER NOT NULL,
	category TEXT NOT NULL,
	model    INTEGER NOT NULL,
	object   TEXT NOT NULL,
	reason   INTEGER NOT NULL,
	amount   INTEGER NOT NULL,
	PRIMARY KEY (run, category, model, object, reason)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_variance (
	run       INTEGER NOT NULL,
	model     INTEGER NOT NULL,
	cost      INTEGER NOT NULL,
	recovered INTEGER NOT NULL,
	amount    INTEGER NOT NULL,
	PRIMARY KEY (run, model)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_cells (
	run         INTEGER NOT NULL,
	table_name  TEXT NOT NULL,
	cost_center TEXT NOT NULL,
	object      TEXT NOT NULL,
	days        INTEGER NOT NULL,
	PRIMARY KEY (run, table_name, cost_center, object)
) STRICT, WITHOUT ROWID;

-- Corrections of closed months, by the event that made them.
CREATE TABLE corrections (
	number     INTEGER PRIMARY KEY REFERENCES events (number),
	month      TEXT NOT NULL,
	into_month TEXT NOT NULL,
	place      INTEGER NOT NULL,
	run        TEXT NOT NULL,
	facts      INTEGER NOT NULL,
	made_by    TEXT NOT NULL,
	made_at    TEXT NOT NULL,
	cost       INTEGER NOT NULL,
	self_paid  INTEGER NOT NULL,
	by_price   TEXT NOT NULL, -- models charged by price after it
	UNIQUE (month, place)
) STRICT;
CREATE INDEX corrections_into ON corrections (into_month);
CREATE TABLE correction_lines (
	correction  INTEGER NOT NULL REFERENCES corrections (number),
	place       INTEGER NOT NULL,
	id          TEXT NOT NULL UNIQUE,
	replaces    TEXT NOT NULL,
	reversal    INTEGER NOT NULL,
	department  TEXT NOT NULL,
	cost_center TEXT NOT NULL,
	model       INTEGER NOT NULL,
	category    TEXT NOT NULL,
	object      TEXT NOT NULL,
	quantity    INTEGER NOT NULL,
	amount      INTEGER NOT NULL,
	PRIMARY KEY (correction, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE correction_central (
	correction INTEGER NOT NULL REFERENCES corrections (number),
	category   TEXT NOT NULL,
	amount     INTEGER NOT NULL,
	PRIMARY KEY (correction, category)
) STRICT, WITHOUT ROWID;
CREATE TABLE correction_unallocated (
	correction INTEGER NOT NULL REFERENCES corrections (number),
	category   TEXT NOT NULL,
	model      INTEGER NOT NULL,
	object     TEXT NOT NULL,
	reason     INTEGER NOT NULL,
	amount     INTEGER NOT NULL,
	PRIMARY KEY (correction, category, model, object, reason)
) STRICT, WITHOUT ROWID;
CREATE TABLE correction_variance (
	correction INTEGER NOT NULL REFERENCES corrections (number),
	model      INTEGER NOT NULL,
	cost       INTEGER NOT NULL,
	recovered  INTEGER NOT NULL,
	amount     INTEGER NOT NULL,
	PRIMARY KEY (correction, model)
) STRICT, WITHOUT ROWID;

-- Who may do what.
CREATE TABLE persons (
	name   TEXT PRIMARY KEY,
	roles  TEXT NOT NULL, -- codes with spaces between
	active INTEGER NOT NULL
) STRICT;
CREATE TABLE grants (
	person      TEXT NOT NULL REFERENCES persons (name),
	place       INTEGER NOT NULL,
	department  TEXT NOT NULL,
	cost_center TEXT NOT NULL,
	valid_from  TEXT NOT NULL,
	valid_to    TEXT NOT NULL,
	PRIMARY KEY (person, place)
) STRICT;
CREATE TABLE deputies (
	number     INTEGER PRIMARY KEY AUTOINCREMENT,
	absent     TEXT NOT NULL REFERENCES persons (name),
	person     TEXT NOT NULL REFERENCES persons (name),
	valid_from TEXT NOT NULL,
	valid_to   TEXT NOT NULL
) STRICT;

-- What was imported, so that a file is recognised.
CREATE TABLE imports (
	event  INTEGER PRIMARY KEY REFERENCES events (number),
	digest TEXT NOT NULL, -- SHA-256 of what the file says
	source TEXT NOT NULL, -- tables, or the name of a connector or ledger
	name   TEXT NOT NULL,
	day    TEXT NOT NULL  -- of a snapshot; else empty
) STRICT;
CREATE INDEX imports_digest ON imports (digest);

-- Rows of exports whose cost centre nobody knows, outside the facts, until they are seen again.
CREATE TABLE parked (
	source TEXT NOT NULL,
	place  INTEGER NOT NULL,
	line   INTEGER NOT NULL,
	id     TEXT NOT NULL,
	reason TEXT NOT NULL,
	value  TEXT NOT NULL,
	args   TEXT NOT NULL, -- one per line
	model  TEXT NOT NULL,
	class  TEXT NOT NULL,
	PRIMARY KEY (source, place)
) STRICT;

-- What retention has removed: rows that ended before the first month, and rows that were known to have ended at an event.
CREATE TABLE retirements (
	event INTEGER PRIMARY KEY REFERENCES events (number),
	first TEXT NOT NULL, -- the first month whose rows are kept
	known INTEGER NOT NULL
) STRICT;

-- Values that are drawn once.
CREATE TABLE secrets (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT;

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
