SELECT town AS state, CASE WHEN odd > 0 THEN 1 ELSE 0 END AS odd, COUNT(*) AS items
FROM review_item
WHERE space >= $1 AND space < $2 AND town > 0
GROUP BY town, CASE WHEN odd > 0 THEN 1 ELSE 0 END
