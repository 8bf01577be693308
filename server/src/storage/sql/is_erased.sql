SELECT erased_at FROM erasure WHERE space = $1 AND edit_id = $2
