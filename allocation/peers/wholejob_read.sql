-- Reads a data set's CSV files and counts what decides who pays: days of things in cost centres, payers of
-- systems, hours of projects. The variables dir, first and last are set: the folder, the month's first and
-- last day. Only measure daily and methods actual, as internal/sample writes them.

-- One CSV file as internal/sample writes it.
CREATE OR REPLACE MACRO read_table(name, types) AS TABLE
    FROM read_csv(getvariable('dir') || '/' || name || '.csv', columns = types,
        auto_detect = false, header = true, delim = ',', quote = '"', escape = '"');

-- Days of the month inside a validity; open ends are NULL.
CREATE OR REPLACE MACRO month_days("from", "to") AS
    greatest(0, least(coalesce("to", getvariable('last')), getvariable('last'))
        - greatest(coalesce("from", getvariable('first')), getvariable('first')) + 1);

-- What counts for a whole month is what is valid on the month's last day.
CREATE OR REPLACE MACRO valid("from", "to") AS
    coalesce("from" <= getvariable('last'), true) AND coalesce("to" >= getvariable('last'), true);

-- The cost centres that pay, with the department they belong to on the last day, else by the latest row.
CREATE TEMP TABLE departments AS
SELECT code, coalesce(charged, if(kind = 'it', 'no', 'yes')) = 'yes' AS charged
FROM read_table('departments', {
        'code': 'VARCHAR', 'name': 'VARCHAR', 'kind': 'VARCHAR', 'charged': 'VARCHAR', 'from': 'DATE', 'to': 'DATE'})
QUALIFY row_number() OVER (PARTITION BY code ORDER BY valid("from", "to") DESC, "from" DESC NULLS LAST) = 1;

CREATE TEMP TABLE receivers AS
WITH now AS (
    SELECT code, department
    FROM read_table('cost_centers', {
        'code': 'VARCHAR', 'name': 'VARCHAR', 'department': 'VARCHAR', 'from': 'DATE', 'to': 'DATE'})
    QUALIFY row_number() OVER (PARTITION BY code ORDER BY valid("from", "to") DESC, "from" DESC NULLS LAST) = 1
)
SELECT now.code AS cost_center, department
FROM now
JOIN departments ON departments.code = department
WHERE charged;

CREATE TEMP TABLE class_weights AS
SELECT model, class, weight
FROM read_table('weights', {
        'model': 'VARCHAR', 'class': 'VARCHAR', 'weight': 'DOUBLE', 'from': 'DATE', 'to': 'DATE'})
WHERE valid("from", "to");

-- Models device and port: one cell for each cost centre and class. A class without a weight weighs 1.
CREATE TEMP TABLE item_cells AS
WITH item_days AS (
    SELECT 'device' AS model, cost_center, class, sum(month_days("from", "to")) AS days
    FROM read_table('devices', {
        'id': 'VARCHAR', 'class': 'VARCHAR', 'cost_center': 'VARCHAR', 'from': 'DATE', 'to': 'DATE',
        'label': 'VARCHAR', 'last_seen': 'DATE'})
    GROUP BY cost_center, class
    UNION ALL
    SELECT 'port', cost_center, class, sum(month_days("from", "to"))
    FROM read_table('ports', {
        'id': 'VARCHAR', 'class': 'VARCHAR', 'cost_center': 'VARCHAR', 'from': 'DATE', 'to': 'DATE',
        'label': 'VARCHAR'})
    GROUP BY cost_center, class
)
SELECT model, cost_center, class, days * coalesce(weight, 1) AS weight
FROM item_days
SEMI JOIN receivers USING (cost_center)
LEFT JOIN class_weights USING (model, class)
WHERE days * coalesce(weight, 1) > 0;

-- Model user: user-days, and licence-days where both the licence and its user's row are active.
CREATE TEMP TABLE user_rows AS
SELECT id, cost_center, "from", "to"
FROM read_table('users', {
        'id': 'VARCHAR', 'cost_center': 'VARCHAR', 'from': 'DATE', 'to': 'DATE'})
SEMI JOIN receivers USING (cost_center)
WHERE month_days("from", "to") > 0;

CREATE TEMP TABLE user_cells AS
SELECT cost_center, sum(month_days("from", "to"))::DOUBLE AS days
FROM user_rows
GROUP BY cost_center;

CREATE TEMP TABLE licence_cells AS
WITH licences AS (
    SELECT "user", application, "from", "to"
    FROM read_table('licences', {
        'user': 'VARCHAR', 'application': 'VARCHAR', 'from': 'DATE', 'to': 'DATE', 'last_used': 'DATE'})
    WHERE month_days("from", "to") > 0
)
SELECT
    application,
    cost_center,
    sum(month_days(greatest(licences."from", user_rows."from"), least(licences."to", user_rows."to")))::DOUBLE AS days
