DELETE FROM household_visit WHERE space = $1 AND record = $2
