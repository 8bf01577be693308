-- What was decided, the latest days first. $3 on: the last one that the reader has.
SELECT space, record, what, author, day, level, due, settled
FROM decision_item
WHERE space >= $1 AND space < $2 AND settled = 1
  AND (day < $3 OR (day = $3 AND (space > $4 OR (space = $4 AND record > $5))))
ORDER BY day DESC, space, record
LIMIT $6
