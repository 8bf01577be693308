SELECT SUBSTR(space, 1, CAST($3 AS INTEGER)) AS division, CAST(COUNT(DISTINCT cadre) AS BIGINT) AS counted
FROM attendance_year
WHERE space >= $1 AND space < $2 AND year = $4
  AND REPLACE(SUBSTR(signs, CAST($5 AS INTEGER), CAST($6 AS INTEGER)), 'O', '') <> ''
GROUP BY SUBSTR(space, 1, CAST($3 AS INTEGER))
