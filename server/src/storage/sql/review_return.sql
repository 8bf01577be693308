SELECT space, review, diary, cadre, day, arrived_at, over, over_at FROM review_return WHERE space = $1 AND review = $2
