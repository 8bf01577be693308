UPDATE entry SET prev_hash = $5, hash = $6, evidence_hash = $7, evidence = $8, evidence_salt = $9, attested = 0
WHERE space = $1 AND device = $2 AND chain_number = $3 AND edit_id = $4 AND attested = 1
