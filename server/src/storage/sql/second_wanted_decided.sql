SELECT * FROM second_wanted
WHERE division >= $1 AND division < $2 AND state IN (1, 2, 4, 5) AND (asked_at < $3 OR (asked_at = $3 AND id < $4))
ORDER BY asked_at DESC, id DESC
LIMIT $5
