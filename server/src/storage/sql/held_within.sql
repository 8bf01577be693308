-- $1 to $3: the link after which to go on; $4: the code after the last; $5: whose, where not everybody's.
SELECT
  space, device, chain_number, edit_id, salt, edit, kind, record_id, author,
  prev_hash, hash, evidence_hash, evidence, evidence_salt, written_at, received_at, state, code, reason, erased
FROM kept
WHERE (space, device, chain_number) > ($1, $2, $3) AND space < $4 AND state = 'held' AND ($5 = '' OR author = $5)
ORDER BY space, device, chain_number
LIMIT $6
