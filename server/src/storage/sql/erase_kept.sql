UPDATE kept SET salt = NULL, edit = $3, evidence = NULL, evidence_salt = NULL, erased = 1
WHERE space = $1 AND edit_id = $2
RETURNING device, chain_number
