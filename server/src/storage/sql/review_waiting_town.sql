-- The plus keeps SQLite from going through all that waits anywhere.
-- What waits for a town, the oddest first, then what came first. $3 on: the last one that the reader has.
SELECT space, record, cadre, day, arrived_at, heads, odd, sampled, town, county, city
FROM review_item
WHERE space >= $1 AND space < $2 AND +town IN (1, 6)
  AND (odd < $3 OR (odd = $3 AND (arrived_at > $4 OR (arrived_at = $4 AND (space > $5 OR (space = $5 AND record > $6))))))
ORDER BY odd DESC, arrived_at, space, record
LIMIT $7
