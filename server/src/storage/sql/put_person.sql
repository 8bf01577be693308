INSERT INTO person (person, name, unit, imported_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO UPDATE SET name = excluded.name, unit = excluded.unit
