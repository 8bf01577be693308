INSERT INTO attested_waiting (
  space, edit_id, epoch, number, device, chain_number, salt, edit, record_id, erased, written_at, received_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (space, edit_id) DO UPDATE SET
  salt = excluded.salt, edit = excluded.edit, record_id = excluded.record_id, erased = excluded.erased
WHERE attested_waiting.erased = 1 AND excluded.erased = 0
