UPDATE second_wanted SET state = $3, decided_by = $4, decided_name = $5, decided_at = $6, word = $7
WHERE id = $1 AND state = $2
