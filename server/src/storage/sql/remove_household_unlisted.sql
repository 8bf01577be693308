DELETE FROM household_unlisted WHERE space = $1 AND name = $2 AND grp = $3
