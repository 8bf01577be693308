SELECT seed FROM seed WHERE space = $1 AND device = $2 AND block = $3
