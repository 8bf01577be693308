INSERT INTO attendance_year (space, cadre, year, signs, said, target, resident, needed, possible, latest_start, reach, computed_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (space, cadre, year) DO UPDATE SET signs = excluded.signs, said = excluded.said, target = excluded.target,
  resident = excluded.resident, needed = excluded.needed, possible = excluded.possible,
  latest_start = excluded.latest_start, reach = excluded.reach, computed_on = excluded.computed_on
