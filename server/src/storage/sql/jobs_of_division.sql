-- The newest first. $1: before this number. $6: of this account alone, unless it is empty.
SELECT number, work, division, login, step, state, asked, outcome, refusal, brought, brought_name, made, made_name, done, of_all, stopping, created_at, changed_at, ends_at
FROM job
WHERE number < $1 AND work = $2 AND division >= $3 AND division < $4 AND ($6 = '' OR login = $6)
ORDER BY number DESC
LIMIT $5
