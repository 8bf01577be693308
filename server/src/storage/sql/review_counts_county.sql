SELECT county AS state, CASE WHEN odd > 0 THEN 1 ELSE 0 END AS odd, COUNT(*) AS items
FROM review_item
WHERE space >= $1 AND space < $2 AND county > 0
GROUP BY county, CASE WHEN odd > 0 THEN 1 ELSE 0 END
