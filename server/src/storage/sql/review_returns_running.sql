-- Those that arrived before $1 and whose days are not known to be over; $2 and $3: the last one that the reader has.
SELECT space, review, diary, cadre, day, arrived_at, over, over_at
FROM review_return
WHERE over = 0 AND arrived_at < $1 AND (space > $2 OR (space = $2 AND review > $3))
ORDER BY space, review
LIMIT $4
