-- +goose Up

ALTER TABLE persons ADD COLUMN email TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN language TEXT COLLATE "C" NOT NULL DEFAULT ''; -- of pages and mail; empty: the organisation's

-- What a person proves to be somebody with.
CREATE TABLE credentials (
	person      TEXT COLLATE "C" PRIMARY KEY REFERENCES persons (name),
	hash        TEXT COLLATE "C" NOT NULL, -- argon2id; empty where there is no password
	must_change BOOLEAN NOT NULL, -- the password is for one time
	epoch       BIGINT NOT NULL, -- rises when sessions that began before must end
	changed_at  TEXT COLLATE "C" NOT NULL
);
CREATE TABLE identities (
	issuer  TEXT COLLATE "C" NOT NULL,
	subject TEXT COLLATE "C" NOT NULL,
	person  TEXT COLLATE "C" NOT NULL REFERENCES persons (name),
	PRIMARY KEY (issuer, subject)
);
CREATE TABLE api_tokens (
	id         TEXT COLLATE "C" PRIMARY KEY,
	person     TEXT COLLATE "C" NOT NULL REFERENCES persons (name),
	name       TEXT COLLATE "C" NOT NULL,
	hash       TEXT COLLATE "C" NOT NULL UNIQUE, -- SHA-256
	created    BIGINT NOT NULL REFERENCES events (number),
	created_at TEXT COLLATE "C" NOT NULL,
	revoked    BIGINT REFERENCES events (number),
	revoked_at TEXT COLLATE "C" NOT NULL -- empty while it holds
);

-- Who is logged in, and who has tried to. Instants are milliseconds since 1970 in UTC, since they are compared.
CREATE TABLE sessions (
	token TEXT COLLATE "C" PRIMARY KEY, -- SHA-256 of what the browser holds
	data  BYTEA NOT NULL,
	began BIGINT NOT NULL,
	seen  BIGINT NOT NULL
);
CREATE INDEX sessions_seen ON sessions (seen);
CREATE TABLE login_attempts (
	id      TEXT COLLATE "C" PRIMARY KEY,
	account TEXT COLLATE "C" NOT NULL, -- SHA-256 of the name that was given
	address TEXT COLLATE "C" NOT NULL,
	at      BIGINT NOT NULL
);
CREATE INDEX login_attempts_account ON login_attempts (account, at);
CREATE INDEX login_attempts_address ON login_attempts (address, at);
CREATE INDEX login_attempts_at ON login_attempts (at);

-- Answers to requests that are repeated, kept with their effect.
CREATE TABLE replies (
	person  TEXT COLLATE "C" NOT NULL,
	key     TEXT COLLATE "C" NOT NULL,
	route   TEXT COLLATE "C" NOT NULL, -- method and path
	request TEXT COLLATE "C" NOT NULL, -- SHA-256 of the request's body
	status  BIGINT NOT NULL,
	headers TEXT COLLATE "C" NOT NULL, -- JSON
	body    BYTEA NOT NULL,
	at      TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (person, key)
);

-- What one person asks and another decides.
CREATE TABLE requests (
	number     BIGINT PRIMARY KEY REFERENCES events (number),
	kind       TEXT COLLATE "C" NOT NULL,
	subject    TEXT COLLATE "C" NOT NULL, -- the person concerned
	body       TEXT COLLATE "C" NOT NULL, -- JSON
	state      TEXT COLLATE "C" NOT NULL,
	asked_by   TEXT COLLATE "C" NOT NULL,
	asked_at   TEXT COLLATE "C" NOT NULL,
	decided_by TEXT COLLATE "C" NOT NULL,
	decided_at TEXT COLLATE "C" NOT NULL,
	version    BIGINT NOT NULL
);

-- What is decided, revoked or answered stays so.
-- +goose StatementBegin
CREATE FUNCTION refuse_decided_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE state <> 'asked') THEN
		RAISE EXCEPTION 'requests are decided once' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION refuse_revived_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE revoked IS NOT NULL) OR EXISTS (SELECT 1 FROM kept WHERE revoked IS NULL) THEN
		RAISE EXCEPTION 'tokens are revoked once' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER requests_asked BEFORE UPDATE OF number, kind, subject, body, asked_by, asked_at ON requests
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('requests never change');
CREATE TRIGGER requests_update AFTER UPDATE ON requests REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_decided_requests();
CREATE TRIGGER requests_delete BEFORE DELETE OR TRUNCATE ON requests FOR EACH STATEMENT EXECUTE FUNCTION refuse('requests are never removed');
CREATE TRIGGER api_tokens_update BEFORE UPDATE OF id, person, name, hash, created, created_at ON api_tokens
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('tokens never change');
CREATE TRIGGER api_tokens_revoke AFTER UPDATE ON api_tokens REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_revived_tokens();
CREATE TRIGGER api_tokens_delete BEFORE DELETE OR TRUNCATE ON api_tokens FOR EACH STATEMENT EXECUTE FUNCTION refuse('tokens are never removed');
CREATE TRIGGER replies_change BEFORE UPDATE OR DELETE OR TRUNCATE ON replies FOR EACH STATEMENT EXECUTE FUNCTION refuse('replies never change');

-- +goose Down

DROP TABLE requests;
DROP TABLE replies;
DROP TABLE login_attempts;
DROP TABLE sessions;
DROP TABLE api_tokens;
DROP TABLE identities;
DROP TABLE credentials;
DROP FUNCTION refuse_revived_tokens;
DROP FUNCTION refuse_decided_requests;
ALTER TABLE persons DROP COLUMN language;
ALTER TABLE persons DROP COLUMN email;
