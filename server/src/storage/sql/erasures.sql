SELECT edit_id, erased_at, reason FROM erasure WHERE space = $1 ORDER BY edit_id
