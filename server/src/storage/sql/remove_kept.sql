DELETE FROM kept WHERE space = $1 AND device = $2 AND chain_number = $3
