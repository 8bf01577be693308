-- Problems of a division and below it whose state lies between $3 and $4, those first that are due first. $5 on: the last one that the reader has.
SELECT space, record, author, day, urgency, category, arrived_at, state, owing, due
FROM problem_item
WHERE space >= $1 AND space < $2 AND state >= $3 AND state <= $4
  AND (due > $5 OR (due = $5 AND (space > $6 OR (space = $6 AND record > $7))))
ORDER BY due, space, record
LIMIT $8
