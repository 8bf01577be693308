SELECT number FROM entry WHERE space = $1 AND kind = $2 AND received_at <= $3 LIMIT 1
