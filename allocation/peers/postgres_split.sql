-- The same split as duckdb_split.sql. PostgreSQL has no 128-bit integers: the products are numeric, the
-- quotients fit int8 again because no part is larger than its pool.
CREATE UNLOGGED TABLE parts AS
WITH totals AS (
    SELECT driver, sum(weight) AS total
    FROM weights
    GROUP BY driver
    HAVING sum(weight) > 0
),
floors AS (
    SELECT
        pool,
        receiver,
        amount,
        div(abs(amount)::numeric * weight, total)::int8 AS quotient,
        mod(abs(amount)::numeric * weight, total) AS remainder
    FROM pools
    JOIN totals USING (driver)
    JOIN weights USING (driver)
),
ranked AS (
    SELECT
        pool,
        receiver,
        amount,
        quotient,
        abs(amount) - sum(quotient) OVER (PARTITION BY pool) AS leftover,
        row_number() OVER (PARTITION BY pool ORDER BY remainder DESC, receiver) AS place
    FROM floors
)
SELECT pool, receiver, sign(amount)::int8 * (quotient + CASE WHEN place <= leftover THEN 1 ELSE 0 END) AS part
FROM ranked;
