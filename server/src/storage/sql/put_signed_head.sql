INSERT INTO head (space, device, number, hash, signature, suite, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (space, device, number) DO NOTHING
