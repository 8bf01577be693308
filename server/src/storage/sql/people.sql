SELECT person, name, unit FROM person ORDER BY person
