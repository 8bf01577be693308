UPDATE review_return SET over = 1, over_at = $3 WHERE space = $1 AND review = $2
