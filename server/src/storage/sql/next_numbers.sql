UPDATE space SET last_number = last_number + $2 WHERE space = $1 RETURNING last_number
