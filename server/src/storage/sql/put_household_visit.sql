INSERT INTO household_visit (space, record, number, name, grp, day)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (space, record) DO UPDATE SET number = excluded.number, name = excluded.name, grp = excluded.grp, day = excluded.day
