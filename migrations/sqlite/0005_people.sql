-- +goose Up

ALTER TABLE persons ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN language TEXT NOT NULL DEFAULT ''; -- of pages and mail; empty: the organisation's

-- What a person proves to be somebody with.
CREATE TABLE credentials (
	person      TEXT PRIMARY KEY REFERENCES persons (name),
	hash        TEXT NOT NULL, -- argon2id; empty where there is no password
	must_change INTEGER NOT NULL, -- the password is for one time
	epoch       INTEGER NOT NULL, -- rises when sessions that began before must end
	changed_at  TEXT NOT NULL
) STRICT;
CREATE TABLE identities (
	issuer  TEXT NOT NULL,
	subject TEXT NOT NULL,
	person  TEXT NOT NULL REFERENCES persons (name),
	PRIMARY KEY (issuer, subject)
) STRICT;
CREATE TABLE api_tokens (
	id         TEXT PRIMARY KEY,
	person     TEXT NOT NULL REFERENCES persons (name),
	name       TEXT NOT NULL,
	hash       TEXT NOT NULL UNIQUE, -- SHA-256
	created    INTEGER NOT NULL REFERENCES events (number),
	created_at TEXT NOT NULL,
	revoked    INTEGER REFERENCES events (number),
	revoked_at TEXT NOT NULL -- empty while it holds
) STRICT;

-- Who is logged in, and who has tried to. Instants are milliseconds since 1970 in UTC, since they are compared.
CREATE TABLE sessions (
	token TEXT PRIMARY KEY, -- SHA-256 of what the browser holds
	data  BLOB NOT NULL,
	began INTEGER NOT NULL,
	seen  INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_seen ON sessions (seen);
CREATE TABLE login_attempts (
	id      TEXT PRIMARY KEY,
	account TEXT NOT NULL, -- SHA-256 of the name that was given
	address TEXT NOT NULL,
	at      INTEGER NOT NULL
) STRICT;
CREATE INDEX login_attempts_account ON login_attempts (account, at);
CREATE INDEX login_attempts_address ON login_attempts (address, at);
CREATE INDEX login_attempts_at ON login_attempts (at);

-- Answers to requests that are repeated, kept with their effect.
CREATE TABLE replies (
	person  TEXT NOT NULL,
	key     TEXT NOT NULL,
	route   TEXT NOT NULL, -- method and path
	request TEXT NOT NULL, -- SHA-256 of the request's body
	status  INTEGER NOT NULL,
	headers TEXT NOT NULL, -- JSON
	body    BLOB NOT NULL,
	at      TEXT NOT NULL,
	PRIMARY KEY (person, key)
) STRICT;

-- What one person asks and another decides.
CREATE TABLE requests (
	number     INTEGER PRIMARY KEY REFERENCES events (number),
	kind       TEXT NOT NULL,
	subject    TEXT NOT NULL, -- the person concerned
	body       TEXT NOT NULL, -- JSON
	state      TEXT NOT NULL,
	asked_by   TEXT NOT NULL,
	asked_at   TEXT NOT NULL,
	decided_by TEXT NOT NULL,
	decided_at TEXT NOT NULL,
	version    INTEGER NOT NULL
) STRICT;

-- What is decided, revoked or answered stays so.
-- +goose StatementBegin
CREATE TRIGGER requests_update BEFORE UPDATE ON requests
WHEN OLD.state <> 'asked'
BEGIN SELECT RAISE(ABORT, 'requests are decided once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER requests_asked BEFORE UPDATE OF number, kind, subject, body, asked_by, asked_at ON requests
BEGIN SELECT RAISE(ABORT, 'requests never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER requests_delete BEFORE DELETE ON requests
BEGIN SELECT RAISE(ABORT, 'requests are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER api_tokens_update BEFORE UPDATE OF id, person, name, hash, created, created_at ON api_tokens
BEGIN SELECT RAISE(ABORT, 'tokens never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER api_tokens_revoke BEFORE UPDATE OF revoked, revoked_at ON api_tokens
WHEN OLD.revoked IS NOT NULL OR NEW.revoked IS NULL
BEGIN SELECT RAISE(ABORT, 'tokens are revoked once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER api_tokens_delete BEFORE DELETE ON api_tokens
BEGIN SELECT RAISE(ABORT, 'tokens are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER replies_update BEFORE UPDATE ON replies
BEGIN SELECT RAISE(ABORT, 'replies never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER replies_delete BEFORE DELETE ON replies
BEGIN SELECT RAISE(ABORT, 'replies never change'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE requests;
DROP TABLE replies;
DROP TABLE login_attempts;
DROP TABLE sessions;
DROP TABLE api_tokens;
DROP TABLE identities;
DROP TABLE credentials;
ALTER TABLE persons DROP COLUMN language;
ALTER TABLE persons DROP COLUMN email;
