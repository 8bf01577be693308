DELETE FROM household_item WHERE space = $1 AND record = $2
