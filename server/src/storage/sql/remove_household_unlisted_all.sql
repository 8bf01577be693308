DELETE FROM household_unlisted WHERE space = $1
