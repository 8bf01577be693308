INSERT INTO chain (space, device, last_number, last_hash) VALUES ($1, $2, $3, $4)
ON CONFLICT (space, device) DO UPDATE SET last_number = excluded.last_number, last_hash = excluded.last_hash
