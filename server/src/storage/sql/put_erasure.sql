INSERT INTO erasure (space, edit_id, erased_at, reason) VALUES ($1, $2, $3, $4)
ON CONFLICT (space, edit_id) DO NOTHING
