-- What waits for a city, the oddest first, then what came first. $3 on: the last one that the reader has.
SELECT space, record, cadre, day, arrived_at, heads, odd, sampled, town, county, city
FROM review_item
WHERE space >= $1 AND space < $2 AND city > 0 AND city IN (1, 6)
  AND (odd < $3 OR (odd = $3 AND (arrived_at > $4 OR (arrived_at = $4 AND (space > $5 OR (space = $5 AND record > $6))))))
ORDER BY odd DESC, arrived_at, space, record
LIMIT $7
