UPDATE space SET last_number = $2 WHERE space = $1
