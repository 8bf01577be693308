SELECT last_number FROM space WHERE space = $1
