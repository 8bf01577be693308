-- The newest first. $1: before this number; empty texts filter nothing; $6: whether rows of no division are shown.
SELECT number, at, day, login, action, division, subject, detail
FROM audit
WHERE number < $1
  AND ($2 = '' OR login = $2)
  AND ($3 = '' OR action = $3)
  AND day >= $4 AND day <= $5
  AND ((division IS NULL AND $6 = 1) OR (division >= $7 AND division < $8))
ORDER BY number DESC
LIMIT $9
