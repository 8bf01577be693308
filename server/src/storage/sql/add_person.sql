INSERT INTO person (person, name, unit, imported_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO NOTHING