FROM licences
JOIN user_rows ON user_rows.id = licences."user"
GROUP BY application, cost_center
HAVING days > 0;

-- Model system: days of all a system's rows; tier, owner and sharing of its last row with a day in the month,
-- else of the latest.
CREATE TEMP TABLE system_states AS
SELECT code AS system, tier, owner, coalesce(sharing, 'owner') AS sharing,
    sum(month_days("from", "to")) OVER (PARTITION BY code) AS days
FROM read_table('systems', {
        'code': 'VARCHAR', 'name': 'VARCHAR', 'tier': 'VARCHAR', 'owner': 'VARCHAR', 'sharing': 'VARCHAR',
    'from': 'DATE', 'to': 'DATE'})
QUALIFY row_number() OVER (PARTITION BY code ORDER BY month_days("from", "to") > 0 DESC, "from" DESC NULLS LAST) = 1;

-- Who pays a system, each with its part of 1.
CREATE TEMP TABLE system_payers AS
WITH shares AS (
    SELECT system, owner AS cost_center, 1::DOUBLE AS share
    FROM system_states
    WHERE sharing = 'owner'
    UNION ALL
    SELECT system, cost_center, share
    FROM read_table('system_shares', {
        'system': 'VARCHAR', 'cost_center': 'VARCHAR', 'share': 'DOUBLE', 'from': 'DATE', 'to': 'DATE'})
    SEMI JOIN (FROM system_states WHERE sharing = 'fixed') USING (system)
    WHERE valid("from", "to") AND share > 0
    UNION ALL
    SELECT system, cost_center, licence_cells.days
    FROM licence_cells
    JOIN system_states ON system = application
    WHERE sharing = 'users'
)
SELECT system, cost_center, share / sum(share) OVER (PARTITION BY system) AS part
FROM shares
SEMI JOIN receivers USING (cost_center);

CREATE TEMP TABLE system_cells AS
SELECT system, tier, days * coalesce(weight, 1) AS weight
FROM system_states
SEMI JOIN system_payers USING (system)
LEFT JOIN class_weights ON class_weights.model = 'system' AND class = tier
WHERE days * coalesce(weight, 1) > 0;

-- Model project: hours of the month, and who ordered.
CREATE TEMP TABLE project_payers AS
SELECT project, cost_center, share / sum(share) OVER (PARTITION BY project) AS part
FROM read_table('project_shares', {
        'project': 'VARCHAR', 'cost_center': 'VARCHAR', 'share': 'DOUBLE', 'from': 'DATE', 'to': 'DATE'})
SEMI JOIN receivers USING (cost_center)
WHERE valid("from", "to") AND share > 0;

CREATE TEMP TABLE project_cells AS
SELECT project, hours AS weight
FROM read_table('project_hours', {
        'project': 'VARCHAR', 'month': 'VARCHAR', 'hours': 'DOUBLE'})
SEMI JOIN project_payers USING (project)
WHERE month = strftime(getvariable('first'), '%Y-%m') AND hours > 0;

-- The rules: a category's parts of 1.
CREATE TEMP TABLE rule_parts AS
SELECT category, model, coalesce(classes, '') AS classes, share / sum(share) OVER (PARTITION BY category) AS part
FROM read_table('rules', {
        'category': 'VARCHAR', 'model': 'VARCHAR', 'share': 'DOUBLE', 'classes': 'VARCHAR', 'from': 'DATE', 'to': 'DATE'})
WHERE valid("from", "to") AND share > 0;

-- The month's costs, in öre. An accrued cost counts with its part by days.
CREATE TEMP TABLE month_costs AS
SELECT
    category,
    coalesce(system, application, project) AS target,
    CASE
        WHEN system IS NOT NULL THEN 'system'
        WHEN application IS NOT NULL THEN 'user'
        WHEN project IS NOT NULL THEN 'project'
    END AS target_model,
    paid_by IS NOT NULL AS self_paid,
    100 * sum(amount * if("from" IS NULL, 1, month_days("from", "to") / ("to" - "from" + 1))) AS amount
FROM read_table('costs', {
        'id': 'VARCHAR', 'date': 'DATE', 'category': 'VARCHAR', 'amount': 'DOUBLE', 'text': 'VARCHAR',
    'supplier': 'VARCHAR', 'account': 'VARCHAR', 'voucher': 'VARCHAR', 'system': 'VARCHAR',
    'application': 'VARCHAR', 'project': 'VARCHAR', 'paid_by': 'VARCHAR', 'from': 'DATE', 'to': 'DATE'})
WHERE if("from" IS NULL, date BETWEEN getvariable('first') AND getvariable('last'), month_days("from", "to") > 0)
GROUP BY ALL;
