-- Whether $1 did $2 to $4 in the division $3.
SELECT number FROM audit
WHERE login = $1 AND action = $2 AND division = $3 AND subject = $4
LIMIT 1
