-- Splits every pool over its receivers in floating point: no remainders, parts of fractions of an öre.
CREATE OR REPLACE TABLE float_parts AS
WITH totals AS (
    SELECT driver, sum(weight)::DOUBLE AS total
    FROM weights
    GROUP BY driver
    HAVING sum(weight) > 0
)
SELECT pool, receiver, amount::DOUBLE * weight / total AS part
FROM pools
JOIN totals USING (driver)
JOIN weights USING (driver);
