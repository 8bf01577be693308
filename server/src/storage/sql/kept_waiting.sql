-- What somebody has to decide about (a revoked device, an ended role) is not looked at again by itself.
SELECT
  device, chain_number, edit_id, salt, edit, kind, record_id, author,
  prev_hash, hash, evidence_hash, evidence, evidence_salt, written_at, received_at, state, code, reason, erased
FROM kept
WHERE space = $1 AND state = 'held' AND code IN (
  'parent.missing', 'subject.missing', 'kind.unknown', 'kind.newer_schema', 'edit.erasure_unknown'
)
ORDER BY device, chain_number
