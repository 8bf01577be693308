INSERT INTO kept (
  space, device, chain_number, edit_id, salt, edit, kind, record_id, author,
  prev_hash, hash, evidence_hash, evidence, evidence_salt, written_at, received_at, state, code, reason, erased
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
