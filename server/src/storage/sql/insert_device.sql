INSERT INTO device (
  device, person, suite, public_key, token_hash, name, client_version, introduced_by, enrolled_at, seen_at, revoked_at, revoked_reason
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (device) DO UPDATE SET token_hash = excluded.token_hash, name = excluded.name
