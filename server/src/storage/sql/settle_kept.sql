UPDATE kept SET state = $4, code = $5, reason = $6 WHERE space = $1 AND device = $2 AND chain_number = $3
