DELETE FROM household_item WHERE space = $1
