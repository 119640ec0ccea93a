-- +goose Up

-- The database itself refuses what must never be, whoever asks. A trigger per statement looks at all its rows at once:
-- one per row would cost four times as much.

-- +goose StatementBegin
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd

-- The log is only added to, without gaps.
-- +goose StatementBegin
CREATE FUNCTION refuse_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM events) THEN
		RAISE EXCEPTION 'events follow one another' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER events_insert BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse_gaps();

-- A closed month never changes.
-- +goose StatementBegin
CREATE FUNCTION refuse_closed_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE state = 'closed') THEN
		RAISE EXCEPTION 'the month is closed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER months_update AFTER UPDATE ON months REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_months();

-- A run is written once, and removed only where no closed month is made of it.
-- +goose StatementBegin
CREATE FUNCTION refuse_changed_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone JOIN kept USING (number) WHERE gone.sealed AND NOT kept.sealed) THEN
		RAISE EXCEPTION 'runs never change' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF EXISTS (
		SELECT 1 FROM gone JOIN kept USING (number) WHERE gone.retired <> kept.retired
		AND (gone.retired OR NOT EXISTS (SELECT 1 FROM retirements WHERE gone.month < first))
	) THEN
		RAISE EXCEPTION 'no retention covers the run' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION refuse_closed_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone JOIN months ON months.run = gone.id WHERE months.state = 'closed') THEN
		RAISE EXCEPTION 'the month is closed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION refuse_closed_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
		SELECT 1 FROM runs JOIN months ON months.run = runs.id
		WHERE months.state = 'closed' AND runs.number IN (SELECT DISTINCT run FROM gone)
	) THEN
		RAISE EXCEPTION 'the month is closed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION refuse_sealed_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM (SELECT DISTINCT run FROM added) AS parts LEFT JOIN runs ON number = run WHERE coalesce(sealed, TRUE)) THEN
		RAISE EXCEPTION 'runs never change' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER runs_update BEFORE UPDATE OF number, id, month, facts, cells, result, municipality, cost, billed, central,
	unallocated, variance, self_paid, lines ON runs
	FOR EACH STATEMENT EXECUTE FUNCTION refuse('runs never change');
CREATE TRIGGER runs_kept AFTER UPDATE ON runs REFERENCING OLD TABLE AS gone NEW TABLE AS kept
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_changed_runs();
CREATE TRIGGER runs_delete AFTER DELETE ON runs REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_runs();

-- A run may have millions of lines. To look at all of them at once they would have to be kept aside, which costs half
-- as much as writing them; so whoever adds lines says for which run (the setting chargeback.run), the statement is
-- refused where that run is sealed, and a line of any other run is refused by a comparison that calls no function.
-- +goose StatementBegin
CREATE FUNCTION refuse_sealed_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF coalesce((SELECT sealed FROM runs WHERE number = current_setting('chargeback.run')::bigint), TRUE) THEN
		RAISE EXCEPTION 'runs never change' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER bill_lines_sealed BEFORE INSERT ON bill_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_sealed_run();
CREATE TRIGGER bill_lines_other AFTER INSERT ON bill_lines FOR EACH ROW
	WHEN (NEW.run IS DISTINCT FROM current_setting('chargeback.run')::bigint) EXECUTE FUNCTION refuse('runs never change');

-- A correction is written with its event, and never changes.
-- +goose StatementBegin
CREATE FUNCTION refuse_late_corrections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM added WHERE number <> (SELECT max(number) FROM events)) THEN
		RAISE EXCEPTION 'corrections never change' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION refuse_late_correction_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM added WHERE correction <> (SELECT max(number) FROM events)) THEN
		RAISE EXCEPTION 'corrections never change' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER corrections_insert AFTER INSERT ON corrections REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_corrections();

-- Facts are only added, and ended once. Rows that are linked to persons are removed where retention covers them.
-- +goose StatementBegin
CREATE FUNCTION refuse_second_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE ended IS NOT NULL) OR EXISTS (SELECT 1 FROM kept WHERE ended IS NULL) THEN
		RAISE EXCEPTION 'facts are ended once' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION refuse_kept_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM gone WHERE NOT EXISTS (
		SELECT 1 FROM retirements WHERE gone."to" <> '' AND substr(gone."to", 1, 7) < first OR gone.ended <= known
	)) THEN
		RAISE EXCEPTION 'no retention covers the row' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;

