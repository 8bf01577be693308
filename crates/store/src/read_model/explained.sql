-- A set is a JSON array of its members.
SELECT explained.value
FROM record_visit, json_each(record_visit.explained) AS explained
WHERE _space = ?1 AND day >= ?2 AND _withdrawn IS NULL
