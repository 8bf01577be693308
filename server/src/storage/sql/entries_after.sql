-- What follows a cursor, for one reader. Evidence travels up, never down.
SELECT
  space, number, device, chain_number, edit_id, salt, edit, kind, record_id, author, audience, owner,
  prev_hash, hash, evidence_hash, NULL AS evidence, NULL AS evidence_salt, written_at, received_at, attested, erased
FROM entry
WHERE space = $1
  AND number > $2
  AND (audience <= $3 OR (audience = 1 AND owner = $4))
  AND NOT (device = $5 AND chain_number <= $6)
ORDER BY number
LIMIT $7
