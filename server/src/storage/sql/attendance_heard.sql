INSERT INTO attendance_village (space, heard, counted, counted_on, basis) VALUES ($1, 1, 0, 0, $2)
ON CONFLICT (space) DO UPDATE SET heard = attendance_village.heard + 1
