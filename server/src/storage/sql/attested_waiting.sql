SELECT edit_id, epoch, number, device, chain_number, salt, edit, record_id, erased, written_at, received_at
FROM attested_waiting
WHERE space = $1
ORDER BY epoch, number, edit_id
