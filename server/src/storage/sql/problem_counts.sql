-- What lies below is owed by codes that begin with the division's: what was handed up to an office above is not late below.
SELECT
  CAST(COALESCE(SUM(CASE WHEN owing = $3 AND state <= 2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS owed,
  CAST(COALESCE(SUM(CASE WHEN owing = $3 AND state <= 2 AND due < $4 THEN 1 ELSE 0 END), 0) AS BIGINT) AS owed_late,
  CAST(COALESCE(SUM(CASE WHEN owing > $1 AND owing < $2 AND state <= 2 AND due < $4 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late_below,
  CAST(COALESCE(SUM(CASE WHEN state <= 2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS unanswered,
  CAST(COALESCE(SUM(CASE WHEN state > 2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS settled
FROM problem_item
WHERE space >= $1 AND space < $2
