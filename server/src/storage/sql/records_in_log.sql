SELECT DISTINCT record_id FROM entry WHERE space = $1 AND record_id IN ($2)
