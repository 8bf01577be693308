DELETE FROM household_visit WHERE space = $1
