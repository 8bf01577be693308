INSERT INTO membership (space, person, role, from_day, to_day, reason) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (space, person, role, from_day) DO UPDATE SET to_day = excluded.to_day, reason = excluded.reason
