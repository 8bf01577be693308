INSERT INTO photo_use (space, record, digest, day) VALUES ($1, $2, $3, $4)
ON CONFLICT (space, record, digest) DO UPDATE SET day = excluded.day
