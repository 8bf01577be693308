SELECT hint, outcome, CAST(COUNT(*) AS BIGINT) AS counted
FROM hint_outcome
WHERE space >= $1 AND space < $2 AND day >= $3 AND day <= $4
GROUP BY hint, outcome
ORDER BY hint, outcome
