UPDATE review_return SET over = 2 WHERE space = $1 AND review = $2
