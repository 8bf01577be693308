INSERT INTO unit (unit, name) VALUES ($1, $2) ON CONFLICT (unit) DO UPDATE SET name = excluded.name
