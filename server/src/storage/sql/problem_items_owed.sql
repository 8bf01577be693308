-- What an office owes an answer to, those first that are due first. $2 on: the last one that the reader has.
SELECT space, record, author, day, urgency, category, arrived_at, state, owing, due
FROM problem_item
WHERE owing = $1 AND state <= 2
  AND (due > $2 OR (due = $2 AND (space > $3 OR (space = $3 AND record > $4))))
ORDER BY due, space, record
LIMIT $5
