SELECT edit_id FROM erasure WHERE space = $1 AND edit_id IN ($2)
