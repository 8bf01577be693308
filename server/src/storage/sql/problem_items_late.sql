-- What offices below a division owe since before a day: it is that division's to see to. $4 on: the last one that the reader has.
SELECT space, record, author, day, urgency, category, arrived_at, state, owing, due
FROM problem_item
WHERE owing > $1 AND owing < $2 AND state <= 2 AND due < $3
  AND (due > $4 OR (due = $4 AND (space > $5 OR (space = $5 AND record > $6))))
ORDER BY due, space, record
LIMIT $7
