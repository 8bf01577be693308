SELECT person, name, unit FROM person WHERE name = $1 ORDER BY person LIMIT $2
