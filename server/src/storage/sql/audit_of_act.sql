-- What $1 did by way of $2 and in no one division, the newest first.
SELECT number, at, day, login, action, division, subject, detail
FROM audit
WHERE login = $1 AND action = $2 AND division IS NULL
ORDER BY at DESC, number DESC
LIMIT $3