DO $$
DECLARE
	part TEXT;
	changing TEXT;
BEGIN
	FOREACH part IN ARRAY ARRAY['run_inputs', 'run_bills', 'bill_lines', 'run_central', 'run_unallocated', 'run_variance', 'run_cells'] LOOP
		IF part <> 'bill_lines' THEN
			EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_sealed_parts()', part || '_insert', part);
		END IF;
		EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_parts()', part || '_delete', part);
		EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse(%L)', part || '_update', part, 'runs never change');
	END LOOP;
	FOREACH part IN ARRAY ARRAY['correction_lines', 'correction_central', 'correction_unallocated', 'correction_variance'] LOOP
		EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_correction_parts()', part || '_insert', part);
	END LOOP;
	FOREACH part IN ARRAY ARRAY['events', 'corrections', 'retirements', 'correction_lines', 'correction_central', 'correction_unallocated', 'correction_variance'] LOOP
		EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse(%L)', part || '_change', part, part || ' never change');
	END LOOP;
	FOREACH part IN ARRAY ARRAY['settings', 'departments', 'cost_centers', 'categories', 'rules', 'weights', 'prices', 'systems', 'system_shares', 'devices', 'users', 'applications', 'licences', 'ports', 'projects', 'project_shares', 'project_hours', 'costs', 'ledger_accounts', 'ledger_objects', 'voucher_accounts', 'parties', 'history'] LOOP
		SELECT string_agg(quote_ident(column_name), ', ') INTO changing FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name = part AND column_name <> 'ended';
		EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OF %s ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse(%L)', part || '_update', changing, part, 'facts never change');
		EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING OLD TABLE AS gone NEW TABLE AS kept FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_ends()', part || '_end', part);
		IF part = ANY (ARRAY['devices', 'users', 'licences', 'ports']) THEN
			EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION refuse_kept_rows()', part || '_delete', part);
		ELSE
			EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse(%L)', part || '_delete', part, 'facts are never removed');
		END IF;
	END LOOP;
	FOREACH part IN ARRAY ARRAY['events', 'months', 'runs', 'corrections', 'retirements', 'run_inputs', 'run_bills', 'bill_lines', 'run_central', 'run_unallocated', 'run_variance', 'run_cells', 'correction_lines', 'correction_central', 'correction_unallocated', 'correction_variance', 'settings', 'departments', 'cost_centers', 'categories', 'rules', 'weights', 'prices', 'systems', 'system_shares', 'devices', 'users', 'applications', 'licences', 'ports', 'projects', 'project_shares', 'project_hours', 'costs', 'ledger_accounts', 'ledger_objects', 'voucher_accounts', 'parties', 'history'] LOOP
		EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse(%L)', part || '_truncate', part, 'nothing is emptied');
	END LOOP;
END $$;
-- +goose StatementEnd
CREATE TRIGGER months_delete BEFORE DELETE ON months FOR EACH STATEMENT EXECUTE FUNCTION refuse('months are never removed');

-- +goose Down

-- +goose StatementBegin
DO $$
DECLARE
	guard RECORD;
BEGIN
	FOR guard IN SELECT tgname, tgrelid::regclass AS relation FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
		WHERE NOT tgisinternal AND proname LIKE 'refuse%' LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', guard.tgname, guard.relation);
	END LOOP;
END $$;
-- +goose StatementEnd
DROP FUNCTION refuse_kept_rows;
DROP FUNCTION refuse_second_ends;
DROP FUNCTION refuse_late_correction_parts;
DROP FUNCTION refuse_late_corrections;
DROP FUNCTION refuse_sealed_run;
DROP FUNCTION refuse_sealed_parts;
DROP FUNCTION refuse_closed_parts;
DROP FUNCTION refuse_closed_runs;
DROP FUNCTION refuse_changed_runs;
DROP FUNCTION refuse_closed_months;
DROP FUNCTION refuse_gaps;
DROP FUNCTION refuse;
