INSERT INTO followed (space, number, form) VALUES ($1, $2, $3)
ON CONFLICT (space) DO UPDATE SET number = excluded.number, form = excluded.form
