-- Diaries that have waited for the town since before $1, by village.
SELECT space, record, cadre, day, arrived_at, heads, odd, sampled, town, county, city
FROM review_item
WHERE town = 1 AND arrived_at < $1
ORDER BY space, record
LIMIT $2
