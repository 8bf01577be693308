SELECT token_hash, login, created_at, seen_at, address, agent FROM session WHERE token_hash = $1
