SELECT attendance_year.*, person.name AS name
FROM attendance_year LEFT JOIN person ON person.person = attendance_year.cadre
WHERE space >= $1 AND space < $2 AND year = $3 AND (space > $4 OR (space = $4 AND cadre > $5))
ORDER BY space, cadre
LIMIT $6
