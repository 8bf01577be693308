UPDATE review_return SET arrived_at = $3 WHERE space = $1 AND review = $2 AND arrived_at IS NULL
