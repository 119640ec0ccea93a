-- Spreads the month's costs over the cells that wholejob_read.sql counted. Amounts are öre in floating point;
-- nothing is rounded and no remainders are placed.

-- A part of a cost keeps its target only in the model that knows it.
CREATE TEMP TABLE pools AS
SELECT category, model, classes, if(model = target_model, target, NULL) AS target, sum(amount * part) AS amount
FROM month_costs
JOIN rule_parts USING (category)
WHERE NOT self_paid
GROUP BY ALL;

-- What every system pays of every category: its part of the pools without target, and its own pools.
CREATE TEMP TABLE system_amounts AS
WITH untargeted AS (
    SELECT category, system,
        pools.amount * weight / sum(weight) OVER (PARTITION BY category, classes) AS amount
    FROM pools
    JOIN system_cells ON classes = '' OR list_contains(string_split(classes, ' '), tier)
    WHERE model = 'system' AND target IS NULL
    UNION ALL
    SELECT category, target, amount
    FROM pools
    WHERE model = 'system' AND target IS NOT NULL
)
SELECT category, system, sum(amount) AS amount
FROM untargeted
GROUP BY ALL;

CREATE TEMP TABLE project_amounts AS
WITH untargeted AS (
    SELECT category, project,
        pools.amount * weight / sum(weight) OVER (PARTITION BY category) AS amount
    FROM pools
    CROSS JOIN project_cells
    WHERE model = 'project' AND target IS NULL
    UNION ALL
    SELECT category, target, amount
    FROM pools
    WHERE model = 'project' AND target IS NOT NULL
)
SELECT category, project, sum(amount) AS amount
FROM untargeted
GROUP BY ALL;

CREATE OR REPLACE TABLE lines (
    cost_center VARCHAR,
    category VARCHAR,
    model VARCHAR,
    object VARCHAR,
    amount DOUBLE
);

INSERT INTO lines
SELECT cost_center, category, 'system', system, amount * part
FROM system_amounts
JOIN system_payers USING (system)
WHERE amount <> 0;

-- Rules of one category may name classes that overlap: their lines are added up.
INSERT INTO lines
WITH parts AS (
    SELECT cost_center, category, model, class,
        amount * weight / sum(weight) OVER (PARTITION BY category, model, classes) AS amount
    FROM pools
    JOIN item_cells USING (model)
    WHERE classes = '' OR list_contains(string_split(classes, ' '), class)
)
SELECT cost_center, category, model, class, sum(amount)
FROM parts
WHERE amount <> 0
GROUP BY ALL;

INSERT INTO lines
SELECT cost_center, category, 'user', '', amount * days / (SELECT sum(days) FROM user_cells)
FROM pools
CROSS JOIN user_cells
WHERE model = 'user' AND target IS NULL AND amount <> 0;

INSERT INTO lines
SELECT cost_center, category, 'user', application,
    amount * days / sum(days) OVER (PARTITION BY category, application)
FROM pools
JOIN licence_cells ON application = target
WHERE model = 'user' AND amount <> 0;

INSERT INTO lines
SELECT cost_center, category, 'project', project, amount * part
FROM project_amounts
JOIN project_payers USING (project)
WHERE amount <> 0;

-- What a person would look at.
CREATE OR REPLACE TABLE summary AS
SELECT department, count(*) AS lines, sum(amount) AS amount
FROM lines
JOIN receivers USING (cost_center)
GROUP BY department
ORDER BY department;
