INSERT INTO account (login, name, password, given, totp, totp_step, created_at, closed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (login) DO UPDATE SET name = excluded.name, password = excluded.password, given = excluded.given,
  totp = excluded.totp, totp_step = excluded.totp_step, closed_at = excluded.closed_at
