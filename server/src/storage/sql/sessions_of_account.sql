SELECT token_hash, login, created_at, seen_at, address, agent FROM session WHERE login = $1 ORDER BY created_at, token_hash
