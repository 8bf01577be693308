SELECT * FROM second_wanted
WHERE division >= $1 AND division < $2 AND state IN (0, 3) AND (asked_at > $3 OR (asked_at = $3 AND id > $4))
ORDER BY asked_at, id
LIMIT $5
