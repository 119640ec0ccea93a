-- +goose Up

-- What departments say against their bills, and what was answered.
CREATE TABLE objections (
	year        BIGINT NOT NULL, -- in which it was made
	place       BIGINT NOT NULL, -- in the year, from 1 without gaps
	month       TEXT COLLATE "C" NOT NULL,
	department  TEXT COLLATE "C" NOT NULL,
	cost_center TEXT COLLATE "C" NOT NULL, -- empty: the whole bill
	model       BIGINT NOT NULL, -- 0: all services
	category    TEXT COLLATE "C" NOT NULL,
	object      TEXT COLLATE "C" NOT NULL,
	line        TEXT COLLATE "C" NOT NULL,
	kind        TEXT COLLATE "C" NOT NULL,
	reason      TEXT COLLATE "C" NOT NULL,
	amount      BIGINT NOT NULL,
	made_by     TEXT COLLATE "C" NOT NULL,
	made_at     TEXT COLLATE "C" NOT NULL,
	due         TEXT COLLATE "C" NOT NULL,
	state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'accepted', 'answered', 'rejected')),
	answer      TEXT COLLATE "C" NOT NULL,
	answered_by TEXT COLLATE "C" NOT NULL,
	answered_at TEXT COLLATE "C" NOT NULL,
	change      BIGINT NOT NULL, -- the event that changed the facts; 0: none
	version     BIGINT NOT NULL,
	PRIMARY KEY (year, place)
);
-- The counted rows that they are against, as long as retention keeps such rows.
CREATE TABLE objection_rows (
	year       BIGINT NOT NULL,
	place      BIGINT NOT NULL,
	number     BIGINT NOT NULL,
	month      TEXT COLLATE "C" NOT NULL,
	table_name TEXT COLLATE "C" NOT NULL,
	id         TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (year, place, number),
	FOREIGN KEY (year, place) REFERENCES objections (year, place)
);
-- Where an accepted one was billed.
CREATE TABLE objection_corrections (
	year       BIGINT NOT NULL,
	place      BIGINT NOT NULL,
	correction BIGINT NOT NULL REFERENCES corrections (number),
	month      TEXT COLLATE "C" NOT NULL,
	into_month TEXT COLLATE "C" NOT NULL,
	amount     BIGINT NOT NULL,
	PRIMARY KEY (year, place, correction),
	FOREIGN KEY (year, place) REFERENCES objections (year, place)
);

-- An objection is made once and answered once.
-- +goose StatementBegin
CREATE FUNCTION refuse_objection_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.state <> 'waiting' OR NEW.place <> (SELECT coalesce(max(place), 0) + 1 FROM objections WHERE year = NEW.year) THEN
		RAISE EXCEPTION 'objections follow one another' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE FUNCTION refuse_second_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE state <> 'waiting') THEN
		RAISE EXCEPTION 'objections are answered once' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION refuse_kept_objection_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE NOT EXISTS (SELECT 1 FROM retirements WHERE gone.month < first)) THEN
		RAISE EXCEPTION 'no retention covers the row' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER objections_insert BEFORE INSERT ON objections FOR EACH ROW EXECUTE FUNCTION refuse_objection_gaps();
CREATE TRIGGER objections_answer AFTER UPDATE ON objections REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_answers();
CREATE TRIGGER objections_update BEFORE UPDATE OF year, place, month, department, cost_center, model, category, object, line,
	kind, reason, amount, made_by, made_at, due ON objections
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('objections never change');
CREATE TRIGGER objections_delete BEFORE DELETE OR TRUNCATE ON objections
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('objections are never removed');
CREATE TRIGGER objection_rows_update BEFORE UPDATE OR TRUNCATE ON objection_rows
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('objections never change');
CREATE TRIGGER objection_rows_delete AFTER DELETE ON objection_rows REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_kept_objection_rows();
CREATE TRIGGER objection_corrections_change BEFORE UPDATE OR DELETE OR TRUNCATE ON objection_corrections
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('corrections never change');

-- Whose bills a transaction reads is said in it: chargeback.scope is 'all', or chargeback.departments and
-- chargeback.cost_centers name them, parted by the control character US. Who says nothing reads nothing and changes
-- nothing. The settings are asked for once per statement, not once per row: that is what the subqueries are for.
-- +goose StatementBegin
DO $$
DECLARE
	part TEXT;
	reads TEXT;
BEGIN
	FOREACH part IN ARRAY ARRAY['run_bills', 'bill_lines', 'correction_lines', 'objections', 'objection_rows', 'objection_corrections'] LOOP
		reads := 'department = ANY ((SELECT string_to_array(current_setting(''chargeback.departments'', TRUE), chr(31)))::text[])';
		IF part IN ('bill_lines', 'correction_lines', 'objections') THEN
			reads := reads || ' OR cost_center = ANY ((SELECT string_to_array(current_setting(''chargeback.cost_centers'', TRUE), chr(31)))::text[])';
		ELSIF part <> 'run_bills' THEN
			reads := format('EXISTS (SELECT 1 FROM objections o WHERE o.year = %1$I.year AND o.place = %1$I.place)', part);
		END IF;
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
		EXECUTE format('CREATE POLICY scope_all ON %I USING ((SELECT current_setting(''chargeback.scope'', TRUE)) = ''all'')', part);
		EXECUTE format('CREATE POLICY scope_some ON %I FOR SELECT USING (%s)', part, reads);
	END LOOP;
END $$;
-- What could not be seen would not be removed, and nobody would be told.
CREATE FUNCTION refuse_unscoped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF current_setting('chargeback.scope', TRUE) IS DISTINCT FROM 'all' THEN
		RAISE EXCEPTION 'who changes bills says for whom' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER run_bills_scope BEFORE UPDATE OR DELETE ON run_bills FOR EACH STATEMENT EXECUTE FUNCTION refuse_unscoped();
CREATE TRIGGER bill_lines_scope BEFORE UPDATE OR DELETE ON bill_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_unscoped();
CREATE TRIGGER objections_scope BEFORE UPDATE ON objections FOR EACH STATEMENT EXECUTE FUNCTION refuse_unscoped();
CREATE TRIGGER objection_rows_scope BEFORE DELETE ON objection_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_unscoped();

-- +goose Down

DROP TABLE objection_corrections;
DROP TABLE objection_rows;
DROP TABLE objections;
DROP TRIGGER bill_lines_scope ON bill_lines;
DROP TRIGGER run_bills_scope ON run_bills;
DROP FUNCTION refuse_unscoped;
DROP FUNCTION refuse_kept_objection_rows;
DROP FUNCTION refuse_second_answers;
DROP FUNCTION refuse_objection_gaps;
-- +goose StatementBegin
DO $$
DECLARE
	part TEXT;
BEGIN
	FOREACH part IN ARRAY ARRAY['run_bills', 'bill_lines', 'correction_lines'] LOOP
		EXECUTE format('DROP POLICY scope_some ON %I', part);
		EXECUTE format('DROP POLICY scope_all ON %I', part);
		EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', part);
		EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', part);
	END LOOP;
END $$;
-- +goose StatementEnd
