UPDATE device SET token_hash = $2 WHERE device = $1
