SELECT person, name, unit FROM person WHERE person = $1
