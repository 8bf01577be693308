SELECT name FROM division WHERE code = $1
