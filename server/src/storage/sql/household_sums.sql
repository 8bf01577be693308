SELECT SUBSTR(space, 1, CAST($3 AS INTEGER)) AS division,
  CAST(COUNT(*) AS BIGINT) AS households,
  CAST(COALESCE(SUM(CASE WHEN last_visit IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS never,
  CAST(COALESCE(SUM(CASE WHEN last_visit < $4 THEN 1 ELSE 0 END), 0) AS BIGINT) AS long_ago,
  CAST(COALESCE(SUM(CASE WHEN visitors = '[]' THEN 1 ELSE 0 END), 0) AS BIGINT) AS unassigned
FROM household_item
WHERE space >= $1 AND space < $2 AND is_there = 1
GROUP BY SUBSTR(space, 1, CAST($3 AS INTEGER))
