-- Diaries that have waited for the town since before $1, by village. $2 and $3: the last one that the reader has.
SELECT space, record, cadre, day, arrived_at, heads, odd, sampled, town, county, city
FROM review_item
WHERE town = 1 AND arrived_at < $1 AND (space > $2 OR (space = $2 AND record > $3))
ORDER BY space, record
LIMIT $4
