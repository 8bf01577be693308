SELECT number, work, division, login, step, state, asked, outcome, refusal, brought, brought_name, made, made_name, done, of_all, stopping, created_at, changed_at, ends_at
FROM job
WHERE state = $1
ORDER BY number
