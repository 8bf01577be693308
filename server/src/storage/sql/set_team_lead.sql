UPDATE team SET lead_unit = $3 WHERE space = $1 AND unit = $2
