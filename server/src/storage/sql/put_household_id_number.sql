INSERT INTO household_id_number (space, number, name, hash, last_four)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (space, number, name) DO UPDATE SET hash = excluded.hash, last_four = excluded.last_four
