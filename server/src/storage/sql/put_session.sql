INSERT INTO session (token_hash, login, created_at, seen_at, address, agent) VALUES ($1, $2, $3, $4, $5, $6)
