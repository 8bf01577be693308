SELECT number, hash, signature, suite, received_at FROM head WHERE space = $1 AND device = $2 ORDER BY number
