UPDATE job SET done = $2, of_all = $3 WHERE number = $1
RETURNING stopping
