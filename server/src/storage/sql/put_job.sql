INSERT INTO job (number, work, division, login, step, state, asked, outcome, refusal, brought, brought_name, made, made_name, done, of_all, stopping, created_at, changed_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
ON CONFLICT (number) DO UPDATE SET step = excluded.step, state = excluded.state, asked = excluded.asked, outcome = excluded.outcome,
  refusal = excluded.refusal, brought = excluded.brought, made = excluded.made, made_name = excluded.made_name, done = excluded.done,
  of_all = excluded.of_all, stopping = excluded.stopping, changed_at = excluded.changed_at, ends_at = excluded.ends_at
