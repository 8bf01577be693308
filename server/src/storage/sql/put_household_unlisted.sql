INSERT INTO household_unlisted (space, name, grp, last_visit, visits)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (space, name, grp) DO UPDATE SET last_visit = excluded.last_visit, visits = excluded.visits
