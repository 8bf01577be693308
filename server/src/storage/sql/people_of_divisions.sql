SELECT person, name, unit
FROM person
WHERE person > $3 AND person IN (SELECT person FROM membership WHERE space >= $1 AND space < $2)
ORDER BY person
LIMIT $4
