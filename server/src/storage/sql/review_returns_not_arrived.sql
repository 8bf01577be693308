SELECT space, review, number FROM review_return WHERE cadre = $1 AND arrived_at IS NULL
