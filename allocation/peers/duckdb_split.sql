-- Splits every pool over its receivers exactly: floor, then the öre left over to the largest remainders, ties
-- to the receiver that comes first. Products are 128 bits wide. Weight 0 leaves remainder 0, and fewer öre are
-- left over than there are remainders above 0, so it never gets one.
CREATE OR REPLACE TABLE parts AS
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
        (abs(amount)::HUGEINT * weight) // total AS quotient,
        (abs(amount)::HUGEINT * weight) % total AS remainder
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
SELECT pool, receiver, (sign(amount) * (quotient + (place <= leftover)::HUGEINT))::BIGINT AS part
FROM ranked;
