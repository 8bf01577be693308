SELECT person, name, unit
FROM person
WHERE person > $3 AND ($5 = '' OR name LIKE $5 OR person LIKE $6) AND person IN (SELECT person FROM membership WHERE space >= $1 AND space < $2)
ORDER BY person
LIMIT $4
