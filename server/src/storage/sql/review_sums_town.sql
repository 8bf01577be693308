-- The plus keeps SQLite from going through all that waits anywhere.
SELECT SUBSTR(space, 1, CAST($3 AS INTEGER)) AS division, CAST(COUNT(*) AS BIGINT) AS waiting
FROM review_item
WHERE space >= $1 AND space < $2 AND +town IN (1, 6)
GROUP BY SUBSTR(space, 1, CAST($3 AS INTEGER))
