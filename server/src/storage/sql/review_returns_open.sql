-- Those that no phone is known to have; $1 and $2: the last one that the reader has.
SELECT space, review, diary, cadre, day, arrived_at, over, over_at
FROM review_return
WHERE over = 0 AND arrived_at IS NULL AND (space > $1 OR (space = $1 AND review > $2))
ORDER BY space, review
LIMIT $3
