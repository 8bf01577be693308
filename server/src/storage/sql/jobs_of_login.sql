-- The newest first. $1: before this number.
SELECT number, work, division, login, step, state, asked, outcome, refusal, brought, brought_name, made, made_name, done, of_all, stopping, created_at, changed_at, ends_at
FROM job
WHERE number < $1 AND login = $2
ORDER BY number DESC
LIMIT $3
