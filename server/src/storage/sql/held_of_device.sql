SELECT chain_number, code FROM kept WHERE space = $1 AND device = $2 AND state = 'held' ORDER BY chain_number
