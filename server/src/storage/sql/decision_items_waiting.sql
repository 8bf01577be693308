-- What waits for the level $3, its own and what levels below it have been late with since before $4, the most urgent first. $5 on: the last one that the reader has.
SELECT space, record, what, author, day, level, due, settled
FROM decision_item
WHERE space >= $1 AND space < $2 AND settled = 0 AND (level = $3 OR (level < $3 AND due < $4))
  AND (due > $5 OR (due = $5 AND (space > $6 OR (space = $6 AND record > $7))))
ORDER BY due, space, record
LIMIT $8
