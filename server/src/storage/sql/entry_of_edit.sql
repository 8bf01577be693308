SELECT
  space, number, device, chain_number, edit_id, salt, edit, kind, record_id, author, audience, owner,
  prev_hash, hash, evidence_hash, evidence, evidence_salt, written_at, received_at, attested, erased
FROM entry
WHERE space = $1 AND edit_id = $2
