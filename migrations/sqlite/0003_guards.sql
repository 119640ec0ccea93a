-- +goose Up

-- The database itself refuses what must never be, whoever asks. SQLite has a trigger per row: each asks as little as
-- it can.


-- The log is only added to, without gaps.
-- +goose StatementBegin
CREATE TRIGGER events_insert BEFORE INSERT ON "events"
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events follow one another'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_update BEFORE UPDATE ON "events"
BEGIN SELECT RAISE(ABORT, 'events never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_delete BEFORE DELETE ON "events"
BEGIN SELECT RAISE(ABORT, 'events never change'); END;
-- +goose StatementEnd

-- A closed month never changes.
-- +goose StatementBegin
CREATE TRIGGER months_update BEFORE UPDATE ON "months"
WHEN OLD.state = 'closed'
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER months_delete BEFORE DELETE ON "months"
BEGIN SELECT RAISE(ABORT, 'months are never removed'); END;
-- +goose StatementEnd

-- A run is written once, and removed only where no closed month is made of it.
-- +goose StatementBegin
CREATE TRIGGER runs_update BEFORE UPDATE OF number, id, month, facts, cells, result, municipality, cost, billed, central, unallocated, variance, self_paid, lines ON "runs"
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_unseal BEFORE UPDATE OF sealed ON "runs"
WHEN OLD.sealed = 1 AND NEW.sealed = 0
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_retire BEFORE UPDATE OF retired ON "runs"
WHEN OLD.retired = 1 OR NOT EXISTS (SELECT 1 FROM retirements WHERE OLD.month < first)
BEGIN SELECT RAISE(ABORT, 'no retention covers the run'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_delete BEFORE DELETE ON "runs"
WHEN EXISTS (SELECT 1 FROM months JOIN runs ON runs.id = months.run WHERE runs.number = OLD.number AND months.state = 'closed')
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_inputs_insert BEFORE INSERT ON "run_inputs"
WHEN coalesce((SELECT sealed FROM runs WHERE number = NEW.run), 1) = 1
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_inputs_update BEFORE UPDATE ON "run_inputs"
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_inputs_delete BEFORE DELETE ON "run_inputs"
WHEN EXISTS (SELECT 1 FROM months JOIN runs ON runs.id = months.run WHERE runs.number = OLD.run AND months.state = 'closed')
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_bills_insert BEFORE INSERT ON "run_bills"
WHEN coalesce((SELECT sealed FROM runs WHERE number = NEW.run), 1) = 1
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_bills_update BEFORE UPDATE ON "run_bills"
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_bills_delete BEFORE DELETE ON "run_bills"
WHEN EXISTS (SELECT 1 FROM months JOIN runs ON runs.id = months.run WHERE runs.number = OLD.run AND months.state = 'closed')
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bill_lines_insert BEFORE INSERT ON "bill_lines"
WHEN coalesce((SELECT sealed FROM runs WHERE number = NEW.run), 1) = 1
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bill_lines_update BEFORE UPDATE ON "bill_lines"
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bill_lines_delete BEFORE DELETE ON "bill_lines"
WHEN EXISTS (SELECT 1 FROM months JOIN runs ON runs.id = months.run WHERE runs.number = OLD.run AND months.state = 'closed')
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_central_insert BEFORE INSERT ON "run_central"
WHEN coalesce((SELECT sealed FROM runs WHERE number = NEW.run), 1) = 1
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_central_update BEFORE UPDATE ON "run_central"
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_central_delete BEFORE DELETE ON "run_central"
WHEN EXISTS (SELECT 1 FROM months JOIN runs ON runs.id = months.run WHERE runs.number = OLD.run AND months.state = 'closed')
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_unallocated_insert BEFORE INSERT ON "run_unallocated"
WHEN coalesce((SELECT sealed FROM runs WHERE number = NEW.run), 1) = 1
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_unallocated_update BEFORE UPDATE ON "run_unallocated"
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_unallocated_delete BEFORE DELETE ON "run_unallocated"
WHEN EXISTS (SELECT 1 FROM months JOIN runs ON runs.id = months.run WHERE runs.number = OLD.run AND months.state = 'closed')
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_variance_insert BEFORE INSERT ON "run_variance"
WHEN coalesce((SELECT sealed FROM runs WHERE number = NEW.run), 1) = 1
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_variance_update BEFORE UPDATE ON "run_variance"
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_variance_delete BEFORE DELETE ON "run_variance"
WHEN EXISTS (SELECT 1 FROM months JOIN runs ON runs.id = months.run WHERE runs.number = OLD.run AND months.state = 'closed')
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_cells_insert BEFORE INSERT ON "run_cells"
WHEN coalesce((SELECT sealed FROM runs WHERE number = NEW.run), 1) = 1
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_cells_update BEFORE UPDATE ON "run_cells"
BEGIN SELECT RAISE(ABORT, 'runs never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_cells_delete BEFORE DELETE ON "run_cells"
WHEN EXISTS (SELECT 1 FROM months JOIN runs ON runs.id = months.run WHERE runs.number = OLD.run AND months.state = 'closed')
BEGIN SELECT RAISE(ABORT, 'the month is closed'); END;
-- +goose StatementEnd

-- A correction is written with its event, and never changes.
-- +goose StatementBegin
CREATE TRIGGER corrections_insert BEFORE INSERT ON "corrections"
WHEN NEW.number IS NOT (SELECT max(number) FROM events)
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER corrections_update BEFORE UPDATE ON "corrections"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER corrections_delete BEFORE DELETE ON "corrections"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_lines_insert BEFORE INSERT ON "correction_lines"
WHEN NEW.correction IS NOT (SELECT max(number) FROM events)
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_lines_update BEFORE UPDATE ON "correction_lines"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_lines_delete BEFORE DELETE ON "correction_lines"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_central_insert BEFORE INSERT ON "correction_central"
WHEN NEW.correction IS NOT (SELECT max(number) FROM events)
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_central_update BEFORE UPDATE ON "correction_central"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_central_delete BEFORE DELETE ON "correction_central"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_unallocated_insert BEFORE INSERT ON "correction_unallocated"
WHEN NEW.correction IS NOT (SELECT max(number) FROM events)
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_unallocated_update BEFORE UPDATE ON "correction_unallocated"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_unallocated_delete BEFORE DELETE ON "correction_unallocated"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_variance_insert BEFORE INSERT ON "correction_variance"
WHEN NEW.correction IS NOT (SELECT max(number) FROM events)
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_variance_update BEFORE UPDATE ON "correction_variance"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER correction_variance_delete BEFORE DELETE ON "correction_variance"
BEGIN SELECT RAISE(ABORT, 'corrections never change'); END;
-- +goose StatementEnd

-- Retention is a fact of the log too.
-- +goose StatementBegin
CREATE TRIGGER retirements_update BEFORE UPDATE ON "retirements"
BEGIN SELECT RAISE(ABORT, 'retention never changes'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER retirements_delete BEFORE DELETE ON "retirements"
BEGIN SELECT RAISE(ABORT, 'retention never changes'); END;
-- +goose StatementEnd

-- Facts are only added, and ended once. Rows that are linked to persons are removed where retention covers them.
-- +goose StatementBegin
CREATE TRIGGER settings_update BEFORE UPDATE OF "row", "key", "value", "from", "to", "added" ON "settings"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settings_end BEFORE UPDATE OF ended ON "settings"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settings_delete BEFORE DELETE ON "settings"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER departments_update BEFORE UPDATE OF "row", "code", "name", "kind", "charged", "from", "to", "added" ON "departments"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER departments_end BEFORE UPDATE OF ended ON "departments"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER departments_delete BEFORE DELETE ON "departments"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER cost_centers_update BEFORE UPDATE OF "row", "code", "name", "department", "from", "to", "added" ON "cost_centers"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER cost_centers_end BEFORE UPDATE OF ended ON "cost_centers"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER cost_centers_delete BEFORE DELETE ON "cost_centers"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER categories_update BEFORE UPDATE OF "row", "code", "cost_type", "name", "added" ON "categories"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER categories_end BEFORE UPDATE OF ended ON "categories"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER categories_delete BEFORE DELETE ON "categories"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rules_update BEFORE UPDATE OF "row", "category", "model", "share", "classes", "from", "to", "added" ON "rules"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rules_end BEFORE UPDATE OF ended ON "rules"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rules_delete BEFORE DELETE ON "rules"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER weights_update BEFORE UPDATE OF "row", "model", "class", "weight", "from", "to", "added" ON "weights"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER weights_end BEFORE UPDATE OF ended ON "weights"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER weights_delete BEFORE DELETE ON "weights"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER prices_update BEFORE UPDATE OF "row", "model", "class", "price", "from", "to", "added" ON "prices"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER prices_end BEFORE UPDATE OF ended ON "prices"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER prices_delete BEFORE DELETE ON "prices"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER systems_update BEFORE UPDATE OF "row", "code", "name", "tier", "owner", "sharing", "from", "to", "added" ON "systems"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER systems_end BEFORE UPDATE OF ended ON "systems"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER systems_delete BEFORE DELETE ON "systems"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER system_shares_update BEFORE UPDATE OF "row", "system", "cost_center", "share", "from", "to", "added" ON "system_shares"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER system_shares_end BEFORE UPDATE OF ended ON "system_shares"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER system_shares_delete BEFORE DELETE ON "system_shares"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER devices_update BEFORE UPDATE OF "row", "id", "class", "cost_center", "from", "to", "label", "last_seen", "added" ON "devices"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER devices_end BEFORE UPDATE OF ended ON "devices"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER devices_delete BEFORE DELETE ON "devices"
WHEN NOT EXISTS (
	SELECT 1 FROM retirements WHERE OLD."to" <> '' AND substr(OLD."to", 1, 7) < first OR OLD.ended <= known
)
BEGIN SELECT RAISE(ABORT, 'no retention covers the row'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER users_update BEFORE UPDATE OF "row", "id", "cost_center", "from", "to", "added" ON "users"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER users_end BEFORE UPDATE OF ended ON "users"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER users_delete BEFORE DELETE ON "users"
WHEN NOT EXISTS (
	SELECT 1 FROM retirements WHERE OLD."to" <> '' AND substr(OLD."to", 1, 7) < first OR OLD.ended <= known
)
BEGIN SELECT RAISE(ABORT, 'no retention covers the row'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER applications_update BEFORE UPDATE OF "row", "code", "name", "supplier", "added" ON "applications"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER applications_end BEFORE UPDATE OF ended ON "applications"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER applications_delete BEFORE DELETE ON "applications"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER licences_update BEFORE UPDATE OF "row", "user", "application", "from", "to", "last_used", "added" ON "licences"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER licences_end BEFORE UPDATE OF ended ON "licences"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER licences_delete BEFORE DELETE ON "licences"
WHEN NOT EXISTS (
	SELECT 1 FROM retirements WHERE OLD."to" <> '' AND substr(OLD."to", 1, 7) < first OR OLD.ended <= known
)
BEGIN SELECT RAISE(ABORT, 'no retention covers the row'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ports_update BEFORE UPDATE OF "row", "id", "class", "cost_center", "from", "to", "label", "added" ON "ports"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ports_end BEFORE UPDATE OF ended ON "ports"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ports_delete BEFORE DELETE ON "ports"
WHEN NOT EXISTS (
	SELECT 1 FROM retirements WHERE OLD."to" <> '' AND substr(OLD."to", 1, 7) < first OR OLD.ended <= known
)
BEGIN SELECT RAISE(ABORT, 'no retention covers the row'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER projects_update BEFORE UPDATE OF "row", "code", "name", "from", "to", "added" ON "projects"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER projects_end BEFORE UPDATE OF ended ON "projects"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER projects_delete BEFORE DELETE ON "projects"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_shares_update BEFORE UPDATE OF "row", "project", "cost_center", "share", "from", "to", "added" ON "project_shares"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_shares_end BEFORE UPDATE OF ended ON "project_shares"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_shares_delete BEFORE DELETE ON "project_shares"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_hours_update BEFORE UPDATE OF "row", "project", "month", "hours", "added" ON "project_hours"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_hours_end BEFORE UPDATE OF ended ON "project_hours"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_hours_delete BEFORE DELETE ON "project_hours"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER costs_update BEFORE UPDATE OF "row", "id", "date", "category", "amount", "text", "supplier", "account", "voucher", "system", "application", "project", "paid_by", "from", "to", "added" ON "costs"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER costs_end BEFORE UPDATE OF ended ON "costs"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER costs_delete BEFORE DELETE ON "costs"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_accounts_update BEFORE UPDATE OF "row", "first", "last", "category", "added" ON "ledger_accounts"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_accounts_end BEFORE UPDATE OF ended ON "ledger_accounts"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_accounts_delete BEFORE DELETE ON "ledger_accounts"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_objects_update BEFORE UPDATE OF "row", "dimension", "object", "target", "code", "added" ON "ledger_objects"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_objects_end BEFORE UPDATE OF ended ON "ledger_objects"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_objects_delete BEFORE DELETE ON "ledger_objects"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER voucher_accounts_update BEFORE UPDATE OF "row", "side", "account", "model", "department", "counterpart", "parts", "added" ON "voucher_accounts"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER voucher_accounts_end BEFORE UPDATE OF ended ON "voucher_accounts"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER voucher_accounts_delete BEFORE DELETE ON "voucher_accounts"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER parties_update BEFORE UPDATE OF "row", "department", "name", "org_number", "vat_number", "endpoint_scheme", "endpoint", "street", "postal_code", "city", "country", "reference", "bankgiro", "payment_days", "added" ON "parties"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER parties_end BEFORE UPDATE OF ended ON "parties"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER parties_delete BEFORE DELETE ON "parties"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER history_update BEFORE UPDATE OF "row", "month", "department", "amount", "model", "added" ON "history"
BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER history_end BEFORE UPDATE OF ended ON "history"
WHEN OLD.ended IS NOT NULL OR NEW.ended IS NULL
BEGIN SELECT RAISE(ABORT, 'facts are ended once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER history_delete BEFORE DELETE ON "history"
BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
-- +goose StatementEnd

-- +goose Down

DROP TRIGGER history_delete;
DROP TRIGGER history_end;
DROP TRIGGER history_update;
DROP TRIGGER parties_delete;
DROP TRIGGER parties_end;
DROP TRIGGER parties_update;
DROP TRIGGER voucher_accounts_delete;
DROP TRIGGER voucher_accounts_end;
DROP TRIGGER voucher_accounts_update;
DROP TRIGGER ledger_objects_delete;
DROP TRIGGER ledger_objects_end;
DROP TRIGGER ledger_objects_update;
DROP TRIGGER ledger_accounts_delete;
DROP TRIGGER ledger_accounts_end;
DROP TRIGGER ledger_accounts_update;
DROP TRIGGER costs_delete;
DROP TRIGGER costs_end;
DROP TRIGGER costs_update;
DROP TRIGGER project_hours_delete;
DROP TRIGGER project_hours_end;
DROP TRIGGER project_hours_update;
DROP TRIGGER project_shares_delete;
DROP TRIGGER project_shares_end;
DROP TRIGGER project_shares_update;
DROP TRIGGER projects_delete;
DROP TRIGGER projects_end;
DROP TRIGGER projects_update;
DROP TRIGGER ports_delete;
DROP TRIGGER ports_end;
DROP TRIGGER ports_update;
DROP TRIGGER licences_delete;
DROP TRIGGER licences_end;
DROP TRIGGER licences_update;
DROP TRIGGER applications_delete;
DROP TRIGGER applications_end;
DROP TRIGGER applications_update;
DROP TRIGGER users_delete;
DROP TRIGGER users_end;
DROP TRIGGER users_update;
DROP TRIGGER devices_delete;
DROP TRIGGER devices_end;
DROP TRIGGER devices_update;
DROP TRIGGER system_shares_delete;
DROP TRIGGER system_shares_end;
DROP TRIGGER system_shares_update;
DROP TRIGGER systems_delete;
DROP TRIGGER systems_end;
DROP TRIGGER systems_update;
DROP TRIGGER prices_delete;
DROP TRIGGER prices_end;
DROP TRIGGER prices_update;
DROP TRIGGER weights_delete;
DROP TRIGGER weights_end;
DROP TRIGGER weights_update;
DROP TRIGGER rules_delete;
DROP TRIGGER rules_end;
DROP TRIGGER rules_update;
DROP TRIGGER categories_delete;
DROP TRIGGER categories_end;
DROP TRIGGER categories_update;
DROP TRIGGER cost_centers_delete;
DROP TRIGGER cost_centers_end;
DROP TRIGGER cost_centers_update;
DROP TRIGGER departments_delete;
DROP TRIGGER departments_end;
DROP TRIGGER departments_update;
DROP TRIGGER settings_delete;
DROP TRIGGER settings_end;
DROP TRIGGER settings_update;
DROP TRIGGER retirements_delete;
DROP TRIGGER retirements_update;
DROP TRIGGER correction_variance_delete;
DROP TRIGGER correction_variance_update;
DROP TRIGGER correction_variance_insert;
DROP TRIGGER correction_unallocated_delete;
DROP TRIGGER correction_unallocated_update;
DROP TRIGGER correction_unallocated_insert;
DROP TRIGGER correction_central_delete;
DROP TRIGGER correction_central_update;
DROP TRIGGER correction_central_insert;
DROP TRIGGER correction_lines_delete;
DROP TRIGGER correction_lines_update;
DROP TRIGGER correction_lines_insert;
DROP TRIGGER corrections_delete;
DROP TRIGGER corrections_update;
DROP TRIGGER corrections_insert;
DROP TRIGGER run_cells_delete;
DROP TRIGGER run_cells_update;
DROP TRIGGER run_cells_insert;
DROP TRIGGER run_variance_delete;
DROP TRIGGER run_variance_update;
DROP TRIGGER run_variance_insert;
DROP TRIGGER run_unallocated_delete;
DROP TRIGGER run_unallocated_update;
DROP TRIGGER run_unallocated_insert;
DROP TRIGGER run_central_delete;
DROP TRIGGER run_central_update;
DROP TRIGGER run_central_insert;
DROP TRIGGER bill_lines_delete;
DROP TRIGGER bill_lines_update;
DROP TRIGGER bill_lines_insert;
DROP TRIGGER run_bills_delete;
DROP TRIGGER run_bills_update;
DROP TRIGGER run_bills_insert;
DROP TRIGGER run_inputs_delete;
DROP TRIGGER run_inputs_update;
DROP TRIGGER run_inputs_insert;
DROP TRIGGER runs_delete;
DROP TRIGGER runs_retire;
DROP TRIGGER runs_unseal;
DROP TRIGGER runs_update;
DROP TRIGGER months_delete;
DROP TRIGGER months_update;
DROP TRIGGER events_delete;
DROP TRIGGER events_update;
DROP TRIGGER events_insert;
