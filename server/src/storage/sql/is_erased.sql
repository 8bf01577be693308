SELECT erased_at, reason FROM erasure WHERE space = $1 AND edit_id = $2
