INSERT INTO team (space, unit, from_day, to_day) VALUES ($1, $2, $3, $4)
ON CONFLICT (space, unit, from_day) DO UPDATE SET to_day = excluded.to_day
