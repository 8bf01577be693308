UPDATE review_return SET over = 1 WHERE space = $1 AND review = $2
