SELECT space, record, number, name, grp, day FROM household_visit WHERE space = $1 AND name = $2 AND grp = $3
