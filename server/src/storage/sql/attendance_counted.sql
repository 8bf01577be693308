INSERT INTO attendance_village (space, heard, counted, counted_on, basis) VALUES ($1, $2, $2, $3, $4)
ON CONFLICT (space) DO UPDATE SET counted = excluded.counted, counted_on = excluded.counted_on, basis = excluded.basis
