INSERT INTO division_successor (code, successor, from_day, reason) VALUES ($1, $2, $3, '')
ON CONFLICT (code, successor, from_day) DO NOTHING
