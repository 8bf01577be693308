SELECT
  device, chain_number, edit_id, salt, edit, kind, record_id, author,
  prev_hash, hash, evidence_hash, evidence, evidence_salt, written_at, received_at, state, code, reason, erased
FROM kept
WHERE space = $1 AND device = $2
ORDER BY chain_number
