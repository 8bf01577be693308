INSERT INTO sign_in_failure (login, failures, last_at, locked_until) VALUES ($1, $2, $3, $4)
ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until
