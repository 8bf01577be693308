-- $2 and $3: the last one that the reader has.
SELECT id, village, part, giver, taker, numbers, day, login, at FROM handover
WHERE day <= $1 AND (day > $2 OR (day = $2 AND id > $3))
ORDER BY day, id
LIMIT $4
