SELECT MAX(day) AS last_visit, CAST(COUNT(*) AS BIGINT) AS visits FROM household_visit WHERE space = $1 AND name = $2 AND grp = $3 AND number IS NULL
