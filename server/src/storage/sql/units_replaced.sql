SELECT unit FROM team WHERE space = $1 GROUP BY unit HAVING MAX(CASE WHEN to_day < from_day THEN 0 ELSE 1 END) = 0 ORDER BY unit
